/*
 * The line of a source that a finding's owner allocates at, with the lines around it, where the source is at hand.
 *
 * Files are read under the names that the debug information gives, or --path-map makes of them, and under no others;
 * only regular files whose names end like those of sources, for an ELF can name any file.
 */
#ifndef HT_JUDGE_EXCERPT_H
#define HT_JUDGE_EXCERPT_H

#include "base/error.h"
#include "judge/report.h"

/* Gives the leaks of a report their excerpts; where a source cannot be read, there is none. Only memory can fail. */
struct ht_error *ht_excerpts_read(struct ht_report *report);

#endif
