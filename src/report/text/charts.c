#include "report/text/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/marks.h"
#include "report/words.h"
#include "report/words_read.h"

/* Fewer blocks, or events, are seen at a glance without a drawing. */
#define BLOCKS_WORTH_DRAWING 24
#define EVENTS_WORTH_DRAWING 8
#define TIMELINES_SHOWN 4
#define LEAK_ROWS 6
#define OTHER_ROWS (LEAK_ROWS + 1) /* behind the row of the leaks that have none of their own; by verdict */
#define ROWS (OTHER_ROWS + HT_VERDICT_COUNT)
#define BINS_MAX 100
#define LABEL 14u

struct size_class {
    uint64_t leaked, other, bytes; /* blocks of leaks, other blocks, bytes of all */
};

static bool is_leak(const struct ht_report *report, uint32_t finding)
{
    return finding != HT_NO_FINDING && report->findings[finding].verdict == HT_VERDICT_LEAK;
}

static void put_bar(struct ht_text *text, uint64_t blocks, uint64_t most, unsigned columns, bool leak)
{
    unsigned length = (unsigned)((double)blocks * columns / (double)most);
    if (blocks && !length)
        length = 1;
    ht_text_style(text, leak ? HT_STYLE_BAD : HT_STYLE_DIM);
    for (unsigned i = 0; i < length; i++)
        ht_text_put(text, text->utf8 ? leak ? "\xe2\x96\x88" : "\xe2\x96\x91" : leak ? "#" : ".");
    ht_text_style(text, HT_STYLE_PLAIN);
}

static void put_class(struct ht_text *text, const struct size_class *class, unsigned number, uint64_t most)
{
    uint64_t last = ht_mark_size_class_end(number), first = number ? last / 2 + 1 : 1;
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_number(words, first);
    ht_strbuf_addc(words, '-');
    ht_words_bytes(words, last);
    ht_text_right(text, words->text, 18);
    words = ht_text_words(text);
    ht_words_count(words, class->leaked + class->other, "block");
    ht_text_right(text, words->text, 16);
    words = ht_text_words(text);
    ht_words_bytes(words, class->bytes);
    ht_text_right(text, words->text, 14);
    ht_text_to(text, text->column + 2);
    unsigned columns = text->width > text->column + 2 ? text->width - text->column - 2 : 1;
    put_bar(text, class->leaked, most, columns, true);
    put_bar(text, class->other, most, columns, false);
    ht_text_end(text);
}

static void put_sizes(struct ht_text *text, const struct ht_report *report)
{
    struct size_class classes[HT_SIZE_CLASSES] = {{0}};
    uint64_t blocks = 0, most = 1;
    bool leaks = false, others = false;
    for (size_t i = 0; i < report->trace->chains.count; i++) {
        const struct ht_report_chain *chain = &report->chains[i];
        bool leak = is_leak(report, chain->finding);
        for (size_t j = 0; j < chain->size_count; j++) {
            struct size_class *class = &classes[ht_mark_size_class(chain->sizes[j].size)];
            *(leak ? &class->leaked : &class->other) += chain->sizes[j].count;
            class->bytes += (uint64_t)chain->sizes[j].size * chain->sizes[j].count;
            blocks += chain->sizes[j].count;
            *(leak ? &leaks : &others) = true;
        }
    }
    unsigned used = 0;
    for (unsigned i = 0; i < HT_SIZE_CLASSES; i++) {
        uint64_t sum = classes[i].leaked + classes[i].other;
        used += sum > 0;
        most = sum > most ? sum : most;
    }
    if (blocks < BLOCKS_WORTH_DRAWING || used < 2)
        return;
    ht_text_heading(text, "Blocks by the size asked for");
    if (leaks && others) {
        ht_text_to(text, 2);
        put_bar(text, 1, 1, 1, true);
        ht_text_put(text, " leaked  ");
        put_bar(text, 1, 1, 1, false);
        ht_text_put(text, " the rest");
        ht_text_end(text);
    }
    for (unsigned i = 0; i < HT_SIZE_CLASSES; i++) {
        if (classes[i].leaked + classes[i].other)
            put_class(text, &classes[i], i, most);
    }
}

/*
 * Events of one window over its time: a row for each of the first leaks, one for the rest of them, and one for each
 * verdict, of which that of leaks has the suppressed ones.
 */
struct timeline {
    uint32_t counts[ROWS][BINS_MAX];
    uint32_t totals[ROWS];
    uint32_t most, events;
    unsigned bins;
    uint32_t leaks[LEAK_ROWS]; /* numbers of those that have a row */
    double seconds;            /* that the bins span; NAN: they stand for records in their order */
};

static size_t row_of(const struct ht_report *report, uint32_t finding)
{
    if (!ht_finding_is_open_leak(&report->findings[finding]))
        return OTHER_ROWS + (size_t)report->findings[finding].verdict;
    /* Leaks come first in the report, so the row of a leak is its place among those that are not suppressed. */
    size_t row = 0;
    for (uint32_t i = 0; i < finding && row < LEAK_ROWS; i++)
        row += !report->findings[i].suppressed_by;
    return row;
}

/* seen holds a byte for each burst of the report. */
static void fill_timeline(struct timeline *timeline, const struct ht_report *report, size_t window, unsigned char *seen)
{
    const struct ht_report_window *figures = &report->windows[window];
    size_t count = report->trace->windows[window].record_count;
    bool timed;
    double span = ht_mark_span(report, window, &timed);
    timeline->seconds = timed ? span : HT_NOT_KNOWN;
    for (size_t i = 0; i < count; i++) {
        uint32_t burst = figures->bursts[i];
        if (figures->findings[i] == HT_NO_FINDING || (burst != HT_NO_BURST && seen[burst]))
            continue;
        if (burst != HT_NO_BURST)
            seen[burst] = 1;
        double place = (timed ? figures->times[i] : (double)i) / span;
        unsigned bin = place > 0 ? (unsigned)(place * timeline->bins) : 0;
        if (bin >= timeline->bins)
            bin = timeline->bins - 1;
        size_t row = row_of(report, figures->findings[i]);
        if (row < LEAK_ROWS)
            timeline->leaks[row] = report->findings[figures->findings[i]].number;
        uint32_t *counted = &timeline->counts[row][bin];
        ++*counted;
        timeline->totals[row]++;
        timeline->events++;
        timeline->most = *counted > timeline->most ? *counted : timeline->most;
    }
}

static void put_row(struct ht_text *text, const struct timeline *timeline, size_t row)
{
    static const char *const blocks[] = {" ",
                                         "\xe2\x96\x81",
                                         "\xe2\x96\x82",
                                         "\xe2\x96\x83",
                                         "\xe2\x96\x84",
                                         "\xe2\x96\x85",
                                         "\xe2\x96\x86",
                                         "\xe2\x96\x87",
                                         "\xe2\x96\x88"};
    static const char *const letters[] = {" ", ".", ":", "-", "=", "+", "*", "%", "#"};
    struct ht_strbuf *label = ht_text_words(text);
    if (row < LEAK_ROWS)
        ht_strbuf_addf(label, "leak %" PRIu32, timeline->leaks[row]);
    else if (row == LEAK_ROWS)
        ht_strbuf_adds(label, "more leaks");
    else if (row == OTHER_ROWS + HT_VERDICT_LEAK)
        ht_strbuf_adds(label, "suppressed");
    else
        ht_strbuf_adds(label, ht_verdict_name((enum ht_verdict)(row - OTHER_ROWS)));
    ht_text_to(text, 2);
    ht_text_put(text, label->text);
    ht_text_to(text, LABEL);
    ht_text_style(text, row <= LEAK_ROWS ? HT_STYLE_BAD : HT_STYLE_PLAIN);
    for (unsigned bin = 0; bin < timeline->bins; bin++) {
        uint32_t count = timeline->counts[row][bin];
        size_t level = ((size_t)count * 8 + timeline->most - 1) / timeline->most;
        if (level)
            ht_text_put(text, text->utf8 ? blocks[level] : letters[level]);
        else
            ht_text_to(text, text->column + 1);
    }
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

static void put_axis(struct ht_text *text, const struct timeline *timeline)
{
    struct ht_strbuf *words = ht_text_words(text);
    if (isnan(timeline->seconds))
        ht_strbuf_adds(words, "newest record");
    else
        ht_words_duration(words, timeline->seconds);
    ht_text_to(text, LABEL);
    ht_text_style(text, HT_STYLE_DIM);
    const char *first = isnan(timeline->seconds) ? "oldest record" : "0 s";
    ht_text_put(text, first);
    unsigned rest = timeline->bins > strlen(first) ? timeline->bins - (unsigned)strlen(first) : 1;
    ht_text_right(text, words->text, rest);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

static void put_timeline(struct ht_text *text, const struct ht_report *report, size_t window, size_t bursts)
{
    struct timeline timeline = {.bins = text->width - LABEL - 2 < BINS_MAX ? text->width - LABEL - 2 : BINS_MAX};
    unsigned char *seen = calloc(bursts + 1, 1);
    if (!seen) {
        text->failed = true;
        return;
    }
    fill_timeline(&timeline, report, window, seen);
    free(seen);
    if (timeline.events < EVENTS_WORTH_DRAWING)
        return;
    ht_text_end(text);
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_put(text, "Bursts over time");
    if (report->trace->window_count > 1) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_window_name(words, &report->trace->windows[window]);
        ht_text_put(text, " in ");
        ht_text_fit(text, words->text, text->width - text->column, HT_CUT_PATH);
    }
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    for (size_t row = 0; row < ROWS; row++) {
        if (timeline.totals[row])
            put_row(text, &timeline, row);
    }
    put_axis(text, &timeline);
}

void ht_text_charts(struct ht_text *text, const struct ht_report *report)
{
    size_t bursts = ht_report_burst_count(report);
    for (size_t window = 0; window < report->trace->window_count && window < TIMELINES_SHOWN; window++)
        put_timeline(text, report, window, bursts);
    put_sizes(text, report);
}
