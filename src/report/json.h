/*
 * The JSON report, schema htanalyze-report/1: for programs, and for --baseline.
 *
 * Every key is always present, what is not known is null. Each window, frame, chain, finding and record stands on a
 * line of its own. Written record by record: memory does not grow with the report.
 */
#ifndef HT_REPORT_JSON_H
#define HT_REPORT_JSON_H

#include "report/writer.h"

ht_writer_fn ht_report_json;

#endif
