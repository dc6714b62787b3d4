/*
 * Growing arrays: a pointer, a count and a capacity that stand in the structure that owns them.
 */
#ifndef HT_BASE_VEC_H
#define HT_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Makes room for at least needed items of size bytes in *items, an array from the heap (NULL when *capacity is 0).
 * False when there is no memory, and then nothing has changed.
 */
static inline bool ht_vec_reserve(void **items, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
    if (grown < needed)
        grown = needed;
    if (grown > SIZE_MAX / size)
        return false;
    void *moved = realloc(*items, grown * size);
    if (!moved)
        return false;
    *items = moved;
    *capacity = grown;
    return true;
}

#endif
