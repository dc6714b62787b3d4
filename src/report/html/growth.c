#include "report/html/parts.h"

#include <math.h>
#include <stdlib.h>

#include "report/marks.h"
#include "report/words.h"

/* A chart a finding; the rest stands in the cards. */
#define CHARTS_MAX 12

#define WIDTH 460
#define HEIGHT 238
#define LEFT 76
#define RIGHT 440
#define TOP 12
#define BOTTOM 198

/* Lengths of windows that stand nearer have no room for a tick each. */
#define TICKS_MAX 8

/* Of more windows than these some are left out of a chart, and of its sentence. */
#define POINTS_MAX 120
#define AMOUNTS_MAX 6

/* Of several looks at one trace the last one is drawn: the others' blocks are counted there. */
static bool is_drawn(const struct ht_report *report, size_t window)
{
    return !report->windows[window].superseded && !report->windows[window].repeated;
}

bool ht_html_has_growth(const struct ht_report *report)
{
    double shortest = INFINITY, longest = 0;
    size_t drawn = 0;
    for (size_t i = 0; i < report->trace->window_count; i++) {
        double seconds = report->windows[i].seconds;
        if (!is_drawn(report, i))
            continue;
        if (!(seconds > 0))
            return false;
        shortest = fmin(shortest, seconds);
        longest = fmax(longest, seconds);
        drawn++;
    }
    return drawn > 1 && longest > shortest && !report->run_count;
}

/* The windows that are drawn, in order of length. */
struct growth {
    const struct ht_report *report;
    size_t *windows; /* from the heap */
    size_t count;
};

static double seconds_of(const struct growth *growth, size_t i)
{
    return growth->report->windows[growth->windows[i]].seconds;
}

static uint64_t bytes_of(const struct growth *growth, const struct ht_finding *finding, size_t i)
{
    return ht_html_bytes_in(finding, growth->windows[i]);
}

static bool growth_init(struct growth *growth, const struct ht_report *report)
{
    *growth = (struct growth){.report = report};
    growth->windows = calloc(report->trace->window_count + 1, sizeof *growth->windows);
    if (!growth->windows)
        return false;
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (!is_drawn(report, w))
            continue;
        size_t place = growth->count++; /* windows are few, and mostly in order */
        for (; place && seconds_of(growth, place - 1) > report->windows[w].seconds; place--)
            growth->windows[place] = growth->windows[place - 1];
        growth->windows[place] = w;
    }
    return true;
}

struct scale {
    double seconds; /* at the right: of the longest window */
    double bytes;   /* at the top: a round number */
    double step;    /* from one line across to the next */
};

/* A round number of bytes that is not less: 1, 2 or 5 times a power of ten. */
static double round_up(double bytes)
{
    static const double parts[] = {1, 2, 5, 10};
    double power = 1;
    while (power * 10 < bytes)
        power *= 10;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i] * power >= bytes)
            return parts[i] * power;
    }
    return bytes;
}

/* What a rate comes to at the end of the longest window. */
static double at_end(const struct scale *scale, double bytes_per_hour)
{
    return isnan(bytes_per_hour) ? 0 : bytes_per_hour * scale->seconds / 3600;
}

static bool is_leak(const struct ht_finding *finding)
{
    return finding->verdict == HT_VERDICT_LEAK && !isnan(finding->rate.bytes_per_hour);
}

static struct scale scale_of(const struct growth *growth, const struct ht_finding *finding)
{
    struct scale scale = {seconds_of(growth, growth->count - 1), 1, 1};
    for (size_t i = 0; i < growth->count; i++)
        scale.bytes = fmax(scale.bytes, (double)bytes_of(growth, finding, i));
    if (is_leak(finding))
        scale.bytes =
            fmax(scale.bytes, fmax(at_end(&scale, finding->rate.bytes_per_hour), at_end(&scale, finding->rate.high)));
    scale.step = round_up(scale.bytes / 4);
    scale.bytes = scale.step * ceil(scale.bytes / scale.step);
    return scale;
}

static unsigned across(const struct scale *scale, double seconds)
{
    return (unsigned)(LEFT + seconds / scale->seconds * (RIGHT - LEFT) + 0.5);
}

static unsigned up(const struct scale *scale, double bytes)
{
    return (unsigned)(BOTTOM - fmin(bytes / scale->bytes, 1) * (BOTTOM - TOP) + 0.5);
}

static void put_tick(struct ht_html *html, const struct scale *scale, double seconds)
{
    ht_html_addf(html, "<text x=\"%u\" y=\"%u\" text-anchor=\"%s\">", across(scale, seconds), BOTTOM + 18,
                 seconds < scale->seconds ? "middle" : "end");
    ht_words_duration(&html->out, seconds);
    ht_html_add(html, "</text>");
}

/* Is there room below for the length of each window? */
static bool has_room(const struct growth *growth)
{
    double longest = seconds_of(growth, growth->count - 1), before = 0;
    for (size_t i = 0; i < growth->count; i++) {
        double step = seconds_of(growth, i) - before;
        if (step > 0 && step < longest / TICKS_MAX)
            return false;
        before += step;
    }
    return true;
}

/* Lines across at round numbers of bytes; below, the windows' lengths, or the longest's fourths. */
static void put_axes(struct ht_html *html, const struct growth *growth, const struct scale *scale)
{
    ht_html_add(html, "<g class=\"axis-lines\">");
    for (unsigned i = 0; i * scale->step <= scale->bytes * 1.001; i++) {
        unsigned y = up(scale, i * scale->step);
        ht_html_addf(html, "<path d=\"M%u %u.5H%u\"/><text x=\"%u\" y=\"%u\" text-anchor=\"end\">", LEFT, y, RIGHT,
                     LEFT - 8, y + 4);
        ht_html_bytes(html, (uint64_t)(i * scale->step));
        ht_html_add(html, "</text>");
    }
    put_tick(html, scale, 0);
    bool room = has_room(growth);
    double before = 0;
    for (size_t i = 0; room && i < growth->count; i++) {
        if (seconds_of(growth, i) > before)
            put_tick(html, scale, seconds_of(growth, i));
        before = seconds_of(growth, i);
    }
    for (unsigned i = 1; !room && i <= 4; i++)
        put_tick(html, scale, scale->seconds * i / 4);
    ht_html_add(html, "</g>\n");
}

/* Where the leak's rate lies with 95 %. */
static void put_band(struct ht_html *html, const struct ht_rate *rate, const struct scale *scale)
{
    if (!isnan(rate->low) && !isnan(rate->high))
        ht_html_addf(html, "<path class=\"band\" d=\"M%u %uL%u %uV%uZ\"/>", LEFT, BOTTOM, RIGHT,
                     up(scale, at_end(scale, rate->low)), up(scale, at_end(scale, rate->high)));
}

static void put_rate(struct ht_html *html, const struct ht_rate *rate, const struct scale *scale)
{
    ht_html_addf(html, "<path class=\"expected\" d=\"M%u %uL%u %u\"/>\n", LEFT, BOTTOM, RIGHT,
                 up(scale, at_end(scale, rate->bytes_per_hour)));
}

static void put_amount(struct ht_html *html, const struct growth *growth, const struct ht_finding *finding, size_t i)
{
    ht_html_bytes(html, bytes_of(growth, finding, i));
    ht_html_add(html, " in ");
    ht_words_duration(&html->out, seconds_of(growth, i));
}

/* "408 B in 90 s, 1,632 B in 600 s."; of many windows the first and the last. */
static void put_amounts(struct ht_html *html, const struct growth *growth, const struct ht_finding *finding)
{
    for (size_t i = 0; i < growth->count; i++) {
        if (growth->count > AMOUNTS_MAX && i == AMOUNTS_MAX / 2) {
            ht_html_add(html, ", \xe2\x80\xa6");
            i = growth->count - AMOUNTS_MAX / 2;
        }
        ht_html_add(html, i ? ", " : "");
        put_amount(html, growth, finding, i);
    }
    ht_html_add(html, ".");
}

/* What a reader sees there. */
static void put_sentence(struct ht_html *html, const struct growth *growth, const struct ht_finding *finding)
{
    ht_html_add(html, "<p>");
    if (is_leak(finding)) {
        ht_html_add(html, "The longer the window, the more is left: ");
        put_amounts(html, growth, finding);
        ht_html_add(html, " The line is ");
        ht_words_mean_bytes(&html->out, finding->rate.bytes_per_hour);
        ht_html_add(html, finding->rate.lower_bound ? " per hour, or more" : " per hour");
        if (!isnan(finding->rate.low) && !isnan(finding->rate.high))
            ht_html_add(html, "; it lies in the band with 95 %");
        ht_html_add(html, ".");
    } else {
        put_amounts(html, growth, finding);
        const char *reason = ht_mark_reason(finding);
        if (reason && finding->verdict != HT_VERDICT_LEAK) {
            ht_html_addf(html, " Told %s: ", ht_verdict_name(finding->verdict));
            ht_html_text(html, reason);
            ht_html_add(html, ".");
        }
    }
    ht_html_add(html, "</p></figure>\n");
}

static void put_chart(struct ht_html *html, const struct growth *growth, uint32_t number)
{
    const struct ht_finding *finding = &growth->report->findings[number];
    struct scale scale = scale_of(growth, finding);
    ht_html_addf(html, "<figure class=\"growth v-%s\"><figcaption>", ht_html_verdict_name(finding));
    ht_html_finding_link(html, growth->report, number);
    ht_html_addf(html,
                 "</figcaption>\n<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"Bytes that are alive at the end, "
                 "by length of the window\">",
                 WIDTH, HEIGHT);
    if (is_leak(finding))
        put_band(html, &finding->rate, &scale);
    put_axes(html, growth, &scale);
    if (is_leak(finding))
        put_rate(html, &finding->rate, &scale);
    size_t step = growth->count / POINTS_MAX + 1;
    for (size_t i = 0; i < growth->count; i += step) {
        ht_html_addf(html, "<circle r=\"5\" cx=\"%u\" cy=\"%u\"><title>", across(&scale, seconds_of(growth, i)),
                     up(&scale, (double)bytes_of(growth, finding, i)));
        put_amount(html, growth, finding, i);
        ht_html_add(html, "</title></circle>\n");
    }
    ht_html_addf(html, "<text class=\"axis-name\" x=\"%u\" y=\"%u\" text-anchor=\"end\">length of the window</text>",
                 RIGHT, HEIGHT - 1);
    ht_html_add(html, "</svg>\n");
    put_sentence(html, growth, finding);
}

/* Charts of leaks, or of the others; how many there are. */
static size_t put_charts(struct ht_html *html, const struct growth *growth, bool leaks)
{
    const struct ht_report *report = growth->report;
    size_t count = 0;
    ht_html_add(html, "<div class=\"charts\">\n");
    for (size_t i = 0; i < report->finding_count; i++) {
        if ((report->findings[i].verdict == HT_VERDICT_LEAK) != leaks)
            continue;
        if (count++ < CHARTS_MAX)
            put_chart(html, growth, (uint32_t)i);
    }
    ht_html_add(html, "</div>\n");
    if (count > CHARTS_MAX) {
        ht_html_add(html, "<p class=\"quiet\">and ");
        ht_html_count(html, count - CHARTS_MAX, "more finding");
        ht_html_add(html, "</p>\n");
    }
    return count;
}

void ht_html_growth(struct ht_html *html, const struct ht_report *report)
{
    struct growth growth;
    if (!ht_html_has_growth(report))
        return;
    if (!growth_init(&growth, report)) {
        html->failed = true;
        return;
    }
    size_t leaks = report->summary.totals[HT_VERDICT_LEAK].findings, others = report->finding_count - leaks;
    ht_html_add(html, "<section id=\"growth\" aria-labelledby=\"h-growth\">\n<h2 id=\"h-growth\">Growth</h2>\n");
    if (leaks) {
        ht_html_add(html, "<p>What is alive at the end of each window, by its length. A leak grows in proportion: its "
                          "points lie along the line, which is its rate.</p>\n");
        put_charts(html, &growth, true);
    } else {
        ht_html_add(html, "<p>Nothing is told a leak.</p>\n");
    }
    if (others) {
        ht_html_add(html, "<details class=\"others\"><summary>");
        ht_html_count(html, others, "other finding");
        ht_html_add(html,
                    "</summary>\n<p>No line is drawn: what is freed soon or kept on purpose has no rate. It stays "
                    "level, or comes and goes.</p>\n");
        put_charts(html, &growth, false);
        ht_html_add(html, "</details>\n");
    }
    ht_html_add(html, "</section>\n");
    free(growth.windows);
}
