#include "report/html/parts.h"

#include "report/words.h"

/* More findings, and more runs or looks, are not drawn: the cards and the table of records tell of them. */
#define ROWS_MAX 16
#define BARS_MAX 100
#define BLOCKS_MAX 8

#define HEIGHT 34

/* Bars of a few runs or looks are no wider than this, in shares of the width. */
#define BAR_WIDEST 0.06
#define BAR_WIDEST_BELOW 14

/* Windows that belong together: the runs of a section, or the looks at one trace. */
struct strip {
    const struct ht_report *report;
    bool runs;
    uint32_t trace; /* of looks: which */
    size_t first;   /* place of the first of them */
    size_t count;
};

static bool belongs(const struct strip *strip, size_t window)
{
    const struct ht_report_window *figures = &strip->report->windows[window];
    return strip->runs ? figures->run > 0 : figures->trace == strip->trace;
}

static struct strip strip_at(const struct ht_report *report, size_t first)
{
    struct strip strip = {report, report->windows[first].run > 0, report->windows[first].trace, first, 0};
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (!belongs(&strip, w))
            continue;
        strip.first = strip.count ? strip.first : w;
        strip.count++;
    }
    return strip;
}

/* Does a strip begin with this window? One of several runs, or looks. */
static bool begins(const struct ht_report *report, size_t window, struct strip *ret)
{
    *ret = strip_at(report, window);
    return ret->first == window && ret->count > 1;
}

bool ht_html_has_strips(const struct ht_report *report)
{
    struct strip strip;
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (begins(report, w, &strip))
            return true;
    }
    return false;
}

static uint64_t most_bytes(const struct strip *strip, const struct ht_finding *finding)
{
    uint64_t most = 0;
    for (size_t i = 0; i < finding->per_window_count; i++) {
        if (belongs(strip, finding->per_window[i].window) && finding->per_window[i].bytes > most)
            most = finding->per_window[i].bytes;
    }
    return most;
}

/* "look 2, after 600 s: 136 B" */
static void put_bar_words(struct ht_html *html, const struct strip *strip, size_t number, size_t window, uint64_t bytes)
{
    ht_html_addf(html, "%s %zu", strip->runs ? "run" : "look", number + 1);
    if (!strip->runs && strip->report->windows[window].seconds > 0) {
        ht_html_add(html, ", after ");
        ht_words_duration(&html->out, strip->report->windows[window].seconds);
    }
    ht_html_add(html, ": ");
    ht_html_bytes(html, bytes);
}

static void put_bars(struct ht_html *html, const struct strip *strip, const struct ht_finding *finding, uint64_t most)
{
    size_t shown = strip->count < BARS_MAX ? strip->count : BARS_MAX, number = 0;
    double width = shown < BAR_WIDEST_BELOW ? BAR_WIDEST : 0.8 / (double)shown;
    ht_html_addf(html, "<svg width=\"100%%\" height=\"%u\" role=\"group\" aria-label=\"By %s\">\n", HEIGHT,
                 strip->runs ? "run" : "look");
    for (size_t w = strip->first; w < strip->report->trace->window_count && number < shown; w++) {
        if (!belongs(strip, w))
            continue;
        uint64_t bytes = ht_html_bytes_in(finding, w);
        unsigned height = (unsigned)((double)bytes / (double)most * (HEIGHT - 4) + 0.5);
        height = bytes && height < 3 ? 3 : height ? height : 1;
        ht_html_add(html, "<g><title>");
        put_bar_words(html, strip, number, w, bytes);
        ht_html_addf(html, "</title><rect class=\"%s\" y=\"%u\" height=\"%u\" x=\"", bytes ? "c0" : "none",
                     HEIGHT - height, height);
        ht_html_percent(html, (double)number / (double)(shown - 1) * (1 - width));
        ht_html_add(html, "\" width=\"");
        ht_html_percent(html, width);
        ht_html_add(html, "\"/></g>\n");
        number++;
    }
    ht_html_add(html, "</svg>");
}

static void put_row(struct ht_html *html, const struct strip *strip, uint32_t number)
{
    const struct ht_finding *finding = &strip->report->findings[number];
    uint64_t most = most_bytes(strip, finding);
    if (!most)
        return;
    ht_html_addf(html, "<div class=\"lane v-%s\"><p>", ht_html_verdict_name(finding));
    ht_html_finding_link(html, strip->report, number);
    ht_html_add(html, " <span class=\"quiet\">at most ");
    ht_html_bytes(html, most);
    ht_html_add(html, "</span></p>\n");
    put_bars(html, strip, finding, most);
    ht_html_add(html, "</div>\n");
}

static void put_strip(struct ht_html *html, const struct strip *strip)
{
    size_t findings = strip->report->finding_count;
    ht_html_add(html, "<figure class=\"panel\"><figcaption>");
    ht_html_count(html, strip->count, strip->runs ? "run" : "look");
    ht_html_add(html, strip->runs ? " of the section" : " at one trace: <code>");
    if (!strip->runs) {
        ht_html_window_name(html, strip->report, strip->first);
        ht_html_add(html, "</code> and later");
    }
    ht_html_add(html, "</figcaption>\n");
    for (size_t i = 0; i < findings && i < ROWS_MAX; i++)
        put_row(html, strip, (uint32_t)i);
    ht_html_addf(html, "<div class=\"axis\" aria-hidden=\"true\"><span>%s 1</span><span>%s %zu</span></div>\n",
                 strip->runs ? "run" : "look", strip->runs ? "run" : "look",
                 strip->count < BARS_MAX ? strip->count : (size_t)BARS_MAX);
    if (strip->count > BARS_MAX || findings > ROWS_MAX)
        ht_html_add(html, "<p class=\"quiet\">What follows is not drawn.</p>\n");
    ht_html_add(html, "</figure>\n");
}

void ht_html_strips(struct ht_html *html, const struct ht_report *report)
{
    bool runs = report->run_count > 1;
    size_t drawn = 0;
    struct strip strip;
    if (!ht_html_has_strips(report))
        return;
    ht_html_addf(html,
                 "<section id=\"strips\" aria-labelledby=\"h-strips\">\n<h2 id=\"h-strips\">%s</h2>\n<p>%s</p>\n"
                 "<div class=\"panels\">\n",
                 runs ? "Run by run" : "Look by look",
                 runs ? "What each run left behind, and nobody freed until its end. A leak is there in every run that "
                        "takes its path; what is made once, in the first."
                      : "What is alive at each look at the running trace. What leaks is still there, and more of it; "
                        "what is freed goes.");
    for (size_t w = 0; w < report->trace->window_count && drawn < BLOCKS_MAX; w++) {
        if (!begins(report, w, &strip))
            continue;
        put_strip(html, &strip);
        drawn++;
    }
    ht_html_add(html, "</div>\n</section>\n");
}
