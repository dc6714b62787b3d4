/*
 * The fingerprints that a finding's bursts leave behind, as the report lists them.
 *
 * Bursts of one make (the same chains, each as often) whose sizes differ from event to event (a URL, a time of day)
 * are one fingerprint with ranges; a few makes that each come again (servers with different certificates) stay apart.
 */
#ifndef HT_JUDGE_FINGERPRINT_LIST_H
#define HT_JUDGE_FINGERPRINT_LIST_H

#include "base/error.h"
#include "infer/group.h"
#include "judge/report.h"
#include "model/trace.h"

/* Fills in the finding's fingerprints and its bytes a burst. */
struct ht_error *ht_list_fingerprints(const struct ht_trace *trace, const struct ht_group *group,
                                      struct ht_finding *finding);

#endif
