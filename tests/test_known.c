#include "trace_builder.h"

#include "base/input.h"
#include "infer/attribution.h"
#include "infer/signatures_file.h"
#include "release_tags.h"

/* The tables as they stand in the sources: with their examples, which the program leaves out. */
static const char *const files[] = {"src/infer/known_leaks.json", "src/infer/known_kept.json",
                                    "src/infer/signatures.json"};
#define LEAKS 104u
#define KEPT 49u

struct tables {
    struct ht_arena arena;
    struct ht_input inputs[3];
    struct ht_signatures all;
};

static void tables_init(struct tables *t)
{
    *t = (struct tables){0};
    ht_arena_init(&t->arena);
    for (size_t i = 0; i < 3; i++) {
        struct ht_signatures more;
        builder_must(ht_input_read(files[i], stdin, (size_t)1 << 20, &t->inputs[i]));
        builder_must(ht_signatures_read(&t->arena, files[i], t->inputs[i].bytes, t->inputs[i].size, &more));
        builder_must(ht_signatures_join(&t->arena, &t->all, &more, &t->all));
    }
}

static void tables_deinit(struct tables *t)
{
    for (size_t i = 0; i < 3; i++)
        ht_input_deinit(&t->inputs[i]);
    ht_arena_deinit(&t->arena);
}

/* What the tables say of a chain on a firmware of that release. */
static struct ht_attribution ask(struct tables *t, const char *chain, const char *release)
{
    struct trace_builder b;
    struct ht_attribution *attributions;
    builder_init(&b);
    builder_window(&b, 600);
    builder_chain(&b, chain);
    ht_signatures_settle(&t->all, release);
    builder_must(ht_attribute(&b.arena, &b.trace.chains, &b.frames, &t->all, &attributions));
    struct ht_attribution ret = attributions[0];
    builder_deinit(&b);
    return ret;
}

static const char *id_of(const struct ht_signature *signature)
{
    return signature ? signature->id : "none";
}

/* The first release of a range as text. */
static void name_release(const struct ht_release *release, char ret[32])
{
    if (release->patch)
        snprintf(ret, 32, "v%u.%u.%u", release->major, release->minor, release->patch);
    else
        snprintf(ret, 32, "v%u.%u", release->major, release->minor);
}

/* Is there a release of its own on which the table tells a leak by its own chain? */
static bool is_told(struct tables *t, const struct ht_signature *leak)
{
    for (size_t i = 0; i < leak->history.affected_count; i++) {
        const struct ht_release *ends[] = {&leak->history.affected[i].first, &leak->history.affected[i].last};
        for (size_t k = 0; k < 2; k++) {
            char release[32];
            name_release(ends[k], release);
            struct ht_attribution told = ask(t, leak->example, release);
            if (told.signature == leak && told.known == leak)
                return true;
        }
    }
    return false;
}

static bool share_function(const struct ht_signature *a, const struct ht_signature *b)
{
    for (size_t i = 0; i < a->functions.count; i++) {
        for (size_t k = 0; k < b->functions.count; k++) {
            if (!strcmp(a->functions.items[i], b->functions.items[k]))
                return true;
        }
    }
    return false;
}

/* Two leaks of one function are told apart by their releases alone: of an unknown one, either is told. */
static void every_leak_is_told_by_its_own_chain(void **state)
{
    (void)state;
    struct tables t;
    tables_init(&t);
    for (size_t i = 0; i < LEAKS; i++) {
        const struct ht_signature *leak = &t.all.items[i];
        assert_non_null(leak->example);
        assert_true(ht_signature_is_leak(leak));
        if (leak->history.affected_count && !is_told(&t, leak))
            fail_msg("%s is not told by its chain", leak->id);
        struct ht_attribution unknown = ask(&t, leak->example, NULL);
        if (unknown.known != leak && (!unknown.known || !share_function(unknown.known, leak)))
            fail_msg("the chain of %s is taken for %s", leak->id, id_of(unknown.known));
        if (!leak->history.affected_count) { /* of a component that has versions of its own */
            struct ht_attribution told = ask(&t, leak->example, "v5.4.4");
            if (told.known != leak)
                fail_msg("the chain of %s is taken for %s", leak->id, id_of(told.known));
        }
    }
    tables_deinit(&t);
}

static void everything_kept_is_told_by_its_own_chain(void **state)
{
    (void)state;
    struct tables t;
    tables_init(&t);
    for (size_t i = LEAKS; i < LEAKS + KEPT; i++) {
        const struct ht_signature *kept = &t.all.items[i];
        assert_non_null(kept->example);
        assert_non_null(kept->bound);
        assert_non_null(kept->freed_by);
        assert_false(ht_signature_is_leak(kept));
        struct ht_attribution told = ask(&t, kept->example, NULL);
        if (told.signature != kept)
            fail_msg("the chain of %s is taken for %s", kept->id, id_of(told.signature));
    }
    for (size_t i = LEAKS + KEPT; i < t.all.count; i++)
        assert_null(t.all.items[i].bound);
    tables_deinit(&t);
}

/* What asks on somebody's behalf is called by somebody: a rule about it must not go silent then. */
static void rules_are_told_whoever_calls(void **state)
{
    (void)state;
    struct tables t;
    tables_init(&t);
    for (size_t i = 0; i < LEAKS + KEPT; i++) {
        const struct ht_signature *rule = &t.all.items[i];
        char called[512];
        assert_true(snprintf(called, sizeof called, "%s<sensor_task<vPortTaskWrapper", rule->example) <
                    (int)sizeof called);
        const struct ht_signature *alone = ask(&t, rule->example, NULL).known, *told = ask(&t, called, NULL).known;
        if (told != alone)
            fail_msg("the chain of %s is taken for %s when somebody calls it", rule->id, id_of(told));
        told = ask(&t, called, NULL).signature;
        alone = ask(&t, rule->example, NULL).signature;
        if (told != alone)
            fail_msg("the chain of %s stands for %s when somebody calls it", rule->id, id_of(told));
    }
    tables_deinit(&t);
}

/* No rule knows an allocator, or a function that everybody calls. */
static void generic_callees_are_no_rules(void **state)
{
    (void)state;
    static const char *const generic[] = {"malloc<app_main",          "strdup<app_main",
                                          "xTaskCreate<app_main",     "xQueueGenericCreate<app_main",
                                          "pvPortMalloc<app_main",    "http_utils_assign_string<app_main",
                                          "ff_memalloc<app_main",     "wpabuf_alloc<app_main",
                                          "osi_malloc_func<app_main", "crypto_bignum_init_set<app_main",
                                          "list_new<app_main",        "fixed_queue_new<app_main",
                                          "parse_msg<app_main"};
    struct tables t;
    tables_init(&t);
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++) {
        struct ht_attribution told = ask(&t, generic[i], NULL);
        if (told.known)
            fail_msg("%s: %s", generic[i], told.known->id);
    }
    tables_deinit(&t);
}

static bool is_in_range(const struct ht_signature *leak, const struct ht_release *release)
{
    for (size_t i = 0; i < leak->history.affected_count; i++) {
        const struct ht_release_range *range = &leak->history.affected[i];
        if (ht_release_compare(&range->first, release) <= 0 && ht_release_compare(release, &range->last) <= 0)
            return true;
    }
    return false;
}

/* From v3.0 to v6.1: no whole release is unsure that there was when the tables were written. */
static void every_release_is_placed(void **state)
{
    (void)state;
    struct tables t;
    tables_init(&t);
    for (size_t r = 0; r < sizeof release_tags / sizeof *release_tags; r++) {
        struct ht_release release;
        assert_true(ht_release_parse(release_tags[r], &release));
        bool whole = !ht_release_is_between(&release) && strcmp(release_tags[r], "v6.1") != 0;
        ht_signatures_settle(&t.all, release_tags[r]);
        for (size_t i = 0; i < LEAKS; i++) {
            const struct ht_signature *leak = &t.all.items[i];
            enum ht_release_state told = leak->standing.state;
            if (!leak->history.affected_count)
                continue;
            assert_int_not_equal(told, HT_RELEASE_UNKNOWN);
            if (whole && (leak->standing.unsure || (told == HT_RELEASE_AFFECTED) != is_in_range(leak, &release)))
                fail_msg("%s in %s: %d", leak->id, release_tags[r], (int)told);
        }
    }
    tables_deinit(&t);
}

/* What the history of each says, in words that a reader of the tables can check. */
static void some_releases(void **state)
{
    (void)state;
    static const struct {
        const char *id, *release;
        enum ht_release_state state;
        bool unsure;
    } cases[] = {
        {"esp-crt-bundle-cross-signed", "v6.0.1", HT_RELEASE_AFFECTED, false},
        {"esp-crt-bundle-cross-signed", "v5.5.5", HT_RELEASE_NEVER, false},
        {"esp-crt-bundle-cross-signed", "v6.1", HT_RELEASE_FIXED, false},
        {"esp-crt-bundle-cross-signed", "v6.1-beta1", HT_RELEASE_FIXED, false},
        {"esp-crt-bundle-cross-signed", "v6.1-dev-1234-gabc", HT_RELEASE_AFFECTED, true},
        {"esp-crt-bundle-cross-signed", "v6.0.2-50-gabc-dirty", HT_RELEASE_AFFECTED, true},
        {"http-digest-uri", "v5.2.7", HT_RELEASE_NEVER, false},
        {"http-digest-uri", "v5.3", HT_RELEASE_AFFECTED, false},
        {"http-digest-uri", "v5.5", HT_RELEASE_FIXED, false},
        {"task-with-caps", "v5.3", HT_RELEASE_AFFECTED, false},
        {"task-with-caps", "v5.3.1", HT_RELEASE_FIXED, false},
        {"wpa3-sae-sswu", "v4.4.2", HT_RELEASE_NEVER, false},
        {"wpa3-sae-sswu", "v4.4.8", HT_RELEASE_FIXED, false},
        {"wpa3-sae-sswu", "v5.1", HT_RELEASE_FIXED, false},
        {"https-server-start-certs", "v5.3.5", HT_RELEASE_AFFECTED, false},
        {"https-server-start-certs", "v5.4.4", HT_RELEASE_FIXED, false},
        {"https-server-start-ctx", "v5.3", HT_RELEASE_FIXED, false},
        {"event-cleanup-ctx", "v6.1", HT_RELEASE_AFFECTED, true},
        {"event-cleanup-ctx", "v6.2", HT_RELEASE_FIXED, false},
        {"spi-slave-queue", "v6.1", HT_RELEASE_FIXED, false},
        {"hci-uart-sem", "v5.1.4", HT_RELEASE_NEVER, false},
    };
    struct tables t;
    tables_init(&t);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        ht_signatures_settle(&t.all, cases[c].release);
        size_t i = 0;
        while (i < t.all.count && strcmp(t.all.items[i].id, cases[c].id) != 0)
            i++;
        assert_true(i < t.all.count);
        const struct ht_release_standing *standing = &t.all.items[i].standing;
        if (standing->state != cases[c].state || standing->unsure != cases[c].unsure)
            fail_msg("%s in %s: %d", cases[c].id, cases[c].release, (int)standing->state);
    }
    tables_deinit(&t);
}

/* A leak that the release has stands for what is allocated; one that it has not says no more than its name. */
static void the_release_decides_what_counts(void **state)
{
    (void)state;
    static const char chain[] = "calloc<esp_crt_copy_asn1<esp_crt_ca_cb_callback<x509_crt_verify_chain";
    static const char path[] = "calloc<handle_session_command0<sec2_req_handler";
    static const struct {
        const char *chain, *release, *signature, *known;
    } cases[] = {
        {chain, NULL, "esp-crt-bundle-cross-signed", "esp-crt-bundle-cross-signed"},
        {chain, "v6.0", "esp-crt-bundle-cross-signed", "esp-crt-bundle-cross-signed"},
        {chain, "v6.1", "none", "esp-crt-bundle-cross-signed"},
        {chain, "v5.5", "none", "none"},
        {chain, "HEAD", "esp-crt-bundle-cross-signed", "esp-crt-bundle-cross-signed"},
        {path, NULL, "none", "protocomm-sec2-cmd0"}, /* most of what it allocates is freed */
        {path, "v5.3", "protocomm-sec2-cmd0", "protocomm-sec2-cmd0"},
        {path, "v6.0", "protocomm-sec2-session", "protocomm-sec2-session"},
        {path, "v4.4", "none", "none"},
        {"calloc<outbox_enqueue<mqtt_enqueue", NULL, "mqtt-outbox", "mqtt-outbox-destroy"},
        {"calloc<outbox_enqueue<mqtt_enqueue", "v5.1", "mqtt-outbox-offline", "mqtt-outbox-offline"},
        {"calloc<outbox_enqueue<mqtt_enqueue", "v5.4", "mqtt-outbox", "mqtt-outbox-destroy"},
    };
    struct tables t;
    tables_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_attribution told = ask(&t, cases[i].chain, cases[i].release);
        assert_string_equal(id_of(told.signature), cases[i].signature);
        assert_string_equal(id_of(told.known), cases[i].known);
    }
    tables_deinit(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_leak_is_told_by_its_own_chain),
        cmocka_unit_test(everything_kept_is_told_by_its_own_chain),
        cmocka_unit_test(rules_are_told_whoever_calls),
        cmocka_unit_test(generic_callees_are_no_rules),
        cmocka_unit_test(every_release_is_placed),
        cmocka_unit_test(some_releases),
        cmocka_unit_test(the_release_decides_what_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
