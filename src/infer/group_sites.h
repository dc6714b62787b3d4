/*
 * Parting groups of one owner by the lines that allocate, where no event takes two of them and each has several events:
 * two leaks in one function are two.
 */
#ifndef HT_INFER_GROUP_SITES_H
#define HT_INFER_GROUP_SITES_H

#include "infer/group.h"

/* To be called before groups are joined: lines of one event come together again. */
struct ht_error *ht_groups_part_sites(const struct ht_group_input *input, struct ht_groups *groups);

#endif
