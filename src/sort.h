/*
 * Sorting of numbers.
 */
#ifndef HT_SORT_H
#define HT_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Ascending. numbers may be NULL when there are none. */
void ht_sort_u32(uint32_t *numbers, size_t count);

#endif
