/*
 * The entries of a view by call chain or by function, and how entries are sorted.
 */
#ifndef HT_REPORT_VIEW_GROUPS_H
#define HT_REPORT_VIEW_GROUPS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "judge/chain_totals.h"
#include "report/view.h"

/* What is sorted: a finding or a group, by its place in a list. */
struct ht_view_key {
    unsigned rank; /* the lower ones first, whatever their figures */
    double figure; /* the higher ones first, then by bytes */
    uint64_t bytes;
    size_t place;
};

/* The figure that an entry is sorted by; rate may be NAN, which is below all others. */
double ht_view_figure(enum ht_sort sort, uint64_t bytes, uint32_t count, double rate);

void ht_view_sort(struct ht_view_key *keys, size_t count);

/* Adds blocks to a sum. */
void ht_view_count(struct ht_verdict_total *total, uint32_t count, uint64_t bytes);

/*
 * Makes the groups of a view from the shares that its findings have of the chains, sorts them, and hides the records of
 * those that --top leaves out.
 */
struct ht_error *ht_view_group(struct ht_arena *arena, struct ht_view *view, const struct ht_chain_share *shares,
                               size_t share_count);

#endif
