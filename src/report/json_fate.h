/*
 * The JSON report of what became of blocks that are no longer alive.
 */
#ifndef HT_REPORT_JSON_FATE_H
#define HT_REPORT_JSON_FATE_H

#include "judge/report.h"
#include "json/out.h"

/*
 * Members of a finding: made, freed, alive (null where no dump tells of freed blocks), freed_by (functions and their
 * blocks, most first), lifetime_seconds (shortest, mean, longest; null where no times are known).
 */
void ht_json_fate(struct ht_json_out *out, const struct ht_finding *finding);

#endif
