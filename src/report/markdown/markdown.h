/*
 * The report for a GitHub issue: tables, long chains folded away, no line over 1,000 characters, under 60 KiB; what
 * does not fit is counted. Names from files cannot become markup, mentions or links to issues (base/escape.h).
 */
#ifndef HT_REPORT_MARKDOWN_MARKDOWN_H
#define HT_REPORT_MARKDOWN_MARKDOWN_H

#include "report/writer.h"

ht_writer_fn ht_report_markdown;

#endif
