/*
 * The parts of the HTML report, in the order in which html.c puts them together.
 */
#ifndef HT_REPORT_HTML_PARTS_H
#define HT_REPORT_HTML_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "judge/chain_totals.h"
#include "judge/report.h"
#include "report/html/out.h"
#include "report/source_link.h"
#include "report/view.h"

/* What the parts draw from, made once. */
struct ht_html_facts {
    struct ht_arena arena; /* owns what stands here */
    const struct ht_report *report;
    struct ht_source_links links;
    uint64_t
        *sizes; /* of all records, finding << 32 | size, ascending; a block that two looks show stands there once */
    size_t size_count;
    struct ht_view view; /* with the owners of what was made and freed, where dumps tell of it */
};

/* On an error too, ht_html_facts_deinit() is to be called. */
struct ht_error *ht_html_facts_init(struct ht_html_facts *facts, const struct ht_report *report);
void ht_html_facts_deinit(struct ht_html_facts *facts);

/* The verdict in one sentence, whose heap it is, doubts, what was lost and judged, and what was read. */
void ht_html_verdict(struct ht_html *html, const struct ht_html_facts *facts);

/* A card for each finding: leaks are open, others fold out. */
void ht_html_findings(struct ht_html *html, const struct ht_html_facts *facts);

/* In a card: how likely each explanation is, and what a longer window would show of it. */
void ht_html_rivals(struct ht_html *html, const struct ht_report *report, const struct ht_finding *finding);

/* In a card: a histogram of a finding's sizes; nothing when there is but one. */
void ht_html_histogram(struct ht_html *html, const struct ht_html_facts *facts, uint32_t finding);

/* What follows is not to be asked for without a finding: there is nothing to draw. */

/* What leaks hold in windows of different lengths. Nothing with one window, or when a length is not known. */
void ht_html_growth(struct ht_html *html, const struct ht_report *report);
bool ht_html_has_growth(const struct ht_report *report);

/* Strips: what each run of a section left behind, and what each look at a trace saw. Nothing without them. */
void ht_html_strips(struct ht_html *html, const struct ht_report *report);
bool ht_html_has_strips(const struct ht_report *report);

/* Lanes of bursts, a panel for each window. Nothing of several runs, which the strips tell of. */
void ht_html_timelines(struct ht_html *html, const struct ht_report *report);
bool ht_html_has_timelines(const struct ht_report *report);

/* Who made how many blocks, and what became of them. Nothing when no dump tells of freed blocks. */
void ht_html_fates(struct ht_html *html, const struct ht_html_facts *facts);

/* The icicle graph of bytes by call chain: in the markup of leaks, where there is one. */
void ht_html_icicle(struct ht_html *html, const struct ht_report *report);

/* The table of records, as far as it stands in the markup. */
void ht_html_records(struct ht_html *html, const struct ht_html_facts *facts);

/* All records, chains and functions, as data for the script. */
void ht_html_data(struct ht_html *html, const struct ht_html_facts *facts);

/* The mark of a verdict before its name: a shape of its own, so that colour is never all that tells. */
void ht_html_badge(struct ht_html *html, const struct ht_finding *finding);

/* The same, and a link to the finding by number and title. */
void ht_html_finding_link(struct ht_html *html, const struct ht_report *report, uint32_t number);

/* The name of a verdict as a class of the style sheet and a label: "leak" ... or "suppressed". */
const char *ht_html_verdict_name(const struct ht_finding *finding);

/* A location's file and line, and the way there where there is one; nothing where the file is unknown. */
void ht_html_place(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_location *location);

/* "serial.log, dump 3": a window's name, or "run 4". */
void ht_html_window_name(struct ht_html *html, const struct ht_report *report, size_t window);

/* The function of a frame's number-th location; the PC where none is known, which then stands in buffer. */
const char *ht_html_name(const struct ht_frame *frame, uint32_t pc, uint32_t number, char buffer[16]);

/* As ht_report_owner_in(), but the innermost function where all are allocators: they are all there is to show. */
struct ht_place ht_html_owner(const struct ht_report *report, const struct ht_finding *finding, uint32_t chain);

/* Seconds by thousandths, without the point of a locale. */
uint64_t ht_html_thousandths(double seconds);

/* Bytes of a finding in a window. */
uint64_t ht_html_bytes_in(const struct ht_finding *finding, size_t window);

#endif
