/*
 * Suppressions for the leaks of a report, to be kept in a file for --suppress: one line each, its title as a comment.
 *
 * A line names the rule that knows the leak, else the function that owns it; a leak of which neither is known gets a
 * comment that says so. Leaks that are suppressed already are left out.
 */
#ifndef HT_REPORT_SUPPRESSIONS_H
#define HT_REPORT_SUPPRESSIONS_H

#include "report/writer.h"

ht_writer_fn ht_report_suppressions;

#endif
