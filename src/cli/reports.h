/*
 * The reports of a run: where they go, and what the run says of them beside.
 */
#ifndef HT_CLI_REPORTS_H
#define HT_CLI_REPORTS_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/run_settings.h"

/* A slip like `-o window.json window.json` must not cost the dump: HT_ERROR_USAGE when an output is an input too. */
struct ht_error *ht_reports_check(const struct ht_run_settings *settings, FILE *in);

/* Does the reader of the diagnostics read the report's own warnings too, in the text report? */
bool ht_reports_told(const struct ht_run_settings *settings, FILE *out, FILE *err);

/* Writes what context is to the stream, as a writer does. */
typedef struct ht_error *ht_reports_fn(const void *context, const struct ht_writer *writer, FILE *stream,
                                       const struct ht_writer_settings *settings);

/* Writes all reports, one after the other: those before one that cannot be written are whole. */
struct ht_error *ht_reports_write(const struct ht_run_settings *settings, FILE *out, ht_reports_fn *write,
                                  const void *context);

/*
 * The exit code of a run whose reports are written; says why it is not HT_EXIT_OK, and the doubts that the reader was
 * not told yet: by the report (ht_reports_told()), or by a warning.
 */
enum ht_exit ht_reports_judge(struct ht_diag *diag, const struct ht_gate_result *gate, size_t gate_count,
                              const struct ht_doubt *doubts, size_t doubt_count, bool strict, bool told);

#endif
