/*
 * The built-in signatures. They stand in signatures.json (what allocates for others, and kinds of memory),
 * known_leaks.json and known_kept.json (what looks like a leak and has a bound), each with its source, in the format of
 * htanalyze-signatures(5); the build makes a table of them (table/write.c), without sources and examples.
 */
#ifndef HT_INFER_BUILTIN_H
#define HT_INFER_BUILTIN_H

#include "base/arena.h"
#include "base/error.h"
#include "infer/signatures.h"

/* A copy of them, in the arena. */
struct ht_error *ht_signatures_builtin(struct ht_arena *arena, struct ht_signatures *ret);

#endif
