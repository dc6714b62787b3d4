#include "trace_builder.h"

#include "infer/stats.h"

/* Published with Garwood's interval, and in every table of exact Poisson limits since. */
static void poisson_interval_is_exact(void **state)
{
    (void)state;
    static const struct {
        uint32_t count;
        double low, high;
    } published[] = {
        {0, 0, 3.6889},         {1, 0.0253, 5.5716},      {2, 0.2422, 7.2247},         {12, 6.2006, 20.9616},
        {50, 37.1110, 65.9188}, {100, 81.3640, 121.6268}, {1000, 938.9730, 1063.9521},
    };
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        double low, high;
        ht_poisson_interval(published[i].count, &low, &high);
        assert_near(low, published[i].low, 1e-4);
        assert_near(high, published[i].high, 1e-4);
    }
}

/* Wilson and Hilferty's approximation is good to a hundredth here. */
static void poisson_interval_of_many(void **state)
{
    (void)state;
    for (double n = 1e4; n < 5e6; n *= 10) {
        double low, high, z = 1.959964;
        ht_poisson_interval((uint32_t)n, &low, &high);
        assert_near(low, n * pow(1 - 1 / (9 * n) - z / (3 * sqrt(n)), 3), 0.05);
        assert_near(high, (n + 1) * pow(1 - 1 / (9 * (n + 1)) + z / (3 * sqrt(n + 1)), 3), 0.05);
    }
}

static void binomial_tail_is_exact(void **state)
{
    (void)state;
    assert_near(ht_binomial_tail(8, 10, 0.5), 0.0546875, 1e-12);
    assert_near(ht_binomial_tail(12, 14, 0.5), 0.0064697265625, 1e-12);
    assert_near(ht_binomial_tail(3, 5, 0.1), 0.00856, 1e-12);
    assert_near(ht_binomial_tail(1, 10, 0.1), 0.6513215599, 1e-10);
    assert_near(ht_binomial_tail(7, 7, 1.0 / 3), 0.0004572473708, 1e-12);
    assert_near(ht_binomial_tail(490, 1000, 0.5), 0.7466699787, 1e-9);
    assert_near(ht_binomial_tail(600, 1000, 0.5) * 1e10, 1.3642320780, 1e-6);
    assert_near(ht_binomial_tail(2, 1000, 0.5), 1, 1e-9);
}

static void binomial_tail_at_its_edges(void **state)
{
    (void)state;
    assert_true(ht_binomial_tail(0, 5, 0) == 1);
    assert_true(ht_binomial_tail(0, 0, 0.5) == 1);
    assert_true(ht_binomial_tail(6, 5, 0.5) == 0);
    assert_true(ht_binomial_tail(6, 5, 1) == 0);
    assert_true(ht_binomial_tail(1, 5, 0) == 0);
    assert_true(ht_binomial_tail(5, 5, 1) == 1);
    assert_true(ht_binomial_tail(1, 1000000, 0.5) <= 1);
}

static void poisson_tail_is_exact(void **state)
{
    (void)state;
    assert_true(ht_poisson_tail(0, 3) == 1);
    assert_true(ht_poisson_tail(2, 0) == 0);
    assert_near(ht_poisson_tail(1, 0.5), 1 - exp(-0.5), 1e-12);
    assert_near(ht_poisson_tail(5, 2), 0.0526530173, 1e-10);
    assert_near(ht_poisson_tail(2, 5), 0.9595723180, 1e-10);
    /* Terms below the smallest number are passed over, and small tails are no differences. */
    assert_near(ht_poisson_tail(800, 750), 0.0360, 5e-4);
    assert_true(ht_poisson_tail(1000, 750) > 1e-18 && ht_poisson_tail(1000, 750) < 4e-18);
    assert_near(ht_poisson_tail(100000, 200000), 1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson_interval_is_exact), cmocka_unit_test(poisson_interval_of_many),
        cmocka_unit_test(binomial_tail_is_exact),    cmocka_unit_test(binomial_tail_at_its_edges),
        cmocka_unit_test(poisson_tail_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
