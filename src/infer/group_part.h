/*
 * Parting groups that hold more than one story: sessions from their parts, and, where stacks show nothing but
 * allocators, each fingerprint that comes again.
 */
#ifndef HT_INFER_GROUP_PART_H
#define HT_INFER_GROUP_PART_H

#include "infer/group.h"

struct ht_error *ht_groups_part(const struct ht_group_input *input, struct ht_groups *groups);

#endif
