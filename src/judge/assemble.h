/*
 * From judged groups to the findings of the report: sorted, numbered, with titles, owners, fingerprints and rates.
 */
#ifndef HT_JUDGE_ASSEMBLE_H
#define HT_JUDGE_ASSEMBLE_H

#include "base/error.h"
#include "infer/analysis_settings.h"
#include "infer/attribution.h"
#include "infer/group.h"
#include "infer/survival.h"
#include "judge/report.h"

/*
 * Fills in findings, chains, each record's finding and burst, and the summary. The report already has its trace,
 * frames and windows.
 */
struct ht_error *ht_assemble(struct ht_report *report, const struct ht_attribution *attributions,
                             const struct ht_survival *survival, const struct ht_analysis_settings *settings,
                             struct ht_groups *groups);

#endif
