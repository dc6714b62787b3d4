#include "trace_builder.h"

#include "infer/growth.h"

static void bursts_that_grow_with_the_window(void **state)
{
    (void)state;
    const struct ht_growth_sample samples[] = {{90, 2}, {600, 12}};
    struct ht_growth growth;
    assert_true(ht_growth_test(samples, 2, &growth));
    double share = 600.0 / 690;
    assert_near(growth.log_ratio, 12 * log(share) + 2 * log(1 - share) - 14 * log(0.5), 1e-9);
    assert_near(growth.p, 0.0064697265625, 1e-12);
}

static void the_order_of_windows_does_not_matter(void **state)
{
    (void)state;
    const struct ht_growth_sample forth[] = {{90, 2}, {600, 12}}, back[] = {{600, 12}, {90, 2}};
    struct ht_growth a, b;
    assert_true(ht_growth_test(forth, 2, &a));
    assert_true(ht_growth_test(back, 2, &b));
    assert_true(a.log_ratio == b.log_ratio);
    assert_true(a.p == b.p);
}

static void a_level_cache_does_not_grow(void **state)
{
    (void)state;
    const struct ht_growth_sample samples[] = {{100, 5}, {600, 5}};
    struct ht_growth growth;
    assert_true(ht_growth_test(samples, 2, &growth));
    assert_near(growth.log_ratio, 5 * log(6.0 / 7) + 5 * log(1.0 / 7) - 10 * log(0.5), 1e-9);
    assert_true(growth.log_ratio < -3);
    assert_near(growth.p, 0.623046875, 1e-12);
}

/* Filled in the first window of a boot, empty in the next: the best falling share is none. */
static void a_cache_filled_in_the_first_window_does_not_grow(void **state)
{
    (void)state;
    const struct ht_growth_sample samples[] = {{100, 7}, {200, 0}};
    struct ht_growth growth;
    assert_true(ht_growth_test(samples, 2, &growth));
    assert_near(growth.log_ratio, 7 * log(1.0 / 3), 1e-9);
    assert_true(growth.p == 1);
}

static void a_falling_number_is_fitted(void **state)
{
    (void)state;
    const struct ht_growth_sample samples[] = {{100, 6}, {300, 2}};
    struct ht_growth growth;
    assert_true(ht_growth_test(samples, 2, &growth));
    assert_near(growth.log_ratio, 6 * log(0.25) + 2 * log(0.75) - 6 * log(0.75) - 2 * log(0.25), 1e-9);
}

static void only_the_long_window_has_any(void **state)
{
    (void)state;
    const struct ht_growth_sample samples[] = {{100, 0}, {300, 7}};
    struct ht_growth growth;
    assert_true(ht_growth_test(samples, 2, &growth));
    assert_near(growth.log_ratio, 7 * log(0.75) - 7 * log(0.5), 1e-9);
    assert_near(growth.p, 1 / 128.0, 1e-12);
}

static void windows_of_one_length_add_up(void **state)
{
    (void)state;
    const struct ht_growth_sample samples[] = {{100, 1}, {600, 8}, {110, 1}};
    struct ht_growth growth;
    assert_true(ht_growth_test(samples, 3, &growth));
    /* Of three windows one is long: at a constant number it holds a third. */
    double p = 0, share = 600.0 / 810;
    static const double ways[] = {45, 10, 1};
    for (int k = 8; k <= 10; k++)
        p += ways[k - 8] * pow(1.0 / 3, k) * pow(2.0 / 3, 10 - k);
    assert_near(growth.p, p, 1e-12);
    assert_near(growth.log_ratio, 8 * log(share) + 2 * log(1 - share) - 8 * log(1.0 / 3) - 2 * log(2.0 / 3), 1e-9);
}

static void lengths_must_differ_by_half(void **state)
{
    (void)state;
    struct ht_growth_sample samples[] = {{100, 2}, {149, 5}};
    struct ht_growth growth = {7, 8};
    assert_false(ht_growth_test(samples, 2, &growth));
    assert_true(growth.log_ratio == 7 && growth.p == 8);
    samples[1].seconds = 150;
    assert_true(ht_growth_test(samples, 2, &growth));
}

static void nothing_to_compare(void **state)
{
    (void)state;
    const struct ht_growth_sample none[] = {{100, 0}, {600, 0}};
    struct ht_growth growth;
    assert_false(ht_growth_test(none, 2, &growth));
    assert_false(ht_growth_test(none + 1, 1, &growth));
    assert_false(ht_growth_test(none, 0, &growth));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_that_grow_with_the_window),
        cmocka_unit_test(the_order_of_windows_does_not_matter),
        cmocka_unit_test(a_level_cache_does_not_grow),
        cmocka_unit_test(a_cache_filled_in_the_first_window_does_not_grow),
        cmocka_unit_test(a_falling_number_is_fitted),
        cmocka_unit_test(only_the_long_window_has_any),
        cmocka_unit_test(windows_of_one_length_add_up),
        cmocka_unit_test(lengths_must_differ_by_half),
        cmocka_unit_test(nothing_to_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
