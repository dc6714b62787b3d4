#include "judge/rates.h"

#include <math.h>
#include <string.h>

#include "infer/stats.h"

/* What was observed of the windows that count, added up; 0: a length is unknown. */
static double observed_hours(const struct ht_report *report)
{
    double seconds = 0;
    for (size_t w = 0; w < report->trace->window_count; w++) {
        const struct ht_report_window *window = &report->windows[w];
        if (window->superseded || window->repeated)
            continue;
        if (!(window->seconds > 0))
            return 0;
        double recorded = window->seconds > window->paused ? window->seconds - window->paused : window->seconds;
        seconds += window->censored && window->observed > 0 ? window->observed : recorded;
    }
    return seconds / 3600;
}

struct ht_rate ht_finding_rate(const struct ht_report *report, const struct ht_finding *finding)
{
    struct ht_rate rate = {HT_NOT_KNOWN, HT_NOT_KNOWN, false, HT_NOT_KNOWN, HT_NOT_KNOWN};
    for (size_t i = 0; i < finding->per_window_count; i++)
        rate.lower_bound |= report->windows[finding->per_window[i].window].censored;
    double hours = observed_hours(report), low, high;
    if (!(hours > 0) || finding->bursts == 0)
        return rate;
    ht_poisson_interval(finding->bursts, &low, &high);
    double bytes_per_burst = (double)finding->bytes / finding->bursts;
    rate.bytes_per_hour = (double)finding->bytes / hours;
    rate.heap_bytes_per_hour = (double)finding->heap_bytes / hours;
    rate.low = low * bytes_per_burst / hours;
    rate.high = rate.lower_bound ? HT_NOT_KNOWN : high * bytes_per_burst / hours;
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
        double heap = rate->bytes_per_hour > 0 ? rate->heap_bytes_per_hour / rate->bytes_per_hour : 1;
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
        summary->heap_bytes_per_hour_low = HT_NOT_KNOWN;
    if (isnan(above))
        summary->heap_bytes_per_hour_high = HT_NOT_KNOWN;
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
        uint64_t events = settings->events ? settings->events : report->run_count > 1 ? report->run_count : 0;
        if (events && finding->verdict == HT_VERDICT_LEAK) {
            finding->bytes_per_burst = (double)finding->bytes / (double)events;
            finding->heap_bytes_per_burst = (double)finding->heap_bytes / (double)events;
        }
    }
    if (summary->totals[HT_VERDICT_LEAK].findings && (report->run_count > 1 || (report->run_count && settings->events)))
        summary->event = summary->event ? summary->event : "run";
    add_leaks(report, summary);
    if (settings->heap_drop)
        explain_drop(report, summary);
    if (settings->free_heap) {
        summary->projected_exhaustion_seconds = seconds_for(settings->free_heap, summary->heap_bytes_per_hour);
        summary->projected_earliest = seconds_for(settings->free_heap, summary->heap_bytes_per_hour_high);
        summary->projected_latest = seconds_for(settings->free_heap, summary->heap_bytes_per_hour_low);
    }
}
