/*
 * The records of a group in the order in which events are looked for, with what the pauses between them tell.
 */
#ifndef HT_INFER_SEQUENCE_H
#define HT_INFER_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "infer/timeline.h"
#include "model/trace.h"

/* Records of one window that are to be cut: their places, ascending. */
struct ht_picks {
    uint32_t window;
    const uint32_t *records;
    size_t count;
};

#define HT_NO_PAIR UINT32_MAX

/* A record in the sequence, and sums over the records before it: the difference of two tells a segment. */
struct ht_sequence_item {
    uint32_t window, record, chain;
    uint32_t pair;   /* the number of its chain behind the one before it (infer/order.h); HT_NO_PAIR: no pause tells */
    double pause;    /* seconds since the item before it of this window, as far as its core's counter tells */
    double odds;     /* of this pause, that it is within an event, not between two */
    double join;     /* bits saved when it is in one burst with the item before it; negative: lost */
    uint64_t sizes;  /* sum of the hashes of sizes before this item */
    uint64_t chains; /* the same of chains */
    double joins;    /* the same of join */
};

/* Items of all windows, with one more behind the last one that holds the sums. */
struct ht_sequence {
    struct ht_sequence_item *items; /* from the heap */
    size_t count;
    double literal; /* bits that a record takes which is written out: its size among all those of the group */
};

struct ht_error *ht_sequence_make(const struct ht_trace *trace, const struct ht_timeline *timelines,
                                  const struct ht_picks *picks, size_t pick_count, struct ht_sequence *ret);

void ht_sequence_deinit(struct ht_sequence *sequence);

#endif
