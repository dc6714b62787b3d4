/*
 * What was seen of a group, as the rivals want it: counts and places in each window, survivors, frees.
 */
#ifndef HT_INFER_OBSERVE_H
#define HT_INFER_OBSERVE_H

#include "base/arena.h"
#include "base/error.h"
#include "infer/group.h"
#include "infer/rivals.h"

/* Fills in an observation; its samples live in the trace's arena. */
struct ht_error *ht_observe(const struct ht_group_input *input, const struct ht_group *group,
                            struct ht_observation *ret);

#endif
