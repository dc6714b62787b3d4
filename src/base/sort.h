/*
 * Order: sorting that costs next to nothing where things are in order already, as most are that follow the records of
 * a dump, and finding a place in what is sorted.
 */
#ifndef HT_BASE_SORT_H
#define HT_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* What a comparison for sorting says of two numbers: -1, 0 or 1 where x is less than y, equal, or more. */
#define HT_ORDER(x, y) (((x) > (y)) - ((x) < (y)))

/* qsort() for arrays that are often in order already. items may be NULL when there are none. */
void ht_sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

/* Orders names, for sorting and searching: pointers to strings. */
int ht_compare_names(const void *left, const void *right);

/* Ascending. numbers may be NULL when there are none. */
void ht_sort_u32(uint32_t *numbers, size_t count);
void ht_sort_u64(uint64_t *numbers, size_t count);

/*
 * The first place from one on that does not lie before what is sought, or end when all do. place is a variable of
 * type size_t, and before tells of the place in it, in whatever array that may be:
 *
 *     size_t place;
 *     HT_SEARCH(place, 0, count, items[place].addr < addr);
 *
 * A macro, so that the comparison is compiled into the loop.
 */
#define HT_SEARCH(place, from, end, before)                           \
    do {                                                              \
        size_t search_low_ = (from), search_high_ = (end);            \
        while (search_low_ < search_high_) {                          \
            (place) = search_low_ + (search_high_ - search_low_) / 2; \
            if (before)                                               \
                search_low_ = (place) + 1;                            \
            else                                                      \
                search_high_ = (place);                               \
        }                                                             \
        (place) = search_low_;                                        \
    } while (0)

#endif
