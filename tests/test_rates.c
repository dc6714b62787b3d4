#include "trace_builder.h"

#include "infer/stats.h"
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

static void assert_holds(const struct ht_rate *rate)
{
    assert_true(rate->low >= 0 && rate->low < rate->bytes_per_hour);
    assert_true(rate->high > rate->bytes_per_hour);
}

/* The figures of the sample: 12 bursts of ISRG Root X1 in 600 s. Garwood's bounds of 12 are 6.2006 and 20.9616. */
static void the_rate_of_one_window(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 9792, 1e-9);
    assert_near(rate.heap_bytes_per_hour, 14688, 1e-9);
    assert_near(rate.low, 6.2006 * 136 * 6, 0.1);
    assert_near(rate.high, 20.9616 * 136 * 6, 0.1);
    assert_holds(&rate);
    assert_false(rate.lower_bound);
    builder_deinit(&f.b);
}

/* Events of all windows over all their lengths, whatever each of them is. */
static void windows_are_pooled(void **state)
{
    (void)state;
    static const struct {
        double seconds[3];
        uint32_t bursts[3];
    } cases[] = {
        {{300, 300, 0}, {5, 7, 0}},
        {{90, 510, 0}, {5, 7, 0}},
        {{510, 90, 0}, {12, 0, 0}},
        {{100, 200, 300}, {0, 5, 7}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture f;
        setup(&f);
        for (int w = 0; w < 3 && cases[k].seconds[w] > 0; w++)
            add(&f, cases[k].seconds[w], cases[k].bursts[w]);
        struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
        assert_near(rate.bytes_per_hour, 9792, 1e-9);
        assert_near(rate.heap_bytes_per_hour, 14688, 1e-9);
        assert_near(rate.low, 6.2006 * 136 * 6, 0.1);
        assert_near(rate.high, 20.9616 * 136 * 6, 0.1);
        builder_deinit(&f.b);
    }
}

/* Windows of any length are one Poisson process: the estimate lies within its interval whatever their events hold. */
static void windows_of_different_length_add_up(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 60, 2);
    add(&f, 600, 20);
    f.finding.bytes = 2 * 10 + 20 * 1000;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 20020 * 3600 / 660.0, 1e-6);
    double low, high;
    ht_poisson_interval(22, &low, &high);
    assert_near(rate.low, low * 910 * 3600 / 660.0, 1e-6);
    assert_near(rate.high, high * 910 * 3600 / 660.0, 1e-6);
    assert_true(rate.low < rate.bytes_per_hour && rate.bytes_per_hour < rate.high);
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
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 4896, 1e-9);
    assert_near(rate.low, 6.2006 * 136 * 3, 0.1);
    builder_deinit(&f.b);
}

static void the_interval_holds_the_estimate(void **state)
{
    (void)state;
    for (uint32_t bursts = 1; bursts < 300; bursts += 1 + bursts / 8) {
        struct fixture f;
        setup(&f);
        add(&f, 37, bursts);
        struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
        assert_holds(&rate);
        builder_deinit(&f.b);
    }
}

/* One event: from a fortieth of it to five and a half, by Garwood. */
static void one_event_has_a_wide_interval(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 3600, 1);
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 136, 1e-9);
    assert_near(rate.low, 0.02532 * 136, 0.01);
    assert_near(rate.high, 5.57164 * 136, 0.01);
    builder_deinit(&f.b);
}

/* The oldest records were lost: there were at least so many events, and nobody knows how many at most. */
static void a_censored_window_gives_a_lower_bound(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    f.windows[0].censored = true;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_true(rate.lower_bound);
    assert_true(rate.bytes_per_hour > 0);
    assert_near(rate.low, rate.bytes_per_hour * 6.2006 / 12, 0.1);
    assert_true(isnan(rate.high));
    /* What the device says of itself is asked where censored is decided, not here. */
    f.windows[0].censored = false;
    f.windows[0].full = true;
    f.b.trace.windows[0].overflowed = 1;
    rate = ht_finding_rate(&f.report, &f.finding);
    assert_false(rate.lower_bound);
    assert_true(rate.high > rate.low);
    builder_deinit(&f.b);
}

/* One of several windows is enough, but not one that holds nothing of it. */
static void a_censored_window_of_others_does_not_matter(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    add(&f, 600, 3);
    f.windows[1].censored = true;
    assert_true(ht_finding_rate(&f.report, &f.finding).lower_bound);
    assert_true(isnan(ht_finding_rate(&f.report, &f.finding).high));
    builder_deinit(&f.b);
    setup(&f);
    add(&f, 600, 12);
    add(&f, 600, 0);
    f.windows[1].censored = true;
    assert_false(ht_finding_rate(&f.report, &f.finding).lower_bound);
    builder_deinit(&f.b);
}

/* heap_caps_malloc(0) is NULL on most heaps, but what a device counts as 0 bytes takes room all the same. */
static void blocks_of_no_size_have_a_heap_rate(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    f.finding.bytes = 0;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_true(rate.bytes_per_hour == 0);
    assert_near(rate.heap_bytes_per_hour, 14688, 1e-9);
    assert_true(rate.low == 0 && rate.high == 0);
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
    assert_near(f.report.summary.heap_bytes_per_hour_high, 250 + 50, 1e-9);
    findings[1].rate.low = 10;
    findings[1].rate.high = HT_NOT_KNOWN;
    ht_summarise(&f.report, &no_settings);
    assert_near(f.report.summary.heap_bytes_per_hour_low, 250 - 50, 1e-9);
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

/* What does not count has no bursts in the totals, and no share of the time. */
static void looks_and_repeated_windows_do_not_add_up(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 500, 0);
    add(&f, 600, 12);
    f.windows[0].superseded = true;
    f.windows[1].trace = f.windows[0].trace;
    struct ht_rate rate = ht_finding_rate(&f.report, &f.finding);
    assert_near(rate.bytes_per_hour, 9792, 1e-9);
    assert_near(rate.low, 6.2006 * 136 * 6, 0.1);
    assert_near(rate.high, 20.9616 * 136 * 6, 0.1);
    f.windows[0].superseded = false;
    f.windows[0].repeated = true;
    assert_near(ht_finding_rate(&f.report, &f.finding).bytes_per_hour, 9792, 1e-9);
    f.windows[0].repeated = false;
    assert_near(ht_finding_rate(&f.report, &f.finding).bytes_per_hour, 12 * 136 * 3600 / 1100.0, 1e-6);
    builder_deinit(&f.b);
}

/* Nor is their length asked for. */
static void an_earlier_look_may_have_no_length(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 0, 0);
    add(&f, 600, 12);
    f.windows[0].superseded = true;
    assert_near(ht_finding_rate(&f.report, &f.finding).bytes_per_hour, 9792, 1e-9);
    f.windows[0].superseded = false;
    assert_true(isnan(ht_finding_rate(&f.report, &f.finding).bytes_per_hour));
    builder_deinit(&f.b);
}

/* A leak without an upper bound leaves the sum without one. */
static void the_sum_with_a_lower_bound_has_no_upper_one(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 12);
    f.windows[0].censored = true;
    f.finding.rate = ht_finding_rate(&f.report, &f.finding);
    ht_summarise(&f.report, &(struct ht_analysis_settings){.free_heap = 14688});
    const struct ht_summary *summary = &f.report.summary;
    assert_true(summary->rate_lower_bound);
    assert_near(summary->heap_bytes_per_hour_low, 6.2006 * 204 * 6, 0.1);
    assert_true(isnan(summary->heap_bytes_per_hour_high));
    /* The heap may be gone at any time from now on, and is not later than by the lower bound. */
    assert_near(summary->projected_exhaustion_seconds, 3600, 1e-6);
    assert_true(isnan(summary->projected_earliest));
    assert_near(summary->projected_latest, 3600 * 12 / 6.2006, 0.1);
    builder_deinit(&f.b);
}

/* The event is told where all leaks have the same one. */
static void leaks_of_one_event(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_finding findings[3] = {
        {.verdict = HT_VERDICT_LEAK, .event = "TLS handshake"},
        {.verdict = HT_VERDICT_TRANSIENT, .event = "connection"},
        {.verdict = HT_VERDICT_LEAK, .event = "TLS handshake"},
    };
    setup(&f);
    f.report.findings = findings;
    f.report.finding_count = 3;
    ht_summarise(&f.report, &no_settings);
    assert_string_equal(f.report.summary.event, "TLS handshake");
    findings[2].event = "connection";
    ht_summarise(&f.report, &no_settings);
    assert_null(f.report.summary.event);
    findings[2].event = NULL;
    ht_summarise(&f.report, &no_settings);
    assert_null(f.report.summary.event);
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
        cmocka_unit_test(windows_are_pooled),
        cmocka_unit_test(windows_of_different_length_add_up),
        cmocka_unit_test(an_empty_window_counts),
        cmocka_unit_test(the_interval_holds_the_estimate),
        cmocka_unit_test(one_event_has_a_wide_interval),
        cmocka_unit_test(a_censored_window_gives_a_lower_bound),
        cmocka_unit_test(a_censored_window_of_others_does_not_matter),
        cmocka_unit_test(blocks_of_no_size_have_a_heap_rate),
        cmocka_unit_test(no_rate_without_a_length),
        cmocka_unit_test(no_rate_without_a_burst),
        cmocka_unit_test(the_summary_adds_up_the_leaks),
        cmocka_unit_test(the_interval_of_all_leaks),
        cmocka_unit_test(free_heap_is_projected),
        cmocka_unit_test(a_heap_drop_is_explained),
        cmocka_unit_test(events_that_are_given_divide_the_leaks),
        cmocka_unit_test(looks_and_repeated_windows_do_not_add_up),
        cmocka_unit_test(an_earlier_look_may_have_no_length),
        cmocka_unit_test(the_sum_with_a_lower_bound_has_no_upper_one),
        cmocka_unit_test(leaks_of_one_event),
        cmocka_unit_test(no_leak_sums_up_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
