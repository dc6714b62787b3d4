#include "infer/order.h"

#include "base/hash.h"

struct ht_error *ht_order_init(struct ht_order *order, size_t most)
{
    *order = (struct ht_order){0};
    struct ht_error *error = ht_makes_init(&order->chains, most);
    for (int place = 0; place < HT_ORDER_PLACES && !error; place++)
        error = ht_makes_init(&order->pairs[place], most);
    return error;
}

void ht_order_deinit(struct ht_order *order)
{
    ht_makes_deinit(&order->chains);
    for (int place = 0; place < HT_ORDER_PLACES; place++)
        ht_makes_deinit(&order->pairs[place]);
}

static uint64_t hash_pair(uint32_t from, uint32_t to)
{
    return ht_hash_mix((uint64_t)from << 32 | to);
}

void ht_order_add(struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to)
{
    ht_makes_add(&order->chains, ht_hash_mix(to), 1);
    ht_makes_add(&order->pairs[place], hash_pair(from, to), 2);
    order->counts[place]++;
}

double ht_order_odds(const struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to)
{
    double chains = (double)order->chains.used, uses[HT_ORDER_PLACES], counts[HT_ORDER_PLACES], shares[HT_ORDER_PLACES];
    for (int p = 0; p < HT_ORDER_PLACES; p++) {
        uses[p] = ht_makes_uses(&order->pairs[p], hash_pair(from, to), 2) - (p == (int)place);
        counts[p] = order->counts[p] - (p == (int)place);
    }
    double all = (uses[HT_ORDER_WITHIN] + uses[HT_ORDER_BETWEEN] + 1 / chains) /
                 (counts[HT_ORDER_WITHIN] + counts[HT_ORDER_BETWEEN] + chains);
    for (int p = 0; p < HT_ORDER_PLACES; p++)
        shares[p] = (uses[p] + chains * all) / (counts[p] + chains);
    return shares[HT_ORDER_WITHIN] / shares[HT_ORDER_BETWEEN];
}
