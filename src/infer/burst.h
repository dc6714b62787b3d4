/*
 * Bursts: the records that one event left behind.
 */
#ifndef HT_INFER_BURST_H
#define HT_INFER_BURST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/trace.h"

/* One burst, in one window. */
struct ht_burst {
    uint32_t window;         /* number of the window */
    uint32_t count;          /* records in it, at least 1 */
    const uint32_t *records; /* their places among the window's records, ascending; in the run's arena */
    uint64_t shape;          /* a hash of its multiset of sizes: the same for bursts of one fingerprint */
    bool partial;            /* cut by overflow or by the end of the window */
};

/* A growing list of bursts, from the heap. */
struct ht_bursts {
    struct ht_burst *items;
    size_t count, capacity;
};

void ht_bursts_deinit(struct ht_bursts *bursts);

struct ht_error *ht_bursts_add(struct ht_bursts *bursts, const struct ht_burst *burst);

/* Puts the bursts into order of window and first record. */
void ht_bursts_sort(struct ht_bursts *bursts);

/* The records of all bursts. */
size_t ht_bursts_blocks(const struct ht_bursts *bursts);

/* The records of the largest burst, at least 1. */
uint32_t ht_bursts_most(const struct ht_bursts *bursts);

/* The sizes of a burst's records, ascending; sizes has room for as many as it has records. */
void ht_burst_sizes(const struct ht_trace *trace, const struct ht_burst *burst, uint32_t *sizes);

/*
 * Marks as partial what the edges of a window cut: its first burst when older records were lost, and those that hold
 * its first or its last record, where its sizes are a part of those of another burst that comes again. A window that
 * begins with such a part has lost its oldest records, whether the dump says so or not: censored, of each window, is
 * set.
 */
struct ht_error *ht_bursts_mark_partial(const struct ht_trace *trace, bool *censored, struct ht_bursts *bursts);

#endif
