#include "infer/order.h"

#include <stdlib.h>

#include "base/vec.h"

void ht_order_init(struct ht_order *order)
{
    *order = (struct ht_order){0};
    ht_table_init(&order->table);
}

void ht_order_deinit(struct ht_order *order)
{
    free(order->pairs);
    ht_table_deinit(&order->table);
}

struct ht_error *ht_order_add(struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to,
                              uint32_t *ret)
{
    struct ht_error *error = ht_table_reserve(&order->table);
    if (error)
        return error;
    struct ht_order_pair pair = {.chains = {from, to}};
    struct ht_table_place at = ht_table_start(&order->table, ht_table_hash(&order->table, pair.chains, 2));
    bool found = false;
    while (!found && ht_table_next(&order->table, &at))
        found = order->pairs[at.number].chains[0] == from && order->pairs[at.number].chains[1] == to;
    if (!found) {
        at.number = (uint32_t)order->count;
        if (!HT_VEC_PUSH(order->pairs, order->count, order->capacity, pair))
            return ht_error_nomem();
        ht_table_add(&order->table, &at, at.number);
    }
    order->pairs[at.number].counts[place]++;
    order->counts[place]++;
    *ret = at.number;
    return NULL;
}

double ht_order_odds(const struct ht_order *order, enum ht_order_place place, uint32_t pair)
{
    double pairs = (double)order->count, all = 1, total = pairs, shares[HT_ORDER_PLACES];
    for (int p = 0; p < HT_ORDER_PLACES; p++) {
        all += order->pairs[pair].counts[p] - (p == (int)place);
        total += order->counts[p] - (p == (int)place);
    }
    all /= total;
    for (int p = 0; p < HT_ORDER_PLACES; p++) {
        double self = p == (int)place;
        shares[p] = (order->pairs[pair].counts[p] - self + pairs * all) / (order->counts[p] - self + pairs);
    }
    return shares[HT_ORDER_WITHIN] / shares[HT_ORDER_BETWEEN];
}
