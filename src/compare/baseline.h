/*
 * Comparison with a baseline, an earlier report of perhaps another build: what is new, grown, the same, shrunk, gone.
 *
 * Findings are matched by their key, and where that has changed by the functions of their call chains, never by PC or
 * line: a firmware that was rebuilt, its lines moved and its functions reordered or inlined otherwise, matches; a
 * function that was renamed is seen by the rest of its chain.
 */
#ifndef HT_COMPARE_BASELINE_H
#define HT_COMPARE_BASELINE_H

#include "base/error.h"
#include "compare/build.h"
#include "judge/report.h"

/*
 * Fills in the baseline's part of a report that is otherwise complete but for the gate: its path, each finding's state,
 * former figures and, for leaks, the evidence for it; and which leaks are gone. baseline and report share an arena.
 *
 * compare/change.h says when a leak is grown or shrunk.
 */
struct ht_error *ht_baseline_compare(struct ht_report *report, const struct ht_build *baseline);

#endif
