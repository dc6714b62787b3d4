/*
 * The parts of the Markdown report that tell of findings. What finds no room is counted in md.
 */
#ifndef HT_REPORT_MARKDOWN_PARTS_H
#define HT_REPORT_MARKDOWN_PARTS_H

#include "report/markdown/out.h"
#include "report/view.h"

/* Findings told leak, a section each; suppressed ones are left to ht_markdown_others(). */
void ht_markdown_leaks(struct ht_markdown *md);

/* Every other finding in a row of a table, with the reason. */
void ht_markdown_others(struct ht_markdown *md);

/* The entries of a view, in place of the findings: by function one table, by chain one each, with its frames below. */
void ht_markdown_groups(struct ht_markdown *md, const struct ht_view *view);

#endif
