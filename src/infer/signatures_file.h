/*
 * Files of signatures: JSON, described in htanalyze-signatures(5): the user's, and when the program is built those that
 * it knows (infer/builtin.h).
 */
#ifndef HT_INFER_SIGNATURES_FILE_H
#define HT_INFER_SIGNATURES_FILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/signatures.h"

/*
 * Reads signatures from JSON. What does not belong there (an unknown key, a word that is no class, a number out of
 * range) is an HT_ERROR_INPUT with path, line and column: a rule that is silently not applied would mislead.
 */
struct ht_error *ht_signatures_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                    struct ht_signatures *ret);

#endif
