#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compare/baseline.h"
#include "compare/build_file.h"
#include "report_fixture.h"

#define FRAMES 8

/* The places of a build: those of the fixture, with room to rename and move them. */
struct build {
    struct report_fixture f;
    struct ht_location locations[FRAMES][2];
};

static void make(struct build *build)
{
    *build = (struct build){0};
    fixture_leaky(&build->f);
    for (size_t i = 0; i < FRAMES; i++) {
        struct ht_frame *frame = &build->f.frame_items[i];
        for (uint32_t k = 0; k < frame->location_count; k++)
            build->locations[i][k] = frame->locations[k];
        if (frame->location_count)
            frame->locations = build->locations[i];
    }
}

/* The firmware built anew: every function at another address, in another order, and its lines moved. */
static void rebuild(struct build *build)
{
    struct report_fixture *f = &build->f;
    struct ht_chains *chains = &f->trace.chains;
    for (size_t i = 0; i < chains->count; i++) {
        uint32_t *pcs = fixture_must(ht_arena_array(&f->arena, chains->items[i].depth, sizeof *pcs));
        for (uint32_t k = 0; k < chains->items[i].depth; k++) {
            size_t at = 0;
            while (fixture_pcs[at] != chains->items[i].pcs[k])
                at++;
            pcs[k] = 0x42100000 + (uint32_t)(FRAMES - at) * 0x54;
        }
        chains->items[i].pcs = pcs;
    }
    for (size_t i = 0; i < FRAMES / 2; i++) {
        struct ht_frame frame = f->frame_items[i];
        f->frame_items[i] = f->frame_items[FRAMES - 1 - i];
        f->frame_items[FRAMES - 1 - i] = frame;
    }
    for (size_t i = 0; i < FRAMES; i++) {
        f->frame_items[i].pc = 0x42100000 + (uint32_t)(i + 1) * 0x54;
        build->locations[i][0].line += 17;
        build->locations[i][1].line += 17;
    }
    for (size_t i = 0; i < f->report.finding_count; i++)
        f->findings[i].key = i ? f->findings[i].key : "another key";
}

/* A build, and the one before it. */
static void begin(struct build *build, struct build *old)
{
    make(old);
    make(build);
    rebuild(build);
}

/* Compares with what the fixture's build reported. */
static void compare(struct build *build, const struct build *old)
{
    char *text = fixture_write(&old->f, "json", 100, true, false);
    struct ht_build baseline = {0};
    struct ht_error *error = ht_build_read(&build->f.arena, "old.json", text, strlen(text), &baseline);
    if (error)
        fail_msg("%zu:%zu: %s", error->line, error->column, error->message);
    free(text);
    assert_null(ht_baseline_compare(&build->f.report, &baseline));
}

static void end(struct build *build, struct build *old)
{
    fixture_deinit(&build->f);
    fixture_deinit(&old->f);
}

static bool is_told(const struct ht_finding *finding, const char *words)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (strstr(finding->evidence[i].message, words))
            return true;
    }
    return false;
}

static void a_rebuilt_firmware_has_nothing_new(void **state)
{
    (void)state;
    struct build old, now;
    begin(&now, &old);
    compare(&now, &old);
    struct ht_report *report = &now.f.report;
    assert_string_equal(report->baseline_path, "old.json");
    assert_int_equal(report->baseline_gone_count, 0);
    /* The last one has not one function. */
    for (size_t i = 0; i + 1 < report->finding_count; i++)
        assert_int_equal(report->findings[i].baseline_state, HT_BASELINE_SAME);
    assert_int_equal(report->findings[3].baseline_state, HT_BASELINE_SAME); /* calloc is known of it */
    const struct ht_finding *leak = &report->findings[0];
    assert_true(leak->baseline_bytes_per_burst == 143);
    assert_true(leak->baseline_bytes_per_hour == 10296);
    assert_true(is_told(leak, "same since the baseline: 143 B per event, 143 B then; 12 events in 600 s, 12 in 600 s "
                              "then, which chance explains (exact binomial test, p = 1)"));
    assert_false(is_told(leak, "renamed"));
    char *text = fixture_write(&now.f, "text", 100, true, false);
    assert_non_null(strstr(text, "(high confidence, same as in the baseline)"));
    free(text);
    end(&now, &old);
}

static void a_renamed_function_is_told(void **state)
{
    (void)state;
    struct build old, now;
    begin(&now, &old);
    now.f.findings[0].rule = NULL;
    for (size_t i = 0; i < FRAMES; i++) {
        for (size_t k = 0; k < 2; k++) {
            struct ht_location *location = &now.locations[i][k];
            if (location->function && strcmp(location->function, "esp_crt_ca_cb_callback") == 0)
                location->function = "esp_crt_bundle_verify";
        }
    }
    compare(&now, &old);
    const struct ht_finding *leak = &now.f.findings[0];
    assert_int_equal(leak->baseline_state, HT_BASELINE_SAME);
    assert_true(is_told(leak, "renamed: esp_crt_ca_cb_callback \xe2\x86\x92 esp_crt_bundle_verify"));
    end(&now, &old);
}

/* The chain of the leak's most bytes begins in another function, which allocates other sizes. */
static void a_new_function_with_the_same_callers_is_new(void **state)
{
    (void)state;
    struct build old, now;
    begin(&now, &old);
    struct ht_finding *leak = &now.f.findings[0];
    leak->rule = NULL;
    leak->chain_count = 1;
    leak->fingerprints = &now.f.fingerprints[2];
    leak->fingerprint_count = 1;
    for (size_t i = 0; i < FRAMES; i++) {
        struct ht_location *location = &now.locations[i][0];
        if (location->function && strcmp(location->function, "esp_crt_ca_cb_callback") == 0)
            location->function = "my_verify";
    }
    compare(&now, &old);
    assert_int_equal(leak->baseline_state, HT_BASELINE_NEW);
    assert_true(is_told(leak, "new: no finding of the baseline has its call chains"));
    assert_int_equal(now.f.report.baseline_gone_count, 1);
    assert_string_equal(now.f.report.baseline_gone[0],
                        "Certificate bundle: issuer names of cross-signed certificates "
                        "[Certificate bundle: issuer names of cross-signed certificates]");
    end(&now, &old);
}

/* All that is recorded of the new leak is that somebody copied a name: another one did so before. */
static void one_function_in_common_is_not_enough(void **state)
{
    (void)state;
    struct build old, now;
    begin(&now, &old);
    struct ht_finding *leak = &now.f.findings[0];
    leak->rule = NULL;
    leak->chains[0] = leak->chains[1]; /* that of esp_crt_copy_asn1() */
    leak->chain_count = 1;
    leak->fingerprints = &now.f.fingerprints[2];
    leak->fingerprint_count = 1;
    now.f.trace.chains.items[leak->chains[0].chain].depth = 3;
    for (size_t i = 0; i < FRAMES; i++) {
        if (now.f.frame_items[i].location_count == 2)
            now.f.frame_items[i].location_count = 1;
    }
    compare(&now, &old);
    assert_int_equal(leak->baseline_state, HT_BASELINE_NEW);
    end(&now, &old);
}

/* The same, but an event leaves behind what it did: the stack was recorded less deep. */
static void one_function_and_the_same_sizes_are(void **state)
{
    (void)state;
    struct build old, now;
    begin(&now, &old);
    struct ht_finding *leak = &now.f.findings[0];
    leak->rule = NULL;
    now.f.trace.chains.items[leak->chains[0].chain].depth = 3;
    now.f.trace.chains.items[leak->chains[1].chain].depth = 3;
    compare(&now, &old);
    assert_int_equal(leak->baseline_state, HT_BASELINE_SAME);
    end(&now, &old);
}

static void what_was_no_leak_is_a_new_one(void **state)
{
    (void)state;
    struct build old, now;
    make(&old);
    make(&now);
    old.f.findings[0].verdict = HT_VERDICT_UNKNOWN;
    compare(&now, &old);
    assert_int_equal(now.f.findings[0].baseline_state, HT_BASELINE_NEW);
    assert_true(is_told(&now.f.findings[0], "new: the baseline told it unknown"));
    assert_int_equal(now.f.report.baseline_gone_count, 0);
    end(&now, &old);
}

static void a_leak_that_is_none_any_more_is_gone(void **state)
{
    (void)state;
    struct build old, now;
    make(&old);
    make(&now);
    now.f.findings[0].verdict = HT_VERDICT_RETAINED;
    compare(&now, &old);
    assert_int_equal(now.f.findings[0].baseline_state, HT_BASELINE_SAME);
    assert_int_equal(now.f.report.baseline_gone_count, 1);
    end(&now, &old);
}

/* One finding then, two now: the second one is not new, and grew from nothing that is known. */
static void a_part_of_a_leak_is_not_new(void **state)
{
    (void)state;
    struct build old, now;
    make(&old);
    make(&now);
    struct ht_finding *part = &now.f.findings[2];
    part->verdict = HT_VERDICT_LEAK;
    part->key = "copies of names";
    part->chains[0] = now.f.findings[0].chains[1];
    now.f.findings[0].chain_count = 1;
    compare(&now, &old);
    assert_int_equal(now.f.findings[0].baseline_state, HT_BASELINE_SAME);
    assert_int_equal(part->baseline_state, HT_BASELINE_SAME);
    assert_true(is_told(part, "in the baseline a part of: Certificate bundle: issuer names"));
    assert_int_equal(now.f.report.baseline_gone_count, 0);
    end(&now, &old);
}

static void callers_without_names_are_not_compared(void **state)
{
    (void)state;
    struct build old, now;
    make(&old);
    make(&now);
    for (size_t i = 0; i < FRAMES; i++)
        now.f.frame_items[i].location_count = 0;
    compare(&now, &old);
    assert_int_equal(now.f.findings[0].baseline_state, HT_BASELINE_NEW);
    assert_true(is_told(&now.f.findings[0], "no function of its callers is known"));
    end(&now, &old);
}

/* What became of the leak of 40 events of 136 B in 600 s. */
static void expect_change(double bytes, uint32_t bursts, const char *name, const char *words)
{
    struct build old, now;
    make(&old);
    make(&now);
    struct ht_finding *leaks[] = {&old.f.findings[0], &now.f.findings[0]};
    for (size_t i = 0; i < 2; i++) {
        leaks[i]->bytes_per_burst = i ? bytes : 136;
        leaks[i]->bursts = i ? bursts : 40;
        leaks[i]->bytes = (uint64_t)(leaks[i]->bytes_per_burst * leaks[i]->bursts);
    }
    compare(&now, &old);
    char told[64];
    snprintf(told, sizeof told, "%s since the baseline: ", name);
    assert_true(is_told(leaks[1], told));
    assert_true(is_told(leaks[1], words));
    assert_string_equal(ht_baseline_state_name(leaks[1]->baseline_state),
                        strncmp(name, "grown", 5) ? "shrunk" : "grown");
    end(&now, &old);
}

/* Bytes of an event are counted, those of an hour are estimated: they may go different ways. */
static void what_an_event_loses_and_an_hour_are_told_apart(void **state)
{
    (void)state;
    expect_change(204, 80, "grown",
                  "80 events in 600 s, 40 in 600 s then: the bytes per hour grew by more than chance");
    expect_change(204, 20, "grown per event", ": the bytes per hour changed no more than chance explains (exact");
    expect_change(136, 80, "grown per hour", ", which chance does not explain (exact");
    expect_change(204, 8, "grown per event, per hour shrunk", ": the bytes per hour fell by more than chance explains");
    expect_change(60, 200, "grown per hour, per event shrunk", ": the bytes per hour grew by more than chance");
    expect_change(60, 20, "shrunk", ": the bytes per hour fell by more than chance explains");
    expect_change(136, 12, "shrunk per hour", ", which chance does not explain (exact");
    /* So many more events chance does not explain; they lose no more an hour for that. */
    expect_change(60, 80, "shrunk per event",
                  "80 events in 600 s, 40 in 600 s then: the bytes per hour changed no more");
}

/* The state of a leak after its figures were changed in this report or in the baseline. */
static enum ht_baseline_state state_with(double bytes, double old_bytes, uint32_t bursts, uint32_t old_bursts,
                                         double seconds, double old_seconds, bool lower_bound)
{
    struct build old, now;
    make(&old);
    make(&now);
    now.f.findings[0].bytes_per_burst = bytes;
    old.f.findings[0].bytes_per_burst = old_bytes;
    now.f.findings[0].bursts = bursts;
    old.f.findings[0].bursts = old_bursts;
    now.f.window.seconds = seconds;
    old.f.window.seconds = old_seconds;
    now.f.findings[0].rate.lower_bound = lower_bound;
    compare(&now, &old);
    enum ht_baseline_state state = now.f.findings[0].baseline_state;
    end(&now, &old);
    return state;
}

static void changes_count_beyond_noise(void **state)
{
    (void)state;
    const double unknown = HT_NOT_KNOWN;
    assert_int_equal(state_with(136, 136, 12, 12, 600, 600, false), HT_BASELINE_SAME);
    /* Bytes: more than a tenth, and more than 4. */
    assert_int_equal(state_with(149, 136, 12, 12, 600, 600, false), HT_BASELINE_SAME);
    assert_int_equal(state_with(150, 136, 12, 12, 600, 600, false), HT_BASELINE_GROWN);
    assert_int_equal(state_with(120, 136, 12, 12, 600, 600, false), HT_BASELINE_SHRUNK);
    assert_int_equal(state_with(20, 16, 12, 12, 600, 600, false), HT_BASELINE_SAME);
    assert_int_equal(state_with(21, 16, 12, 12, 600, 600, false), HT_BASELINE_GROWN);
    assert_int_equal(state_with(unknown, 16, 12, 12, 600, 600, false), HT_BASELINE_SAME);
    /* Events: 3 in 90 s and 12 in 600 s are one rate, 12 in 90 s are another. */
    assert_int_equal(state_with(136, 136, 12, 3, 600, 90, false), HT_BASELINE_SAME);
    assert_int_equal(state_with(136, 136, 12, 12, 600, 90, false), HT_BASELINE_SHRUNK);
    assert_int_equal(state_with(136, 136, 12, 12, 90, 600, false), HT_BASELINE_GROWN);
    /* By hand: of 30 events 9 to 21 have a p of 0.043, 8 to 22 one of 0.016, 7 to 23 one of 0.005. */
    assert_int_equal(state_with(136, 136, 22, 8, 600, 600, false), HT_BASELINE_SAME);
    assert_int_equal(state_with(136, 136, 23, 7, 600, 600, false), HT_BASELINE_GROWN);
    assert_int_equal(state_with(136, 136, 7, 23, 600, 600, false), HT_BASELINE_SHRUNK);
    /* Without a rate to go by. */
    assert_int_equal(state_with(136, 136, 12, 12, 90, 600, true), HT_BASELINE_SAME);
    assert_int_equal(state_with(136, 136, 12, 12, 0, 600, false), HT_BASELINE_SAME);
    assert_int_equal(state_with(136, 136, 12, 12, 90, 0, false), HT_BASELINE_SAME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rebuilt_firmware_has_nothing_new),
        cmocka_unit_test(a_renamed_function_is_told),
        cmocka_unit_test(a_new_function_with_the_same_callers_is_new),
        cmocka_unit_test(one_function_in_common_is_not_enough),
        cmocka_unit_test(one_function_and_the_same_sizes_are),
        cmocka_unit_test(what_was_no_leak_is_a_new_one),
        cmocka_unit_test(a_leak_that_is_none_any_more_is_gone),
        cmocka_unit_test(a_part_of_a_leak_is_not_new),
        cmocka_unit_test(callers_without_names_are_not_compared),
        cmocka_unit_test(what_an_event_loses_and_an_hour_are_told_apart),
        cmocka_unit_test(changes_count_beyond_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
