#include "infer/builtin.h"

#include <string.h>

#include "builtin_signatures.inc"

struct ht_error *ht_signatures_builtin(struct ht_arena *arena, struct ht_signatures *ret)
{
    size_t count = sizeof builtin / sizeof *builtin;
    struct ht_signature *items = ht_arena_array(arena, count, sizeof *items);
    if (!items)
        return ht_error_nomem();
    memcpy(items, builtin, sizeof builtin);
    *ret = (struct ht_signatures){items, count};
    return NULL;
}
