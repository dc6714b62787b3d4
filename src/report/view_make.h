/*
 * Makes views of reports.
 */
#ifndef HT_REPORT_VIEW_MAKE_H
#define HT_REPORT_VIEW_MAKE_H

#include "base/arena.h"
#include "base/error.h"
#include "report/view.h"

/*
 * The view of a report. It points into the report and the arena. By findings it keeps the order of verdicts, leaks
 * first, and sorts within each; by groups it sorts all. What has no rate comes last by rate.
 *
 * A finding of which --memory hides a part shows the blocks, bytes and rates of the rest, a rate by its share of the
 * bytes, and no sets of sizes.
 */
struct ht_error *ht_view_make(struct ht_arena *arena, const struct ht_report *report,
                              const struct ht_view_settings *settings, struct ht_view *ret);

#endif
