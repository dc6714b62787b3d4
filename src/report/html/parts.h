/*
 * The parts of the HTML page, in the order in which html.c puts them together.
 */
#ifndef HT_REPORT_HTML_PARTS_H
#define HT_REPORT_HTML_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "judge/report.h"
#include "report/html/out.h"

/* The sizes of all records, by finding and then size; a block that two looks at a trace show stands there once. */
struct ht_html_sizes {
    uint64_t *items; /* finding << 32 | size, from the heap */
    size_t count;
};

/* False when there is no memory. */
bool ht_html_sizes_init(struct ht_html_sizes *sizes, const struct ht_report *report);
void ht_html_sizes_deinit(struct ht_html_sizes *sizes);

/* A histogram of a finding's sizes; nothing when there is but one. */
void ht_html_histogram(struct ht_html *html, const struct ht_html_sizes *sizes, uint32_t finding);

/* The verdict in one sentence, doubts, what was lost and judged, and what was read. */
void ht_html_verdict(struct ht_html *html, const struct ht_report *report);

/* A card for each finding: leaks are open, others fold out. */
void ht_html_findings(struct ht_html *html, const struct ht_report *report, const struct ht_html_sizes *sizes);

/* What follows is not to be asked for without a finding: there is nothing to draw. */

/* Lanes of bursts, a panel for each window. */
void ht_html_timelines(struct ht_html *html, const struct ht_report *report);

/* What findings hold in windows of different lengths. Nothing with one window, or when a length is not known. */
void ht_html_growth(struct ht_html *html, const struct ht_report *report);

/* The icicle graph of bytes by call chain. */
void ht_html_icicle(struct ht_html *html, const struct ht_report *report);

/* The table of records, as far as it stands in the markup, and all of them as data for the script. */
void ht_html_records(struct ht_html *html, const struct ht_report *report);

/* The mark of a verdict before its name: a shape of its own, so that colour is never all that tells. */
void ht_html_badge(struct ht_html *html, const struct ht_finding *finding);

/* The name of a verdict as a class of the style sheet and a label: "leak" ... or "suppressed". */
const char *ht_html_verdict_name(const struct ht_finding *finding);

#endif
