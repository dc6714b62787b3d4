#include "report/junit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "report/words.h"
#include "report/words_read.h"

#define CHAINS_MAX 8u

struct junit {
    const struct ht_report *report;
    struct ht_strbuf out;
    struct ht_strbuf words; /* of the text at hand */
    size_t *cases;          /* numbers of findings, window by window; from the heap */
    size_t *ends;           /* of each window: where its cases end, and the next one's begin; from the heap */
};

static struct ht_strbuf *words_of(struct junit *junit)
{
    junit->out.failed |= junit->words.failed;
    ht_strbuf_reset(&junit->words);
    return &junit->words;
}

/* Escapes the words at hand. */
static void put_words(struct junit *junit)
{
    ht_escape_xml(&junit->out, junit->words.text);
}

/* Lists the findings of each window, in the order of the report. */
static bool list_cases(struct junit *junit)
{
    const struct ht_report *report = junit->report;
    size_t windows = report->trace->window_count, total = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        total += report->findings[i].per_window_count;
    junit->cases = calloc(total + 1, sizeof *junit->cases);
    junit->ends = calloc(windows + 1, sizeof *junit->ends);
    if (!junit->cases || !junit->ends)
        return false;
    for (size_t i = 0; i < report->finding_count; i++) {
        for (size_t k = 0; k < report->findings[i].per_window_count; k++)
            junit->ends[report->findings[i].per_window[k].window + 1]++;
    }
    for (size_t w = 0; w < windows; w++)
        junit->ends[w + 1] += junit->ends[w];
    /* Each place in turn, from where the window's cases begin: they come to where they end. */
    for (size_t i = 0; i < report->finding_count; i++) {
        for (size_t k = 0; k < report->findings[i].per_window_count; k++)
            junit->cases[junit->ends[report->findings[i].per_window[k].window]++] = i;
    }
    return true;
}

static size_t first_case(const struct junit *junit, size_t window)
{
    return window ? junit->ends[window - 1] : 0;
}

/* The cases from first to before last, counted. */
static void put_counts(struct junit *junit, size_t first, size_t last)
{
    size_t failures = 0, skipped = 0;
    for (size_t i = first; i < last; i++) {
        const struct ht_finding *finding = &junit->report->findings[junit->cases[i]];
        failures += ht_finding_is_open_leak(finding);
        skipped += finding->verdict == HT_VERDICT_LEAK && finding->suppressed_by;
    }
    ht_strbuf_addf(&junit->out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"", last - first, failures,
                   skipped);
}

static void put_chains(struct junit *junit, const struct ht_finding *finding)
{
    const struct ht_report *report = junit->report;
    for (size_t i = 0; i < finding->chain_count && i < CHAINS_MAX; i++) {
        const struct ht_chain *chain = &report->trace->chains.items[finding->chains[i].chain];
        ht_words_share(words_of(junit), &finding->chains[i]);
        put_words(junit);
        ht_strbuf_adds(&junit->out, " by\n");
        for (uint32_t k = 0; k < chain->depth; k++) {
            const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
            uint32_t count = ht_frame_lines(frame);
            for (uint32_t l = 0; l < count; l++) {
                struct ht_strbuf *words = words_of(junit);
                ht_words_frame(words, frame, chain->pcs[k], l);
                const struct ht_location *location = ht_frame_shown(frame, l);
                if (location && location->file) {
                    ht_strbuf_adds(words, " at ");
                    ht_words_place(words, location);
                }
                ht_strbuf_adds(&junit->out, "  ");
                put_words(junit);
                ht_strbuf_addc(&junit->out, '\n');
            }
        }
    }
}

static void put_failure(struct junit *junit, const struct ht_finding *finding)
{
    struct ht_strbuf *out = &junit->out;
    ht_strbuf_adds(out, "      <failure type=\"leak\" message=\"");
    ht_words_leak(words_of(junit), junit->report, finding);
    put_words(junit);
    ht_strbuf_adds(out, "\">");
    if (finding->owner) {
        struct ht_strbuf *words = words_of(junit);
        ht_strbuf_addf(words, "%s", finding->owner->function ? finding->owner->function : "function unknown");
        if (finding->owner->file)
            ht_strbuf_addf(words, " at %s:%" PRIu32, ht_location_file(finding->owner), finding->owner->line);
        const struct ht_location *caller = ht_finding_caller(finding);
        if (caller)
            ht_strbuf_addf(words, ", called from %s at %s:%" PRIu32, caller->function, ht_location_file(caller),
                           caller->line);
        put_words(junit);
        ht_strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < finding->evidence_count; i++) {
        ht_strbuf_adds(out, "- ");
        ht_escape_xml(out, finding->evidence[i].message);
        ht_strbuf_addc(out, '\n');
    }
    put_chains(junit, finding);
    ht_strbuf_adds(out, "</failure>\n");
}

static void put_case(struct junit *junit, const struct ht_finding *finding)
{
    struct ht_strbuf *out = &junit->out;
    ht_strbuf_adds(out, "    <testcase name=\"");
    struct ht_strbuf *words = words_of(junit);
    ht_strbuf_adds(words, finding->title);
    if (finding->owner && finding->owner->function)
        ht_strbuf_addf(words, " (%s)", finding->owner->function);
    put_words(junit);
    ht_strbuf_addf(out, "\" classname=\"htanalyze.%s\"", ht_verdict_name(finding->verdict));
    if (finding->verdict != HT_VERDICT_LEAK) {
        ht_strbuf_adds(out, "/>\n");
        return;
    }
    ht_strbuf_adds(out, ">\n");
    if (ht_finding_is_open_leak(finding)) {
        put_failure(junit, finding);
    } else {
        ht_strbuf_adds(out, "      <skipped message=\"suppressed by leak:");
        ht_escape_xml(out, finding->suppressed_by);
        ht_strbuf_adds(out, "\"/>\n");
    }
    ht_strbuf_adds(out, "    </testcase>\n");
}

/* The gate, and what speaks against the verdict: of the run, told in its first suite. */
static void put_run(struct junit *junit)
{
    const struct ht_report *report = junit->report;
    for (size_t i = 0; i < report->gate_count; i++) {
        ht_strbuf_adds(&junit->out, i ? "" : "    <system-out>");
        ht_words_gate(words_of(junit), &report->gate[i]);
        put_words(junit);
        ht_strbuf_adds(&junit->out, i + 1 < report->gate_count ? "\n" : "</system-out>\n");
    }
    for (size_t i = 0; i < report->doubt_count; i++) {
        ht_strbuf_adds(&junit->out, i ? "warning: " : "    <system-err>warning: ");
        ht_words_doubt(words_of(junit), &report->doubts[i]);
        put_words(junit);
        ht_strbuf_adds(&junit->out, i + 1 < report->doubt_count ? "\n" : "</system-err>\n");
    }
}

static void put_suite(struct junit *junit, size_t window)
{
    struct ht_strbuf *out = &junit->out;
    const struct ht_window *dump = &junit->report->trace->windows[window];
    ht_strbuf_adds(out, "  <testsuite name=\"");
    struct ht_strbuf *words = words_of(junit);
    ht_words_window_name(words, dump);
    put_words(junit);
    ht_strbuf_addc(out, '"');
    put_counts(junit, first_case(junit, window), junit->ends[window]);
    if (junit->report->windows[window].seconds > 0)
        ht_strbuf_addf(out, " time=\"%.3f\"", junit->report->windows[window].seconds);
    ht_strbuf_adds(out, ">\n");
    for (size_t i = first_case(junit, window); i < junit->ends[window]; i++)
        put_case(junit, &junit->report->findings[junit->cases[i]]);
    if (window == 0)
        put_run(junit);
    ht_strbuf_adds(out, "  </testsuite>\n");
}

/* Writes what is there: a suite at a time, since a finding stands in each of its windows. False: it is not whole. */
static bool flush(struct junit *junit, FILE *out)
{
    if (junit->out.failed || junit->words.failed)
        return false;
    fwrite(junit->out.text, 1, junit->out.length, out);
    ht_strbuf_reset(&junit->out);
    return true;
}

struct ht_error *ht_report_junit(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct junit junit = {.report = report};
    ht_strbuf_init(&junit.out);
    ht_strbuf_init(&junit.words);
    ht_strbuf_adds(&junit.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"htanalyze\"");
    bool whole = list_cases(&junit);
    if (whole)
        put_counts(&junit, 0, first_case(&junit, report->trace->window_count));
    ht_strbuf_adds(&junit.out, ">\n");
    for (size_t i = 0; whole && i < report->trace->window_count; i++) {
        put_suite(&junit, i);
        whole = flush(&junit, out);
    }
    ht_strbuf_adds(&junit.out, "</testsuites>\n");
    whole = whole && flush(&junit, out);
    free(junit.cases);
    free(junit.ends);
    ht_strbuf_deinit(&junit.words);
    ht_strbuf_deinit(&junit.out);
    return whole ? NULL : ht_error_nomem();
}
