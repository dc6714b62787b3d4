/*
 * A finding in the JSON report.
 */
#ifndef HT_REPORT_JSON_FINDING_H
#define HT_REPORT_JSON_FINDING_H

#include "judge/report.h"
#include "json/out.h"

/* The finding, as an object of an array. */
void ht_json_finding(struct ht_json_out *out, const struct ht_finding *finding);

#endif
