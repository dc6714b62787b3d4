/*
 * What the reports for people point at: the issue that tells of a leak, what decided, warnings; and what they draw.
 */
#ifndef HT_REPORT_MARKS_H
#define HT_REPORT_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/report.h"

/* The first URL among the advice: the issue that tells of it; or NULL. */
const char *ht_mark_issue(const struct ht_finding *finding);

/* Has an advice before this one the same URL? This one must have one. */
bool ht_mark_repeats(const struct ht_finding *finding, size_t advice);

/* Does the URL of an advice stand in the report already: beside the rule, or under an advice before it? */
bool ht_mark_told(const struct ht_finding *finding, size_t advice);

/* The evidence that says most, or NULL. */
const char *ht_mark_reason(const struct ht_finding *finding);

/* What would decide on an unknown finding, or NULL: its last evidence, which adds nothing to the odds. */
const char *ht_mark_decider(const struct ht_finding *finding);

/* Is no function known of any PC, though there are PCs? */
bool ht_mark_nameless(const struct ht_report *report);

/*
 * How far the axis of a window's timeline reaches: seconds since the first record, to the end of the window or the last
 * record; where times are not known of all records, records in their order, and *timed is false.
 */
double ht_mark_span(const struct ht_report *report, size_t window, bool *timed);

/* Drawings count blocks by classes of sizes: the first holds sizes up to 16, each next one twice as many. */
#define HT_SIZE_CLASSES 29u

unsigned ht_mark_size_class(uint32_t size);

/* The largest size of a class. */
uint64_t ht_mark_size_class_end(unsigned class_number);

/* Is a window to be told by its number among the dumps of its log? Not the only one of a run, when it is the first. */
bool ht_mark_numbered(const struct ht_report *report, const struct ht_window *window);

/*
 * Tells all that is to be warned of: doubts, unless a warning says the same, then what was noted of the dumps and of
 * the ELFs. path is NULL for what is about no file.
 */
void ht_mark_warnings(const struct ht_report *report,
                      void (*tell)(void *context, const char *path, const char *message), void *context);

#endif
