#include "trace_builder.h"

#include "judge/rates.h"

static const struct ht_analysis_settings no_settings;

/* Two windows, and one finding in them. */
struct fixture {
    struct trace_builder b;
    struct ht_report_window windows[3];
    struct ht_per_window shares[3];
    struct ht_finding finding;
    struct ht_report report;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    f->report = (struct ht_report){.trace = &f->b.trace, .windows = f->windows, .findings = &f->finding};
    f->finding.per_window = f->shares;
    f->report.finding_count = 1;
    f->finding.verdict = HT_VERDICT_LEAK;
}

/* Adds a window; bursts of it leave 136 bytes each, 204 of the heap. */
static void add(struct fixture *f, double seconds, uint32_t bursts)
{
    uint32_t w = (uint32_t)f->b.trace.window_count;
    builder_window(&f->b, seconds);
    f->windows[w].seconds = seconds;
    f->windows[w].trace = w;
    if (bursts)
        f->shares[f->finding.per_window_count++] = (struct ht_per_window){w, bursts * 7, bursts, bursts * 136};
    f->finding.bursts += bursts;
    f->finding.count += bursts * 7;
    f->finding.bytes += bursts * 136;
    f->finding.heap_bytes += bursts * 204;
}

/* The figures of the sample: 12 bursts of ISRG Root X1 in 600 s. */
static void the_rate_of_one_window(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 9792, 1e-9);
    assert_near(rate.heap_bytes_per_hour, 14688, 1e-9);
    assert_near(rate.low, 5060, 1);
    assert_near(rate.high, 17104, 1);
    assert_int_equal(rate.basis, HT_RATE_WINDOW);
    assert_false(rate.lower_bound);
    builder_deinit(&f.b);
}

static void windows_of_one_length_add_up(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 300, 5);
    add(&f, 300, 7);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 9792, 1e-9);
    assert_near(rate.low, 5060, 1);
    assert_int_equal(rate.basis, HT_RATE_WINDOW);
    builder_deinit(&f.b);
}

/* A window without any of it counts too. */
static void an_empty_window_counts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    add(&f, 600, 0);
    assert_near(ht_finding_rate(&f.report, &f.finding).bytes_per_hour, 4896, 1e-9);
    builder_deinit(&f.b);
}

/* The slope drops what was there once: three bursts at the start of each window. */
static void the_slope_between_windows_is_the_rate(void **state)
{
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        struct fixture f;
        setup(&f);
        if (!turned)
            add(&f, 90, 5);
        add(&f, 690, 17);
        if (turned)
            add(&f, 90, 5);
        struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
        assert_int_equal(rate.basis, HT_RATE_SLOPE);
        assert_near(rate.bytes_per_hour, 9792, 1e-9);
        assert_near(rate.heap_bytes_per_hour, 14688, 1e-9);
        /* 12 bursts more, give or take 1.96 times the root of 22, in ten minutes. */
        assert_near(rate.low, (12 - 1.96 * sqrt(22)) * 136 * 6, 0.1);
        assert_near(rate.high, (12 + 1.96 * sqrt(22)) * 136 * 6, 0.1);
        builder_deinit(&f.b);
    }
}

static void a_slope_from_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 100, 0);
    add(&f, 700, 3);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_int_equal(rate.basis, HT_RATE_SLOPE);
    assert_near(rate.bytes_per_hour, 3 * 136 * 6, 1e-9);
    assert_true(rate.low == 0); /* never below none */
    builder_deinit(&f.b);
}

static void no_slope_without_growth_or_between_near_lengths(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 100, 5);
    add(&f, 700, 5);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_int_equal(rate.basis, HT_RATE_WINDOW);
    assert_near(rate.bytes_per_hour, 10 * 136 * 4.5, 1e-9);
    builder_deinit(&f.b);
    setup(&f);
    add(&f, 100, 2);
    add(&f, 140, 5);
    assert_int_equal(ht_finding_rate(&f.report, &f.finding).basis, HT_RATE_WINDOW);
    builder_deinit(&f.b);
}

static void a_full_buffer_gives_a_lower_bound(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    f.windows[0].full = true;
    assert_true(ht_finding_rate(&f.report, &f.finding).lower_bound);
    f.windows[0].full = false;
    f.b.trace.windows[0].overflowed = 1;
    assert_true(ht_finding_rate(&f.report, &f.finding).lower_bound);
    f.b.trace.windows[0].overflowed = 0;
    assert_false(ht_finding_rate(&f.report, &f.finding).lower_bound);
    builder_deinit(&f.b);
}

/* What a window lost is in no slope. */
static void no_slope_from_full_buffers(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 90, 5);
    add(&f, 690, 17);
    f.windows[1].full = true;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_int_equal(rate.basis, HT_RATE_WINDOW);
    assert_true(rate.lower_bound);
    assert_near(rate.bytes_per_hour, 22 * 136 * 3600 / 780.0, 1e-6);
    builder_deinit(&f.b);
}

static void no_rate_without_a_length(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    add(&f, 0, 12);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_true(isnan(rate.bytes_per_hour));
    assert_true(isnan(rate.heap_bytes_per_hour));
    assert_true(isnan(rate.low));
    assert_true(isnan(rate.high));
    builder_deinit(&f.b);
}

static void no_rate_without_a_burst(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 0);
    assert_true(isnan(ht_finding_rate(&f.report, &f.finding).bytes_per_hour));
    builder_deinit(&f.b);
}

static void the_summary_adds_up_the_leaks(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_finding findings[4] = {0};
    setup(&f);
    f.report.findings = findings;
    f.report.finding_count = 4;
    static const enum ht_verdict verdicts[] = {HT_VERDICT_LEAK, HT_VERDICT_LEAK, HT_VERDICT_TRANSIENT,
                                               HT_VERDICT_UNKNOWN};
    for (uint32_t i = 0; i < 4; i++) {
        findings[i].verdict = verdicts[i];
        findings[i].count = 10 + i;
        findings[i].bytes = 1000 + i;
        findings[i].bytes_per_burst = 100 + i;
        findings[i].heap_bytes_per_burst = 200 + i;
        findings[i].rate = (struct ht_rate){.bytes_per_hour = 300 + i, .heap_bytes_per_hour = 400 + i};
    }
    findings[2].rate.lower_bound = true;
    ht_summarise(&f.report, &no_settings);
    const struct ht_summary *summary = &f.report.summary;
    assert_int_equal(summary->totals[HT_VERDICT_LEAK].findings, 2);
    assert_int_equal(summary->totals[HT_VERDICT_LEAK].count, 21);
    assert_int_equal(summary->totals[HT_VERDICT_LEAK].bytes, 2001);
    assert_int_equal(summary->totals[HT_VERDICT_TRANSIENT].findings, 1);
    assert_int_equal(summary->totals[HT_VERDICT_RETAINED].findings, 0);
    assert_int_equal(summary->totals[HT_VERDICT_UNKNOWN].count, 13);
    assert_near(summary->bytes_per_burst, 201, 1e-9);
    assert_near(summary->heap_bytes_per_burst, 401, 1e-9);
    assert_near(summary->bytes_per_hour, 601, 1e-9);
    assert_near(summary->heap_bytes_per_hour, 801, 1e-9);
    assert_false(summary->rate_lower_bound);
    assert_true(isnan(summary->heap_drop_explained));
    assert_true(isnan(summary->projected_exhaustion_seconds));
    findings[1].rate.lower_bound = true;
    ht_summarise(&f.report, &no_settings);
    assert_true(f.report.summary.rate_lower_bound);
    builder_deinit(&f.b);
}

/* The half widths of independent intervals add up as squares. */
static void the_interval_of_all_leaks(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_finding findings[2] = {{.verdict = HT_VERDICT_LEAK}, {.verdict = HT_VERDICT_LEAK}};
    setup(&f);
    f.report.findings = findings;
    f.report.finding_count = 2;
    findings[0].rate = (struct ht_rate){.bytes_per_hour = 100, .heap_bytes_per_hour = 200, .low = 85, .high = 120};
    findings[1].rate = (struct ht_rate){.bytes_per_hour = 50, .heap_bytes_per_hour = 50, .low = 10, .high = 80};
    ht_summarise(&f.report, &no_settings);
    assert_near(f.report.summary.heap_bytes_per_hour_low, 250 - 50, 1e-9);
    assert_near(f.report.summary.heap_bytes_per_hour_high, 250 + 50, 1e-9);
    findings[1].rate.low = HT_NOT_KNOWN;
    ht_summarise(&f.report, &no_settings);
    assert_true(isnan(f.report.summary.heap_bytes_per_hour_low));
    assert_true(isnan(f.report.summary.heap_bytes_per_hour_high));
    builder_deinit(&f.b);
}

static void free_heap_is_projected(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.finding.rate = (struct ht_rate){.bytes_per_hour = 100, .heap_bytes_per_hour = 200, .low = 50, .high = 200};
    ht_summarise(&f.report, &(struct ht_analysis_settings){.free_heap = 1000});
    const struct ht_summary *summary = &f.report.summary;
    assert_int_equal(summary->free_heap, 1000);
    assert_near(summary->projected_exhaustion_seconds, 5 * 3600, 1e-6);
    assert_near(summary->projected_earliest, 2.5 * 3600, 1e-6);
    assert_near(summary->projected_latest, 10 * 3600, 1e-6);
    f.finding.verdict = HT_VERDICT_TRANSIENT;
    ht_summarise(&f.report, &(struct ht_analysis_settings){.free_heap = 1000});
    assert_true(isnan(summary->projected_exhaustion_seconds));
    assert_true(isnan(summary->projected_latest));
    builder_deinit(&f.b);
}

static void a_heap_drop_is_explained(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_finding findings[2] = {{.verdict = HT_VERDICT_LEAK}};
    setup(&f);
    f.report.findings = findings;
    f.report.finding_count = 2;
    findings[0].heap_bytes = 300;
    findings[1].heap_bytes = 500;
    findings[1].verdict = HT_VERDICT_TRANSIENT;
    ht_summarise(&f.report, &(struct ht_analysis_settings){.heap_drop = 1000});
    assert_int_equal(f.report.summary.heap_drop, 1000);
    assert_near(f.report.summary.heap_drop_explained, 0.8, 1e-9);
    assert_near(f.report.summary.heap_drop_leaked, 0.3, 1e-9);
    builder_deinit(&f.b);
}

/* Twelve bursts are told, but the user counted sixteen handshakes. */
static void events_that_are_given_divide_the_leaks(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    f.finding.bytes_per_burst = 136;
    ht_summarise(&f.report, &(struct ht_analysis_settings){.events = 16});
    assert_near(f.finding.bytes_per_burst, 102, 1e-9);
    assert_near(f.finding.heap_bytes_per_burst, 153, 1e-9);
    assert_near(f.report.summary.bytes_per_burst, 102, 1e-9);
    f.finding.verdict = HT_VERDICT_RETAINED;
    f.finding.bytes_per_burst = 136;
    ht_summarise(&f.report, &(struct ht_analysis_settings){.events = 16});
    assert_near(f.finding.bytes_per_burst, 136, 1e-9);
    builder_deinit(&f.b);
}

/* Two looks at one trace: only the later counts, and what came between them is one Poisson count. */
static void looks_at_one_trace_do_not_add_up(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 500, 0);
    add(&f, 600, 12);
    f.windows[0].superseded = true;
    assert_near(ht_finding_rate(&f.report, &f.finding).bytes_per_hour, 9792, 1e-9);
    builder_deinit(&f.b);
    setup(&f);
    add(&f, 100, 3);
    add(&f, 700, 15);
    f.windows[0].superseded = true;
    f.windows[1].trace = f.windows[0].trace;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_int_equal(rate.basis, HT_RATE_SLOPE);
    assert_near(rate.bytes_per_hour, 9792, 1e-9);
    assert_near(rate.low, 5060, 1);
    assert_near(rate.high, 17104, 1);
    builder_deinit(&f.b);
}

/* A later look may hold fewer bursts of more bytes: an event went on after the earlier one. */
static void fewer_bursts_of_more_bytes(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 100, 4);
    add(&f, 700, 3);
    f.shares[1].bytes = 4000;
    f.windows[1].trace = f.windows[0].trace;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_int_equal(rate.basis, HT_RATE_SLOPE);
    assert_true(rate.low >= 0 && rate.low <= rate.high);
    builder_deinit(&f.b);
}

static void no_leak_sums_up_to_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.report.finding_count = 0;
    ht_summarise(&f.report, &no_settings);
    assert_true(f.report.summary.bytes_per_hour == 0);
    assert_true(f.report.summary.bytes_per_burst == 0);
    assert_true(f.report.summary.heap_bytes_per_hour == 0);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_of_one_window),
        cmocka_unit_test(windows_of_one_length_add_up),
        cmocka_unit_test(an_empty_window_counts),
        cmocka_unit_test(the_slope_between_windows_is_the_rate),
        cmocka_unit_test(a_slope_from_nothing),
        cmocka_unit_test(no_slope_without_growth_or_between_near_lengths),
        cmocka_unit_test(a_full_buffer_gives_a_lower_bound),
        cmocka_unit_test(no_slope_from_full_buffers),
        cmocka_unit_test(no_rate_without_a_length),
        cmocka_unit_test(no_rate_without_a_burst),
        cmocka_unit_test(the_summary_adds_up_the_leaks),
        cmocka_unit_test(the_interval_of_all_leaks),
        cmocka_unit_test(free_heap_is_projected),
        cmocka_unit_test(a_heap_drop_is_explained),
        cmocka_unit_test(events_that_are_given_divide_the_leaks),
        cmocka_unit_test(looks_at_one_trace_do_not_add_up),
        cmocka_unit_test(fewer_bursts_of_more_bytes),
        cmocka_unit_test(no_leak_sums_up_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
