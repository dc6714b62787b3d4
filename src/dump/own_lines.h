/*
 * Blocks that a project prints in lines of its own: heap_trace_dump() holds interrupts off for so long that people do.
 * Tried when nothing else is found; at least two lines must be of one shape. There is no header: all such lines of a
 * file are one dump. A warning (own-lines) says what was taken for what; lines that say how many blocks they stand for
 * give an unordered window.
 */
#ifndef HT_DUMP_OWN_LINES_H
#define HT_DUMP_OWN_LINES_H

#include <stdbool.h>

#include "base/error.h"
#include "model/trace.h"

/* The most records that lines with counts are spread out to; the fuzzers set fewer, since a line makes all of them. */
#ifndef HT_OWN_RECORDS_MAX
#define HT_OWN_RECORDS_MAX ((size_t)1 << 20)
#endif

/* Adds the window. *found is false, and nothing is added, when no two lines are of one shape. */
struct ht_error *ht_dump_own_lines_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                        bool *found);

#endif
