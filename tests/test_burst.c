#include "labels_fixture.h"

#define MS (BUILDER_HZ / 1000)

static void gaps_wrap(void **state)
{
    (void)state;
    assert_int_equal(ht_cycle_gap(100, 400, 1000), 300);
    assert_int_equal(ht_cycle_gap(7, 7, 1000), 0);
    assert_int_equal(ht_cycle_gap(0xfffffff0, 0x10, 0), 0x20);
    assert_true(ht_cycle_gap(0, 0xc0000000, 1000) == INT64_C(0xc0000000));
}

/* The counter is read before the allocation: an interrupt's record may be older than the one before it. */
static void small_steps_back_are_signed(void **state)
{
    (void)state;
    assert_int_equal(ht_cycle_gap(1000, 901, 100), -99);
    assert_true(ht_cycle_gap(1000, 899, 100) == INT64_C(0x100000000) - 101);
    assert_int_equal(ht_cycle_gap(10, 0xfffffffa, 100), -16);
    assert_true(ht_cycle_gap(1000, 999, 0) == INT64_C(0xffffffff));
}

static void a_longer_gap_starts_a_burst(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    static const uint32_t counts[] = {5000, 5040, 6040, 7044, 7044};
    for (int i = 0; i < 5; i++)
        add(&f, counts[i]);
    label(&f, 1000);
    assert_int_equal(f.bursts, 2);
    assert_labels(&f, (const uint32_t[]){0, 0, 0, 1, 1});
    label(&f, 2000);
    assert_int_equal(f.bursts, 1);
    assert_int_equal(ht_bursts_label(f.b.window->records, f.picks, 0, 1000, f.labels), 0);
    builder_deinit(&f.b);
}

static void the_first_record_starts_a_burst_wherever_the_counter_stands(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 4, 0xfffffff0, 0x80000000};
    for (int i = 0; i < 4; i++) {
        struct labels f;
        setup(&f);
        add(&f, counts[i]);
        label(&f, 1000);
        assert_int_equal(f.bursts, 1);
        assert_int_equal(f.labels[0], 0);
        builder_deinit(&f.b);
    }
}

static void a_burst_goes_on_over_a_wrap(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    static const uint32_t counts[] = {0xffffff00, 0xfffffff0, 0x40, 0x80};
    for (int i = 0; i < 4; i++)
        add(&f, counts[i]);
    label(&f, 1000);
    assert_int_equal(f.bursts, 1);
    builder_deinit(&f.b);
}

static void a_step_back_stays_in_the_burst(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    static const uint32_t counts[] = {50000, 50100, 50000, 50200, 49000};
    for (int i = 0; i < 5; i++)
        add(&f, counts[i]);
    label(&f, 1000);
    /* The last step back is longer than an interrupted allocation takes: nearly a whole wrap forward. */
    assert_labels(&f, (const uint32_t[]){0, 0, 0, 0, 1});
    builder_deinit(&f.b);
}

static void each_core_counts_by_itself(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    add(&f, 0x10000000);
    add(&f, 0x90000001);
    add(&f, 0x10000100);
    add(&f, 0x90000101);
    add(&f, 0x10000200);
    add(&f, 0x9f000001);
    label(&f, 1000);
    assert_int_equal(f.bursts, 3);
    assert_labels(&f, (const uint32_t[]){0, 1, 0, 1, 0, 2});
    builder_deinit(&f.b);
}

static void another_task_is_another_burst(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t i = 0; i < 4; i++) {
        add(&f, 1000 + 4 * i);
        f.b.window->records[i].task = 1 + i / 2;
    }
    label(&f, 1000);
    assert_labels(&f, (const uint32_t[]){0, 0, 1, 1});
    builder_deinit(&f.b);
}

static void only_picked_records_are_labelled(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t i = 0; i < 6; i++)
        add(&f, 1000 + 800 * i);
    f.picks[0] = 1;
    f.picks[1] = 3;
    f.picks[2] = 4;
    assert_int_equal(ht_bursts_label(f.b.window->records, f.picks, 3, 1000, f.labels), 2);
    assert_int_equal(f.labels[0], 0);
    assert_int_equal(f.labels[1], 1);
    assert_int_equal(f.labels[2], 1);
    builder_deinit(&f.b);
}

/* What cannot be helped here, and is repaired by fingerprints: a pause of a whole wrap looks short. */
static void a_pause_of_a_wrap_looks_short(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 1 + BUILDER_WRAP + 0.001, 16, 0);
    label(&f, 30 * MS);
    assert_int_equal(f.bursts, 1);
    builder_deinit(&f.b);
}

static void ages_add_up_over_wraps(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[64];
    setup(&f);
    for (int i = 0; i < 6; i++)
        builder_add(&f.b, 10 * i, 16, 0);
    ht_minimum_ages(f.b.window->records, 6, 10 * MS, ages);
    for (int i = 0; i < 6; i++)
        assert_near((double)ages[i] / BUILDER_HZ, 10 * (5 - i), 1e-6);
    builder_deinit(&f.b);
}

static void ages_never_claim_lost_wraps(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[2];
    setup(&f);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 21, 16, 0);
    ht_minimum_ages(f.b.window->records, 2, 10 * MS, ages);
    assert_near((double)ages[0] / BUILDER_HZ, 20 - BUILDER_WRAP, 1e-6);
    builder_deinit(&f.b);
}

static void steps_back_take_no_time(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[3];
    setup(&f);
    add(&f, 1000000);
    add(&f, 999000);
    add(&f, 1001000);
    ht_minimum_ages(f.b.window->records, 3, 10 * MS, ages);
    assert_int_equal(ages[2], 0);
    assert_int_equal(ages[1], 2000);
    assert_int_equal(ages[0], 2000);
    builder_deinit(&f.b);
}

/* Both cores live through the same time: the one that knows more of it tells. */
static void the_busier_core_tells_the_age(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[6];
    setup(&f);
    add(&f, 1000);      /* core 0 */
    add(&f, 0x5000001); /* core 1 */
    add(&f, 0x6000001);
    add(&f, 2000);
    add(&f, 0x7000001);
    add(&f, 3000);
    ht_minimum_ages(f.b.window->records, 6, 400, ages);
    static const uint64_t expected[] = {0x2000000, 0x2000000, 0x1000000, 1000, 0, 0};
    for (int i = 0; i < 6; i++)
        assert_true(ages[i] == expected[i]);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_wrap),
        cmocka_unit_test(small_steps_back_are_signed),
        cmocka_unit_test(a_longer_gap_starts_a_burst),
        cmocka_unit_test(the_first_record_starts_a_burst_wherever_the_counter_stands),
        cmocka_unit_test(a_burst_goes_on_over_a_wrap),
        cmocka_unit_test(a_step_back_stays_in_the_burst),
        cmocka_unit_test(each_core_counts_by_itself),
        cmocka_unit_test(another_task_is_another_burst),
        cmocka_unit_test(only_picked_records_are_labelled),
        cmocka_unit_test(a_pause_of_a_wrap_looks_short),
        cmocka_unit_test(ages_add_up_over_wraps),
        cmocka_unit_test(ages_never_claim_lost_wraps),
        cmocka_unit_test(steps_back_take_no_time),
        cmocka_unit_test(the_busier_core_tells_the_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
