#include "judge/fingerprint_list.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/sort.h"
#include "infer/certificate.h"
#include "judge/chain_totals.h"

/* From this many different shapes on, bursts of one make that hardly repeat a shape are told as ranges. */
#define VARYING_MIN 4u

/* A burst with its records as its make sees them, sorted: chain (high half) and size; and the hash of its chains. */
struct made {
    const struct ht_burst *burst;
    const uint64_t *parts;
    uint64_t make;
};

/* By make, then shape, then order. */
static int compare_made(const void *a, const void *b)
{
    const struct made *x = a, *y = b;
    if (x->make != y->make)
        return HT_ORDER(x->make, y->make);
    if (x->burst->shape != y->burst->shape)
        return HT_ORDER(x->burst->shape, y->burst->shape);
    return HT_ORDER(x->burst, y->burst);
}

static int compare_fingerprints(const void *a, const void *b)
{
    const struct ht_fingerprint *x = a, *y = b;
    if (x->bursts != y->bursts)
        return HT_ORDER(y->bursts, x->bursts);
    if (x->bytes != y->bytes)
        return HT_ORDER(y->bytes, x->bytes);
    size_t common = x->size_count < y->size_count ? x->size_count : y->size_count;
    for (size_t i = 0; i < common; i++) {
        if (x->sizes[i].size != y->sizes[i].size)
            return HT_ORDER(x->sizes[i].size, y->sizes[i].size);
    }
    return HT_ORDER(x->size_count, y->size_count);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct ht_size_range *x = a, *y = b;
    if (x->min != y->min)
        return HT_ORDER(x->min, y->min);
    return HT_ORDER(x->max, y->max);
}

/* The bursts of one shape. */
static struct ht_error *add_exact(const struct ht_trace *trace, const struct made *made, size_t count,
                                  struct ht_finding *finding)
{
    uint32_t size_count = made->burst->count, *sizes = malloc(size_count * sizeof *sizes);
    if (!sizes)
        return ht_error_nomem();
    ht_burst_sizes(trace, made->burst, sizes);
    struct ht_fingerprint fingerprint = {.label = ht_certificate_root(sizes, size_count)};
    for (size_t i = 0; i < count; i++) {
        fingerprint.bursts += !made[i].burst->partial;
        fingerprint.partial += made[i].burst->partial;
    }
    for (uint32_t i = 0; i < size_count; i++) {
        fingerprint.bytes += sizes[i];
        fingerprint.heap_bytes += ht_heap_bytes(sizes[i]);
    }
    struct ht_error *error = NULL;
    if (fingerprint.bursts) /* a partial burst founds no fingerprint */
        error = ht_count_sizes(trace->arena, sizes, size_count, &fingerprint.sizes, &fingerprint.size_count);
    if (!error && fingerprint.bursts)
        finding->fingerprints[finding->fingerprint_count++] = fingerprint;
    free(sizes);
    return error;
}

/* Parts the places of a make into sizes that are the same in every burst and ranges. */
static struct ht_error *list_places(const struct ht_trace *trace, const struct made *made, size_t count,
                                    struct ht_fingerprint *fingerprint)
{
    uint32_t places = made->burst->count, *same = malloc(places * sizeof *same), same_count = 0;
    struct ht_size_range *ranges = ht_arena_array(trace->arena, places, sizeof *ranges);
    size_t range_count = 0, merged = 0;
    if (!same || !ranges) {
        free(same);
        return ht_error_nomem();
    }
    for (uint32_t p = 0; p < places; p++) {
        struct ht_size_range range = {UINT32_MAX, 0, 1};
        for (size_t i = 0; i < count; i++) {
            uint32_t size = (uint32_t)made[i].parts[p];
            range.min = size < range.min ? size : range.min;
            range.max = size > range.max ? size : range.max;
        }
        if (range.min == range.max)
            same[same_count++] = range.min;
        else
            ranges[range_count++] = range;
    }
    ht_sort(ranges, range_count, sizeof *ranges, compare_ranges);
    for (size_t i = 0; i < range_count; i++) {
        if (merged && !compare_ranges(&ranges[merged - 1], &ranges[i]))
            ranges[merged - 1].count++;
        else
            ranges[merged++] = ranges[i];
    }
    ht_sort_u32(same, same_count);
    fingerprint->ranges = ranges;
    fingerprint->range_count = merged;
    struct ht_error *error =
        ht_count_sizes(trace->arena, same, same_count, &fingerprint->sizes, &fingerprint->size_count);
    free(same);
    return error;
}

/* The bursts of one make whose sizes vary. */
static struct ht_error *add_varying(const struct ht_trace *trace, const struct made *made, size_t count,
                                    struct ht_finding *finding)
{
    struct ht_fingerprint fingerprint = {.bursts = (uint32_t)count};
    uint64_t bytes = 0, heap_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t p = 0; p < made[i].burst->count; p++) {
            uint32_t size = (uint32_t)made[i].parts[p];
            bytes += size;
            heap_bytes += ht_heap_bytes(size);
        }
    }
    fingerprint.bytes = (bytes + count / 2) / count;
    fingerprint.heap_bytes = (heap_bytes + count / 2) / count;
    struct ht_error *error = list_places(trace, made, count, &fingerprint);
    if (!error)
        finding->fingerprints[finding->fingerprint_count++] = fingerprint;
    return error;
}

/* Adds the bursts of one make, sorted by shape. */
static struct ht_error *add_make(const struct ht_trace *trace, const struct made *made, size_t count,
                                 struct ht_finding *finding)
{
    size_t shapes = 0, partial = 0;
    for (size_t i = 0; i < count; i++) {
        shapes += i == 0 || made[i].burst->shape != made[i - 1].burst->shape;
        partial += made[i].burst->partial;
    }
    if (shapes >= VARYING_MIN && shapes * 2 > count && !partial)
        return add_varying(trace, made, count, finding);
    struct ht_error *error = NULL;
    for (size_t i = 0, start = 0; i < count && !error; i++) {
        if (i + 1 == count || made[i + 1].burst->shape != made[i].burst->shape) {
            error = add_exact(trace, made + start, i + 1 - start, finding);
            start = i + 1;
        }
    }
    return error;
}

/*
 * Sorts the bursts by make and shape and returns how many there are: those that may be no events are left out.
 * parts has room for all records of the draft.
 */
static size_t sort_bursts(const struct ht_trace *trace, const struct ht_group *group, uint64_t *parts,
                          struct made *made)
{
    size_t count = 0;
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        if (!ht_group_tells(trace, group, burst))
            continue;
        const struct ht_record *records = trace->windows[burst->window].records;
        for (uint32_t r = 0; r < burst->count; r++)
            parts[r] = (uint64_t)records[burst->records[r]].chain << 32 | records[burst->records[r]].size;
        ht_sort_u64(parts, burst->count);
        uint64_t make = HT_HASH_START;
        for (uint32_t r = 0; r < burst->count; r++)
            make = ht_hash_add(make, parts[r] >> 32) + r;
        made[count++] = (struct made){burst, parts, make ^ burst->count};
        parts += burst->count;
    }
    ht_sort(made, count, sizeof *made, compare_made);
    return count;
}

static void average(const struct ht_trace *trace, const struct ht_group *group, struct ht_finding *finding)
{
    uint64_t bytes = 0, heap_bytes = 0, bursts = 0;
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        if (burst->partial || !ht_group_tells(trace, group, burst))
            continue;
        bursts++;
        for (uint32_t r = 0; r < burst->count; r++) {
            uint32_t size = trace->windows[burst->window].records[burst->records[r]].size;
            bytes += size;
            heap_bytes += ht_heap_bytes(size);
        }
    }
    finding->bytes_per_burst = bursts ? (double)bytes / (double)bursts : HT_NOT_KNOWN;
    finding->heap_bytes_per_burst = bursts ? (double)heap_bytes / (double)bursts : HT_NOT_KNOWN;
}

struct ht_error *ht_list_fingerprints(const struct ht_trace *trace, const struct ht_group *group,
                                      struct ht_finding *finding)
{
    size_t bursts = group->bursts.count, shapes = 0;
    uint64_t *parts = malloc((ht_bursts_blocks(&group->bursts) + 1) * sizeof *parts);
    struct made *made = malloc((bursts + 1) * sizeof *made);
    struct ht_error *error = parts && made ? NULL : ht_error_nomem();
    if (!error)
        bursts = sort_bursts(trace, group, parts, made);
    for (size_t b = 0; b < bursts && !error; b++)
        shapes += b == 0 || made[b].make != made[b - 1].make || made[b].burst->shape != made[b - 1].burst->shape;
    if (!error) {
        finding->fingerprints = ht_arena_array(trace->arena, shapes, sizeof *finding->fingerprints);
        error = finding->fingerprints ? NULL : ht_error_nomem();
    }
    for (size_t b = 0, start = 0; b < bursts && !error; b++) {
        if (b + 1 == bursts || made[b + 1].make != made[b].make) {
            error = add_make(trace, made + start, b + 1 - start, finding);
            start = b + 1;
        }
    }
    free(parts);
    free(made);
    ht_sort(finding->fingerprints, finding->fingerprint_count, sizeof *finding->fingerprints, compare_fingerprints);
    average(trace, group, finding);
    return error;
}
