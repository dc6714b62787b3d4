/*
 * A comparison for a terminal: the builds, a headline, and a table with a column for each build, those between the
 * first and the last ones left out where the width does not do.
 */
#ifndef HT_REPORT_COMPARE_TEXT_H
#define HT_REPORT_COMPARE_TEXT_H

#include <stdio.h>

#include "report/compare/words.h"
#include "report/writer.h"

struct ht_error *ht_compare_text(FILE *out, const struct ht_compared *compared,
                                 const struct ht_writer_settings *settings);

#endif
