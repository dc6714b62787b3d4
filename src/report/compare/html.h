/*
 * A comparison as one page for a browser, with the style of the report's page: a table with a column for each build,
 * and each leak's rates drawn with their intervals.
 */
#ifndef HT_REPORT_COMPARE_HTML_H
#define HT_REPORT_COMPARE_HTML_H

#include <stdio.h>

#include "report/compare/words.h"
#include "report/writer.h"

struct ht_error *ht_compare_html(FILE *out, const struct ht_compared *compared,
                                 const struct ht_writer_settings *settings);

#endif
