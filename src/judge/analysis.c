#include "judge/analysis.h"

#include <math.h>
#include <stdlib.h>

#include "infer/attribution.h"
#include "infer/decide.h"
#include "infer/grouping.h"
#include "infer/observe.h"
#include "infer/runs.h"
#include "infer/signatures.h"
#include "infer/survival.h"
#include "infer/timeline.h"
#include "judge/assemble.h"
#include "judge/firmware.h"
#include "judge/rules.h"
#include "judge/window_facts.h"

/* Has a window others at the same trace beside it? One given twice is none. */
static bool is_look(const struct ht_survival *survival, size_t count, size_t w)
{
    if (survival[w].later != HT_NO_TWIN)
        return !survival[w].repeated;
    for (size_t i = 0; i < count && survival[w].seen; i++) {
        if (survival[i].later == w)
            return true;
    }
    return false;
}

static enum ht_way way_of(const struct ht_trace *trace, const struct ht_survival *survival, const struct ht_runs *runs,
                          size_t w)
{
    if (runs->count)
        return runs->count > 1 ? HT_WAY_RUN : HT_WAY_SECTION;
    if (is_look(survival, trace->window_count, w))
        return HT_WAY_LOOK;
    if (trace->windows[w].recordings)
        return HT_WAY_HOST;
    return trace->windows[w].freed_count ? HT_WAY_ALL : HT_WAY_WINDOW;
}

/* Compares the windows, and numbers their traces and runs. */
static struct ht_error *match_windows(struct ht_report *report, const struct ht_analysis_settings *settings,
                                      struct ht_survival **ret, struct ht_runs *runs)
{
    const struct ht_trace *trace = report->trace;
    double *seconds = calloc(trace->window_count + 1, sizeof *seconds);
    if (!seconds)
        return ht_error_nomem();
    for (size_t w = 0; w < trace->window_count; w++)
        seconds[w] = report->windows[w].seconds;
    struct ht_error *error = ht_survival_match(trace->arena, trace, seconds, ret);
    if (!error)
        error = ht_runs_find(trace->arena, trace, seconds, settings->section, *ret, runs);
    report->run_count = runs->count;
    for (size_t w = 0; w < trace->window_count && !error; w++) {
        report->windows[w].way = way_of(trace, *ret, runs, w);
        report->windows[w].run = runs->number ? runs->number[w] : 0;
        report->windows[w].trace = (*ret)[w].trace;
        report->windows[w].superseded = (*ret)[w].later != HT_NO_TWIN;
        report->windows[w].twins = (*ret)[w].twins;
        report->windows[w].repeated = (*ret)[w].repeated;
    }
    free(seconds);
    return error;
}

/* Each look at a trace knows what the one before it does, or lost it. */
static void join_timelines(struct ht_report *report, const struct ht_survival *survival, struct ht_timeline *timelines)
{
    const struct ht_trace *trace = report->trace;
    for (size_t i = 0; i < trace->window_count; i++) {
        uint32_t earlier = survival[i].by_age;
        const struct ht_survival *look = &survival[earlier];
        if (look->later == HT_NO_TWIN)
            continue;
        report->windows[look->later].forgot =
            ht_survival_shows_loss(look, trace, timelines[earlier].at, trace->windows[earlier].record_count);
        if (report->windows[look->later].forgot)
            ht_timeline_censor(&timelines[look->later]);
        else
            ht_timeline_follow(&timelines[earlier], look->first, &timelines[look->later], look->twins[look->first]);
    }
}

/* Nothing that was made in a pause before the dump is recorded. */
static double recorded_seconds(const struct ht_report_window *window)
{
    return window->seconds > window->paused ? window->seconds - window->paused : 0;
}

static struct ht_error *make_timelines(struct ht_report *report, const struct ht_survival *survival,
                                       struct ht_timeline **ret)
{
    const struct ht_trace *trace = report->trace;
    struct ht_timeline *timelines = ht_arena_array(trace->arena, trace->window_count, sizeof *timelines);
    struct ht_error *error = timelines ? NULL : ht_error_nomem();
    for (size_t w = 0; w < trace->window_count && !error; w++) {
        const struct ht_timeline_window facts = {
            .seconds = recorded_seconds(&report->windows[w]),
            .cpu_hz = ht_window_fastest_hz(&report->windows[w]),
            .censored = ht_window_censored(&trace->windows[w], &report->windows[w]),
        };
        error = ht_timeline_make(trace->arena, &trace->windows[w], &facts, &timelines[w]);
    }
    if (!error)
        join_timelines(report, survival, timelines);
    *ret = timelines;
    return error;
}

/* Marks what the edges of windows cut; a window that begins with a part of an event is censored. */
static struct ht_error *find_edges(struct ht_report *report, struct ht_timeline *timelines, struct ht_groups *groups)
{
    size_t windows = report->trace->window_count;
    bool *censored = calloc(windows + 1, sizeof *censored);
    struct ht_error *error = censored ? NULL : ht_error_nomem();
    for (size_t w = 0; w < windows && !error; w++)
        censored[w] = timelines[w].censored;
    for (size_t g = 0; g < groups->count && !error; g++)
        error = ht_bursts_mark_partial(report->trace, censored, &groups->items[g].bursts);
    for (size_t w = 0; w < windows && !error; w++) {
        report->windows[w].censored = censored[w];
        if (censored[w])
            ht_timeline_censor(&timelines[w]);
        report->windows[w].observed = timelines[w].seconds > 0 ? ht_timeline_observed(&timelines[w]) : 0;
    }
    free(censored);
    return error;
}

/* All windows that count were paused at least so long. */
static double least_pause(const struct ht_report *report)
{
    double least = INFINITY;
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (!report->windows[w].superseded && report->trace->windows[w].record_count)
            least = fmin(least, report->windows[w].paused);
    }
    return isinf(least) ? 0 : least;
}

struct ht_error *ht_analyse(const struct ht_trace *trace, struct ht_frames *frames, const struct ht_chip *chip,
                            const struct ht_analysis_settings *settings, struct ht_report *ret)
{
    struct ht_report report = {.trace = trace, .frames = frames, .chip = chip, .config = settings->config};
    struct ht_signatures signatures;
    struct ht_attribution *attributions = NULL;
    struct ht_groups groups = {0};
    struct ht_timeline *timelines = NULL;
    struct ht_survival *survival = NULL;
    struct ht_runs runs = {0};
    struct ht_chain_fate *fates = NULL;
    const uint64_t **freed_orders = NULL;
    ht_firmware_settle(&report);
    struct ht_error *error = ht_window_facts(trace->arena, trace, chip, settings, &report.windows);
    if (!error)
        error = ht_rules_choose(trace->arena, settings, report.firmware.facts.idf_version, &signatures);
    if (!error)
        error = ht_attribute(trace->arena, &trace->chains, frames, &signatures, &attributions);
    if (!error)
        error = ht_rules_find_idle(&report, &signatures, attributions);
    if (!error)
        error = match_windows(&report, settings, &survival, &runs);
    if (!error)
        error = make_timelines(&report, survival, &timelines);
    if (!error)
        error = ht_fates_of_chains(trace->arena, trace, survival, &fates);
    if (!error)
        error = ht_order_freed(trace->arena, trace, &freed_orders);
    if (!error) {
        const struct ht_group_input input = {.trace = trace,
                                             .frames = frames,
                                             .attributions = attributions,
                                             .timelines = timelines,
                                             .survival = survival,
                                             .fates = fates,
                                             .freed_orders = freed_orders,
                                             .runs = runs,
                                             .events = settings->events,
                                             .paused = least_pause(&report),
                                             .certificate = ht_rules_certificate(&signatures)};
        error = ht_groups_make(&input, &groups);
        if (!error)
            error = find_edges(&report, timelines, &groups);
        for (size_t g = 0; g < groups.count && !error; g++)
            error = ht_decide(&input, &groups.items[g]);
    }
    if (!error)
        error = ht_assemble(&report, attributions, survival, settings, &groups);
    if (!error)
        *ret = report;
    ht_groups_deinit(&groups);
    return error;
}
