/*
 * Advice: what to do about a leak. Of one that is known, which release has the fix, and whether that is the firmware's.
 */
#ifndef HT_JUDGE_ADVISE_H
#define HT_JUDGE_ADVISE_H

#include "base/error.h"
#include "infer/group.h"
#include "judge/report.h"
#include "model/trace.h"

/* Fills in a finding's advice; it is otherwise complete, and the group is the one it comes from. */
struct ht_error *ht_advise(const struct ht_report *report, const struct ht_group *group, struct ht_finding *finding);

#endif
