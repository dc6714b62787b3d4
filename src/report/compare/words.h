/*
 * A comparison in words: what its formats for people say alike. Plain text, which the caller escapes for its format.
 */
#ifndef HT_REPORT_COMPARE_WORDS_H
#define HT_REPORT_COMPARE_WORDS_H

#include "base/strbuf.h"
#include "compare/comparison.h"

/* A comparison with the labels of its builds (report/compare/labels.h). */
struct ht_compared {
    const struct ht_comparison *comparison;
    const char *const *labels;
};

/* "v9 against v1: 1 leak is new, 1 has grown, 1 is gone, 2 are the same" */
void ht_compare_headline(struct ht_strbuf *out, const struct ht_compared *compared);

/* Is a leak new or grown that nobody suppressed? */
bool ht_compare_is_bad(const struct ht_comparison *comparison);

/* What all builds have in common of their firmware: "btclock, ESP-IDF v6.0.1, esp32s3"; or nothing. */
void ht_compare_firmware(struct ht_strbuf *out, const struct ht_compared *compared);

/* "firmware 4.0.1; 600 s; 2 leaks": a build, but for what all have in common. */
void ht_compare_build(struct ht_strbuf *out, const struct ht_compared *compared, size_t number);

/* "esp_crt_ca_cb_callback, esp_crt_bundle.c:515"; nothing where no frame tells. */
void ht_compare_owner(struct ht_strbuf *out, const struct ht_build_finding *finding);

/* What a cell can show. */
enum ht_compare_figure {
    HT_COMPARE_RATE,     /* bytes an hour: "9,792"; ">=9,792" */
    HT_COMPARE_INTERVAL, /* of it, 95 %: "5,060..17,104" */
    HT_COMPARE_EVENT,    /* bytes an event: "136" */
    HT_COMPARE_TOTAL,    /* all bytes: "1,632" */
    HT_COMPARE_FIGURES
};

/* "B/h" and the like: what stands before or behind a figure. */
const char *ht_compare_unit(enum ht_compare_figure figure);

/*
 * A figure of a leak, "?" where it is not known. Where the build does not tell the leak, the first of its figures says
 * so, and the others nothing: "-" where it has none of it, "held" where it is within another leak, else the verdict.
 */
void ht_compare_cell(struct ht_strbuf *out, const struct ht_compared_cell *cell, enum ht_compare_figure figure,
                     bool first);

/* Does a cell of the row know the figure? */
bool ht_compare_knows(const struct ht_comparison *comparison, const struct ht_compared_row *row,
                      enum ht_compare_figure figure);

/* What all leaks of a build are summed up by: HT_COMPARE_RATE, or HT_COMPARE_TOTAL where no build's rates are known. */
enum ht_compare_figure ht_compare_sum_figure(const struct ht_comparison *comparison);

/* That figure of all leaks of a build together. */
void ht_compare_sum(struct ht_strbuf *out, const struct ht_comparison *comparison, size_t build);

/* "new since v5": what became of a leak; of two builds "new". */
void ht_compare_state(struct ht_strbuf *out, const struct ht_compared *compared, const struct ht_compared_row *row);

/*
 * "v4 tells it unknown; 9,792 B per hour (95 % between 5,060 B and 17,104 B)": verdicts that changed, and the figures
 * that a state rests on; or nothing.
 */
void ht_compare_note(struct ht_strbuf *out, const struct ht_compared *compared, const struct ht_compared_row *row);

/* "2 findings of v9 that no build told a leak are not listed" */
void ht_compare_others(struct ht_strbuf *out, const struct ht_compared *compared);

/*
 * Tells each doubt, with the builds that have it: "v2, v3 and 4 more: the buffer is full: ..."; bad: it makes the
 * report no evidence. False without memory.
 */
bool ht_compare_doubts(const struct ht_compared *compared, void (*tell)(void *context, const char *message, bool bad),
                       void *context);

#endif
