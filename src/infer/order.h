/*
 * The order in which call chains follow each other, within events and between them: an event begins and ends with what
 * it begins and ends with each time, and a tree's first block comes before its leaves.
 */
#ifndef HT_INFER_ORDER_H
#define HT_INFER_ORDER_H

#include "infer/makes.h"

enum ht_order_place { HT_ORDER_WITHIN, HT_ORDER_BETWEEN, HT_ORDER_PLACES };

/* How often one chain follows another, in each place. */
struct ht_order {
    struct ht_makes pairs[HT_ORDER_PLACES];
    struct ht_makes chains;
    double counts[HT_ORDER_PLACES]; /* of pairs that were added */
};

/* Room for so many pairs. */
struct ht_error *ht_order_init(struct ht_order *order, size_t most);
void ht_order_deinit(struct ht_order *order);

/* One more time that a chain follows another in this place; there must be room. */
void ht_order_add(struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to);

/*
 * How much more often a chain follows another within events than between them, as far as few can tell. The time that is
 * asked about is one of those that were added in this place, and does not count.
 */
double ht_order_odds(const struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to);

#endif
