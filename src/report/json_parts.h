/*
 * Members that stand in several places of the JSON of reports and comparisons.
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

/* "sizes": size and count of each */
void ht_json_sizes(struct ht_json_out *out, const struct ht_size_count *sizes, size_t count);

/* "rate" */
void ht_json_rate(struct ht_json_out *out, const struct ht_rate *rate);

/* "gate", on a line of its own */
void ht_json_gate(struct ht_json_out *out, const struct ht_gate_result *gates, size_t count);

#endif
