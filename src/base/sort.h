/*
 * Sorting that costs next to nothing where things are in order already, as most are that follow the records of a dump.
 */
#ifndef HT_BASE_SORT_H
#define HT_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* qsort() for arrays that are often in order already. items may be NULL when there are none. */
void ht_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

/* Ascending. numbers may be NULL when there are none. */
void ht_sort_u32(uint32_t *numbers, size_t count);

#endif
