/*
 * A record in the JSON report. Put together by hand: a report of a million records is written in half the time.
 */
#ifndef HT_REPORT_JSON_RECORD_H
#define HT_REPORT_JSON_RECORD_H

#include <stddef.h>

#include "judge/report.h"
#include "json/out.h"

/* The i-th record of a window, as an object of an array; window is its place among the windows. */
void ht_json_write_record(struct ht_json_out *out, const struct ht_report_window *figures,
                          const struct ht_record *record, size_t window, size_t i);

#endif
