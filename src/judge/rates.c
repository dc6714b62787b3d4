#include "judge/rates.h"

#include <math.h>
#include <string.h>

#include "infer/stats.h"

/* Windows whose lengths differ by less give a slope that is mostly noise. */
#define SLOPE_RATIO_MIN 1.5

/* The totals of all windows, and of the shortest and the longest. */
struct exposure {
    double seconds; /* 0: the length of a window is unknown */
    uint32_t shortest, longest;
};

static struct exposure expose(const struct ht_report *report)
{
    struct exposure ret = {0};
    for (uint32_t w = 0; w < report->trace->window_count; w++) {
        double seconds = report->windows[w].seconds;
        if (!(seconds > 0))
            return (struct exposure){0};
        ret.seconds += report->windows[w].superseded ? 0 : seconds;
        if (seconds < report->windows[ret.shortest].seconds)
            ret.shortest = w;
        if (seconds > report->windows[ret.longest].seconds)
            ret.longest = w;
    }
    return ret;
}

static struct ht_per_window share_of(const struct ht_finding *finding, uint32_t window)
{
    for (size_t i = 0; i < finding->per_window_count; i++) {
        if (finding->per_window[i].window == window)
            return finding->per_window[i];
    }
    return (struct ht_per_window){.window = window};
}

struct ht_rate ht_finding_rate(const struct ht_report *report, const struct ht_finding *finding)
{
    struct ht_rate rate = {
        .bytes_per_hour = HT_NOT_KNOWN,
        .heap_bytes_per_hour = HT_NOT_KNOWN,
        .basis = HT_RATE_WINDOW,
        .low = HT_NOT_KNOWN,
        .high = HT_NOT_KNOWN,
    };
    struct exposure exposure = expose(report);
    for (size_t i = 0; i < finding->per_window_count; i++) {
        uint32_t w = finding->per_window[i].window;
        rate.lower_bound |= report->windows[w].full || report->trace->windows[w].overflowed == 1;
    }
    if (!(exposure.seconds > 0) || finding->bursts == 0)
        return rate;
    double heap = (double)finding->heap_bytes / (double)(finding->bytes ? finding->bytes : 1);
    double low, high;
    ht_poisson_interval(finding->bursts, &low, &high);
    double bytes_per_burst = (double)finding->bytes / finding->bursts, hours = exposure.seconds / 3600;
    rate.bytes_per_hour = (double)finding->bytes / hours;
    rate.low = low * bytes_per_burst / hours;
    rate.high = high * bytes_per_burst / hours;
    double shortest = report->windows[exposure.shortest].seconds, longest = report->windows[exposure.longest].seconds;
    struct ht_per_window from = share_of(finding, exposure.shortest), to = share_of(finding, exposure.longest);
    if (longest >= SLOPE_RATIO_MIN * shortest && to.bytes > from.bytes && !rate.lower_bound) {
        /* The difference of two Poisson counts has the sum of them as its variance. */
        double more = (longest - shortest) / 3600, error = 1.96 * sqrt((double)from.bursts + to.bursts);
        double bursts = fmax(0, (double)to.bursts - from.bursts); /* fewer that hold more give no count */
        rate.basis = HT_RATE_SLOPE;
        rate.bytes_per_hour = (double)(to.bytes - from.bytes) / more;
        rate.low = fmax(0, bursts - error) * bytes_per_burst / more;
        rate.high = (bursts + error) * bytes_per_burst / more;
        if (report->windows[exposure.shortest].trace == report->windows[exposure.longest].trace) {
            /* Two looks at one trace: what came between them is one Poisson count. */
            ht_poisson_interval((uint32_t)bursts, &low, &high);
            rate.low = low * bytes_per_burst / more;
            rate.high = high * bytes_per_burst / more;
        }
    }
    rate.heap_bytes_per_hour = rate.bytes_per_hour * heap;
    return rate;
}

/* The event that all leaks have in common, or NULL. */
static const char *common_event(const struct ht_report *report)
{
    const char *event = NULL;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (finding->verdict != HT_VERDICT_LEAK)
            continue;
        if (!finding->event || (event && strcmp(event, finding->event) != 0))
            return NULL;
        event = finding->event;
    }
    return event;
}

/* Adds up the leaks. Their events are independent: the half widths of their intervals add up as squares. */
static void add_leaks(const struct ht_report *report, struct ht_summary *summary)
{
    double below = 0, above = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (finding->verdict != HT_VERDICT_LEAK)
            continue;
        const struct ht_rate *rate = &finding->rate;
        double heap = rate->heap_bytes_per_hour / rate->bytes_per_hour;
        summary->bytes_per_burst += finding->bytes_per_burst;
        summary->heap_bytes_per_burst += finding->heap_bytes_per_burst;
        summary->bytes_per_hour += rate->bytes_per_hour;
        summary->heap_bytes_per_hour += rate->heap_bytes_per_hour;
        summary->rate_lower_bound |= rate->lower_bound;
        below += pow((rate->bytes_per_hour - rate->low) * heap, 2);
        above += pow((rate->high - rate->bytes_per_hour) * heap, 2);
    }
    summary->heap_bytes_per_hour_low = fmax(0, summary->heap_bytes_per_hour - sqrt(below));
    summary->heap_bytes_per_hour_high = summary->heap_bytes_per_hour + sqrt(above);
    if (isnan(below))
        summary->heap_bytes_per_hour_low = summary->heap_bytes_per_hour_high = HT_NOT_KNOWN;
}

/* Seconds until so many bytes are gone at this rate. */
static double seconds_for(uint64_t bytes, double bytes_per_hour)
{
    return bytes_per_hour > 0 ? (double)bytes * 3600 / bytes_per_hour : HT_NOT_KNOWN;
}

/* What the blocks alive at the end take, each counted once. */
static void explain_drop(const struct ht_report *report, struct ht_summary *summary)
{
    double all = 0, leaked = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        all += (double)report->findings[i].heap_bytes;
        leaked += report->findings[i].verdict == HT_VERDICT_LEAK ? (double)report->findings[i].heap_bytes : 0;
    }
    summary->heap_drop_explained = all / (double)summary->heap_drop;
    summary->heap_drop_leaked = leaked / (double)summary->heap_drop;
}

void ht_summarise(struct ht_report *report, const struct ht_analysis_settings *settings)
{
    struct ht_summary *summary = &report->summary;
    *summary = (struct ht_summary){
        .event = common_event(report),
        .events = settings->events,
        .free_heap = settings->free_heap,
        .heap_drop = settings->heap_drop,
        .heap_drop_explained = HT_NOT_KNOWN,
        .heap_drop_leaked = HT_NOT_KNOWN,
        .projected_exhaustion_seconds = HT_NOT_KNOWN,
        .projected_earliest = HT_NOT_KNOWN,
        .projected_latest = HT_NOT_KNOWN,
    };
    for (size_t i = 0; i < report->finding_count; i++) {
        struct ht_finding *finding = &report->findings[i];
        struct ht_verdict_total *total = &summary->totals[finding->verdict];
        total->findings++;
        total->count += finding->count;
        total->bytes += finding->bytes;
        if (settings->events && finding->verdict == HT_VERDICT_LEAK) {
            finding->bytes_per_burst = (double)finding->bytes / (double)settings->events;
            finding->heap_bytes_per_burst = (double)finding->heap_bytes / (double)settings->events;
        }
    }
    add_leaks(report, summary);
    if (settings->heap_drop)
        explain_drop(report, summary);
    if (settings->free_heap) {
        summary->projected_exhaustion_seconds = seconds_for(settings->free_heap, summary->heap_bytes_per_hour);
        summary->projected_earliest = seconds_for(settings->free_heap, summary->heap_bytes_per_hour_high);
        summary->projected_latest = seconds_for(settings->free_heap, summary->heap_bytes_per_hour_low);
    }
}
