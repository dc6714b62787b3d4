#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/headline.h"
#include "report/words.h"
#include "report/words_read.h"
#include "report_fixture.h"

/* The words since the last check. */
static void check(struct ht_strbuf *out, const char *wanted)
{
    assert_string_equal(out->text, wanted);
    ht_strbuf_reset(out);
}

static void numbers_have_separators(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    static const struct {
        uint64_t number;
        const char *words;
    } cases[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {1234567, "1,234,567"}, {UINT64_MAX, "18,446,744,073,709,551,615"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ht_words_number(&out, cases[i].number);
        check(&out, cases[i].words);
    }
    ht_words_count(&out, 1, "block");
    check(&out, "1 block");
    ht_words_count(&out, 1200, "block");
    check(&out, "1,200 blocks");
    ht_strbuf_deinit(&out);
}

static void means_are_rounded(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    static const struct {
        double bytes;
        const char *words;
    } cases[] = {{0, "0 B"},           {0.04, "0 B"},    {0.25, "0.3 B"},
                 {74.5, "74.5 B"},     {99.96, "100 B"}, {136.4, "136 B"},
                 {9791.99, "9,792 B"}, {-1, "0 B"},      {1e300, "1,000,000,000,000,000,000 B"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ht_words_mean_bytes(&out, cases[i].bytes);
        check(&out, cases[i].words);
    }
    ht_words_both_bytes(&out, 136, 204);
    check(&out, "136 B (204 B of heap)");
    ht_words_both_bytes(&out, 136, HT_NOT_KNOWN);
    check(&out, "136 B");
    ht_strbuf_deinit(&out);
}

static void durations(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    static const struct {
        double seconds;
        const char *words;
    } cases[] = {{0, "0 s"},
                 {0.25, "0.3 s"},
                 {99.94, "99.9 s"},
                 {224.5, "225 s"},
                 {600, "600 s"},
                 {3600, "3,600 s"},
                 {12000, "3 h 20 min"},
                 {172790, "2 d 0 h"},
                 {1e6, "11 d 13 h"},
                 {1e12, "more than 300 years"},
                 {INFINITY, "more than 300 years"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ht_words_duration(&out, cases[i].seconds);
        check(&out, cases[i].words);
    }
    ht_strbuf_deinit(&out);
}

static void fingerprints(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    struct ht_size_count sizes[] = {{2, 1}, {3, 3}, {81, 1}};
    struct ht_size_range ranges[] = {{100, 140, 2}, {7, 9, 1}};
    struct ht_fingerprint fingerprint = {.sizes = sizes, .size_count = 3, .bytes = 92, .heap_bytes = 152};
    ht_words_fingerprint(&out, &fingerprint);
    check(&out, "1x2 3x3 1x81 = 92 B (152 B of heap)");
    fingerprint.ranges = ranges;
    fingerprint.range_count = 2;
    ht_words_fingerprint(&out, &fingerprint);
    check(&out, "1x2 3x3 1x81 2x100..140 1x7..9 = about 92 B (152 B of heap)");
    fingerprint.size_count = 0;
    ht_words_fingerprint(&out, &fingerprint);
    check(&out, "2x100..140 1x7..9 = about 92 B (152 B of heap)");
    ht_words_sizes(&out, sizes, 3, 2);
    check(&out, "1x2 3x3 and 1 more size");
    ht_strbuf_deinit(&out);
}

/* Blocks that a device has summed up have no addresses, and without a chip an address tells no memory. */
static void a_memory_that_is_not_known_is_not_told(void **state)
{
    (void)state;
    struct ht_strbuf out;
    const struct ht_window window = {.record_count = 3, .capacity = HT_UNKNOWN};
    const struct ht_report_window figures = {.bytes = 800, .heap_bytes = 1600};
    ht_strbuf_init(&out);
    ht_words_window(&out, &window, &figures);
    check(&out, "3 records, 800 B (1,600 B of heap)");
    ht_strbuf_deinit(&out);
}

static void a_host_trace_says_so(void **state)
{
    (void)state;
    struct ht_strbuf out;
    struct ht_window window = {
        .recordings = 1, .total_allocations = 1200, .total_frees = 1100, .record_count = 100, .capacity = HT_UNKNOWN};
    const struct ht_report_window figures = {.bytes = 800, .heap_bytes = 1600, .internal_bytes = 800};
    ht_strbuf_init(&out);
    ht_words_window(&out, &window, &figures);
    check(&out, "host trace with exact times: 1,200 blocks made, 1,100 freed, 100 alive, 800 B (1,600 B of heap), all "
                "internal");
    window.recordings = 2;
    window.untimed = true;
    window.earlier_frees = 1000;
    ht_words_window(&out, &window, &figures);
    check(&out, "host trace in 2 recordings: 1,200 blocks made, 1,100 of them and 1,000 older freed, 100 alive, 800 B "
                "(1,600 B of heap), all internal");
    ht_strbuf_deinit(&out);
}

/* What a full buffer drops, a longer one keeps; what a host trace loses is lost on the way. */
static void leaks_among_what_was_lost(void **state)
{
    (void)state;
    struct ht_strbuf out;
    struct report_fixture f;
    fixture_leaky(&f);
    ht_strbuf_init(&out);
    f.trace.windows[0].overflowed = 1;
    assert_true(ht_words_not_excluded(&out, &f.report, 0));
    check(&out, "leaks among the records that the full buffer dropped: trace with a larger one");
    f.trace.windows[0].recordings = 1;
    assert_true(ht_words_not_excluded(&out, &f.report, 0));
    check(&out, "leaks among the events that were lost: record again, with fewer events or a faster link");
    f.trace.windows[0].missing = 2;
    assert_true(ht_words_not_excluded(&out, &f.report, 0));
    check(&out, "leaks among the 2 records missing from the dump: capture it whole");
    f.trace.windows[0].missing = 1;
    assert_true(ht_words_not_excluded(&out, &f.report, 0));
    check(&out, "a leak in the 1 record missing from the dump: capture it whole");
    ht_strbuf_deinit(&out);
    fixture_deinit(&f);
}

static void fit_of_the_elf(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    struct ht_elf_fit elf = {.sha256_match = -1};
    ht_words_elf_fit(&out, &elf);
    check(&out, "fit not checked");
    elf = (struct ht_elf_fit){.checked = true, .match = HT_MATCH_NO, .pcs_in_code = 31, .pcs_after_call = 3};
    ht_words_elf_fit(&out, &elf);
    check(&out, "does NOT fit: 3 of 31 PCs follow a call, its SHA-256 is NOT the dump's");
    elf = (struct ht_elf_fit){.checked = true, .match = HT_MATCH_UNKNOWN, .sha256_match = -1};
    ht_words_elf_fit(&out, &elf);
    check(&out, "fit unknown: no PC of the dump lies in its code");
    elf = (struct ht_elf_fit){.checked = true,
                              .match = HT_MATCH_NO,
                              .pcs_in_code = 31,
                              .pcs_after_call = 1,
                              .edges = 9,
                              .edges_consistent = 1,
                              .sha256_match = -1};
    ht_words_elf_fit(&out, &elf);
    check(&out, "does NOT fit: 1 of 31 PCs follows a call, 1 of 9 edges agrees");
    ht_strbuf_deinit(&out);
}

/* How often in each window; of many windows, in how many. */
static void losses(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    enum { WINDOWS = 9 };
    struct ht_report_window windows[WINDOWS] = {{.seconds = 600}};
    struct ht_per_window shares[WINDOWS];
    struct ht_trace trace = {.window_count = WINDOWS};
    struct ht_report report = {.trace = &trace, .windows = windows};
    struct ht_finding finding = {.bytes = 90, .heap_bytes = 120, .count = 9, .bursts = 9, .per_window = shares};
    for (uint32_t w = 0; w < WINDOWS; w++)
        shares[w] = (struct ht_per_window){.window = w, .bursts = 1};
    finding.per_window_count = 2;
    ht_words_loss(&out, &report, &finding);
    check(&out, "90 B (120 B of heap) in 9 blocks, left behind by 9 bursts (1 in 600 s, 1 in window 2)");
    finding.per_window_count = 7;
    ht_words_loss(&out, &report, &finding);
    check(&out, "90 B (120 B of heap) in 9 blocks, left behind by 9 bursts (in 7 of 9 windows)");
    /* Looks at one run stand beside each other. */
    report.run_count = 5;
    for (uint32_t w = 0; w < WINDOWS; w++)
        windows[w].run = w / 2 + 1;
    ht_words_loss(&out, &report, &finding);
    check(&out, "90 B (120 B of heap) in 9 blocks, left behind by 4 of 5 runs");
    ht_strbuf_deinit(&out);
}

static void verdicts(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_summary *summary = &f.report.summary;
    summary->projected_exhaustion_seconds = 90000;
    summary->rate_lower_bound = true;
    ht_words_verdict(&out, &f.report);
    check(&out, "1 leak: 143 B per event, at least 10,296 B (15,696 B of heap) per hour, heap gone in 25 h 0 min");
    summary->bytes_per_burst = summary->bytes_per_hour = summary->projected_exhaustion_seconds = HT_NOT_KNOWN;
    ht_words_verdict(&out, &f.report);
    check(&out, "1 leak: 1,716 B in 90 blocks");
    /* What is hardly more than a guess is not counted among the others without a word. */
    f.findings[0].confidence = HT_CONFIDENCE_LOW;
    ht_words_verdict(&out, &f.report);
    check(&out, "1 leak (low confidence): 1,716 B in 90 blocks");
    summary->totals[HT_VERDICT_LEAK].findings = 3;
    ht_words_verdict(&out, &f.report);
    check(&out, "3 leaks (1 of low confidence): 1,716 B in 90 blocks");
    summary->suppressed = 1;
    ht_words_verdict(&out, &f.report);
    check(&out, "3 leaks (1 suppressed, 1 of low confidence): 1,716 B in 90 blocks");
    summary->suppressed = 0;
    summary->totals[HT_VERDICT_LEAK] = (struct ht_verdict_total){0, 0, 0};
    ht_words_verdict(&out, &f.report);
    check(&out, "Nothing certain: 1 finding may leak (16 B in 1 block)");
    summary->totals[HT_VERDICT_UNKNOWN] = (struct ht_verdict_total){0, 0, 0};
    f.window.seconds = 0;
    ht_words_verdict(&out, &f.report);
    check(&out, "No leak found in this window");
    /* Where records are missing, no leak would have been seen. */
    f.trace.windows[0].missing = 263;
    ht_words_verdict(&out, &f.report);
    check(&out, "Nothing certain: 263 records are missing");
    f.trace.windows[0].missing = 0;
    f.trace.windows[0].truncated = true;
    ht_words_verdict(&out, &f.report);
    check(&out, "Nothing certain: there may be more records than were captured");
    f.trace.windows[0].truncated = false;
    fixture_deinit(&f);
    ht_strbuf_deinit(&out);
}

static void heap_bytes_are_those_of_tlsf(void **state)
{
    (void)state;
    assert_int_equal(ht_heap_bytes(0), 16);
    assert_int_equal(ht_heap_bytes(3), 16);
    assert_int_equal(ht_heap_bytes(12), 16);
    assert_int_equal(ht_heap_bytes(13), 20);
    assert_int_equal(ht_heap_bytes(81), 88);
    assert_true(ht_heap_bytes(UINT32_MAX) == UINT64_C(0x100000004));
    /* What one handshake leaves behind: 136 bytes asked for. */
    assert_int_equal(
        ht_heap_bytes(81) + 3 * ht_heap_bytes(3) + ht_heap_bytes(2) + ht_heap_bytes(32) + ht_heap_bytes(12), 204);
}

static void every_value_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(ht_verdict_name(HT_VERDICT_UNKNOWN), "unknown");
    assert_string_equal(ht_confidence_name(HT_CONFIDENCE_LOW), "low");
    assert_string_equal(ht_match_name(HT_MATCH_NO), "no");
    assert_string_equal(ht_chain_end_name(HT_CHAIN_END_UNWOUND), "unwound");
    assert_string_equal(ht_call_sites_name(HT_CALL_SITES_MISMATCH), "mismatch");
    assert_string_equal(ht_evidence_kind_name(HT_EVIDENCE_SINGLE), "single");
    assert_string_equal(ht_baseline_state_name(HT_BASELINE_SHRUNK), "shrunk");
    assert_string_equal(ht_memory_name(HT_MEMORY_RTC), "rtc");
    assert_string_equal(ht_frame_role_name(HT_ROLE_DATA), "data");
    assert_string_equal(ht_frame_source_name(HT_SOURCE_LOG), "log");
    assert_string_equal(ht_dump_format_name(HT_DUMP_CSV), "csv");
}

static void a_day_parts_the_memories(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    struct ht_finding finding = {.bytes = 100, .rate = {.bytes_per_hour = 100, .heap_bytes_per_hour = 150}};
    ht_words_day(&out, &finding);
    check(&out, "2,400 B (3,600 B of heap) per day");
    finding.psram_bytes = 25;
    ht_words_day(&out, &finding);
    check(&out, "2,400 B (3,600 B of heap) per day; of them internal 1,800 B, PSRAM 600 B");
    finding.psram_bytes = 100;
    ht_words_day(&out, &finding);
    check(&out, "2,400 B (3,600 B of heap) per day, all of it PSRAM");
    finding.rate.lower_bound = true;
    ht_words_day(&out, &finding);
    check(&out, "at least 2,400 B (3,600 B of heap) per day, all of it PSRAM");
    finding.rate.bytes_per_hour = HT_NOT_KNOWN;
    ht_words_day(&out, &finding);
    check(&out, "");
    ht_strbuf_deinit(&out);
}

/* What the trace holds may be more than what the heap lost: what lived before it was freed meanwhile. */
static void a_drop_that_the_trace_explains(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    struct ht_summary summary = {.heap_drop = 40000, .heap_drop_explained = 0.95, .heap_drop_leaked = 0.25};
    ht_words_heap_drop(&out, &summary);
    check(&out, "The free heap fell by 40,000 B: the live blocks of the trace take 38,000 B of it (95 %), the leaks "
                "10,000 B (25 %)");
    summary.heap_drop_explained = 1.5;
    ht_words_heap_drop(&out, &summary);
    check(&out, "The free heap fell by 40,000 B, less than the 60,000 B that the live blocks of the trace take; the "
                "leaks take 10,000 B (25 %)");
    summary.heap_drop_explained = HT_NOT_KNOWN;
    ht_words_heap_drop(&out, &summary);
    check(&out, "");
    ht_strbuf_deinit(&out);
}

/* For formats that have one message a leak. */
static void a_leak_in_one_sentence(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    struct ht_advice advice[] = {{"Update", "https://x.org/1"}, {"Or switch it off", "https://x.org/1"}};
    f.findings[0].advice = advice;
    f.findings[0].advice_count = 2;
    ht_words_leak(&out, &f.report, &f.findings[0]);
    assert_non_null(strstr(out.text, " (high confidence). Update: https://x.org/1. Or switch it off"));
    assert_int_equal(out.text[out.length - 1], 'f'); /* the URL is not said again */
    ht_strbuf_deinit(&out);
    fixture_deinit(&f);
}

static void confidence_and_the_baseline(void **state)
{
    (void)state;
    static const struct {
        enum ht_baseline_state state;
        const char *words;
    } cases[] = {
        {HT_BASELINE_NONE, "medium confidence"},
        {HT_BASELINE_NEW, "medium confidence, new since the baseline"},
        {HT_BASELINE_SAME, "medium confidence, same as in the baseline"},
        {HT_BASELINE_GROWN, "medium confidence, grown since the baseline, from 136 B per event"},
        {HT_BASELINE_SHRUNK, "medium confidence, shrunk since the baseline, from 136 B per event"},
    };
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_finding finding = {.confidence = HT_CONFIDENCE_MEDIUM, .baseline_state = cases[i].state};
        finding.bytes_per_burst = cases[i].state == HT_BASELINE_SHRUNK ? 68 : 204;
        finding.baseline_bytes_per_burst = 136;
        finding.rate.bytes_per_hour = finding.baseline_bytes_per_hour = 9792;
        ht_words_confidence(&out, &finding);
        check(&out, cases[i].words);
    }
    /* The figure that did what is told. */
    struct ht_finding finding = {.confidence = HT_CONFIDENCE_HIGH,
                                 .baseline_state = HT_BASELINE_GROWN,
                                 .bytes_per_burst = 68,
                                 .baseline_bytes_per_burst = 136,
                                 .rate.bytes_per_hour = 19584,
                                 .baseline_bytes_per_hour = 9792};
    ht_words_confidence(&out, &finding);
    check(&out, "high confidence, grown since the baseline, from 9,792 B per hour");
    finding.baseline_state = HT_BASELINE_SHRUNK;
    ht_words_confidence(&out, &finding);
    check(&out, "high confidence, shrunk since the baseline, from 136 B per event");
    finding.baseline_bytes_per_burst = finding.baseline_bytes_per_hour = HT_NOT_KNOWN;
    ht_words_confidence(&out, &finding);
    check(&out, "high confidence, shrunk since the baseline");
    ht_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_separators),
        cmocka_unit_test(means_are_rounded),
        cmocka_unit_test(durations),
        cmocka_unit_test(fingerprints),
        cmocka_unit_test(a_memory_that_is_not_known_is_not_told),
        cmocka_unit_test(a_host_trace_says_so),
        cmocka_unit_test(leaks_among_what_was_lost),
        cmocka_unit_test(fit_of_the_elf),
        cmocka_unit_test(losses),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(heap_bytes_are_those_of_tlsf),
        cmocka_unit_test(every_value_has_a_name),
        cmocka_unit_test(a_day_parts_the_memories),
        cmocka_unit_test(a_drop_that_the_trace_explains),
        cmocka_unit_test(a_leak_in_one_sentence),
        cmocka_unit_test(confidence_and_the_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
