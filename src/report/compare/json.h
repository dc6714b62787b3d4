/*
 * A comparison for programs: schema htanalyze-comparison/1. Keys are always present; what is not known is null.
 */
#ifndef HT_REPORT_COMPARE_JSON_H
#define HT_REPORT_COMPARE_JSON_H

#include <stdio.h>

#include "report/compare/words.h"
#include "report/writer.h"

struct ht_error *ht_compare_json(FILE *out, const struct ht_compared *compared,
                                 const struct ht_writer_settings *settings);

#endif
