/*
 * Grouping: which records are judged together.
 *
 * Records belong to one group by the rule that knows them, else by their owner and by who holds them. Groups of one
 * event each, again and again, are one: a tree that several functions build. A session's blocks are one group; parts of
 * sessions without a connection are groups of their own. Where stacks show nothing but allocators, each fingerprint
 * that comes again is one. Blocks that a later look at the trace shows freed stand apart.
 */
#ifndef HT_INFER_GROUPING_H
#define HT_INFER_GROUPING_H

#include "infer/group.h"

/* Groups all records. A block that several looks show stands in the group of the latest one only. */
struct ht_error *ht_groups_make(const struct ht_group_input *input, struct ht_groups *ret);

#endif
