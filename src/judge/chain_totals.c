#include "judge/chain_totals.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "infer/survival.h"

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

/* One record, sorted by chain. */
struct member {
    uint32_t size, finding;
};

/* Scratch of the whole work, from the heap. */
struct work {
    struct member *members;
    size_t *starts;     /* of each chain in members; one more at the end */
    uint32_t *sizes;    /* as many as there are records */
    uint32_t *share_of; /* of each finding: its share of the chain at hand + 1, else 0 */
    struct ht_chain_share *shares;
    size_t share_count;
};

static struct ht_error *fill_chain(struct ht_arena *arena, struct ht_report_chain *chain, uint32_t number,
                                   struct work *work)
{
    const struct member *members = work->members + work->starts[number];
    size_t count = work->starts[number + 1] - work->starts[number], first = work->share_count;
    chain->bytes = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t finding = members[i].finding;
        if (!work->share_of[finding]) {
            work->shares[work->share_count++] = (struct ht_chain_share){.finding = finding, .chain = number};
            work->share_of[finding] = (uint32_t)work->share_count;
        }
        struct ht_chain_share *share = &work->shares[work->share_of[finding] - 1];
        share->count++;
        share->bytes += members[i].size;
        share->heap_bytes += ht_heap_bytes(members[i].size);
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
                (struct member){record->size, report->windows[w].findings[i]};
        }
    }
}

static void work_deinit(struct work *work)
{
    free(work->members);
    free(work->starts);
    free(work->sizes);
    free(work->share_of);
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
        .share_of = calloc(report->finding_count + 1, sizeof *work.share_of),
        .shares = malloc((total + 1) * sizeof *work.shares),
    };
    struct ht_error *error = NULL;
    if (!work.members || !work.starts || !work.sizes || !work.share_of || !work.shares)
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

struct ht_error *ht_hand_out_chains(struct ht_arena *arena, struct ht_finding *findings, size_t finding_count,
                                    const struct ht_chain_share *shares, size_t share_count)
{
    uint32_t *chains = ht_arena_array(arena, share_count, sizeof *chains);
    if (!chains)
        return ht_error_nomem();
    for (size_t i = 0; i < finding_count; i++)
        findings[i].chain_count = 0;
    for (size_t i = 0; i < share_count; i++) {
        struct ht_finding *finding = &findings[shares[i].finding];
        if (finding->chain_count++ == 0)
            finding->chains = &chains[i];
        chains[i] = shares[i].chain;
    }
    return NULL;
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
    return error ? error
                 : ht_hand_out_chains(trace->arena, report->findings, report->finding_count, shares, share_count);
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
