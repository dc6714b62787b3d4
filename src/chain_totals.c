#include "chain_totals.h"

#include <stdlib.h>

#include "sort.h"

struct ht_error *ht_count_sizes(struct ht_arena *arena, const uint32_t *sizes, uint32_t count,
                                    struct ht_size_count **ret, size_t *ret_count)
{
    struct ht_size_count *counts = ht_arena_array(arena, count, sizeof *counts);
    size_t n = 0;
    if (!counts)
        return ht_error_nomem();
    for (uint32_t i = 0; i < count; i++) {
        if (n && counts[n - 1].size == sizes[i])
            counts[n - 1].count++;
        else
            counts[n++] = (struct ht_size_count){.size = sizes[i], .count = 1};
    }
    *ret = counts;
    *ret_count = n;
    return NULL;
}


/* A finding's share of a chain. */
struct share {
    uint32_t finding, chain, count;
    uint64_t bytes;
};

/* By finding; within one the most bytes first. */
static int compare_shares(const void *a, const void *b)
{
    const struct share *x = a, *y = b;
    if (x->finding != y->finding)
        return x->finding > y->finding ? 1 : -1;
    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? 1 : -1;
    return (x->chain > y->chain) - (x->chain < y->chain);
}

/* One record, sorted by chain. */
struct member {
    uint32_t size, finding;
};

/* Scratch of the whole work, from the heap. */
struct work {
    struct member *members;
    size_t *starts;      /* of each chain in members; one more at the end */
    uint32_t *sizes;     /* as many as there are records */
    uint32_t *share_of;  /* of each finding: its share of the chain at hand + 1, else 0 */
    struct share *shares;
    size_t share_count;
};

static struct ht_error *fill_chain(struct ht_report *report, uint32_t number, struct work *work)
{
    struct ht_report_chain *chain = &report->chains[number];
    const struct member *members = work->members + work->starts[number];
    size_t count = work->starts[number + 1] - work->starts[number], first = work->share_count;
    for (size_t i = 0; i < count; i++) {
        uint32_t finding = members[i].finding;
        if (!work->share_of[finding]) {
            work->shares[work->share_count++] = (struct share){.finding = finding, .chain = number};
            work->share_of[finding] = (uint32_t)work->share_count;
        }
        struct share *share = &work->shares[work->share_of[finding] - 1];
        share->count++;
        share->bytes += members[i].size;
        chain->bytes += members[i].size;
        work->sizes[i] = members[i].size;
    }
    chain->count = (uint32_t)count;
    chain->finding = HT_NO_FINDING;
    uint32_t most = 0;
    for (size_t i = first; i < work->share_count; i++) {
        work->share_of[work->shares[i].finding] = 0;
        if (work->shares[i].count > most) {
            most = work->shares[i].count;
            chain->finding = work->shares[i].finding;
        }
    }
    ht_sort_u32(work->sizes, count);
    return ht_count_sizes(report->trace->arena, work->sizes, (uint32_t)count, &chain->sizes, &chain->size_count);
}

/* Sorts the records by chain: count, sum, place. */
static void sort_members(const struct ht_report *report, const struct ht_survival *survival, struct work *work)
{
    const struct ht_trace *trace = report->trace;
    size_t chains = trace->chains.count;
    for (size_t w = 0; w < trace->window_count; w++) {
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            if (!ht_survival_has_twin(&survival[w], i))
                work->starts[trace->windows[w].records[i].chain + 2]++;
        }
    }
    for (size_t c = 2; c < chains + 2; c++)
        work->starts[c] += work->starts[c - 1];
    for (size_t w = 0; w < trace->window_count; w++) {
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            const struct ht_record *record = &trace->windows[w].records[i];
            if (ht_survival_has_twin(&survival[w], i))
                continue;
            work->members[work->starts[record->chain + 1]++] =
                (struct member){record->size, report->windows[w].findings[i]};
        }
    }
}

/* Hands each finding its chains. */
static struct ht_error *fill_findings(struct ht_report *report, struct work *work)
{
    if (work->share_count)
        qsort(work->shares, work->share_count, sizeof *work->shares, compare_shares);
    uint32_t *chains = ht_arena_array(report->trace->arena, work->share_count, sizeof *chains);
    if (!chains)
        return ht_error_nomem();
    for (size_t i = 0; i < work->share_count; i++) {
        struct ht_finding *finding = &report->findings[work->shares[i].finding];
        if (finding->chain_count++ == 0)
            finding->chains = &chains[i];
        chains[i] = work->shares[i].chain;
    }
    return NULL;
}

static enum ht_chain_end end_of(uint32_t own, uint32_t depth)
{
    return own == 0 ? HT_CHAIN_END_NONE : own == depth ? HT_CHAIN_END_DEPTH : HT_CHAIN_END_UNWOUND;
}

struct ht_error *ht_chain_totals(struct ht_report *report, const struct ht_attribution *attributions,
                                 const struct ht_survival *survival)
{
    const struct ht_trace *trace = report->trace;
    size_t chains = trace->chains.count, total = 0;
    uint32_t depth = 0;
    for (size_t w = 0; w < trace->window_count; w++) {
        depth = trace->windows[w].depth > depth ? trace->windows[w].depth : depth;
        total += trace->windows[w].record_count;
    }
    struct work work = {
        .members = malloc((total + 1) * sizeof *work.members),
        .starts = calloc(chains + 2, sizeof *work.starts),
        .sizes = malloc((total + 1) * sizeof *work.sizes),
        .share_of = calloc(report->finding_count + 1, sizeof *work.share_of),
        .shares = malloc((total + 1) * sizeof *work.shares),
    };
    report->chains = ht_arena_array(trace->arena, chains, sizeof *report->chains);
    struct ht_error *error = NULL;
    if (!work.members || !work.starts || !work.sizes || !work.share_of || !work.shares || !report->chains)
        error = ht_error_nomem();
    if (!error)
        sort_members(report, survival, &work);
    for (size_t c = 0; c < chains && !error; c++) {
        report->chains[c].owner_frame = attributions[c].owner;
        report->chains[c].end = end_of(trace->chains.items[c].depth, depth);
        error = fill_chain(report, (uint32_t)c, &work);
    }
    if (!error)
        error = fill_findings(report, &work);
    free(work.members);
    free(work.starts);
    free(work.sizes);
    free(work.share_of);
    free(work.shares);
    return error;
}
