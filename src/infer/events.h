/*
 * Events: the records of a group cut into bursts, one for each event, by the shortest description.
 *
 * A way of cutting is described by what its bursts are made of: what comes again (the same sizes, or the same chains
 * with other sizes, whichever is shorter) is written out once and then referred to, what does not is written out each
 * time. A pause within a burst costs, or saves, what it tells: pauses within events are spread over all lengths up to
 * ten seconds alike (their logarithm is uniform), those between events over all that a counter can show, or over their
 * mean where that is shorter. So does the chain that follows another: what events begin with comes behind what they end
 * with between them only (infer/order.h). The cut with the fewest bits wins; it is found by dynamic programming over
 * the records in order, from the best of a few first guesses on.
 */
#ifndef HT_INFER_EVENTS_H
#define HT_INFER_EVENTS_H

#include "base/error.h"
#include "infer/burst.h"
#include "infer/sequence.h"
#include "infer/timeline.h"
#include "model/trace.h"

/*
 * Cuts the picked records (of several windows, ascending, at least one record) and adds the bursts, in order of window
 * and first record. timelines has an item for each window of the trace. The bursts' records live in the trace's arena.
 */
struct ht_error *ht_events_cut(const struct ht_trace *trace, const struct ht_timeline *timelines,
                               const struct ht_picks *picks, size_t pick_count, struct ht_bursts *bursts);

#endif
