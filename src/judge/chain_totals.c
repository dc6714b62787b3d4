#include "judge/chain_totals.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/vec.h"
#include "infer/survival.h"

struct ht_error *ht_count_sizes(struct ht_arena *arena, const uint32_t *sizes, uint32_t count,
                                struct ht_size_count **ret, size_t *ret_count)
{
    size_t distinct = 0, n = 0;
    for (uint32_t i = 0; i < count; i++)
        distinct += !i || sizes[i] != sizes[i - 1];
    struct ht_size_count *counts = ht_arena_array(arena, distinct, sizeof *counts);
    if (!counts)
        return ht_error_nomem();
    for (uint32_t i = 0; i < count; i++) {
        if (!i || sizes[i] != sizes[i - 1])
            counts[n++].size = sizes[i];
        counts[n - 1].count++;
    }
    *ret = counts;
    *ret_count = n;
    return NULL;
}

/* By finding; within one the most bytes first. */
static int compare_shares(const void *a, const void *b)
{
    const struct ht_chain_share *x = a, *y = b;
    if (x->finding != y->finding)
        return HT_ORDER(x->finding, y->finding);
    if (x->bytes != y->bytes)
        return HT_ORDER(y->bytes, x->bytes);
    return HT_ORDER(x->chain, y->chain);
}

/* Scratch of the whole work, from the heap. */
struct work {
    uint64_t *members; /* finding << 32 | size of each record, by chain */
    size_t *starts;    /* of each chain in members; one more at the end */
    uint32_t *sizes;   /* as many as there are records */
    struct ht_chain_share *shares;
    size_t share_count, share_capacity;
};

/* Adds the share of the finding that the first of the members belongs to; sizes has room for theirs. */
static struct ht_error *add_share(struct ht_arena *arena, uint32_t chain, const uint64_t *members, size_t count,
                                  uint32_t *sizes, struct work *work)
{
    struct ht_chain_share share = {.finding = (uint32_t)(members[0] >> 32), .chain = chain};
    for (; share.count < count && members[share.count] >> 32 == share.finding; share.count++) {
        uint32_t size = (uint32_t)members[share.count];
        sizes[share.count] = size;
        share.bytes += size;
        share.heap_bytes += ht_heap_bytes(size);
    }
    struct ht_error *error = ht_count_sizes(arena, sizes, share.count, &share.sizes, &share.size_count);
    if (error)
        return error;
    return HT_VEC_PUSH(work->shares, work->share_count, work->share_capacity, share) ? NULL : ht_error_nomem();
}

static struct ht_error *fill_chain(struct ht_arena *arena, struct ht_report_chain *chain, uint32_t number,
                                   struct work *work)
{
    uint64_t *members = work->members + work->starts[number];
    size_t count = work->starts[number + 1] - work->starts[number], first = work->share_count;
    ht_sort_u64(members, count);
    for (size_t i = 0; i < count; i += work->shares[work->share_count - 1].count) {
        struct ht_error *error = add_share(arena, number, members + i, count - i, work->sizes + i, work);
        if (error)
            return error;
    }
    chain->count = (uint32_t)count;
    chain->bytes = 0;
    chain->finding = HT_NO_FINDING;
    uint32_t most = 0;
    for (size_t i = first; i < work->share_count; i++) {
        const struct ht_chain_share *share = &work->shares[i];
        chain->bytes += share->bytes;
        chain->finding = share->count > most ? share->finding : chain->finding;
        most = share->count > most ? share->count : most;
    }
    if (work->share_count == first + 1) { /* as most are */
        chain->sizes = work->shares[first].sizes;
        chain->size_count = work->shares[first].size_count;
        return NULL;
    }
    ht_sort_u32(work->sizes, count);
    return ht_count_sizes(arena, work->sizes, (uint32_t)count, &chain->sizes, &chain->size_count);
}

/* A block counts once, where it was seen last. */
static bool counts(const struct ht_report_window *window, size_t record)
{
    return window->findings[record] != HT_NO_FINDING && !(window->twins && window->twins[record] != HT_NO_TWIN);
}

/* Sorts the records by chain: count, sum, place. */
static void sort_members(const struct ht_report *report, struct work *work)
{
    const struct ht_trace *trace = report->trace;
    size_t chains = trace->chains.count;
    for (size_t w = 0; w < trace->window_count; w++) {
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            if (counts(&report->windows[w], i))
                work->starts[trace->windows[w].records[i].chain + 2]++;
        }
    }
    for (size_t c = 2; c < chains + 2; c++)
        work->starts[c] += work->starts[c - 1];
    for (size_t w = 0; w < trace->window_count; w++) {
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            const struct ht_record *record = &trace->windows[w].records[i];
            if (!counts(&report->windows[w], i))
                continue;
            work->members[work->starts[record->chain + 1]++] =
                (uint64_t)report->windows[w].findings[i] << 32 | record->size;
        }
    }
}

static void work_deinit(struct work *work)
{
    free(work->members);
    free(work->starts);
    free(work->sizes);
    free(work->shares);
}

struct ht_error *ht_chain_shares(struct ht_arena *arena, const struct ht_report *report, struct ht_report_chain *chains,
                                 struct ht_chain_share **ret, size_t *ret_count)
{
    const struct ht_trace *trace = report->trace;
    size_t count = trace->chains.count, total = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        total += trace->windows[w].record_count;
    struct work work = {
        .members = malloc((total + 1) * sizeof *work.members),
        .starts = calloc(count + 2, sizeof *work.starts),
        .sizes = malloc((total + 1) * sizeof *work.sizes),
    };
    struct ht_error *error = NULL;
    if (!work.members || !work.starts || !work.sizes)
        error = ht_error_nomem();
    if (!error)
        sort_members(report, &work);
    for (size_t c = 0; c < count && !error; c++)
        error = fill_chain(arena, &chains[c], (uint32_t)c, &work);
    struct ht_chain_share *shares = error ? NULL : ht_arena_array(arena, work.share_count, sizeof *shares);
    if (!error && !shares)
        error = ht_error_nomem();
    if (!error) {
        ht_sort(work.shares, work.share_count, sizeof *work.shares, compare_shares);
        if (work.share_count)
            memcpy(shares, work.shares, work.share_count * sizeof *shares);
        *ret = shares;
        *ret_count = work.share_count;
    }
    work_deinit(&work);
    return error;
}

void ht_hand_out_chains(struct ht_finding *findings, size_t finding_count, struct ht_chain_share *shares,
                        size_t share_count)
{
    for (size_t i = 0; i < finding_count; i++)
        findings[i].chain_count = 0;
    for (size_t i = 0; i < share_count; i++) {
        struct ht_finding *finding = &findings[shares[i].finding];
        if (finding->chain_count++ == 0)
            finding->chains = &shares[i];
    }
}

static enum ht_chain_end end_of(uint32_t own, uint32_t depth)
{
    return own == 0 ? HT_CHAIN_END_NONE : own == depth ? HT_CHAIN_END_DEPTH : HT_CHAIN_END_UNWOUND;
}

struct ht_error *ht_chain_totals(struct ht_report *report, const struct ht_attribution *attributions)
{
    const struct ht_trace *trace = report->trace;
    uint32_t depth = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        depth = trace->windows[w].depth > depth ? trace->windows[w].depth : depth;
    report->chains = ht_arena_array(trace->arena, trace->chains.count, sizeof *report->chains);
    if (!report->chains)
        return ht_error_nomem();
    for (size_t c = 0; c < trace->chains.count; c++) {
        report->chains[c].owner_frame = attributions[c].owner;
        report->chains[c].owner_location = attributions[c].location;
        report->chains[c].end = end_of(trace->chains.items[c].depth, depth);
    }
    struct ht_chain_share *shares;
    size_t share_count;
    struct ht_error *error = ht_chain_shares(trace->arena, report, report->chains, &shares, &share_count);
    if (!error)
        ht_hand_out_chains(report->findings, report->finding_count, shares, share_count);
    return error;
}

static double share_of(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

void ht_finding_reduce(struct ht_finding *finding, const struct ht_chain_share *part)
{
    double share = share_of(part->bytes, finding->bytes), heap_share = share_of(part->heap_bytes, finding->heap_bytes);
    finding->bytes_per_burst *= share;
    finding->heap_bytes_per_burst *= heap_share;
    finding->rate.bytes_per_hour *= share;
    finding->rate.low *= share;
    finding->rate.high *= share;
    finding->rate.heap_bytes_per_hour *= heap_share;
    finding->count = part->count;
    finding->bytes = part->bytes;
    finding->heap_bytes = part->heap_bytes;
    finding->fingerprint_count = 0;
}

static void add_known(double *sum, double rate, double share)
{
    if (!isnan(rate))
        *sum = (isnan(*sum) ? 0 : *sum) + rate * share;
}

void ht_share_add_rate(const struct ht_finding *finding, const struct ht_chain_share *part, double *bytes_per_hour,
                       double *heap_bytes_per_hour)
{
    add_known(bytes_per_hour, finding->rate.bytes_per_hour, share_of(part->bytes, finding->bytes));
    add_known(heap_bytes_per_hour, finding->rate.heap_bytes_per_hour, share_of(part->heap_bytes, finding->heap_bytes));
}
