/*
 * Names of functions as titles have room for them: C++ and Rust write whole types into them.
 */
#ifndef HT_JUDGE_SHORT_NAME_H
#define HT_JUDGE_SHORT_NAME_H

#include <stddef.h>

#include "base/arena.h"

/*
 * The name with its template arguments folded: "std::vector<...>::push_back"; what is still longer than most bytes
 * keeps its last parts, "...::push_back". NULL without memory.
 */
const char *ht_short_name(struct ht_arena *arena, const char *function, size_t most);

#endif
