/*
 * The parts of the text report, in the order in which report_text.c puts them together.
 */
#ifndef HT_REPORT_TEXT_PARTS_H
#define HT_REPORT_TEXT_PARTS_H

#include "report.h"
#include "text_layout.h"

/* Findings told leak: sizes, chains, evidence, remedy. Suppressed ones are left to ht_text_others(). */
void ht_text_leaks(struct ht_text *text, const struct ht_report *report);

/* Every other finding on a line, with the reason. */
void ht_text_others(struct ht_text *text, const struct ht_report *report);

/* A size histogram and a timeline of bursts, each only where it says something. */
void ht_text_charts(struct ht_text *text, const struct ht_report *report);

#endif
