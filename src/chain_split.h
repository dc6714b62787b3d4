/*
 * Taking bursts apart by their chains, where sizes vary from event to event and cannot tell (fingerprint.h).
 */
#ifndef HT_CHAIN_SPLIT_H
#define HT_CHAIN_SPLIT_H

#include "error.h"
#include "fingerprint.h"
#include "trace.h"

/*
 * A burst that is, in order, several whole copies of the chains that a good part of the other bursts consist of is as
 * many bursts: the counter's wrap, or its stop, made a long pause look short. Bursts are those of one group in all
 * windows; those of known shapes are left as they are.
 */
struct ht_error *ht_bursts_split_by_chains(struct ht_shapes *shapes, const struct ht_window *windows,
                                           struct ht_bursts *bursts);

#endif
