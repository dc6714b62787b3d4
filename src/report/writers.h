/*
 * The table of report formats.
 */
#ifndef HT_REPORT_WRITERS_H
#define HT_REPORT_WRITERS_H

#include "report/compare/words.h"
#include "report/writer.h"

/* Writes a comparison, as ht_writer_fn writes a report. */
typedef struct ht_error *ht_compare_fn(FILE *out, const struct ht_compared *compared,
                                       const struct ht_writer_settings *settings);

struct ht_writer {
    const char *name; /* as --format takes it */
    ht_writer_fn *write;
    ht_compare_fn *compare; /* NULL: the format shows no comparisons */
    const char *suffix;     /* of files that -o writes in this format unless told otherwise, or NULL */
    bool whole;             /* the whole report, whatever view is asked for: for programs, or with views of its own */
};

extern const struct ht_writer ht_writers[]; /* ends with a NULL name; the first is the default */

/* Suppressions for the leaks (report/suppressions.h): no report, so it is not in the table. */
extern const struct ht_writer ht_suppressions_writer;

/* The writer of that name, or NULL. */
const struct ht_writer *ht_writer_find(const char *name);

/* The writer whose suffix a path has, whatever the case of its letters, or NULL. */
const struct ht_writer *ht_writer_of_path(const char *path);

/* Writes the report, or the view of it that is asked for where the format has views. settings->view is not used. */
struct ht_error *ht_writer_run(const struct ht_writer *writer, FILE *out, const struct ht_report *report,
                               const struct ht_writer_settings *settings, const struct ht_view_settings *view);

/* Writes a comparison in a format that shows them. */
struct ht_error *ht_writer_compare(const struct ht_writer *writer, FILE *out, const struct ht_comparison *comparison,
                                   const struct ht_writer_settings *settings);

#endif
