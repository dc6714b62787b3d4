/*
 * Comparison with a baseline, an earlier report of perhaps another build: what is new, grown, the same, shrunk, gone.
 *
 * Findings are matched by their key, and where that has changed by the functions of their call chains, never by PC or
 * line: a firmware that was rebuilt, its lines moved and its functions reordered or inlined otherwise, matches; a
 * function that was renamed is seen by the rest of its chain.
 */
#ifndef HT_JUDGE_BASELINE_H
#define HT_JUDGE_BASELINE_H

#include "base/error.h"
#include "judge/baseline_file.h"
#include "judge/report.h"

/*
 * Fills in the baseline's part of a report that is otherwise complete but for the gate: its path, each finding's state,
 * former figures and, for leaks, the evidence for it; and which leaks are gone. baseline and report share an arena.
 *
 * A leak is grown or shrunk when the bytes that an event loses changed by more than a tenth and 4 bytes, or when its
 * events became more or less frequent than chance explains: the exact test of two Poisson rates, which given their sum
 * are binomial by the lengths of the windows (J. Przyborowski and H. Wilenski, Biometrika 31, 1940), two-sided, at
 * 1 %. A leak that the baseline took for something else is new. Other findings are new or the same.
 */
struct ht_error *ht_baseline_compare(struct ht_report *report, const struct ht_baseline *baseline);

#endif
