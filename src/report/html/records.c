#include "report/html/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "report/words.h"

/* Rows in the markup, for readers without JavaScript; all records are data for the script. */
#define ROWS_MAX 500
#define NAME_MAX_BYTES 160

static size_t count_records(const struct ht_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->trace->window_count; i++)
        count += report->trace->windows[i].record_count;
    return count;
}

/* What a chain is called: the function of its first frame that is no allocator. */
static void say_site(struct ht_html *html, const struct ht_report *report, uint32_t id)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    struct ht_strbuf *words = ht_html_words(html);
    if (!chain->depth) {
        ht_strbuf_adds(words, "no callers recorded");
        return;
    }
    uint32_t owner = report->chains[id].owner_frame < chain->depth ? report->chains[id].owner_frame : chain->depth - 1;
    ht_words_frame(words, ht_frames_find(report->frames, chain->pcs[owner]), chain->pcs[owner], 0);
}

static void add_pcs(struct ht_strbuf *out, const struct ht_chain *chain)
{
    for (uint32_t i = 0; i < chain->depth; i++)
        ht_strbuf_addf(out, i ? " 0x%08" PRIx32 : "0x%08" PRIx32, chain->pcs[i]);
}

/* Is the time of any record known? Else the table has no column of it. */
static bool any_time(const struct ht_report *report)
{
    for (size_t i = 0; i < report->trace->window_count; i++) {
        if (report->windows[i].times)
            return true;
    }
    return false;
}

/* Seconds by thousandths, without the point of a locale. */
static uint64_t thousandths(double seconds)
{
    return seconds > 0 ? seconds < 1e12 ? (uint64_t)(seconds * 1000 + 0.5) : (uint64_t)1e15 : 0;
}

static void put_row(struct ht_html *html, const struct ht_report *report, size_t window, size_t i, bool timed)
{
    const struct ht_record *record = &report->trace->windows[window].records[i];
    const struct ht_report_window *figures = &report->windows[window];
    const char *memory = ht_memory_name((enum ht_memory)figures->memory[i]);
    ht_html_add(html, "<tr>");
    if (report->trace->window_count > 1)
        ht_html_addf(html, "<td>%zu</td>", window + 1);
    ht_html_addf(html, "<td>%" PRIu32 "</td><td>", record->index);
    ht_words_number(&html->out, record->size);
    ht_html_addf(html, "</td><td>0x%08" PRIx32 "</td><td>%s</td><td>%u</td><td>%" PRIu32, record->addr, memory,
                 (unsigned)record->cpu, record->ccount);
    if (timed)
        ht_html_add(html, "</td><td>");
    if (figures->times && !isnan(figures->times[i])) {
        uint64_t time = thousandths(figures->times[i]);
        ht_html_addf(html, "%" PRIu64 ".%03" PRIu64, time / 1000, time % 1000);
    }
    ht_html_add(html, "</td><td>");
    if (figures->bursts[i] != HT_NO_BURST)
        ht_html_addf(html, "%" PRIu32, figures->bursts[i]);
    ht_html_add(html, "</td><td>");
    if (figures->findings[i] < report->finding_count)
        ht_html_addf(html, "<a href=\"#finding-%" PRIu32 "\">%" PRIu32 " %s</a>", figures->findings[i] + 1,
                     figures->findings[i] + 1, ht_html_verdict_name(&report->findings[figures->findings[i]]));
    ht_html_add(html, "</td><td>");
    say_site(html, report, record->chain);
    ht_html_cut(html, html->words.text, NAME_MAX_BYTES);
    ht_html_add(html, "</td><td>");
    add_pcs(&html->out, &report->trace->chains.items[record->chain]);
    ht_html_add(html, "</td></tr>\n");
}

static void put_table(struct ht_html *html, const struct ht_report *report, size_t count)
{
    /* The script knows columns by their names, and sorts letters and numbers as told. */
    static const char *const heads[][2] = {
        {"window", "window"}, {"index", "record"},    {"size", "bytes"},    {"addr", "address"},
        {"memory", "memory"}, {"cpu", "core"},        {"ccount", "cycles"}, {"time", "seconds"},
        {"burst", "burst"},   {"finding", "finding"}, {"chain", "caller"},  {"pcs", "PCs, innermost first"}};
    ht_html_add(html, "<div class=\"scroll\" role=\"region\" aria-labelledby=\"h-records\" tabindex=\"0\">\n"
                      "<table id=\"table\" data-records=\"");
    ht_html_addf(html, "%zu\"><caption class=\"out-of-sight\">Records</caption>\n<thead><tr>", count);
    bool timed = any_time(report);
    for (size_t i = report->trace->window_count < 2; i < sizeof heads / sizeof *heads; i++) {
        if (timed || strcmp(heads[i][0], "time") != 0)
            ht_html_addf(html, "<th scope=\"col\" data-key=\"%s\">%s</th>", heads[i][0], heads[i][1]);
    }
    ht_html_add(html, "</tr></thead>\n<tbody>\n");
    size_t rows = 0;
    for (size_t window = 0; window < report->trace->window_count; window++) {
        for (size_t i = 0; i < report->trace->windows[window].record_count && rows < ROWS_MAX; i++, rows++)
            put_row(html, report, window, i, timed);
    }
    ht_html_add(html, "</tbody></table></div>\n");
}

/* A column of numbers in base 36, -1 as '-', runs as value*count: three times shorter than JSON numbers. */
struct column {
    struct ht_html *html;
    int64_t last;
    uint64_t run;
};

static void end_run(struct column *column)
{
    if (!column->run)
        return;
    char text[16];
    char *at = text + sizeof text;
    *--at = '\0';
    uint64_t value = column->last < 0 ? 0 : (uint64_t)column->last;
    do
        *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
    while (value /= 36);
    if (column->run > 1)
        ht_html_addf(column->html, " %s*%" PRIu64, column->last < 0 ? "-" : at, column->run);
    else
        ht_html_addf(column->html, " %s", column->last < 0 ? "-" : at);
    column->run = 0;
}

static void add_value(struct column *column, int64_t value)
{
    if (value != column->last)
        end_run(column);
    column->last = value;
    column->run++;
}

enum field { WINDOW, INDEX, SIZE, ADDR, MEMORY, CPU, CCOUNT, TIME, BURST, FINDING, CHAIN, FIELDS };

static int64_t value_of(const struct ht_report *report, size_t window, size_t i, enum field field)
{
    const struct ht_record *record = &report->trace->windows[window].records[i];
    const struct ht_report_window *figures = &report->windows[window];
    const int64_t values[FIELDS] = {
        [WINDOW] = (int64_t)window,
        [INDEX] = record->index,
        [SIZE] = record->size,
        [ADDR] = record->addr,
        [MEMORY] = figures->memory[i],
        [CPU] = record->cpu,
        [CCOUNT] = record->ccount,
        [TIME] = figures->times && !isnan(figures->times[i]) ? (int64_t)thousandths(figures->times[i]) : -1,
        [BURST] = figures->bursts[i] == HT_NO_BURST ? -1 : (int64_t)figures->bursts[i],
        [FINDING] = figures->findings[i] < report->finding_count ? (int64_t)figures->findings[i] : -1,
        [CHAIN] = record->chain,
    };
    return values[field];
}

static void put_columns(struct ht_html *html, const struct ht_report *report)
{
    static const char *const names[FIELDS] = {"window", "index", "size",  "addr",    "memory", "cpu",
                                              "ccount", "time",  "burst", "finding", "chain"};
    for (unsigned field = 0; field < FIELDS; field++) {
        struct column column = {.html = html};
        ht_html_addf(html, ",\n\"%s\":\"", names[field]);
        for (size_t window = 0; window < report->trace->window_count; window++) {
            for (size_t i = 0; i < report->trace->windows[window].record_count; i++)
                add_value(&column, value_of(report, window, i, (enum field)field));
        }
        end_run(&column);
        ht_html_add(html, "\"");
    }
}

/* Names of a chain's functions beside its PCs, for the filter. */
static void add_names(struct ht_strbuf *words, const struct ht_report *report, const struct ht_chain *chain)
{
    for (uint32_t i = 0; i < chain->depth; i++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        const struct ht_location *location;
        for (uint32_t k = 0; (location = ht_frame_shown(frame, k)); k++) {
            if (location->function)
                ht_strbuf_addf(words, "%s ", location->function);
        }
    }
}

static void put_data(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(html, "<script type=\"application/json\" id=\"data\">{\"findings\":[");
    for (size_t i = 0; i < report->finding_count; i++)
        ht_html_addf(html, "%s\"%s\"", i ? "," : "", ht_html_verdict_name(&report->findings[i]));
    ht_html_add(html, "],\n\"memories\":[");
    for (unsigned i = HT_MEMORY_UNKNOWN; i <= HT_MEMORY_RTC; i++)
        ht_html_addf(html, "%s\"%s\"", i ? "," : "", ht_memory_name((enum ht_memory)i));
    ht_html_add(html, "],\n\"chains\":[");
    for (uint32_t i = 0; i < report->trace->chains.count; i++) {
        const struct ht_chain *chain = &report->trace->chains.items[i];
        ht_html_add(html, i ? ",\n[\"" : "[\"");
        say_site(html, report, i);
        ht_escape_json_script(&html->out, html->words.text);
        ht_html_add(html, "\",\"");
        add_pcs(&html->out, chain);
        ht_html_add(html, "\",\"");
        add_names(ht_html_words(html), report, chain);
        ht_escape_json_script(&html->out, html->words.text);
        ht_html_add(html, "\"]");
    }
    ht_html_add(html, "]");
    put_columns(html, report);
    ht_html_add(html, "}</script>\n");
}

void ht_html_records(struct ht_html *html, const struct ht_report *report)
{
    size_t count = count_records(report);
    ht_html_add(html, "<section id=\"records\" aria-labelledby=\"h-records\">\n<h2 id=\"h-records\">");
    ht_html_count(html, count, "record");
    ht_html_add(
        html,
        "</h2>\n<div class=\"tools\" data-tools=\"table\" hidden><label>Filter <input type=\"search\" id=\"filter\" "
        "placeholder=\"function, address or PC\" autocomplete=\"off\"></label> <label>Finding <select id=\"only\">"
        "<option value=\"\">all</option>");
    for (size_t i = 0; i < report->finding_count; i++) {
        ht_html_addf(html, "<option value=\"%zu\">%zu %s: ", i, i + 1, ht_html_verdict_name(&report->findings[i]));
        ht_html_cut(html, report->findings[i].title, NAME_MAX_BYTES);
        ht_html_add(html, "</option>");
    }
    ht_html_add(html,
                "</select></label> <span class=\"pager\"><button type=\"button\" id=\"back\">Back</button> "
                "<button type=\"button\" id=\"forth\">Next</button> <output id=\"shown\"></output></span></div>\n");
    if (count > ROWS_MAX) {
        ht_html_addf(html,
                     "<noscript><p>The first %u of them; with JavaScript all of them can be sorted and "
                     "filtered, and <code>--format csv</code> writes them out.</p></noscript>\n",
                     ROWS_MAX);
    }
    put_table(html, report, count);
    put_data(html, report);
    ht_html_add(html, "</section>\n");
}
