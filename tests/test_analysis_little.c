/* The analysis of dumps that tell little. */
#include "analysis_fixture.h"

/* At the default stack depth of 2 the frames tell nothing, but a name's sizes prove what it is. */
static void shallow_stacks_leave_sizes(void **state)
{
    (void)state;
    static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0}, timer[] = {16, 0};
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
    for (int i = 0; i < 12; i++) {
        builder_burst(&f.b, 20 + 50 * i, chain, isrg);
        if (i % 4 == 1)
            builder_burst(&f.b, 45 + 50 * i, chain, timer);
    }
    analyse(&f);
    assert_sums(&f);
    const struct ht_finding *leak = finding_of(&f, 0, 0), *rest = finding_of(&f, 0, 14);
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_int_equal(leak->bursts, 12);
    assert_string_equal(leak->fingerprints[0].label, "ISRG Root X1");
    assert_int_equal(rest->verdict, HT_VERDICT_UNKNOWN);
    analysis_deinit(&f);
}

/* Nor is an ELF needed for that; a buffer that overflowed cuts the oldest name. */
static void without_names_sizes_tell_the_certificate_leak(void **state)
{
    (void)state;
    static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0}, cut[] = {32, 3, 12, 0};
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    f.b.window->capacity = 45;
    uint32_t chain = builder_chain_of(&f.b, (const uint32_t[]){0x42000010, 0x42000020}, 2);
    builder_burst(&f.b, 10, chain, cut);
    for (int i = 0; i < 6; i++)
        builder_burst(&f.b, 60 + 50 * i, chain, isrg);
    analyse(&f);
    assert_sums(&f);
    const struct ht_finding *leak = finding_of(&f, 0, 0);
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_string_equal(leak->rule, "esp-crt-bundle-cross-signed");
    assert_int_equal(leak->count, 45);
    assert_string_equal(leak->fingerprints[0].label, "ISRG Root X1");
    analysis_deinit(&f);
}

/* Without a name look-alikes may be sockets or timers, many of them too. */
static void shallow_look_alikes_are_unknown(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {64, 9, 0};
    for (int count = 12; count <= 24; count += 12) {
        struct analysis_fixture f;
        analysis_init(&f);
        builder_window(&f.b, 600);
        uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
        for (int i = 0; i < count; i++)
            builder_burst(&f.b, 10 + 580.0 / count * i, chain, sizes);
        analyse(&f);
        assert_int_equal(f.report.finding_count, 1);
        assert_int_equal(f.report.findings[0].verdict, HT_VERDICT_UNKNOWN);
        analysis_deinit(&f);
    }
}

/* Analyses the window as if its dump held no cycle counts. */
static void analyse_untimed(struct analysis_fixture *f)
{
    struct ht_window *window = &f->b.trace.windows[0];
    window->untimed = true;
    for (size_t i = 0; i < window->record_count; i++)
        window->records[i].ccount = 0;
    analyse(f);
}

/* Without cycle counts twelve handshakes tell themselves: the same seven blocks come again. */
static void without_cycle_counts_what_comes_again_are_bursts(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 12; i++)
        add_handshake(&f.b, 20 + 50 * i, isrg_values);
    analyse_untimed(&f);
    const struct ht_finding *leak = f.report.findings;
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_int_equal(leak->confidence, HT_CONFIDENCE_MEDIUM);
    assert_int_equal(leak->count, 84);
    assert_int_equal(leak->bytes, 1632);
    assert_int_equal(leak->bursts, 12);
    assert_int_equal(leak->fingerprint_count, 1);
    assert_near(leak->bytes_per_burst, 136, 1e-9);
    assert_int_equal(leak->per_window[0].bursts, 12);
    for (size_t i = 0; i < 84; i++)
        assert_int_equal(f.report.windows[0].bursts[i], i / 7);
    analysis_deinit(&f);
}

/* Single blocks, pairs, and events that are never the same may as well be parts of others. */
static void without_cycle_counts_others_are_no_bursts(void **state)
{
    (void)state;
    for (int blocks = 1; blocks <= 4; blocks++) {
        struct analysis_fixture f;
        analysis_init(&f);
        builder_window(&f.b, 600);
        for (int i = 0; i < 12; i++) {
            for (int k = 0; k < blocks; k++)
                builder_add(&f.b, 20 + 50 * i, 40 + 8 * (uint32_t)k + (blocks == 4 ? 100 * (uint32_t)i : 0),
                            builder_chain(&f.b, blocks == 4 && i % 2 ? "malloc<a<x" : "malloc<b<x"));
            if (blocks == 4)
                builder_add(&f.b, 21 + 50 * i, 16, builder_chain(&f.b, "malloc<b<x"));
        }
        analyse_untimed(&f);
        const struct ht_finding *finding = f.report.findings;
        assert_int_equal(finding->bursts, blocks == 3 ? 12 : 0);
        assert_int_equal(finding->fingerprint_count, blocks == 3);
        assert_int_equal(isnan(finding->bytes_per_burst), blocks != 3);
        assert_int_equal(f.report.windows[0].bursts[0], blocks == 3 ? 0 : HT_NO_BURST);
        analysis_deinit(&f);
    }
}

static void settings_that_do_not_fit(void **state)
{
    (void)state;
    struct analysis_fixture f;
    static const double lengths[] = {1, 2, 3};
    const struct ht_analysis_settings settings = {.window_seconds = lengths, .window_seconds_count = 3};
    analysis_init(&f);
    builder_window(&f.b, 600);
    add_handshake(&f.b, 1, isrg_values);
    struct ht_error *error = ht_analyse(&f.b.trace, &f.b.frames, NULL, &settings, &f.report);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_USAGE);
    ht_error_destroy(error);
    analysis_deinit(&f);
}

static void nothing_to_analyse(void **state)
{
    (void)state;
    for (int windows = 0; windows < 3; windows++) {
        struct analysis_fixture f;
        analysis_init(&f);
        for (int w = 0; w < windows; w++)
            builder_window(&f.b, w * 100);
        analyse(&f);
        assert_int_equal(f.report.finding_count, 0);
        assert_true(f.report.summary.bytes_per_hour == 0);
        analysis_deinit(&f);
    }
}

/* Chains without PCs (RISC-V before ESP-IDF v5.5), a window of unknown length, an unknown clock. */
static void little_is_known(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 0);
    f.b.window->cpu_hz = 0;
    for (int i = 0; i < 12; i++)
        add_handshake(&f.b, 20 + 50 * i, isrg_values);
    uint32_t none = builder_chain_of(&f.b, NULL, 0);
    builder_add(&f.b, 600, 8, none);
    analyse(&f);
    assert_sums(&f);
    assert_int_equal(finding_of(&f, 0, 0)->verdict, HT_VERDICT_LEAK);
    assert_true(isnan(finding_of(&f, 0, 0)->rate.bytes_per_hour));
    assert_int_equal(finding_of(&f, 0, 84)->verdict, HT_VERDICT_UNKNOWN);
    assert_null(finding_of(&f, 0, 84)->owner);
    analysis_deinit(&f);
    analysis_init(&f);
    builder_window(&f.b, 600);
    builder_add(&f.b, 300, 8, builder_chain_of(&f.b, NULL, 0));
    analyse(&f);
    const struct ht_finding *none_told = finding_of(&f, 0, 0);
    assert_non_null(strstr(none_told->evidence[none_told->evidence_count - 1].message, "no call chains"));
    analysis_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shallow_stacks_leave_sizes),
        cmocka_unit_test(without_names_sizes_tell_the_certificate_leak),
        cmocka_unit_test(shallow_look_alikes_are_unknown),
        cmocka_unit_test(without_cycle_counts_what_comes_again_are_bursts),
        cmocka_unit_test(without_cycle_counts_others_are_no_bursts),
        cmocka_unit_test(settings_that_do_not_fit),
        cmocka_unit_test(nothing_to_analyse),
        cmocka_unit_test(little_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
