/*
 * Decision: the rivals' probabilities, and the verdict that follows from them.
 */
#ifndef HT_INFER_DECIDE_H
#define HT_INFER_DECIDE_H

#include "infer/group.h"
#include "infer/rivals.h"

/* Judges groups, each with what the others tell of it: fills in their judgements and evidence. */
struct ht_error *ht_decide(const struct ht_group_input *input, struct ht_groups *groups);

#endif
