/*
 * Growing arrays: a pointer, a count and a capacity that stand in the structure that owns them. The pointer keeps its
 * type: what is pushed is checked by the compiler.
 */
#ifndef HT_BASE_VEC_H
#define HT_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Makes room for at least needed items in an array from the heap (NULL when its capacity is 0). False when there is no
 * memory, and then nothing has changed. items and capacity are variables or members, and read several times.
 */
#define HT_VEC_RESERVE(items, capacity, needed) \
    ((needed) <= (capacity) ||                  \
     ((items) = ht_vec_grow((items), &(capacity), (needed), sizeof *(items)), (needed) <= (capacity)))

/* Appends a value, which is written last in the call. False when there is no memory, and then nothing has changed. */
#define HT_VEC_PUSH(items, count, capacity, ...) \
    (HT_VEC_RESERVE(items, capacity, (count) + 1) && ((items)[(count)++] = __VA_ARGS__, true))

/* Where the items are that have room for at least needed of size bytes; where they were when there is no memory. */
static inline void *ht_vec_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
    size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
    if (grown < needed)
        grown = needed;
    void *moved = grown > SIZE_MAX / size ? NULL : realloc(items, grown * size);
    if (!moved)
        return items;
    *capacity = grown;
    return moved;
}

#endif
