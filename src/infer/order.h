/*
 * The order in which call chains follow each other, within events and between them: an event begins and ends with what
 * it begins and ends with each time, and a tree's first block comes before its leaves.
 */
#ifndef HT_INFER_ORDER_H
#define HT_INFER_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/table.h"

enum ht_order_place { HT_ORDER_WITHIN, HT_ORDER_BETWEEN, HT_ORDER_PLACES };

/* One chain behind another, and how often in each place. */
struct ht_order_pair {
    uint32_t chains[2];
    uint32_t counts[HT_ORDER_PLACES];
};

struct ht_order {
    struct ht_order_pair *pairs; /* from the heap */
    size_t count, capacity;
    struct ht_table table;
    double counts[HT_ORDER_PLACES]; /* of all pairs */
};

void ht_order_init(struct ht_order *order);
void ht_order_deinit(struct ht_order *order);

/* One more time that a chain follows another in this place. *ret: the number of the pair. */
struct ht_error *ht_order_add(struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to,
                              uint32_t *ret);

/*
 * How much more often a pair comes within events than between them, as far as few can tell. The time that is asked
 * about is one of those that were added in this place, and does not count.
 */
double ht_order_odds(const struct ht_order *order, enum ht_order_place place, uint32_t pair);

#endif
