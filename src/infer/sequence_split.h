/*
 * Cutting anew, in record order, where neighbouring bursts are of no known shape (infer/fingerprint.h).
 */
#ifndef HT_INFER_SEQUENCE_SPLIT_H
#define HT_INFER_SEQUENCE_SPLIT_H

#include "base/error.h"
#include "infer/fingerprint.h"
#include "model/trace.h"

/*
 * Neighbouring bursts of no known shape, whose records in order are known shapes one behind the other, are those: a
 * task moved to the other core, and the counter there seemed to go on where another event had left it. Bursts are
 * those of one group in all windows, in order. Blocks that are less than so many cycles apart are one event's.
 */
struct ht_error *ht_bursts_split_by_sequence(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t apart,
                                             struct ht_bursts *bursts);

/*
 * Parts names of certificates from what else was allocated within the same burst, once some stand alone: for groups of
 * chains that show nothing but allocators, where anybody's blocks come together.
 */
struct ht_error *ht_bursts_part_names(struct ht_shapes *shapes, const struct ht_window *windows,
                                      struct ht_bursts *bursts);

#endif
