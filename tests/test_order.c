#include "trace_builder.h"

#include "infer/order.h"

static struct ht_order start(void)
{
    struct ht_order order;
    assert_null(ht_order_init(&order, 64));
    return order;
}

static void add(struct ht_order *order, enum ht_order_place place, uint32_t from, uint32_t to, int times)
{
    for (int i = 0; i < times; i++)
        ht_order_add(order, place, from, to);
}

/* A pair within events that is seen there as often as any tells nothing when none is seen between them. */
static void one_place_alone_tells_nothing(void **state)
{
    (void)state;
    struct ht_order order = start();
    add(&order, HT_ORDER_WITHIN, 1, 2, 5);
    add(&order, HT_ORDER_WITHIN, 2, 1, 3);
    assert_near(ht_order_odds(&order, HT_ORDER_WITHIN, 2, 1), 1, 0.03);
    ht_order_deinit(&order);

    order = start();
    add(&order, HT_ORDER_WITHIN, 1, 1, 5);
    add(&order, HT_ORDER_BETWEEN, 1, 1, 9);
    assert_near(ht_order_odds(&order, HT_ORDER_WITHIN, 1, 1), 1, 1e-9);
    ht_order_deinit(&order);
}

/*
 * Shares of a pair in both places, each with so many more pairs as there are chains, which are spread as all are: a
 * leaf (2) is followed by a node (1) ten times between trees, and the once that is asked about does not count.
 */
static void what_follows_between_events_parts_them(void **state)
{
    (void)state;
    struct ht_order order = start();
    add(&order, HT_ORDER_WITHIN, 1, 1, 20);
    add(&order, HT_ORDER_WITHIN, 1, 2, 11);
    add(&order, HT_ORDER_WITHIN, 2, 2, 18);
    add(&order, HT_ORDER_WITHIN, 2, 1, 1);
    add(&order, HT_ORDER_BETWEEN, 2, 1, 10);
    double all = (10 + 0.5) / (49 + 10 + 2);
    double within = (0 + 2 * all) / (49 + 2), between = (10 + 2 * all) / (10 + 2);
    assert_near(ht_order_odds(&order, HT_ORDER_WITHIN, 2, 1), within / between, 1e-9);
    all = (1 + 9 + 0.5) / (50 + 9 + 2);
    within = (1 + 2 * all) / (50 + 2), between = (9 + 2 * all) / (9 + 2);
    assert_near(ht_order_odds(&order, HT_ORDER_BETWEEN, 2, 1), within / between, 1e-9);
    assert_true(ht_order_odds(&order, HT_ORDER_WITHIN, 1, 2) > 1);
    ht_order_deinit(&order);
}

/* From one chain to another is not from the other to the one. */
static void pairs_have_a_direction(void **state)
{
    (void)state;
    struct ht_order order = start();
    add(&order, HT_ORDER_WITHIN, 1, 2, 9);
    add(&order, HT_ORDER_BETWEEN, 2, 1, 9);
    assert_true(ht_order_odds(&order, HT_ORDER_WITHIN, 1, 2) > 4);
    assert_true(ht_order_odds(&order, HT_ORDER_BETWEEN, 2, 1) < 0.25);
    ht_order_deinit(&order);
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
