#include "report/github.h"

#include <inttypes.h>

#include "base/escape.h"
#include "judge/trust.h"
#include "report/headline.h"
#include "report/words.h"

#define ANNOTATIONS 9

static void add_title(struct ht_strbuf *words, const struct ht_finding *finding)
{
    ht_strbuf_adds(words, "Leak");
    if (finding->owner && finding->owner->function)
        ht_strbuf_addf(words, " in %s", finding->owner->function);
}

static void add_leak(struct ht_strbuf *line, struct ht_strbuf *words, const struct ht_report *report,
                     const struct ht_finding *finding)
{
    const struct ht_location *place = finding->project ? finding->project : finding->owner;
    ht_strbuf_adds(line, "::error ");
    if (place && place->file) {
        ht_strbuf_adds(line, "file=");
        ht_escape_github(line, ht_location_file(place), true);
        if (place->line)
            ht_strbuf_addf(line, ",line=%" PRIu32, place->line);
        ht_strbuf_addc(line, ',');
    }
    ht_strbuf_adds(line, "title=");
    add_title(words, finding);
    ht_escape_github(line, words->text, true);
    ht_strbuf_adds(line, "::");
    line->failed = line->failed || words->failed;
    ht_strbuf_reset(words);
    ht_words_leak(words, report, finding);
    ht_escape_github(line, words->text, false);
    line->failed = line->failed || words->failed;
    ht_strbuf_reset(words);
    ht_strbuf_addc(line, '\n');
}

/* A line about the run, not about a place; takes the words. */
static void add_line(struct ht_strbuf *text, const char *level, struct ht_strbuf *words)
{
    ht_strbuf_addf(text, "::%s title=htanalyze::", level);
    ht_escape_github(text, words->text, false);
    ht_strbuf_addc(text, '\n');
    text->failed = text->failed || words->failed;
    ht_strbuf_reset(words);
}

struct ht_error *ht_report_github(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_strbuf text, words;
    ht_strbuf_init(&text);
    ht_strbuf_init(&words);
    size_t leaks = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (ht_finding_is_open_leak(finding) && leaks++ < ANNOTATIONS)
            add_leak(&text, &words, report, finding);
    }
    for (size_t i = 0; i < report->doubt_count; i++) {
        ht_words_doubt(&words, &report->doubts[i]);
        add_line(&text, "warning", &words);
    }
    ht_words_verdict(&words, report);
    if (leaks > ANNOTATIONS)
        ht_strbuf_addf(&words, "; the %d worst are annotated, %zu more are in the full report", ANNOTATIONS,
                       leaks - ANNOTATIONS);
    bool found = ht_summary_has_open_leak(&report->summary);
    add_line(&text, found ? "error" : ht_report_is_doubtful(report) ? "warning" : "notice", &words);
    for (size_t i = 0; i < report->gate_count; i++) {
        ht_words_gate(&words, &report->gate[i]);
        add_line(&text, report->gate[i].met ? "error" : "notice", &words);
    }
    bool whole = !text.failed && !words.failed;
    if (whole)
        fwrite(text.text, 1, text.length, out);
    ht_strbuf_deinit(&words);
    ht_strbuf_deinit(&text);
    return whole ? NULL : ht_error_nomem();
}
