/*
 * The dumps of a run, from files to windows. What a dump is, its content tells.
 */
#ifndef HT_CLI_DUMPS_H
#define HT_CLI_DUMPS_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "lib/session.h"

/* More than this in a dump, or a file of symbols, is none: a million records take some 100 MB. */
#define HT_INPUT_SIZE_MAX ((size_t)1 << 30)

/*
 * Adds the dumps in their order; "-" is standard input. Recordings of the cores of one host trace (dump/host.h) are one
 * window, which stands where the first of them does; they are read piece by piece, however large they are, unless they
 * are packed or come through a pipe.
 */
struct ht_error *ht_dumps_add(struct ht_session *session, const char *const *paths, size_t count, FILE *in,
                              const struct ht_session_settings *settings);

#endif
