/*
 * What every report format offers: a function that turns a report into text.
 */
#ifndef HT_REPORT_WRITER_H
#define HT_REPORT_WRITER_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "judge/report.h"
#include "report/view.h"

/* Columns of the text report: unless somebody says better, and the least and most that are taken. */
#define HT_WIDTH_DEFAULT 100U
#define HT_WIDTH_MIN 40U
#define HT_WIDTH_MAX 1000U

struct ht_writer_settings {
    unsigned width;             /* columns of the text report */
    bool utf8;                  /* false: plain ASCII */
    bool color;                 /* ANSI colours in the text report */
    const struct ht_view *view; /* the view whose report is written; NULL: it is the whole report */
};

/*
 * Writes a report to a stream. A stream that fails is noticed by whoever closes it; a writer reports only that it ran
 * out of memory.
 */
typedef struct ht_error *ht_writer_fn(FILE *out, const struct ht_report *report,
                                      const struct ht_writer_settings *settings);

#endif
