/*
 * The entries of a view by call chain or by function.
 */
#ifndef HT_REPORT_VIEW_GROUPS_H
#define HT_REPORT_VIEW_GROUPS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "judge/chain_totals.h"
#include "report/view.h"

/*
 * Makes the groups of a view from the shares that its findings have of the chains, sorts them, and hides the records of
 * those that --top leaves out.
 */
struct ht_error *ht_view_group(struct ht_arena *arena, struct ht_view *view, const struct ht_chain_share *shares,
                               size_t share_count);

#endif
