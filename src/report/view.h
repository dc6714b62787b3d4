/*
 * A view: the part of a finished report that somebody wants to see, and in what order (--only, --memory, --min-size,
 * --match, --group-by, --sort, --top).
 *
 * A view is a report of its own over the same trace: findings and blocks that are not to be seen are left out of it,
 * and counted. What holds for the whole stays: windows, ELFs, doubts, gate and summary. Formats for programs (json,
 * sarif, junit) get the report itself.
 */
#ifndef HT_REPORT_VIEW_H
#define HT_REPORT_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "judge/report.h"

enum ht_group_by { HT_GROUP_BY_FINDING, HT_GROUP_BY_CHAIN, HT_GROUP_BY_FUNCTION };
enum ht_sort { HT_SORT_BYTES, HT_SORT_BLOCKS, HT_SORT_RATE };

struct ht_view_settings {
    enum ht_group_by group_by;
    enum ht_sort sort;
    uint32_t top;          /* entries to show; 0: all */
    unsigned verdicts;     /* to show, as bits 1 << enum ht_verdict; 0: all */
    uint32_t min_size;     /* of blocks to show */
    const char *match;     /* a pattern (judge/suppress.h): only findings with a frame that it fits; NULL: all */
    enum ht_memory memory; /* to show; RTC memory is internal. HT_MEMORY_UNKNOWN: all */
};

/* An entry of a list by call chain or by function. */
struct ht_view_group {
    uint32_t chain;                     /* its call chain; by function the one with the most bytes */
    const struct ht_location *function; /* the owner's in the chain, or NULL: no frame tells */
    uint32_t count;
    uint64_t bytes, heap_bytes;
    double bytes_per_hour, heap_bytes_per_hour; /* its share of the rates of its leaks; NAN: none, or not known */
    unsigned verdicts;                          /* of its findings, as bits */
    const uint32_t *findings;                   /* places in the view's report, ascending */
    size_t finding_count;
    size_t chain_count;
    struct ht_fate fate;                    /* of blocks of its chains that were freed; all zero: none */
    const struct ht_per_window *per_window; /* by function: blocks and bytes alive in each window; NULL: there is one */
};

struct ht_view {
    struct ht_report report;
    struct ht_view_settings settings;
    const struct ht_view_group *groups; /* NULL by finding */
    size_t group_count;
    const struct ht_view_group *owners; /* by finding: who makes and frees blocks, most made first; NULL: not known */
    size_t owner_count;
    struct ht_verdict_total hidden;   /* what is hidden, but for --top: whole findings, and blocks */
    struct ht_verdict_total left_out; /* what --top leaves out: findings or groups, and their blocks */
};

#endif
