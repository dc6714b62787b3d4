#include "report/text/parts.h"

#include <inttypes.h>
#include <string.h>

#include "report/marks.h"
#include "report/words.h"
#include "report/words_read.h"

/* So many dumps of one log take a line each; more of them take one line together. */
#define LINES_MAX 4u

/* More warnings of windows that stand on one line are counted. */
#define WARNINGS_SHOWN 5u

void ht_text_warning(struct ht_text *text, const char *path, const char *message, bool bad)
{
    if (path) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_strbuf_addf(words, "%s: %s", path, message);
        message = words->text;
    }
    ht_text_to(text, 2);
    ht_text_style(text, bad ? HT_STYLE_BAD : HT_STYLE_DOUBT);
    ht_text_put(text, "warning: ");
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_wrap(text, 11, message);
    ht_text_end(text);
}

void ht_text_more(struct ht_text *text, unsigned column, size_t count, const char *what)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_adds(words, "and ");
    ht_words_count(words, count, what);
    ht_text_to(text, column);
    ht_text_put(text, words->text);
    ht_text_end(text);
}

/* How long it is, or that it is no window of time. */
static void add_length(struct ht_strbuf *words, const struct ht_report *report, const struct ht_report_window *figures)
{
    if (figures->seconds > 0)
        ht_words_duration(words, figures->seconds);
    else if (report->run_count > 1)
        ht_strbuf_addf(words, "run %" PRIu32 " of the section", figures->run);
    else if (report->run_count)
        ht_strbuf_adds(words, "a section of code");
    else
        ht_strbuf_adds(words, "length unknown (-w tells it)");
    if (figures->paused > 0) {
        ht_strbuf_adds(words, ", allocations paused for the last ");
        ht_words_duration(words, figures->paused);
    }
    ht_strbuf_adds(words, ", ");
}

static void put_window(struct ht_text *text, const struct ht_report *report, size_t number, unsigned name)
{
    const struct ht_window *window = &report->trace->windows[number];
    const struct ht_report_window *figures = &report->windows[number];
    ht_text_fit(text, window->path, name, HT_CUT_PATH);
    ht_text_to(text, name + 2);
    struct ht_strbuf *words = ht_text_words(text);
    if (ht_mark_numbered(report, window))
        ht_strbuf_addf(words, "dump %" PRIu32 ": ", window->number);
    add_length(words, report, figures);
    ht_words_window(words, window, figures);
    ht_text_wrap(text, name + 2, words->text);
    ht_text_end(text);
    for (size_t i = 0; i < window->warning_count; i++)
        ht_text_warning(text, NULL, window->warnings[i].message, false);
}

/* Sums over windows of one log. */
struct sums {
    uint64_t least, most, records, bytes, heap_bytes;
};

static struct sums add_up(const struct ht_report *report, size_t start, size_t end)
{
    struct sums sums = {.least = UINT64_MAX};
    for (size_t w = start; w < end; w++) {
        uint64_t count = report->trace->windows[w].record_count;
        sums.least = count < sums.least ? count : sums.least;
        sums.most = count > sums.most ? count : sums.most;
        sums.records += count;
        sums.bytes += report->windows[w].bytes;
        sums.heap_bytes += report->windows[w].heap_bytes;
    }
    return sums;
}

static void put_warnings(struct ht_text *text, const struct ht_report *report, size_t start, size_t end)
{
    size_t count = 0;
    for (size_t w = start; w < end; w++) {
        const struct ht_window *window = &report->trace->windows[w];
        for (size_t i = 0; i < window->warning_count; i++) {
            if (count++ >= WARNINGS_SHOWN)
                continue;
            struct ht_strbuf *words = ht_text_words(text);
            ht_strbuf_addf(words, "dump %" PRIu32 ": %s", window->number, window->warnings[i].message);
            ht_text_warning(text, NULL, words->text, false);
        }
    }
    if (count > WARNINGS_SHOWN)
        ht_text_more(text, 2, count - WARNINGS_SHOWN, "more warning");
}

/* Many dumps of one log, from start on. */
static void put_series(struct ht_text *text, const struct ht_report *report, size_t start, size_t end, unsigned name)
{
    const struct ht_window *first = &report->trace->windows[start], *last = &report->trace->windows[end - 1];
    struct sums sums = add_up(report, start, end);
    ht_text_fit(text, first->path, name, HT_CUT_PATH);
    ht_text_to(text, name + 2);
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_addf(words, "dumps %" PRIu32 "-%" PRIu32 ": ", first->number, last->number);
    if (report->run_count > 1)
        ht_strbuf_addf(words, "runs %" PRIu32 "-%" PRIu32 " of the section, ", report->windows[start].run,
                       report->windows[end - 1].run);
    ht_words_number(words, sums.least);
    if (sums.most > sums.least) {
        ht_strbuf_adds(words, " to ");
        ht_words_number(words, sums.most);
    }
    ht_strbuf_adds(words, sums.most == 1 ? " record each, " : " records each, ");
    ht_words_both_bytes(words, (double)sums.bytes, (double)sums.heap_bytes);
    ht_strbuf_adds(words, " in all");
    ht_text_wrap(text, name + 2, words->text);
    ht_text_end(text);
    put_warnings(text, report, start, end);
}

void ht_text_windows(struct ht_text *text, const struct ht_report *report, unsigned name)
{
    const struct ht_window *windows = report->trace->windows;
    size_t count = report->trace->window_count;
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        while (end < count && windows[start].number && windows[end].number &&
               strcmp(windows[end].path, windows[start].path) == 0)
            end++;
        if (end - start > LINES_MAX) {
            put_series(text, report, start, end, name);
            continue;
        }
        for (size_t w = start; w < end; w++)
            put_window(text, report, w, name);
    }
}
