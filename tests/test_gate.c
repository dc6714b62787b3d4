#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "judge/gate.h"

/* A report of three leaks, one of them unsure and one suppressed, and a session. */
struct bench {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_window window;
    struct ht_report_window figures;
    struct ht_finding findings[4];
    struct ht_report report;
};

static void bench_init(struct bench *bench)
{
    static const struct ht_location owners[] = {{.function = "lose"}, {.function = "lose_a_little"}};
    *bench = (struct bench){0};
    ht_arena_init(&bench->arena);
    bench->trace = (struct ht_trace){.arena = &bench->arena, .windows = &bench->window, .window_count = 1};
    bench->figures.seconds = 600;
    for (int i = 0; i < 4; i++) {
        bench->findings[i] = (struct ht_finding){
            .verdict = i == 3 ? HT_VERDICT_TRANSIENT : HT_VERDICT_LEAK,
            .confidence = i == 1 ? HT_CONFIDENCE_LOW : HT_CONFIDENCE_HIGH,
            .owner = &owners[i != 0],
            .count = 10,
            .bytes = 1000,
            .bytes_per_burst = 100 * (i + 1),
            .rate = {.bytes_per_hour = 6000},
            .suppressed_by = i == 2 ? "lose" : NULL,
        };
    }
    bench->report = (struct ht_report){
        .trace = &bench->trace, .windows = &bench->figures, .findings = bench->findings, .finding_count = 4};
}

static struct ht_error *judge(struct bench *bench, const char *text)
{
    struct ht_gate_condition condition;
    struct ht_error *error = ht_gate_parse(text, &condition);
    return error ? error : ht_gate_judge(&bench->report, &condition, 1);
}

static void conditions_are_judged(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double actual;
        bool met;
        const char *message;
    } cases[] = {
        {"leak", 1, true, "1: 1,000 B in 10 blocks, in lose"},
        {"leak:low", 2, true, "2: 2,000 B in 20 blocks; the largest is in lose"},
        {"bytes>1999", 2000, true, "2,000 B; the largest is in lose"},
        {"bytes>2000", 2000, false, "2,000 B; the largest is in lose"},
        {"bytes:1K", 2000, true, "2,000 B; the largest is in lose"},
        {"bytes>2K", 2000, false, "2,000 B; the largest is in lose"},
        {"blocks>19", 20, true, "20 blocks; the largest is in lose"},
        {"blocks:20", 20, false, "20 blocks; the largest is in lose"},
        {"rate>11999", 12000, true, "12,000 B per hour; the largest is in lose"},
        {"rate>12000", 12000, false, "12,000 B per hour; the largest is in lose"},
        {"per-burst>199", 200, true, "200 B at each event, in lose_a_little"},
        {"per-burst>200", 200, false, "200 B at each event, in lose_a_little"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench);
        assert_null(judge(&bench, cases[i].text));
        assert_int_equal(bench.report.gate_count, 1);
        if (bench.report.gate[0].actual != cases[i].actual || bench.report.gate[0].met != cases[i].met)
            fail_msg("%s: %g, %d", cases[i].text, bench.report.gate[0].actual, bench.report.gate[0].met);
        assert_string_equal(bench.report.gate[0].condition, cases[i].text);
        assert_string_equal(bench.report.gate[0].message, cases[i].message);
        ht_arena_deinit(&bench.arena);
    }
}

static void no_leak_trips_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"leak", "leak:low", "bytes>0", "blocks>0", "rate>0", "per-burst>0"};
    static const char *const messages[] = {"0", "0", "0 B", "0 blocks", "0 B per hour", "0 B at each event"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct bench bench;
        bench_init(&bench);
        for (int k = 0; k < 2; k++)
            bench.findings[k].verdict = HT_VERDICT_UNKNOWN;
        assert_null(judge(&bench, texts[i]));
        assert_false(bench.report.gate[0].met);
        assert_string_equal(bench.report.gate[0].message, messages[i]);
        ht_arena_deinit(&bench.arena);
    }
}

static void new_leaks_need_a_baseline(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    struct ht_error *error = judge(&bench, "new");
    assert_int_equal(error->code, HT_ERROR_USAGE);
    assert_non_null(error->hint);
    ht_error_destroy(error);
    bench.report.baseline_path = "old.json";
    bench.findings[0].baseline_state = HT_BASELINE_SAME;
    bench.findings[1].baseline_state = HT_BASELINE_GROWN;
    assert_null(judge(&bench, "new"));
    assert_false(bench.report.gate[0].met);
    bench.findings[1].baseline_state = HT_BASELINE_NEW;
    assert_null(judge(&bench, "new"));
    assert_true(bench.report.gate[0].met);
    /* The old leak, which is larger, is none of its business. */
    assert_string_equal(bench.report.gate[0].message, "1: 1,000 B in 10 blocks, in lose_a_little");
    ht_arena_deinit(&bench.arena);
}

static void what_has_grown_needs_a_baseline_and_trips(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    struct ht_error *error = judge(&bench, "grown");
    assert_int_equal(error->code, HT_ERROR_USAGE);
    assert_string_equal(error->message, "--fail-on grown needs a baseline to compare with");
    ht_error_destroy(error);
    bench.report.baseline_path = "old.json";
    bench.findings[0].baseline_state = HT_BASELINE_NEW; /* that is for `new` to tell */
    bench.findings[1].baseline_state = HT_BASELINE_SAME;
    bench.findings[2].baseline_state = HT_BASELINE_GROWN; /* suppressed */
    bench.findings[3].baseline_state = HT_BASELINE_GROWN; /* no leak */
    assert_null(judge(&bench, "grown"));
    assert_false(bench.report.gate[0].met);
    assert_string_equal(bench.report.gate[0].message, "0");
    bench.findings[1].baseline_state = HT_BASELINE_GROWN;
    bench.findings[1].baseline_bytes_per_burst = 136;
    bench.findings[1].baseline_bytes_per_hour = HT_NOT_KNOWN;
    assert_null(judge(&bench, "grown"));
    assert_true(bench.report.gate[0].met);
    assert_string_equal(bench.report.gate[0].message,
                        "1: 1,000 B in 10 blocks, in lose_a_little, 200 B per event (136 B then)");
    ht_arena_deinit(&bench.arena);
}

static void a_rate_needs_every_length(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    bench.figures.seconds = 0;
    struct ht_error *error = judge(&bench, "rate>1");
    assert_int_equal(error->code, HT_ERROR_USAGE);
    assert_non_null(strstr(error->hint, "--window"));
    ht_error_destroy(error);
    ht_arena_deinit(&bench.arena);
}

/* What is known may be too much already; what is not known is no pass. */
static void events_that_are_not_told_are_no_pass(void **state)
{
    (void)state;
    static const char *const over[] = {"rate>5999", "per-burst>99"}, *const within[] = {"rate>6000", "per-burst>100"};
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        bench_init(&bench);
        bench.findings[1].bytes_per_burst = bench.findings[1].rate.bytes_per_hour = HT_NOT_KNOWN;
        assert_null(judge(&bench, over[i]));
        assert_true(bench.report.gate[0].met);
        struct ht_error *error = judge(&bench, within[i]);
        assert_int_equal(error->code, HT_ERROR_USAGE);
        assert_non_null(strstr(error->message, "cannot be judged"));
        ht_error_destroy(error);
        bench.findings[1].suppressed_by = "lose_a_little";
        assert_null(judge(&bench, within[i]));
        assert_false(bench.report.gate[0].met);
        ht_arena_deinit(&bench.arena);
    }
}

static void what_is_no_condition_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hint;
    } cases[] = {
        {"", "the conditions are"},
        {"leaks", "the conditions are"},
        {"bytes", "quote the sign"},
        {"bytes>", "1000"},
        {"bytes>x", "1000"},
        {"bytes>-1", "1000"},
        {"bytes=3", "the conditions are"},
        {"leak>1", "the conditions are"},
        {"rate", "rate:1K"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_gate_condition condition;
        struct ht_error *error = ht_gate_parse(cases[i].text, &condition);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_USAGE);
        if (!strstr(error->hint, cases[i].hint))
            fail_msg("%s: %s (%s)", cases[i].text, error->message, error->hint);
        ht_error_destroy(error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_judged),           cmocka_unit_test(no_leak_trips_nothing),
        cmocka_unit_test(new_leaks_need_a_baseline),       cmocka_unit_test(what_has_grown_needs_a_baseline_and_trips),
        cmocka_unit_test(a_rate_needs_every_length),       cmocka_unit_test(events_that_are_not_told_are_no_pass),
        cmocka_unit_test(what_is_no_condition_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
