/*
 * What the JSON of a report and that of a comparison have in common.
 */
#ifndef HT_REPORT_JSON_PARTS_H
#define HT_REPORT_JSON_PARTS_H

#include "judge/report.h"
#include "json/out.h"

/* "tool": who wrote it. */
void ht_json_tool(struct ht_json_out *out);

/* A number of which 0 says that it is not known. */
void ht_json_unless_zero(struct ht_json_out *out, const char *key, uint64_t value);

/* The members function, file and line. */
void ht_json_location(struct ht_json_out *out, const struct ht_location *location);

/* "rate" */
void ht_json_rate(struct ht_json_out *out, const struct ht_rate *rate);

/* "gate", on a line of its own */
void ht_json_gate(struct ht_json_out *out, const struct ht_gate_result *gates, size_t count);

#endif
