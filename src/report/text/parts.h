/*
 * The parts of the text report, in the order in which text.c puts them together.
 */
#ifndef HT_REPORT_TEXT_PARTS_H
#define HT_REPORT_TEXT_PARTS_H

#include <stdint.h>

#include "judge/report.h"
#include "report/text/layout.h"
#include "report/view.h"

/* Where the contents of a leak's or an entry's lines begin; their labels stand before. */
#define HT_TEXT_CONTENT 11u

/* path: of what it is about, or NULL; bad: the report must not be trusted for it. */
void ht_text_warning(struct ht_text *text, const char *path, const char *message, bool bad);

/* A line for the rest, "and 3 more findings": what is "more finding". */
void ht_text_more(struct ht_text *text, unsigned column, size_t count, const char *what);

/* What was read of each dump; name: columns for its path. Many of one log share a line. */
void ht_text_windows(struct ht_text *text, const struct ht_report *report, unsigned name);

/* A label at the beginning of a line, dimmed; goes to where the contents begin. */
void ht_text_label(struct ht_text *text, const char *label);

/* Findings told leak: sizes, chains, evidence, remedy. Suppressed ones are left to ht_text_others(). */
void ht_text_leaks(struct ht_text *text, const struct ht_report *report);

/* The frames of a chain, one a line, allocators dimmed and the owner of the finding marked. */
void ht_text_stack(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding, uint32_t id);

/* The entries of a view by call chain or by function, in place of the findings. */
void ht_text_groups(struct ht_text *text, const struct ht_view *view);

/* A line for each function that owns blocks: what it has in each of several dumps, or what it made and freed. */
void ht_text_functions(struct ht_text *text, const struct ht_view *view);

/* The same for those that made most blocks, where dumps tell of freed ones. */
void ht_text_owners(struct ht_text *text, const struct ht_view *view);

/* Every other finding on a line, with the reason. */
void ht_text_others(struct ht_text *text, const struct ht_report *report);

/* Each condition of the gate, and whether it is met. */
void ht_text_gate(struct ht_text *text, const struct ht_gate_result *gate, size_t count);

/* A size histogram and a timeline of bursts, each only where it says something. */
void ht_text_charts(struct ht_text *text, const struct ht_report *report);

#endif
