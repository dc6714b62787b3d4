#include "report/headline.h"

#include <inttypes.h>
#include <string.h>

#include "report/words.h"

/* Seconds after which a window is not told to be short: half an hour, some dozens of polls of a slow client. */
#define WINDOW_LONG_ENOUGH 1800

/* "the section", "20 runs of the section" */
static void add_runs(struct ht_strbuf *out, const struct ht_report *report)
{
    if (report->run_count > 1) {
        ht_words_count(out, report->run_count, "run");
        ht_strbuf_adds(out, " of ");
    }
    ht_strbuf_adds(out, "the section");
}

static void add_window_lengths(struct ht_strbuf *out, const struct ht_report *report)
{
    size_t count = report->trace->window_count;
    if (report->run_count) {
        add_runs(out, report);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!(report->windows[i].seconds > 0)) {
            ht_strbuf_adds(out, count == 1 ? "this window" : "these windows");
            return;
        }
    }
    for (size_t i = 0; i < count; i++) {
        ht_strbuf_adds(out, !i ? "" : i + 1 == count ? " and " : ", ");
        ht_words_duration(out, report->windows[i].seconds);
    }
}

/* " (1 suppressed, 2 of low confidence)": which of the leaks are no reason to get up at night. */
static void add_marks(struct ht_strbuf *out, const struct ht_report *report)
{
    uint32_t suppressed = report->summary.suppressed, leaks = report->summary.totals[HT_VERDICT_LEAK].findings, low = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        low +=
            finding->verdict == HT_VERDICT_LEAK && !finding->suppressed_by && finding->confidence == HT_CONFIDENCE_LOW;
    }
    if (suppressed && suppressed == leaks)
        ht_strbuf_adds(out, suppressed == 1 ? " (suppressed)" : " (all suppressed)");
    else if (suppressed)
        ht_strbuf_addf(out, " (%" PRIu32 " suppressed", suppressed);
    if (low && low == leaks)
        ht_strbuf_adds(out, low == 1 ? " (low confidence)" : " (all of low confidence)");
    else if (low)
        ht_strbuf_addf(out, "%s%" PRIu32 " of low confidence", suppressed ? ", " : " (", low);
    if ((suppressed && suppressed < leaks) || (low && low < leaks))
        ht_strbuf_addc(out, ')');
}

static uint64_t count_missing(const struct ht_report *report)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < report->trace->window_count; i++)
        missing += report->trace->windows[i].missing;
    return missing;
}

/* Did a dump break off without telling how many records it has? */
static bool is_broken(const struct ht_report *report)
{
    for (size_t i = 0; i < report->trace->window_count; i++) {
        if (report->trace->windows[i].truncated)
            return true;
    }
    return false;
}

/* "3 findings may leak (600 B in 12 blocks)" */
static void add_unknown(struct ht_strbuf *out, const struct ht_report *report)
{
    const struct ht_verdict_total *unknown = &report->summary.totals[HT_VERDICT_UNKNOWN];
    if (report->run_count) {
        ht_words_count(out, unknown->count, "block");
        ht_strbuf_adds(out, " (");
        ht_words_bytes(out, unknown->bytes);
        ht_strbuf_adds(out, ") left behind by ");
        add_runs(out, report);
        return;
    }
    ht_strbuf_adds(out, "Nothing certain: ");
    ht_words_count(out, unknown->findings, "finding");
    ht_strbuf_adds(out, " may leak (");
    ht_words_bytes(out, unknown->bytes);
    ht_strbuf_adds(out, " in ");
    ht_words_count(out, unknown->count, "block");
    ht_strbuf_addc(out, ')');
}

/* That there is no leak is said only where one would have been seen. */
static void add_no_leak(struct ht_strbuf *out, const struct ht_report *report)
{
    uint64_t missing = count_missing(report);
    bool empty = ht_report_is_empty(report);
    if (report->summary.totals[HT_VERDICT_UNKNOWN].findings) {
        add_unknown(out, report);
    } else if (missing && !empty) {
        ht_strbuf_adds(out, "Nothing certain: ");
        ht_words_count(out, missing, "record");
        ht_strbuf_adds(out, missing == 1 ? " is missing" : " are missing");
    } else if (is_broken(report) && !empty) {
        ht_strbuf_adds(out, "Nothing certain: there may be more records than were captured");
    } else {
        ht_strbuf_adds(out, empty ? "Nothing to judge: no record in " : "No leak found in ");
        add_window_lengths(out, report);
    }
}

/* "; 2 blocks (40 B) more left behind" */
static void add_rest(struct ht_strbuf *out, const struct ht_report *report)
{
    const struct ht_verdict_total *unknown = &report->summary.totals[HT_VERDICT_UNKNOWN];
    if (!report->run_count || !unknown->findings)
        return;
    ht_strbuf_adds(out, "; ");
    ht_words_count(out, unknown->count, "more block");
    ht_strbuf_adds(out, " (");
    ht_words_bytes(out, unknown->bytes);
    ht_strbuf_adds(out, ") left behind");
}

/* Longer lists of releases stand beside the finding. */
#define RELEASES_LENGTH_MAX 32

/* ", in lose, known in v6.0.1": whose the leak is, or the worst of them, and whether the release is known to have it.
 */
static void add_whose(struct ht_strbuf *out, const struct ht_report *report)
{
    const struct ht_finding *worst = NULL;
    for (size_t i = 0; i < report->finding_count && !worst; i++) {
        const struct ht_finding *finding = &report->findings[i];
        worst = ht_finding_is_open_leak(finding) ? finding : NULL;
    }
    if (!worst || !worst->name || report->run_count) /* of a section its reader knows where it is */
        return;
    ht_strbuf_addf(out, ", %sin %s", report->summary.totals[HT_VERDICT_LEAK].findings > 1 ? "the worst " : "",
                   worst->name);
    const struct ht_signature *known = worst->known;
    if (!known || !known->history.affected_count)
        return;
    if (known->standing.state == HT_RELEASE_AFFECTED)
        ht_strbuf_addf(out, ", %s in %s", known->standing.unsure ? "perhaps known" : "known", known->release);
    else if (known->standing.state == HT_RELEASE_FIXED)
        ht_strbuf_addf(out, ", though %s has a fix", known->release);
    else if (known->class == HT_SIGNATURE_LEAK && strlen(known->affected) <= RELEASES_LENGTH_MAX)
        ht_strbuf_addf(out, ", known in %s", known->affected);
}

void ht_words_verdict(struct ht_strbuf *out, const struct ht_report *report)
{
    const struct ht_summary *summary = &report->summary;
    const struct ht_verdict_total *leak = &summary->totals[HT_VERDICT_LEAK];
    if (!leak->findings) {
        add_no_leak(out, report);
        return;
    }
    const char *at_least = summary->rate_lower_bound ? "at least " : "";
    ht_words_count(out, leak->findings, "leak");
    add_marks(out, report);
    ht_strbuf_adds(out, ": ");
    double bytes_per_event = ht_report_bytes_per_event(report);
    if (isnan(bytes_per_event) || (report->run_count == 1 && !summary->events)) {
        ht_words_bytes(out, leak->bytes);
        ht_strbuf_adds(out, " in ");
        ht_words_count(out, leak->count, "block");
        if (report->run_count) {
            ht_strbuf_adds(out, " left behind by ");
            add_runs(out, report);
        }
    } else {
        ht_words_mean_bytes(out, bytes_per_event);
        ht_strbuf_addf(out, " per %s", summary->event ? summary->event : "event");
    }
    if (!isnan(summary->bytes_per_hour)) {
        ht_strbuf_addf(out, ", %s", at_least);
        ht_words_both_bytes(out, summary->bytes_per_hour, summary->heap_bytes_per_hour);
        ht_strbuf_adds(out, " per hour");
    }
    if (!isnan(summary->projected_exhaustion_seconds)) {
        ht_strbuf_adds(out, ", heap gone in ");
        ht_words_duration(out, summary->projected_exhaustion_seconds);
    }
    add_whose(out, report);
    add_rest(out, report);
}

bool ht_words_not_excluded(struct ht_strbuf *out, const struct ht_report *report, unsigned number)
{
    const char *sentences[4] = {NULL};
    size_t count = 0;
    uint64_t missing = count_missing(report);
    bool lost = false, host = true, brief = !report->run_count, broken = is_broken(report);
    for (size_t i = 0; i < report->trace->window_count; i++) {
        const struct ht_window *window = &report->trace->windows[i];
        int overflowed = window->overflowed;
        if (overflowed == 1 || (report->windows[i].full && overflowed != 0)) {
            host = host && window->recordings;
            lost = true;
        }
        brief = brief && !(report->windows[i].seconds >= WINDOW_LONG_ENOUGH);
    }
    if (number == 0 && missing) {
        ht_strbuf_adds(out, missing == 1 ? "a leak in the " : "leaks among the ");
        ht_words_count(out, missing, "record");
        ht_strbuf_adds(out, " missing from the dump: capture it whole");
        return true;
    }
    if (number == 0 && broken) {
        ht_strbuf_adds(out, "leaks among records that were not captured: the dump does not tell how many there are");
        return true;
    }
    number -= missing || broken;
    if (lost)
        sentences[count++] =
            host ? "leaks among the events that were lost: record again, with fewer events or a faster link"
                 : "leaks among the records that the full buffer dropped: trace with a larger one";
    if (brief)
        sentences[count++] = "leaks that happen less often than a few times in the window: take a longer one";
    if (report->run_count == 1)
        sentences[count++] = "leaks on paths that this run did not take, and first use: run the section several times";
    sentences[count++] = "blocks from heap_caps_calloc(), which ESP-IDF does not trace: compare with --heap-drop";
    if (number >= count)
        return false;
    ht_strbuf_adds(out, sentences[number]);
    return true;
}
