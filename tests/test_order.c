#include "trace_builder.h"

#include "infer/order.h"

static struct ht_order start(void)
{
    struct ht_order order;
    ht_order_init(&order);
    return order;
}

/* Returns the number of the pair. */
static uint32_t add(struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to, int times)
{
    uint32_t pair = 0;
    for (int i = 0; i < times; i++)
        builder_must(ht_order_add(order, place, from, to, &pair));
    return pair;
}

/* Where nothing is seen between events the order tells little, and nothing where one pair is all there is. */
static void one_place_alone_tells_nothing(void **state)
{
    (void)state;
    struct ht_order order = start();
    add(&order, HT_ORDER_WITHIN, 1, 2, 5);
    uint32_t back = add(&order, HT_ORDER_WITHIN, 2, 1, 3);
    double all = 3.0 / 9;
    assert_near(ht_order_odds(&order, HT_ORDER_WITHIN, back), (2 + 2 * all) / 9 / all, 1e-9);
    ht_order_deinit(&order);

    order = start();
    uint32_t same = add(&order, HT_ORDER_WITHIN, 1, 1, 5);
    assert_int_equal(add(&order, HT_ORDER_BETWEEN, 1, 1, 9), same);
    assert_near(ht_order_odds(&order, HT_ORDER_WITHIN, same), 1, 1e-9);
    ht_order_deinit(&order);
}

/*
 * Shares of a pair in both places, each with so many more as there are pairs, which are spread as all are: a leaf (2)
 * is followed by a node (1) ten times between trees, and the once that is asked about does not count.
 */
static void what_follows_between_events_parts_them(void **state)
{
    (void)state;
    struct ht_order order = start();
    add(&order, HT_ORDER_WITHIN, 1, 1, 20);
    uint32_t leaf = add(&order, HT_ORDER_WITHIN, 1, 2, 11);
    add(&order, HT_ORDER_WITHIN, 2, 2, 18);
    add(&order, HT_ORDER_WITHIN, 2, 1, 1);
    uint32_t node = add(&order, HT_ORDER_BETWEEN, 2, 1, 10);
    assert_int_equal(order.count, 4);
    double all = (10 + 1.0) / (49 + 10 + 4);
    double within = (0 + 4 * all) / (49 + 4), between = (10 + 4 * all) / (10 + 4);
    assert_near(ht_order_odds(&order, HT_ORDER_WITHIN, node), within / between, 1e-9);
    all = (1 + 9 + 1.0) / (50 + 9 + 4);
    within = (1 + 4 * all) / (50 + 4), between = (9 + 4 * all) / (9 + 4);
    assert_near(ht_order_odds(&order, HT_ORDER_BETWEEN, node), within / between, 1e-9);
    assert_true(ht_order_odds(&order, HT_ORDER_WITHIN, leaf) > 1);
    ht_order_deinit(&order);
}

/* From one chain to another is not from the other to the one. */
static void pairs_have_a_direction(void **state)
{
    (void)state;
    struct ht_order order = start();
    uint32_t there = add(&order, HT_ORDER_WITHIN, 1, 2, 9), back = add(&order, HT_ORDER_BETWEEN, 2, 1, 9);
    assert_true(ht_order_odds(&order, HT_ORDER_WITHIN, there) > 4);
    assert_true(ht_order_odds(&order, HT_ORDER_BETWEEN, back) < 0.25);
    ht_order_deinit(&order);
    ht_order_init(&order);
    ht_order_deinit(&order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_place_alone_tells_nothing),
        cmocka_unit_test(what_follows_between_events_parts_them),
        cmocka_unit_test(pairs_have_a_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
