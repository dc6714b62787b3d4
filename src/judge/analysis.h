/*
 * From records to verdicts: the whole way from a trace and its frames to the report.
 */
#ifndef HT_JUDGE_ANALYSIS_H
#define HT_JUDGE_ANALYSIS_H

#include "base/error.h"
#include "infer/analysis_settings.h"
#include "judge/report.h"
#include "model/frame.h"
#include "model/trace.h"
#include "symbols/chips.h"

/*
 * Analyses a trace. chip may be NULL. Marks the allocators among the frames (their role) and fills in the report but
 * for its elfs, gate, suppressions and baseline. The report points into the trace and the frames, which must outlive
 * it, and into the trace's arena. HT_ERROR_USAGE when the settings do not fit the trace (three lengths for two
 * windows).
 */
struct ht_error *ht_analyse(const struct ht_trace *trace, struct ht_frames *frames, const struct ht_chip *chip,
                            const struct ht_analysis_settings *settings, struct ht_report *ret);

#endif
