/*
 * Where the report goes: a regular file whole or not at all, anything else as it comes.
 */
#ifndef HT_CLI_OUTPUT_H
#define HT_CLI_OUTPUT_H

#include <stdio.h>

#include "base/error.h"

struct ht_output {
    FILE *stream;                     /* write here */
    char *path;                       /* as given, for messages; NULL: standard output */
    char *target;                     /* the file to be replaced, links followed; NULL: written into directly */
    char *temporary;                  /* beside target; NULL when there is none any more */
    const char *volatile *unfinished; /* the name of the temporary while there is one; or NULL */
};

/*
 * Opens the output. path NULL or "-", or a name of what standard output already is ("/dev/stdout"), means
 * standard_output, which stays the caller's. A regular file, or one that does not exist yet, is written to a temporary
 * file in its directory; a device, a pipe or a socket is written into. HT_ERROR_IO when that cannot be.
 *
 * The name of the temporary stands in *unfinished from when it is made until it is renamed or removed, for whoever ends
 * the program at a signal to remove (cli/signals.h). unfinished may be NULL; it outlives the output.
 */
struct ht_error *ht_output_open(const char *path, FILE *standard_output, const char *volatile *unfinished,
                                struct ht_output *ret);

/*
 * Ends the output: everything written, on the disk, closed, and the temporary renamed to its target with the mode and,
 * as far as allowed, the owner that the target had. HT_ERROR_PIPE when the reader of a pipe went away, HT_ERROR_IO when
 * something was not written; the target is then as it was. The output is spent in either case. The reason of a write
 * that failed since ht_output_open() is what errno tells.
 */
struct ht_error *ht_output_commit(struct ht_output *output);

/* Ends the output without a result: the target stays as it was. Fine with NULL and after ht_output_commit(). */
void ht_output_discard(struct ht_output *output);

#endif
