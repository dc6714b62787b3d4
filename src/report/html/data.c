#include "report/html/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/sort.h"

/* The most excerpts of sources that are looked for a line in; the report holds no more (judge/excerpt.h). */
#define EXCERPTS_MAX 64

/* What the data is made with: files, each once, by one of the locations that has it. */
struct data {
    struct ht_html *html;
    const struct ht_html_facts *facts;
    const struct ht_location **files; /* from the heap, ascending by path */
    size_t file_count;
    const struct ht_excerpt *excerpts[EXCERPTS_MAX];
    size_t excerpt_count;
};

static void put_string(struct ht_html *html, const char *text)
{
    ht_html_add(html, "\"");
    ht_escape_json_script(&html->out, text);
    ht_html_add(html, "\"");
}

static int compare_files(const void *left, const void *right)
{
    const struct ht_location *const *a = left, *const *b = right;
    return strcmp(ht_location_file(*a), ht_location_file(*b));
}

static bool gather_files(struct data *data)
{
    const struct ht_frames *frames = data->facts->report->frames;
    size_t room = 1, count = 0;
    for (size_t i = 0; i < frames->count; i++)
        room += ht_frame_shown_count(&frames->items[i]);
    data->files = malloc(room * sizeof *data->files);
    if (!data->files)
        return false;
    for (size_t i = 0; i < frames->count; i++) {
        const struct ht_location *location;
        for (uint32_t k = 0; (location = ht_frame_shown(&frames->items[i], k)); k++) {
            if (ht_location_file(location))
                data->files[count++] = location;
        }
    }
    ht_sort(data->files, count, sizeof *data->files, compare_files);
    for (size_t i = 0; i < count; i++) {
        if (!data->file_count || compare_files(&data->files[data->file_count - 1], &data->files[i]) != 0)
            data->files[data->file_count++] = data->files[i];
    }
    return true;
}

static void gather_excerpts(struct data *data)
{
    const struct ht_report *report = data->facts->report;
    for (size_t i = 0; i < report->finding_count && data->excerpt_count < EXCERPTS_MAX; i++) {
        if (report->findings[i].excerpt)
            data->excerpts[data->excerpt_count++] = report->findings[i].excerpt;
    }
}

/* The source line of a location, as far as an excerpt has it; NULL else. */
static const char *source_of(const struct data *data, const struct ht_location *location)
{
    for (size_t i = 0; i < data->excerpt_count; i++) {
        const struct ht_excerpt *excerpt = data->excerpts[i];
        if (location->line >= excerpt->first && location->line - excerpt->first < excerpt->count &&
            !strcmp(location->file, excerpt->location->file))
            return excerpt->lines[location->line - excerpt->first];
    }
    return NULL;
}

/* A path, and where it is on the web, or nothing. */
static void put_files(struct data *data)
{
    struct ht_html *html = data->html;
    ht_html_add(html, ",\n\"files\":[");
    for (size_t i = 0; i < data->file_count; i++) {
        struct ht_location whole = *data->files[i];
        whole.line = 0;
        ht_html_add(html, i ? ",\n[" : "[");
        put_string(html, ht_location_file(&whole));
        if (ht_source_link(ht_html_words(html), &data->facts->links, &whole)) {
            ht_html_add(html, ",");
            put_string(html, html->words.text);
        }
        ht_html_add(html, "]");
    }
    ht_html_add(html, "]");
}

/* [function, number of its file or -1, line, the source's text or nothing] */
static void put_location(struct data *data, const struct ht_location *location)
{
    struct ht_html *html = data->html;
    size_t place = 0;
    ht_html_add(html, ",[");
    put_string(html, location->function ? location->function : "");
    if (ht_location_file(location)) {
        HT_SEARCH(place, 0, data->file_count, compare_files(&data->files[place], &location) < 0);
        ht_html_addf(html, ",%zu,%" PRIu32, place, location->line);
        const char *source = source_of(data, location);
        if (source) {
            ht_html_add(html, ",");
            put_string(html, source);
        }
    } else {
        ht_html_add(html, ",-1,0");
    }
    ht_html_add(html, "]");
}

/* [PC, 1 for an allocator, its locations] */
static void put_frames(struct data *data)
{
    const struct ht_frames *frames = data->facts->report->frames;
    ht_html_add(data->html, ",\n\"frames\":[");
    for (size_t i = 0; i < frames->count; i++) {
        const struct ht_frame *frame = &frames->items[i];
        ht_html_addf(data->html, "%s[%" PRIu32 ",%d", i ? ",\n" : "", frame->pc, frame->role == HT_ROLE_ALLOCATOR);
        const struct ht_location *location;
        for (uint32_t k = 0; (location = ht_frame_shown(frame, k)); k++)
            put_location(data, location);
        ht_html_add(data->html, "]");
    }
    ht_html_add(data->html, "]");
}

/* [place and location of the first frame that is no allocator's, numbers of the frames, innermost first] */
static void put_chains(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(html, ",\n\"chains\":[");
    for (uint32_t i = 0; i < report->trace->chains.count; i++) {
        const struct ht_chain *chain = &report->trace->chains.items[i];
        struct ht_place site = ht_html_owner(report, NULL, i);
        ht_html_addf(html, "%s[%" PRIu32 ",%" PRIu32, i ? ",\n" : "", site.frame, site.location);
        for (uint32_t k = 0; k < chain->depth; k++)
            ht_html_addf(html, ",%zu", ht_frames_number(report->frames, chain->pcs[k]));
        ht_html_add(html, "]");
    }
    ht_html_add(html, "]");
}

/* [finding, chain, blocks, bytes, place and location of the owner] */
static void put_shares(struct ht_html *html, const struct ht_report *report)
{
    const char *between = "";
    ht_html_add(html, ",\n\"shares\":[");
    for (size_t f = 0; f < report->finding_count; f++) {
        for (size_t i = 0; i < report->findings[f].chain_count; i++, between = ",\n") {
            const struct ht_chain_share *share = &report->findings[f].chains[i];
            struct ht_place owner = ht_html_owner(report, &report->findings[f], share->chain);
            ht_html_addf(html, "%s[%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu32 ",%" PRIu32 "]", between,
                         share->finding, share->chain, share->count, share->bytes, owner.frame, owner.location);
        }
    }
    ht_html_add(html, "]");
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

enum field { WINDOW, INDEX, SIZE, ADDR, MEMORY, CPU, CCOUNT, TIME, BURST, FINDING, CHAIN, TASK, FIELDS };

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
        [TIME] = figures->times && !isnan(figures->times[i]) ? (int64_t)ht_html_thousandths(figures->times[i]) : -1,
        [BURST] = figures->bursts[i] == HT_NO_BURST ? -1 : (int64_t)figures->bursts[i],
        [FINDING] = figures->findings[i] < report->finding_count ? (int64_t)figures->findings[i] : -1,
        [CHAIN] = record->chain,
        [TASK] = (int64_t)record->task - 1,
    };
    return values[field];
}

static void put_columns(struct ht_html *html, const struct ht_report *report)
{
    static const char *const names[FIELDS] = {"window", "index", "size",  "addr",    "memory", "cpu",
                                              "ccount", "time",  "burst", "finding", "chain",  "task"};
    for (unsigned field = 0; field < FIELDS; field++) {
        struct column column = {.html = html};
        ht_html_addf(html, "%s\"%s\":\"", field ? ",\n" : "", names[field]);
        for (size_t window = 0; window < report->trace->window_count; window++) {
            for (size_t i = 0; i < report->trace->windows[window].record_count; i++)
                add_value(&column, value_of(report, window, i, (enum field)field));
        }
        end_run(&column);
        ht_html_add(html, "\"");
    }
}

static void put_names(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(html, "\"findings\":[");
    for (size_t i = 0; i < report->finding_count; i++) {
        ht_html_addf(html, "%s[\"%s\",", i ? "," : "", ht_html_verdict_name(&report->findings[i]));
        put_string(html, report->findings[i].title);
        ht_html_add(html, "]");
    }
    ht_html_add(html, "],\n\"memories\":[");
    for (unsigned i = HT_MEMORY_UNKNOWN; i <= HT_MEMORY_RTC; i++)
        ht_html_addf(html, "%s\"%s\"", i ? "," : "", ht_memory_name((enum ht_memory)i));
    ht_html_add(html, "],\n\"windows\":[");
    for (size_t i = 0; i < report->trace->window_count; i++) {
        ht_html_add(html, i ? "," : "");
        put_string(html, report->trace->windows[i].path);
    }
    ht_html_add(html, "],\n\"tasks\":[");
    for (size_t i = 0; i < report->trace->task_count; i++) {
        ht_html_add(html, i ? "," : "");
        put_string(html, report->trace->tasks[i]);
    }
    ht_html_add(html, "]");
}

void ht_html_data(struct ht_html *html, const struct ht_html_facts *facts)
{
    struct data data = {.html = html, .facts = facts};
    if (!gather_files(&data)) {
        html->failed = true;
        return;
    }
    gather_excerpts(&data);
    ht_html_add(html, "<script type=\"application/json\" id=\"data\">{");
    put_names(html, facts->report);
    put_files(&data);
    put_frames(&data);
    put_chains(html, facts->report);
    put_shares(html, facts->report);
    ht_html_add(html, "}</script>\n<script type=\"application/json\" id=\"columns\">{");
    put_columns(html, facts->report);
    ht_html_add(html, "}</script>\n");
    free(data.files);
}
