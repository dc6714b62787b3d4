/*
 * Rates: bytes an hour with their interval, and the sums over all leaks.
 */
#ifndef HT_JUDGE_RATES_H
#define HT_JUDGE_RATES_H

#include "infer/analysis_settings.h"
#include "judge/report.h"

/*
 * The rate of a finding whose totals stand: its events over what was observed of all windows that count. Events are
 * taken for a Poisson process, so that the interval is the exact one for their number (infer/stats.h) times the bytes
 * of one. Where a window lost its oldest records it was not observed from its start, and the rate has no upper bound.
 */
struct ht_rate ht_finding_rate(const struct ht_report *report, const struct ht_finding *finding);

/*
 * Adds up the findings into the report's summary, and answers what --free-heap, --heap-drop and --events ask. Events
 * that are given replace the inferred number of bursts in the bytes a burst of leaks.
 */
void ht_summarise(struct ht_report *report, const struct ht_analysis_settings *settings);

#endif
