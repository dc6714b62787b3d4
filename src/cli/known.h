/*
 * --known: which rules there are, and which of the leaks that they know a release of ESP-IDF has.
 */
#ifndef HT_CLI_KNOWN_H
#define HT_CLI_KNOWN_H

#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/signatures.h"

/*
 * Writes the rules, those given (of --signatures) first; the arena takes the built-in ones. With a release (or NULL)
 * of the leaks those that it has, or may have. HT_ERROR_USAGE when it is none.
 */
struct ht_error *ht_known_list(FILE *out, unsigned width, struct ht_arena *arena, const struct ht_signatures *given,
                               const char *release);

#endif
