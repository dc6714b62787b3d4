#include "report/html/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/marks.h"
#include "report/words.h"

/* What is drawn one by one; more marks of a lane are put together in bins, more lanes in a last one. */
#define MARKS_MAX 160
#define LANES_MAX 16
#define PANELS_MAX 8

#define LANE_HEIGHT 34
#define MARK_WIDTH 4
#define TICKS 5
#define CORES 2

/* One burst, or a record outside any; or several of them in a bin. */
struct mark {
    uint32_t lane;
    uint32_t events, count;
    uint32_t first, last; /* places among the window's records */
    uint64_t bytes[CORES];
    double position; /* of 0..1 on the axis */
};

struct lane {
    uint32_t finding, marks;
};

struct panel {
    const struct ht_report *report;
    const struct ht_window *window;
    const struct ht_report_window *figures;
    struct mark *marks; /* in order of first record */
    size_t mark_count;
    struct lane *lanes; /* LANES_MAX of them */
    uint32_t lane_count;
    bool timed;
    double span; /* seconds, or records */
};

static uint64_t height_of(const struct mark *mark)
{
    return mark->bytes[0] + mark->bytes[1];
}

static void add_record(struct panel *panel, struct mark *mark, uint32_t i)
{
    const struct ht_record *record = &panel->window->records[i];
    mark->count++;
    mark->last = i;
    mark->bytes[record->cpu % CORES] += record->size;
}

/* Marks of a window's bursts. place holds an item for each burst of the report, 0: no mark yet. */
static void gather(struct panel *panel, uint32_t *place)
{
    for (uint32_t i = 0; i < panel->window->record_count; i++) {
        uint32_t burst = panel->figures->bursts[i], finding = panel->figures->findings[i];
        if (finding >= panel->report->finding_count)
            continue;
        if (burst != HT_NO_BURST && place[burst]) {
            add_record(panel, &panel->marks[place[burst] - 1], i);
            continue;
        }
        struct mark *mark = &panel->marks[panel->mark_count++];
        double at = panel->timed ? panel->figures->times[i] : i + 0.5;
        *mark = (struct mark){.lane = finding, .events = 1, .first = i, .position = at > 0 ? at / panel->span : 0};
        add_record(panel, mark, i);
        if (burst != HT_NO_BURST)
            place[burst] = (uint32_t)panel->mark_count;
    }
}

/* A lane for every finding, so that windows side by side have the same ones; those beyond the last share it. */
static void fill_lanes(struct panel *panel)
{
    size_t findings = panel->report->finding_count;
    panel->lane_count = findings < LANES_MAX ? (uint32_t)findings : LANES_MAX;
    for (uint32_t i = 0; i < panel->lane_count; i++)
        panel->lanes[i].finding = i;
    if (findings > LANES_MAX)
        panel->lanes[LANES_MAX - 1].finding = HT_NO_FINDING;
    for (size_t i = 0; i < panel->mark_count; i++) {
        struct mark *mark = &panel->marks[i];
        if (mark->lane >= LANES_MAX)
            mark->lane = LANES_MAX - 1;
        panel->lanes[mark->lane].marks++;
    }
}

static void join(struct mark *bin, const struct mark *mark)
{
    if (!bin->events) {
        *bin = *mark;
        return;
    }
    bin->events += mark->events;
    bin->count += mark->count;
    bin->last = mark->last > bin->last ? mark->last : bin->last;
    for (size_t core = 0; core < CORES; core++)
        bin->bytes[core] += mark->bytes[core];
}

/* The marks of a crowded lane in bins of equal width; how many marks a lane then has. */
static uint32_t thin(const struct panel *panel, uint32_t lane, struct mark ret[MARKS_MAX])
{
    bool crowded = panel->lanes[lane].marks > MARKS_MAX;
    uint32_t count = 0;
    if (crowded)
        memset(ret, 0, MARKS_MAX * sizeof *ret);
    for (size_t i = 0; i < panel->mark_count; i++) {
        const struct mark *mark = &panel->marks[i];
        if (mark->lane != lane)
            continue;
        unsigned bin = (unsigned)(mark->position * MARKS_MAX);
        if (crowded)
            join(&ret[bin < MARKS_MAX ? bin : MARKS_MAX - 1], mark);
        else
            ret[count++] = *mark;
    }
    for (unsigned i = 0; crowded && i < MARKS_MAX; i++) {
        if (ret[i].events)
            ret[count++] = ret[i];
    }
    return count;
}

/* "Burst of 136 B in 7 blocks, on core 0, at 10 s" */
static void put_mark_words(struct ht_html *html, const struct panel *panel, const struct mark *mark)
{
    if (mark->events == 1)
        ht_html_add(html, mark->count == 1 ? "one block of " : "burst of ");
    else {
        ht_html_count(html, mark->events, "burst");
        ht_html_add(html, " of together ");
    }
    ht_html_bytes(html, height_of(mark));
    if (mark->count > 1) {
        ht_html_add(html, " in ");
        ht_html_count(html, mark->count, "block");
    }
    if (mark->bytes[0] && mark->bytes[1]) {
        ht_html_add(html, ", ");
        ht_html_bytes(html, mark->bytes[0]);
        ht_html_add(html, " on core 0, ");
        ht_html_bytes(html, mark->bytes[1]);
        ht_html_add(html, " on core 1");
    } else {
        ht_html_add(html, mark->bytes[1] ? ", on core 1" : ", on core 0");
    }
    ht_html_addf(html, ", record %" PRIu32, panel->window->records[mark->first].index);
    if (mark->last != mark->first)
        ht_html_addf(html, " to %" PRIu32, panel->window->records[mark->last].index);
    if (panel->timed) {
        ht_html_add(html, ", at ");
        ht_words_duration(&html->out, panel->figures->times[mark->first]);
    }
}

/* Core 0 is solid and stands below, core 1 is hollow and stands on it. */
static void put_mark(struct ht_html *html, const struct panel *panel, const struct mark *mark, uint64_t tallest)
{
    ht_html_add(html, "<g><title>");
    put_mark_words(html, panel, mark);
    ht_html_add(html, "</title>");
    unsigned bottom = LANE_HEIGHT;
    for (unsigned core = 0; core < CORES; core++) {
        if (!mark->bytes[core])
            continue;
        unsigned height =
            tallest ? (unsigned)((double)mark->bytes[core] / (double)tallest * (LANE_HEIGHT - 4) + 0.5) : 0;
        height = height < 3 ? 3 : height;
        height = height > bottom ? bottom : height;
        bottom -= height;
        ht_html_addf(html, "<rect class=\"c%u\" width=\"%u\" y=\"%u\" height=\"%u\" x=\"", core, MARK_WIDTH, bottom,
                     height);
        ht_html_percent(html, mark->position);
        ht_html_add(html, "\"/>");
    }
    ht_html_add(html, "</g>\n");
}

static void put_lane(struct ht_html *html, const struct panel *panel, uint32_t number)
{
    const struct lane *lane = &panel->lanes[number];
    const struct ht_finding *finding = lane->finding == HT_NO_FINDING ? NULL : &panel->report->findings[lane->finding];
    struct mark marks[MARKS_MAX];
    uint32_t count = thin(panel, number, marks);
    uint64_t tallest = 0;
    for (uint32_t i = 0; i < count; i++)
        tallest = height_of(&marks[i]) > tallest ? height_of(&marks[i]) : tallest;
    ht_html_addf(html, "<div class=\"lane v-%s\"><p>", finding ? ht_html_verdict_name(finding) : "unknown");
    if (finding) {
        ht_html_finding_link(html, panel->report, lane->finding);
        ht_html_add(html, " ");
    } else {
        ht_html_add(html, "all other findings ");
    }
    ht_html_add(html, "<span class=\"quiet\">");
    if (!count) {
        ht_html_add(html, "nothing");
    } else {
        ht_html_count(html, lane->marks, "mark");
        ht_html_add(html, count < lane->marks ? " in bins, the tallest " : count > 1 ? ", the tallest " : ", ");
        ht_html_bytes(html, tallest);
    }
    ht_html_addf(html, "</span></p>\n<svg width=\"100%%\" height=\"%u\" role=\"group\" aria-label=\"Its bursts\">\n",
                 LANE_HEIGHT);
    for (uint32_t i = 0; i < count; i++)
        put_mark(html, panel, &marks[i], tallest);
    ht_html_add(html, "</svg></div>\n");
}

static void put_axis(struct ht_html *html, const struct panel *panel)
{
    ht_html_add(html, "<div class=\"axis\" aria-hidden=\"true\">");
    for (unsigned i = 0; i < TICKS; i++) {
        double at = panel->span * i / (TICKS - 1);
        ht_html_add(html, "<span>");
        if (panel->timed)
            ht_words_duration(&html->out, at);
        else
            ht_words_number(&html->out, (uint64_t)at);
        ht_html_add(html, "</span>");
    }
    ht_html_add(html, panel->timed ? "</div>\n<p class=\"quiet\">Across: time since the first record.</p>\n"
                                   : "</div>\n<p class=\"quiet\">Across: records in their order, oldest first. Times "
                                     "are not known.</p>\n");
}

static void put_panel(struct ht_html *html, const struct panel *panel)
{
    ht_html_add(html, "<figure class=\"panel\"><figcaption><code>");
    ht_html_text(html, panel->window->path);
    ht_html_add(html, "</code>");
    if (panel->window->number)
        ht_html_addf(html, " dump %" PRIu32, panel->window->number);
    if (panel->figures->seconds > 0) {
        ht_html_add(html, ", ");
        ht_words_duration(&html->out, panel->figures->seconds);
    }
    ht_html_add(html, "</figcaption>\n");
    if (panel->window->record_count) {
        for (uint32_t i = 0; i < panel->lane_count; i++)
            put_lane(html, panel, i);
        put_axis(html, panel);
    } else {
        ht_html_add(html, "<p class=\"quiet\">Nothing was alive at its end.</p>\n");
    }
    ht_html_add(html, "</figure>\n");
}

static void put_window(struct ht_html *html, const struct ht_report *report, size_t number, size_t bursts)
{
    struct panel panel = {
        .report = report, .window = &report->trace->windows[number], .figures = &report->windows[number]};
    struct lane lanes[LANES_MAX] = {{0}};
    uint32_t *place = calloc(bursts + 1, sizeof *place);
    panel.marks = calloc(panel.window->record_count + 1, sizeof *panel.marks);
    panel.lanes = lanes;
    if (place && panel.marks) {
        panel.span = ht_mark_span(report, number, &panel.timed);
        gather(&panel, place);
        fill_lanes(&panel);
        put_panel(html, &panel);
    } else {
        html->failed = true;
    }
    free(panel.marks);
    free(place);
}

bool ht_html_has_timelines(const struct ht_report *report)
{
    return report->run_count < 2;
}

void ht_html_timelines(struct ht_html *html, const struct ht_report *report)
{
    if (!ht_html_has_timelines(report))
        return;
    size_t bursts = ht_report_burst_count(report), windows = report->trace->window_count;
    ht_html_add(html,
                "<section id=\"timeline\" aria-labelledby=\"h-timeline\">\n<h2 id=\"h-timeline\">Timeline</h2>\n"
                "<p>A lane for each finding, a mark for each burst; the height is its bytes, each lane by its own "
                "tallest. <span class=\"keys\"><svg class=\"key\" aria-hidden=\"true\"><rect class=\"c0\" width=\"4\" "
                "height=\"14\"/></svg> core 0 is solid,</span> <span class=\"keys\"><svg class=\"key\" "
                "aria-hidden=\"true\"><rect class=\"c1\" width=\"4\" height=\"14\"/></svg> core 1 "
                "hollow.</span></p>\n<div class=\"panels\">\n");
    for (size_t i = 0; i < windows && i < PANELS_MAX; i++)
        put_window(html, report, i, bursts);
    ht_html_add(html, "</div>\n");
    if (windows > PANELS_MAX) {
        ht_html_add(html, "<p>");
        ht_html_count(html, windows - PANELS_MAX, "more window");
        ht_html_add(html, " not drawn.</p>\n");
    }
    ht_html_add(html, "</section>\n");
}
