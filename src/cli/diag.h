/*
 * Diagnostics: what the user is told beside the report, one line each.
 *
 *     htanalyze: FILE:LINE:COL: error: message
 */
#ifndef HT_CLI_DIAG_H
#define HT_CLI_DIAG_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

enum ht_severity { HT_SEVERITY_ERROR, HT_SEVERITY_WARNING, HT_SEVERITY_HINT, HT_SEVERITY_NOTE };

enum ht_verbosity {
    HT_VERBOSITY_QUIET,  /* errors with their hints */
    HT_VERBOSITY_NORMAL, /* warnings too */
    HT_VERBOSITY_VERBOSE /* notes too */
};

struct ht_diag {
    FILE *stream; /* not owned; whether it takes the text is nobody's concern */
    enum ht_verbosity verbosity;
};

/*
 * Prints one line, unless it is a warning, hint or note and the verbosity leaves it out. path may be NULL, line and
 * column 0. It is escaped: names and texts from files must not drive the terminal.
 */
void ht_diag_print(struct ht_diag *diag, enum ht_severity severity, const char *path, size_t line, size_t column,
                   const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Prints an error and its hint, whatever the verbosity; HT_ERROR_PIPE is passed over in silence. */
void ht_diag_error(struct ht_diag *diag, const struct ht_error *error);

#endif
