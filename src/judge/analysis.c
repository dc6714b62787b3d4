#include "judge/analysis.h"

#include <stdlib.h>
#include <string.h>

#include "infer/attribution.h"
#include "infer/burst.h"
#include "infer/companions.h"
#include "infer/draft_pairs.h"
#include "infer/finding.h"
#include "infer/grouping.h"
#include "infer/lost_connections.h"
#include "infer/signatures.h"
#include "infer/signatures_file.h"
#include "infer/survival.h"
#include "infer/verdict.h"
#include "judge/assemble.h"
#include "judge/window_facts.h"

/* The built-in signature that certificate names found by their sizes alone belong to. */
#define CERTIFICATE_SIGNATURE "esp-crt-bundle-cross-signed"

/* How far a record can be older than the one before it on its core: a tick, 10 ms. */
#define SLACK_DIVISOR 100u

static const struct ht_signature *find_certificate(const struct ht_signatures *signatures)
{
    for (size_t i = 0; i < signatures->count; i++) {
        if (!strcmp(signatures->items[i].id, CERTIFICATE_SIGNATURE))
            return &signatures->items[i];
    }
    return NULL;
}

/* What the analysis needs of each window, from the heap. */
struct clocks {
    struct ht_group_window *groups;
    struct ht_verdict_window *verdicts;
    uint64_t *ages; /* of all windows, one after the other */
};

static void clocks_deinit(struct clocks *clocks)
{
    free(clocks->groups);
    free(clocks->verdicts);
    free(clocks->ages);
}

static struct ht_error *clocks_init(const struct ht_report *report, const struct ht_survival *survival,
                                    struct clocks *clocks)
{
    const struct ht_trace *trace = report->trace;
    size_t total = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        total += trace->windows[w].record_count;
    *clocks = (struct clocks){
        .groups = calloc(trace->window_count + 1, sizeof *clocks->groups),
        .verdicts = calloc(trace->window_count + 1, sizeof *clocks->verdicts),
        .ages = malloc((total + 1) * sizeof *clocks->ages),
    };
    if (!clocks->groups || !clocks->verdicts || !clocks->ages)
        return ht_error_nomem();
    uint64_t *ages = clocks->ages;
    for (size_t w = 0; w < trace->window_count; w++) {
        const struct ht_window *window = &trace->windows[w];
        uint32_t hz = ht_window_fastest_hz(&report->windows[w]);
        ht_minimum_ages(window->records, window->record_count, hz / SLACK_DIVISOR, ages);
        double seconds = report->windows[w].seconds, earlier = survival[w].earlier_seconds;
        clocks->groups[w] = (struct ht_group_window){
            .cpu_hz = hz,
            .full = report->windows[w].full || window->overflowed == 1,
            .twins = survival[w].twins,
        };
        clocks->verdicts[w] = (struct ht_verdict_window){
            .seconds = seconds,
            .cpu_hz = hz,
            .ages = ages,
            .looked_again = survival[w].later != HT_NO_TWIN,
            .seen = survival[w].seen,
            .seen_seconds = seconds > earlier && earlier > 0 ? seconds - earlier : 0,
        };
        ages += window->record_count;
    }
    return NULL;
}

/* The signatures given, and the built-in ones behind them. */
static struct ht_error *choose_signatures(struct ht_arena *arena, const struct ht_analysis_settings *settings,
                                          struct ht_signatures *ret)
{
    struct ht_signatures given = {0}, builtin = {0};
    if (settings->signatures)
        given = *settings->signatures;
    struct ht_error *error = settings->no_default_signatures ? NULL : ht_signatures_builtin(arena, &builtin);
    return error ? error : ht_signatures_join(arena, &given, &builtin, ret);
}

/* Compares the windows and numbers their traces. */
static struct ht_error *match_windows(struct ht_report *report, struct ht_survival **ret)
{
    const struct ht_trace *trace = report->trace;
    double *seconds = calloc(trace->window_count + 1, sizeof *seconds);
    if (!seconds)
        return ht_error_nomem();
    for (size_t w = 0; w < trace->window_count; w++)
        seconds[w] = report->windows[w].seconds;
    struct ht_error *error = ht_survival_match(trace->arena, trace, seconds, ret);
    for (size_t w = 0; w < trace->window_count && !error; w++) {
        report->windows[w].trace = (*ret)[w].trace;
        report->windows[w].superseded = (*ret)[w].later != HT_NO_TWIN;
        report->windows[w].twins = (*ret)[w].twins;
    }
    free(seconds);
    return error;
}

/* Connections that are open: a session has a socket, and a socket may have none of the sessions that we know. */
static uint32_t count_connections(const struct ht_drafts *drafts)
{
    size_t sessions = 0, sockets = 0;
    for (size_t i = 0; i < drafts->count; i++) {
        const struct ht_draft *draft = &drafts->items[i];
        if (draft->kind == HT_DRAFT_SESSIONS)
            sessions += draft->bursts.count;
        else if (ht_draft_is_socket(draft))
            sockets += draft->bursts.count;
    }
    return (uint32_t)(sessions > sockets ? sessions : sockets);
}

/* Decides on the orphans, or on all others. */
static struct ht_error *decide(const struct ht_verdict_context *context, struct ht_drafts *drafts, bool orphans)
{
    struct ht_error *error = NULL;
    for (size_t i = 0; i < drafts->count && !error; i++) {
        if ((drafts->items[i].kind == HT_DRAFT_ORPHANS) == orphans)
            error = ht_decide(context, &drafts->items[i]);
    }
    return error;
}

struct ht_error *ht_analyse(const struct ht_trace *trace, struct ht_frames *frames, const struct ht_chip *chip,
                            const struct ht_analysis_settings *settings, struct ht_report *ret)
{
    struct ht_report report = {.trace = trace, .frames = frames, .chip = chip};
    struct ht_signatures signatures;
    struct ht_attribution *attributions = NULL;
    struct ht_groups groups = {0};
    struct ht_drafts drafts = {0};
    struct clocks clocks = {0};
    struct ht_survival *survival = NULL;
    struct ht_error *error = ht_window_facts(trace->arena, trace, chip, settings, &report.windows);
    if (!error)
        error = choose_signatures(trace->arena, settings, &signatures);
    if (!error)
        error = ht_attribute(trace->arena, &trace->chains, frames, &signatures, &attributions);
    if (!error)
        error = match_windows(&report, &survival);
    if (!error)
        error = clocks_init(&report, survival, &clocks);
    if (!error)
        error = ht_groups_create(trace->arena, trace, attributions, clocks.groups, &groups);
    if (!error)
        error = ht_drafts_create(trace, attributions, find_certificate(&signatures), &groups, &drafts);
    if (!error)
        error = ht_drafts_pair(trace, frames, attributions, clocks.verdicts, &drafts);
    if (!error)
        error = ht_companions_count(trace, clocks.verdicts, &drafts);
    struct ht_verdict_context context = {trace->arena, trace, clocks.verdicts, count_connections(&drafts)};
    if (!error)
        error = decide(&context, &drafts, true);
    if (!error)
        error = ht_lost_connections_join(trace, clocks.verdicts, &drafts);
    if (!error)
        error = decide(&context, &drafts, false);
    if (!error)
        error = ht_assemble(&report, attributions, survival, settings, &drafts);
    if (!error)
        *ret = report;
    ht_drafts_deinit(&drafts);
    ht_groups_deinit(&groups);
    clocks_deinit(&clocks);
    return error;
}
