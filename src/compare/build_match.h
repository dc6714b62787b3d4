/*
 * Which findings of two builds are the same.
 */
#ifndef HT_COMPARE_BUILD_MATCH_H
#define HT_COMPARE_BUILD_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "compare/build.h"

#define HT_NO_MATCH SIZE_MAX

/* What a finding was in the old build. */
struct ht_match_result {
    size_t finding;       /* its number there, or HT_NO_MATCH */
    bool nameless;        /* no function of it is known: there was nothing to compare */
    bool part;            /* it is a part of that finding, which another one matched already */
    const char *old_name; /* a function of its chains that was renamed, or NULL */
    const char *new_name;
};

/*
 * Matches each finding of the build now with those of the old one, in the arena. The same key is a match. Else chains
 * are aligned from their innermost functions outwards, allocators left out. Two findings match when most of the bytes
 * have chains that agree as far as both reach, or when an event leaves the same sizes behind and half of what is
 * aligned agrees. A function is taken for renamed when neither build has both names.
 *
 * gone has one item for each old finding: it was a leak, and no leak now is that one or holds it.
 */
struct ht_error *ht_build_match(struct ht_arena *arena, const struct ht_build *now, const struct ht_build *old,
                                struct ht_match_result **ret, bool **gone);

#endif
