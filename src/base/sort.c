#include "base/sort.h"

#include <stdlib.h>

/* Up to so many numbers insertion is faster than a call of qsort(); bursts have a handful. */
enum { INSERTION_MAX = 16 };

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_long_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void ht_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    const char *item = items;
    size_t ordered = 1; /* so many at the front are in order */
    for (; ordered < count && compare(item, item + size) <= 0; ordered++)
        item += size;
    if (ordered < count)
        qsort(items, count, size, compare);
}

void ht_sort_u32(uint32_t *numbers, size_t count)
{
    if (count > INSERTION_MAX) {
        ht_sort(numbers, count, sizeof *numbers, compare_numbers);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint32_t number = numbers[i];
        size_t place = i;
        for (; place > 0 && numbers[place - 1] > number; place--)
            numbers[place] = numbers[place - 1];
        numbers[place] = number;
    }
}

void ht_sort_u64(uint64_t *numbers, size_t count)
{
    ht_sort(numbers, count, sizeof *numbers, compare_long_numbers);
}
