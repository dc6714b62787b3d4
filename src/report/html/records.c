#include "report/html/parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/sort.h"
#include "report/words.h"

/* Rows in the markup, for readers without JavaScript, largest first; all records are data for the script. */
#define ROWS_MAX 100
#define NAME_MAX_BYTES 160

/* What the table holds. */
struct table {
    const struct ht_report *report;
    size_t count;
    bool windows, timed, tasks; /* columns that stand there where they tell something */
};

/* Is the time of any record known? Else the table has no column of it. */
static bool any_time(const struct ht_report *report)
{
    for (size_t i = 0; i < report->trace->window_count; i++) {
        if (report->windows[i].times)
            return true;
    }
    return false;
}

/* The functions that called the one at a place, from it outwards. */
static void add_callers(struct ht_strbuf *words, const struct ht_report *report, uint32_t id, struct ht_place site)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    char buffer[16];
    for (uint32_t i = site.frame; i < chain->depth && words->length < NAME_MAX_BYTES; i++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        for (uint32_t k = i == site.frame ? site.location + 1 : 0; k < ht_frame_lines(frame); k++)
            ht_strbuf_addf(words, "%s%s", words->length ? " \xe2\x86\x90 " : "",
                           ht_html_name(frame, chain->pcs[i], k, buffer));
    }
}

static void put_callers(struct ht_html *html, const struct ht_report *report, uint32_t id)
{
    struct ht_place site = ht_html_owner(report, NULL, id);
    const struct ht_chain *chain = &report->trace->chains.items[id];
    char buffer[16];
    const char *name = "no callers recorded";
    if (chain->depth)
        name = ht_html_name(ht_frames_find(report->frames, chain->pcs[site.frame]), chain->pcs[site.frame],
                            site.location, buffer);
    ht_html_cut(html, name, NAME_MAX_BYTES);
    ht_html_add(html, "</td><td>");
    add_callers(ht_html_words(html), report, id, site);
    ht_html_cut(html, html->words.text, NAME_MAX_BYTES);
}

static void put_row(struct ht_html *html, const struct table *table, size_t window, size_t i)
{
    const struct ht_report *report = table->report;
    const struct ht_record *record = &report->trace->windows[window].records[i];
    const struct ht_report_window *figures = &report->windows[window];
    ht_html_add(html, "<tr><td>");
    ht_words_number(&html->out, record->size);
    ht_html_add(html, "</td><td>");
    if (figures->findings[i] < report->finding_count) {
        const struct ht_finding *finding = &report->findings[figures->findings[i]];
        ht_html_addf(html, "<a href=\"#finding-%" PRIu32 "\">%" PRIu32 " %s</a>", finding->number, finding->number,
                     ht_html_verdict_name(finding));
    }
    ht_html_add(html, "</td><td>");
    put_callers(html, report, record->chain);
    ht_html_addf(html, "</td><td>%s</td><td>%u</td><td>", ht_memory_name((enum ht_memory)figures->memory[i]),
                 (unsigned)record->cpu);
    if (figures->bursts[i] != HT_NO_BURST)
        ht_html_addf(html, "%" PRIu32, figures->bursts[i]);
    ht_html_addf(html, "</td><td>0x%08" PRIx32 "</td><td>%" PRIu32, record->addr, record->index);
    if (table->windows)
        ht_html_addf(html, "</td><td>%zu", window + 1);
    if (table->timed)
        ht_html_add(html, "</td><td>");
    if (figures->times && !isnan(figures->times[i])) {
        uint64_t time = ht_html_thousandths(figures->times[i]);
        ht_html_addf(html, "%" PRIu64 ".%03" PRIu64, time / 1000, time % 1000);
    }
    if (table->tasks) {
        ht_html_add(html, "</td><td>");
        if (record->task)
            ht_html_cut(html, report->trace->tasks[record->task - 1], NAME_MAX_BYTES);
    }
    ht_html_add(html, "</td></tr>\n");
}

/* A record by its size, and by its place among all of the report. */
struct sized {
    uint32_t size, window, place;
};

static int compare_sizes(const void *left, const void *right)
{
    const struct sized *a = left, *b = right;
    if (a->size != b->size)
        return HT_ORDER(b->size, a->size);
    if (a->window != b->window)
        return HT_ORDER(a->window, b->window);
    return HT_ORDER(a->place, b->place);
}

static void put_rows(struct ht_html *html, const struct table *table)
{
    const struct ht_trace *trace = table->report->trace;
    struct sized *records = malloc((table->count + 1) * sizeof *records);
    size_t count = 0;
    if (!records) {
        html->failed = true;
        return;
    }
    for (size_t window = 0; window < trace->window_count; window++) {
        for (size_t i = 0; i < trace->windows[window].record_count; i++)
            records[count++] = (struct sized){trace->windows[window].records[i].size, (uint32_t)window, (uint32_t)i};
    }
    qsort(records, count, sizeof *records, compare_sizes);
    for (size_t i = 0; i < count && i < ROWS_MAX; i++)
        put_row(html, table, records[i].window, records[i].place);
    free(records);
}

static void put_table(struct ht_html *html, const struct table *table)
{
    /* The script knows columns by their names, and so does the style on narrow screens. */
    static const char *const heads[][2] = {{"size", "bytes"},          {"finding", "finding"}, {"chain", "function"},
                                           {"callers", "called from"}, {"memory", "memory"},   {"cpu", "core"},
                                           {"burst", "event"},         {"addr", "address"},    {"index", "record"},
                                           {"window", "window"},       {"time", "seconds"},    {"task", "task"}};
    const bool there[] = {true, true, true, true,           true,         true,
                          true, true, true, table->windows, table->timed, table->tasks};
    ht_html_add(html, "<div class=\"scroll\" role=\"region\" aria-label=\"Table of records\" tabindex=\"0\">\n"
                      "<table id=\"table\" class=\"");
    ht_html_addf(html, "%s%s%s", table->windows ? "windows " : "", table->timed ? "timed " : "",
                 table->tasks ? "tasks" : "");
    ht_html_addf(html, "\" data-records=\"%zu\"><caption class=\"out-of-sight\">Records</caption>\n<thead><tr>",
                 table->count);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (there[i])
            ht_html_addf(html, "<th scope=\"col\" data-key=\"%s\">%s</th>", heads[i][0], heads[i][1]);
    }
    ht_html_add(html, "</tr></thead>\n<tbody>\n");
    put_rows(html, table);
    ht_html_add(html, "</tbody></table></div>\n");
}

static void put_tools(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(
        html,
        "<div class=\"tools\" hidden><label>Filter <input type=\"search\" id=\"filter\" size=\"32\" "
        "placeholder=\"function, file, address, PC or size\" autocomplete=\"off\"></label> <label>Finding <select "
        "id=\"only\"><option value=\"\">all</option>");
    for (size_t i = 0; i < report->finding_count; i++) {
        ht_html_addf(html, "<option value=\"%zu\">%" PRIu32 " %s: ", i, report->findings[i].number,
                     ht_html_verdict_name(&report->findings[i]));
        ht_html_cut(html, report->findings[i].title, NAME_MAX_BYTES);
        ht_html_add(html, "</option>");
    }
    ht_html_add(html,
                "</select></label> <button type=\"button\" id=\"save\">Save as CSV</button> "
                "<span class=\"pager\"><button type=\"button\" id=\"back\">Back</button> "
                "<button type=\"button\" id=\"forth\">Next</button> <output id=\"shown\"></output></span></div>\n");
}

void ht_html_records(struct ht_html *html, const struct ht_html_facts *facts)
{
    const struct ht_report *report = facts->report;
    struct table table = {.report = report,
                          .windows = report->trace->window_count > 1,
                          .timed = any_time(report),
                          .tasks = report->trace->task_count};
    for (size_t i = 0; i < report->trace->window_count; i++)
        table.count += report->trace->windows[i].record_count;
    ht_html_add(html, "<section id=\"records\" aria-labelledby=\"h-records\">\n<h2 id=\"h-records\">");
    ht_html_count(html, table.count, "record");
    ht_html_add(html, "</h2>\n<p>Blocks that are alive, largest first; the function is the first that is no "
                      "allocator.</p>\n");
    put_tools(html, report);
    if (table.count > ROWS_MAX) {
        ht_html_addf(html,
                     "<noscript><p>The %u largest of them; with JavaScript all of them can be sorted and "
                     "filtered, and <code>--format csv</code> writes them out.</p></noscript>\n",
                     ROWS_MAX);
    }
    put_table(html, &table);
    ht_html_add(html, "</section>\n");
}
