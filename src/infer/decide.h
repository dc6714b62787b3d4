/*
 * Decision: the rivals' probabilities, and the verdict that follows from them.
 */
#ifndef HT_INFER_DECIDE_H
#define HT_INFER_DECIDE_H

#include "infer/group.h"
#include "infer/rivals.h"

/* Judges a group: fills in its judgement and evidence. */
struct ht_error *ht_decide(const struct ht_group_input *input, struct ht_group *group);

#endif
