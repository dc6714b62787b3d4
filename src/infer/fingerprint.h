/*
 * Fingerprints: the multiset of sizes that a burst leaves behind, and what they tell about the cutting of bursts.
 */
#ifndef HT_INFER_FINGERPRINT_H
#define HT_INFER_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/burst.h"
#include "model/trace.h"

/* A multiset of sizes. */
struct ht_shape {
    const uint32_t *sizes; /* ascending, in the arena */
    uint32_t count;
    uint32_t bursts; /* how many bursts have it */
    uint32_t alone;  /* how many had it when they were cut, less those that are a part of a task's move (below) */
    bool known;      /* stands for one event: it repeats, and is no sum of others that repeat more */
};

struct ht_shapes {
    struct ht_arena *arena; /* owns the sizes */
    struct ht_shape *items; /* from the heap */
    size_t count, capacity;
    uint32_t *slots; /* open-addressed hash table of shape number + 1 */
    size_t slot_count;
};

void ht_shapes_init(struct ht_shapes *shapes, struct ht_arena *arena);
void ht_shapes_deinit(struct ht_shapes *shapes);

/* A growing list of bursts, from the heap. Their records live in the arena of the shapes. */
struct ht_bursts {
    struct ht_burst *items;
    size_t count, capacity;
};

void ht_bursts_deinit(struct ht_bursts *bursts);

struct ht_error *ht_bursts_add(struct ht_bursts *bursts, const struct ht_burst *burst);

/* Puts the bursts into order of window and first record. */
void ht_bursts_sort(struct ht_bursts *bursts);

/* Puts bursts cut anew, in any order, in the place of these. */
void ht_bursts_replace(struct ht_bursts *bursts, const struct ht_bursts *anew);

/* The shape of these bursts (at least one) that is the most frequent in the group; of several the first one's. */
const struct ht_shape *ht_bursts_main_shape(const struct ht_shapes *shapes, const struct ht_bursts *bursts);

/* Appends a burst of the group and counts its shape, which is found by the sizes of its records. */
struct ht_error *ht_bursts_add_shaped(struct ht_shapes *shapes, const struct ht_record *records, struct ht_burst burst,
                                      struct ht_bursts *bursts);

/* Appends one burst of all the records of the parts, which are bursts of one window (its records), at least one. */
struct ht_error *ht_bursts_add_union(struct ht_shapes *shapes, const struct ht_record *records,
                                     const struct ht_bursts *parts, struct ht_bursts *bursts);

/*
 * Cuts the picked records of a window into bursts by the gap, appends them in order of first record, and counts their
 * shapes.
 */
struct ht_error *ht_bursts_cut(struct ht_shapes *shapes, const struct ht_record *records, uint32_t window,
                               const uint32_t *picks, size_t count, uint32_t gap, struct ht_bursts *bursts);

/*
 * Repairs what the counter's wraps did: takes apart a burst that is the sum of known shapes (two events that seemed to
 * follow each other closely), and joins neighbours that only together are a known shape (a task that moved to the
 * other core). windows are the trace's, bursts those of one group in all windows; copies of a shape that are less than
 * so many cycles apart are one event's.
 */
struct ht_error *ht_bursts_repair(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t apart,
                                  struct ht_bursts *bursts);

/*
 * Marks as partial what the edges of a window cut: the first burst when the buffer was full, and the one that holds
 * the window's last record, where it is a part of a known shape. A partial burst counts for no shape.
 */
void ht_bursts_mark_partial(struct ht_shapes *shapes, const struct ht_window *window, uint32_t number, bool full,
                            struct ht_bursts *bursts);

#endif
