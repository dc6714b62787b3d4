/*
 * Repairing bursts by their chains, where sizes vary from event to event and cannot tell (infer/fingerprint.h).
 */
#ifndef HT_INFER_CHAIN_REPAIR_H
#define HT_INFER_CHAIN_REPAIR_H

#include "base/error.h"
#include "infer/fingerprint.h"
#include "model/trace.h"

/*
 * A burst that is, in order, several whole copies of the chains that a good part of the other bursts consist of is as
 * many bursts: the counter's wrap, or its stop, made a long pause look short. Neighbours on two cores that only
 * together are such a copy are one: the task moved. Bursts are those of one group in all windows; those of known shapes
 * are left as they are. Copies are at least so many cycles apart.
 */
struct ht_error *ht_bursts_repair_by_chains(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t apart,
                                            struct ht_bursts *bursts);

#endif
