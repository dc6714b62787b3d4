/*
 * The report in one line, and what it cannot exclude.
 */
#ifndef HT_REPORT_HEADLINE_H
#define HT_REPORT_HEADLINE_H

#include "base/strbuf.h"
#include "judge/report.h"

/*
 * The verdict in one line: how many leaks, how many of them suppressed, bytes an event, bytes an hour, time to
 * exhaustion, whose the worst is and whether the release has it; or that there is none, and in how long a window, where
 * one would have been seen; else what a section left behind, or what may leak.
 */
void ht_words_verdict(struct ht_strbuf *out, const struct ht_report *report);

/*
 * What a report without a leak could not exclude: the number-th sentence, from 0; false when there are no more.
 */
bool ht_words_not_excluded(struct ht_strbuf *out, const struct ht_report *report, unsigned number);

#endif
