/*
 * A comparison as GitHub-flavoured Markdown, for an issue: a table with a column for each build, those between the
 * first and the last ones left out where they are many. No line over 1,000 characters, under 60 KiB.
 */
#ifndef HT_REPORT_COMPARE_MARKDOWN_H
#define HT_REPORT_COMPARE_MARKDOWN_H

#include <stdio.h>

#include "report/compare/words.h"
#include "report/writer.h"

struct ht_error *ht_compare_markdown(FILE *out, const struct ht_compared *compared,
                                     const struct ht_writer_settings *settings);

#endif
