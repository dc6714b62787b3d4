/*
 * What was seen of a group, as the rivals want it: counts and places in each window, survivors, frees.
 */
#ifndef HT_INFER_OBSERVE_H
#define HT_INFER_OBSERVE_H

#include "base/arena.h"
#include "base/error.h"
#include "infer/group.h"
#include "infer/observation.h"

/* What became of the blocks of each chain; in the arena. */
struct ht_error *ht_fates_of_chains(struct ht_arena *arena, const struct ht_trace *trace,
                                    const struct ht_survival *survival, struct ht_chain_fate **ret);

/* Of each window, the chains (above) and places (below) of its freed records, ascending; in the arena. */
struct ht_error *ht_order_freed(struct ht_arena *arena, const struct ht_trace *trace, const uint64_t ***ret);

/* Fills in an observation; its samples live in the trace's arena. */
struct ht_error *ht_observe(const struct ht_group_input *input, const struct ht_group *group,
                            struct ht_observation *ret);

#endif
