#include "analysis.h"

#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "attribution.h"
#include "burst.h"
#include "finding.h"
#include "grouping.h"
#include "signatures.h"
#include "verdict.h"
#include "window_facts.h"

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

static struct ht_error *clocks_init(const struct ht_report *report, struct clocks *clocks)
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
        clocks->groups[w] = (struct ht_group_window){hz, report->windows[w].full || window->overflowed == 1};
        clocks->verdicts[w] = (struct ht_verdict_window){report->windows[w].seconds, hz, ages};
        ages += window->record_count;
    }
    return NULL;
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
    struct ht_error *error = ht_window_facts(trace->arena, trace, chip, settings, &report.windows);
    if (!error)
        error = ht_signatures_builtin(trace->arena, &signatures);
    if (!error)
        error = ht_attribute(trace->arena, &trace->chains, frames, &signatures, &attributions);
    if (!error)
        error = clocks_init(&report, &clocks);
    if (!error)
        error = ht_groups_create(trace->arena, trace, attributions, clocks.groups, &groups);
    if (!error)
        error = ht_drafts_create(trace, attributions, find_certificate(&signatures), &groups, &drafts);
    struct ht_verdict_context context = {trace->arena, trace, clocks.verdicts};
    for (size_t i = 0; i < drafts.count && !error; i++)
        error = ht_decide(&context, &drafts.items[i]);
    if (!error)
        error = ht_assemble(&report, attributions, &drafts);
    if (!error)
        *ret = report;
    ht_drafts_deinit(&drafts);
    ht_groups_deinit(&groups);
    clocks_deinit(&clocks);
    return error;
}
