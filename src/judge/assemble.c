#include "judge/assemble.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "judge/advise.h"
#include "judge/chain_totals.h"
#include "judge/fate.h"
#include "judge/fingerprint_list.h"
#include "judge/naming.h"
#include "judge/rates.h"

/* A block that several looks show counts once: a group's bursts hold it once. */
static void fill_totals(const struct ht_report *report, const struct ht_group *group, struct ht_finding *finding)
{
    for (size_t i = 0; i < group->bursts.count; i++) {
        const struct ht_burst *burst = &group->bursts.items[i];
        const struct ht_record *records = report->trace->windows[burst->window].records;
        const uint8_t *memory = report->windows[burst->window].memory;
        for (uint32_t r = 0; r < burst->count; r++) {
            uint32_t size = records[burst->records[r]].size;
            finding->bytes += size;
            finding->heap_bytes += ht_heap_bytes(size);
            finding->psram_bytes += memory[burst->records[r]] == HT_MEMORY_PSRAM ? size : 0;
        }
        finding->count += burst->count;
        finding->bursts += ht_group_tells(report->trace, group, burst);
    }
}

/* A finding together with the group it comes from, to be sorted. */
struct entry {
    struct ht_finding finding;
    const struct ht_group *group;
    size_t order;
};

/* What may be a leak stands next to what is one. */
static unsigned rank_of(const struct entry *entry)
{
    static const unsigned ranks[HT_VERDICT_COUNT] = {
        [HT_VERDICT_LEAK] = 0, [HT_VERDICT_UNKNOWN] = 1, [HT_VERDICT_TRANSIENT] = 2, [HT_VERDICT_RETAINED] = 3};
    return ranks[entry->finding.verdict];
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (rank_of(x) != rank_of(y))
        return HT_ORDER(rank_of(x), rank_of(y));
    if (x->finding.bytes != y->finding.bytes)
        return HT_ORDER(y->finding.bytes, x->finding.bytes);
    return HT_ORDER(x->order, y->order);
}

static struct ht_error *fill_finding(const struct ht_report *report, const struct ht_attribution *attributions,
                                     const struct ht_project *project, const struct ht_group *group,
                                     struct ht_finding *finding)
{
    struct ht_arena *arena = report->trace->arena;
    *finding = (struct ht_finding){
        .verdict = group->judgement.verdict,
        .confidence = group->judgement.confidence,
        .rule = group->signature ? group->signature->id : NULL,
        .event = group->signature ? group->signature->event : NULL,
        .evidence_count = group->evidence_count,
        .baseline_bytes_per_burst = HT_NOT_KNOWN,
        .baseline_bytes_per_hour = HT_NOT_KNOWN,
    };
    finding->evidence = ht_arena_array(arena, group->evidence_count, sizeof *finding->evidence);
    if (!finding->evidence)
        return ht_error_nomem();
    memcpy(finding->probability, group->judgement.probability, sizeof finding->probability);
    memcpy(finding->evidence, group->evidence, group->evidence_count * sizeof *finding->evidence);
    fill_totals(report, group, finding);
    struct ht_error *error = ht_list_fingerprints(report->trace, group, finding);
    if (!error)
        error = ht_name_finding(report, attributions, project, group, finding);
    return error ? error : ht_advise(report, group, finding);
}

/* Numbers of each record: its finding and its burst. */
static struct ht_error *label_records(struct ht_report *report, const struct entry *entries, size_t count,
                                      uint32_t *ret)
{
    const struct ht_trace *trace = report->trace;
    for (size_t w = 0; w < trace->window_count; w++) {
        size_t n = trace->windows[w].record_count;
        report->windows[w].findings = ht_arena_array(trace->arena, n, sizeof(uint32_t));
        report->windows[w].bursts = ht_arena_array(trace->arena, n, sizeof(uint32_t));
        if (!report->windows[w].findings || !report->windows[w].bursts)
            return ht_error_nomem();
    }
    uint32_t number = 0;
    for (size_t f = 0; f < count; f++) {
        const struct ht_bursts *bursts = &entries[f].group->bursts;
        for (size_t b = 0; b < bursts->count; b++, number++) {
            const struct ht_burst *burst = &bursts->items[b];
            uint32_t told = ht_group_tells(trace, entries[f].group, burst) ? number : HT_NO_BURST;
            for (uint32_t r = 0; r < burst->count; r++) {
                report->windows[burst->window].findings[burst->records[r]] = (uint32_t)f;
                report->windows[burst->window].bursts[burst->records[r]] = told;
            }
        }
    }
    *ret = number;
    return NULL;
}

/* What earlier looks show of a block is what the latest one tells: it is handed back from look to look. */
static void label_twins(struct ht_report *report, const struct ht_survival *survival)
{
    const struct ht_trace *trace = report->trace;
    for (size_t k = trace->window_count; k-- > 0;) {
        uint32_t w = survival[k].by_age, later = survival[w].later;
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            if (!ht_survival_has_twin(&survival[w], i))
                continue;
            report->windows[w].findings[i] = report->windows[later].findings[survival[w].twins[i]];
            report->windows[w].bursts[i] = report->windows[later].bursts[survival[w].twins[i]];
        }
    }
}

/* Makes room for each finding's share of the windows it has blocks in: few have blocks in all of them. */
static struct ht_error *make_shares(struct ht_report *report)
{
    const struct ht_trace *trace = report->trace;
    uint32_t *last_window = calloc(report->finding_count + 1, sizeof *last_window); /* of each finding, + 1 */
    size_t *needed = calloc(report->finding_count + 1, sizeof *needed);
    struct ht_error *error = last_window && needed ? NULL : ht_error_nomem();
    for (uint32_t w = 0; w < trace->window_count && !error; w++) {
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            uint32_t f = report->windows[w].findings[i];
            needed[f] += last_window[f] != w + 1;
            last_window[f] = w + 1;
        }
    }
    for (size_t f = 0; f < report->finding_count && !error; f++) {
        report->findings[f].per_window =
            ht_arena_array(trace->arena, needed[f], sizeof *report->findings[f].per_window);
        error = report->findings[f].per_window ? NULL : ht_error_nomem();
    }
    free(last_window);
    free(needed);
    return error;
}

/* Each finding's share of each window, from the labels of the records. */
static struct ht_error *share_windows(struct ht_report *report, uint32_t burst_count)
{
    const struct ht_trace *trace = report->trace;
    uint32_t *last_window = calloc((size_t)burst_count + 1, sizeof *last_window); /* of each burst, + 1 */
    struct ht_error *error = last_window ? make_shares(report) : ht_error_nomem();
    for (uint32_t w = 0; w < trace->window_count && !error; w++) {
        const struct ht_report_window *labels = &report->windows[w];
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            struct ht_finding *finding = &report->findings[labels->findings[i]];
            size_t k = finding->per_window_count;
            if (k == 0 || finding->per_window[k - 1].window != w)
                finding->per_window[finding->per_window_count++] = (struct ht_per_window){.window = w};
            struct ht_per_window *share = &finding->per_window[finding->per_window_count - 1];
            share->count++;
            share->bytes += trace->windows[w].records[i].size;
            if (labels->bursts[i] == HT_NO_BURST)
                continue;
            share->bursts += last_window[labels->bursts[i]] != w + 1;
            last_window[labels->bursts[i]] = w + 1;
        }
    }
    free(last_window);
    return error;
}

struct ht_error *ht_assemble(struct ht_report *report, const struct ht_attribution *attributions,
                             const struct ht_survival *survival, const struct ht_analysis_settings *settings,
                             struct ht_groups *groups)
{
    struct ht_arena *arena = report->trace->arena;
    uint32_t burst_count = 0;
    struct ht_project project;
    ht_project_init(&project, report->frames, settings->projects, settings->project_count);
    struct entry *entries = calloc(groups->count ? groups->count : 1, sizeof *entries);
    struct ht_error *error = entries ? NULL : ht_error_nomem();
    for (size_t i = 0; i < groups->count && !error; i++) {
        entries[i].group = &groups->items[i];
        entries[i].order = i;
        error = fill_finding(report, attributions, &project, entries[i].group, &entries[i].finding);
    }
    if (!error) {
        qsort(entries, groups->count, sizeof *entries, compare_entries);
        report->findings = ht_arena_array(arena, groups->count, sizeof *report->findings);
        error = report->findings ? label_records(report, entries, groups->count, &burst_count) : ht_error_nomem();
    }
    for (size_t i = 0; i < groups->count && !error; i++) {
        report->findings[i] = entries[i].finding;
        report->findings[i].number = (uint32_t)++report->finding_count;
    }
    free(entries);
    if (error)
        return error;
    label_twins(report, survival);
    error = share_windows(report, burst_count);
    if (!error)
        error = ht_chain_totals(report, attributions);
    if (!error)
        error = ht_fates_make(report, attributions);
    for (size_t i = 0; i < report->finding_count && !error; i++)
        report->findings[i].rate = ht_finding_rate(report, &report->findings[i]);
    if (!error)
        ht_summarise(report, settings);
    return error;
}
