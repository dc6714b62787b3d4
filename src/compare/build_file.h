/*
 * An earlier JSON report (schema htanalyze-report/1), read back as far as a comparison needs it. PCs and lines serve to
 * put names and chains together and are then forgotten.
 */
#ifndef HT_COMPARE_BUILD_FILE_H
#define HT_COMPARE_BUILD_FILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "compare/build.h"

/*
 * Reads a report into the arena. Anything else (a dump, a report in words, JSON of another schema) and whatever is not
 * as the schema has it is HT_ERROR_INPUT with its place; keys that are not known are passed over. The firmware and the
 * doubts may be missing, as in reports of earlier versions.
 */
struct ht_error *ht_build_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                               struct ht_build *ret);

/* HT_ERROR_INPUT with its place when what was read is no evidence to compare with, and that is not accepted. */
struct ht_error *ht_build_refuse(const struct ht_build *build);

#endif
