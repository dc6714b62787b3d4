#include "report/html/parts.h"

#include <inttypes.h>

#include "report/words.h"

/* A chart a finding, leaks first; the rest stands in the cards. */
#define CHARTS_MAX 8

#define WIDTH 240
#define HEIGHT 120
#define LEFT 8
#define RIGHT 232
#define TOP 12
#define BOTTOM 112

/* Of several looks at one trace the last one is drawn: the others' blocks are counted there. */
static bool is_drawn(const struct ht_report *report, size_t window)
{
    return !report->windows[window].superseded;
}

static bool lengths_known(const struct ht_report *report)
{
    double shortest = HT_NOT_KNOWN, longest = HT_NOT_KNOWN;
    size_t drawn = 0;
    for (size_t i = 0; i < report->trace->window_count; i++) {
        double seconds = report->windows[i].seconds;
        if (!is_drawn(report, i))
            continue;
        if (!(seconds > 0))
            return false;
        shortest = !drawn || seconds < shortest ? seconds : shortest;
        longest = !drawn || seconds > longest ? seconds : longest;
        drawn++;
    }
    return drawn > 1 && longest > shortest;
}

static uint64_t bytes_in(const struct ht_finding *finding, size_t window)
{
    for (size_t i = 0; i < finding->per_window_count; i++) {
        if (finding->per_window[i].window == window)
            return finding->per_window[i].bytes;
    }
    return 0;
}

struct scale {
    double seconds; /* of the longest window */
    double bytes;   /* at the top */
    double slope;   /* bytes a second over all windows */
};

static struct scale scale_of(const struct ht_report *report, const struct ht_finding *finding)
{
    struct scale scale = {0, 1, 0};
    double sum = 0, seconds = 0;
    for (size_t i = 0; i < report->trace->window_count; i++) {
        if (!is_drawn(report, i))
            continue;
        double length = report->windows[i].seconds, bytes = (double)bytes_in(finding, i);
        scale.seconds = length > scale.seconds ? length : scale.seconds;
        scale.bytes = bytes > scale.bytes ? bytes : scale.bytes;
        seconds += length;
        sum += bytes;
    }
    scale.slope = sum / seconds;
    if (scale.slope * scale.seconds > scale.bytes)
        scale.bytes = scale.slope * scale.seconds;
    return scale;
}

static unsigned across(const struct scale *scale, double seconds)
{
    return (unsigned)(LEFT + seconds / scale->seconds * (RIGHT - LEFT) + 0.5);
}

static unsigned up(const struct scale *scale, double bytes)
{
    return (unsigned)(BOTTOM - bytes / scale->bytes * (BOTTOM - TOP) + 0.5);
}

static void put_points(struct ht_html *html, const struct ht_report *report, const struct ht_finding *finding,
                       const struct scale *scale)
{
    for (size_t i = 0; i < report->trace->window_count; i++) {
        if (!is_drawn(report, i))
            continue;
        uint64_t bytes = bytes_in(finding, i);
        ht_html_addf(html, "<circle r=\"5\" cx=\"%u\" cy=\"%u\"><title>", across(scale, report->windows[i].seconds),
                     up(scale, (double)bytes));
        ht_html_bytes(html, bytes);
        ht_html_add(html, " in ");
        ht_words_duration(&html->out, report->windows[i].seconds);
        ht_html_add(html, "</title></circle>\n");
    }
}

static void put_chart(struct ht_html *html, const struct ht_report *report, uint32_t number)
{
    const struct ht_finding *finding = &report->findings[number];
    struct scale scale = scale_of(report, finding);
    ht_html_addf(html, "<figure class=\"growth v-%s\"><figcaption>", ht_html_verdict_name(finding));
    ht_html_badge(html, finding);
    ht_html_addf(html, "<a href=\"#finding-%" PRIu32 "\"><span class=\"number\">%" PRIu32 "</span> ", number + 1,
                 number + 1);
    ht_html_cut(html, finding->title, 120);
    ht_html_addf(
        html,
        "</a></figcaption>\n<svg width=\"%u\" height=\"%u\" role=\"img\" aria-label=\"Bytes by length of the window\">"
        "<path class=\"axes\" d=\"M%u %uV%uH%u\"/><path class=\"expected\" d=\"M%u %uL%u %u\"/>\n",
        WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT, LEFT, BOTTOM, RIGHT, up(&scale, scale.slope * scale.seconds));
    put_points(html, report, finding, &scale);
    ht_html_add(html, "</svg>\n<p>");
    const char *separator = "";
    for (size_t i = 0; i < report->trace->window_count; i++) {
        if (!is_drawn(report, i))
            continue;
        ht_html_add(html, separator);
        separator = ", ";
        ht_html_bytes(html, bytes_in(finding, i));
        ht_html_add(html, " in ");
        ht_words_duration(&html->out, report->windows[i].seconds);
    }
    ht_html_add(html, "</p></figure>\n");
}

void ht_html_growth(struct ht_html *html, const struct ht_report *report)
{
    if (!lengths_known(report))
        return;
    ht_html_add(
        html,
        "<section id=\"growth\" aria-labelledby=\"h-growth\">\n<h2 id=\"h-growth\">Growth</h2>\n"
        "<p>Up: bytes; across: length of the window. A leak's points lie near the dashed line, which grows in "
        "proportion to the length; what is kept or soon freed stays level or falls.</p>\n<div class=\"charts\">\n");
    for (size_t i = 0; i < report->finding_count && i < CHARTS_MAX; i++)
        put_chart(html, report, (uint32_t)i);
    ht_html_add(html, "</div>\n</section>\n");
}
