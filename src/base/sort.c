#include "base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Up to so many numbers insertion is faster than a call of qsort(); bursts have a handful. */
enum { INSERTION_MAX = 16 };

/* From so many on, to count their bytes is faster than qsort(). */
enum { BYTES_MIN = 1024 };

int ht_compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return HT_ORDER(x, y);
}

static int compare_long_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return HT_ORDER(x, y);
}

static bool is_sorted(const char *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    size_t ordered = 1; /* so many at the front */
    for (; ordered < count && compare(items, items + size) <= 0; ordered++)
        items += size;
    return ordered >= count;
}

void ht_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (!is_sorted(items, count, size, compare))
        qsort(items, count, size, compare);
}

/* Compiled into each caller, for each knows its size. */
#define FOR_EACH_SIZE static inline __attribute__((always_inline))

FOR_EACH_SIZE uint64_t number_at(const char *number, size_t size)
{
    uint32_t number32;
    uint64_t number64;
    if (size == sizeof number32)
        return memcpy(&number32, number, sizeof number32), number32;
    return memcpy(&number64, number, sizeof number64), number64;
}

/*
 * Sorts by one byte of the numbers after the other, the lowest first, to and fro between them and other, which has room
 * for them. Bytes that all have in common are passed over: sizes, chains and places of a dump have two or three others.
 * On 700,000 sizes this takes a tenth of the time of qsort().
 */
FOR_EACH_SIZE void sort_by_bytes(char *numbers, char *other, size_t count, size_t size)
{
    size_t ends[sizeof(uint64_t)][256] = {{0}};
    char *from = numbers, *to = other;
    for (size_t i = 0; i < count; i++) {
        uint64_t number = number_at(numbers + i * size, size);
        for (size_t byte = 0; byte < size; byte++)
            ends[byte][number >> byte * 8 & 255]++;
    }
    for (size_t byte = 0; byte < size; byte++) {
        size_t place = 0;
        if (ends[byte][number_at(numbers, size) >> byte * 8 & 255] == count)
            continue;
        for (size_t value = 0; value < 256; value++) {
            size_t those = ends[byte][value];
            ends[byte][value] = place;
            place += those;
        }
        for (size_t i = 0; i < count; i++) {
            const char *number = from + i * size;
            memcpy(to + ends[byte][number_at(number, size) >> byte * 8 & 255]++ * size, number, size);
        }
        char *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != numbers)
        memcpy(numbers, from, count * size);
}

/* Inserts each number among those before it. */
FOR_EACH_SIZE void insert(char *numbers, size_t count, size_t size)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t number = number_at(numbers + i * size, size);
        char copy[sizeof number], *place = numbers + i * size;
        memcpy(copy, place, size);
        for (; place > numbers && number_at(place - size, size) > number; place -= size)
            memcpy(place, place - size, size);
        memcpy(place, copy, size);
    }
}

FOR_EACH_SIZE void sort_numbers(void *numbers, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (count <= INSERTION_MAX) {
        insert(numbers, count, size);
        return;
    }
    if (is_sorted(numbers, count, size, compare))
        return;
    char *other = count >= BYTES_MIN ? malloc(count * size) : NULL;
    if (other)
        sort_by_bytes(numbers, other, count, size);
    else
        qsort(numbers, count, size, compare);
    free(other);
}

void ht_sort_u32(uint32_t *numbers, size_t count)
{
    sort_numbers(numbers, count, sizeof *numbers, compare_numbers);
}

void ht_sort_u64(uint64_t *numbers, size_t count)
{
    sort_numbers(numbers, count, sizeof *numbers, compare_long_numbers);
}
