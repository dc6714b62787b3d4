/*
 * Joining groups whose bursts are made by the same events.
 */
#ifndef HT_INFER_GROUP_JOIN_H
#define HT_INFER_GROUP_JOIN_H

#include "infer/group.h"

/*
 * Joins groups of owners, and what the application allocates for sessions and sockets, where nearly all bursts of both
 * stand beside each other. Not a container's with somebody else's: of one event each may be kept and freed by its own
 * rule. The characters of strings go with whom they stand beside. What is joined is cut anew.
 */
struct ht_error *ht_groups_join(const struct ht_group_input *input, struct ht_groups *groups);

#endif
