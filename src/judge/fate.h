/*
 * Fates: what became of the blocks that are no longer alive, and who freed them, as HEAP_TRACE_ALL tells.
 */
#ifndef HT_JUDGE_FATE_H
#define HT_JUDGE_FATE_H

#include "base/error.h"
#include "infer/attribution.h"
#include "judge/report.h"

/* Makes the fate of each chain of which freed records stand in a dump, and of the findings that hold such chains. */
struct ht_error *ht_fates_make(struct ht_report *report, const struct ht_attribution *attributions);

/* Adds a part's fate to a sum that begins zeroed. */
void ht_fate_add(struct ht_fate *sum, const struct ht_fate *part);

#endif
