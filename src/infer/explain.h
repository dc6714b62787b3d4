/*
 * Explaining: the terms of a judgement in words, each with what it adds to the log odds of a leak.
 */
#ifndef HT_INFER_EXPLAIN_H
#define HT_INFER_EXPLAIN_H

#include "infer/group.h"
#include "infer/rivals.h"

/* Adds the evidence: what speaks for the verdict first, and for an unknown one what would decide. */
struct ht_error *ht_explain(const struct ht_group_input *input, struct ht_group *group, const struct ht_prior *prior,
                            const struct ht_observation *seen, const struct ht_weights *weights);

/* The same for blocks that a later look shows freed. */
struct ht_error *ht_explain_freed(const struct ht_group_input *input, struct ht_group *group);

#endif
