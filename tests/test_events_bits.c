/* What a description takes, to the bit. */
#include "events_fixture.h"

/* Adds a record at an exact time. */
static void add_exactly(struct fixture *f, double seconds, uint32_t size, uint32_t chain)
{
    builder_add(&f->b, 0, size, chain)->t_us = (int64_t)round(seconds * 1e6);
}

/*
 * To begin a burst that is written out takes four bits: a pause that costs more parts what never comes again. No chain
 * follows another twice, and all long pauses have been seen between others: for so many chains, that tells a little.
 */
static void a_burst_written_out_takes_four_bits(void **state)
{
    (void)state;
    for (int parts = 0; parts <= 1; parts++) {
        struct fixture f;
        double bits = (parts ? -4.1 : -3.9) - log2((4 + 5) / 5.0), pause = sqrt(0.01 * 0.1 * (60.0 / 7) / exp2(bits));
        setup(&f, 60);
        builder_add(&f.b, 1, 10, 0);
        builder_add(&f.b, 1 + pause, 20, 1);
        for (uint32_t i = 0; i < 4; i++)
            builder_add(&f.b, 13 + 11 * i, 30 + i, 2 + i);
        cut(&f);
        assert_int_equal(f.bursts.count, parts ? 6 : 5);
        teardown(&f);
    }
}

/* No more than four where nothing comes again, however many there are: pauses that cost four and a half part them all.
 */
static void bursts_that_are_all_written_out_take_no_more(void **state)
{
    (void)state;
    enum { COUNT = 64 };
    struct fixture f;
    double order = log2((COUNT - 2 + COUNT - 1) / (COUNT - 1.0)), bits = -4.5 - order;
    double pause = sqrt(0.01 * 0.1 * (600.0 / (COUNT + 1)) / exp2(bits));
    setup(&f, 600);
    for (uint32_t i = 0; i < COUNT; i++)
        add_exactly(&f, pause * i, 10 + i, i);
    cut(&f);
    assert_int_equal(f.bursts.count, COUNT);
    teardown(&f);
}

/*
 * Sixteen equal records in pairs: one by one they take N/8 bits of references and one bit of size written out, as pairs
 * half of the references and two sizes. Eight references of an eighth of a bit are what it takes, the pauses decide.
 */
static void a_reference_takes_an_eighth_of_a_bit(void **state)
{
    (void)state;
    for (int side = -1; side <= 1; side += 2) {
        struct fixture f;
        double inside = 0.4 / log(0.1 / 1e-3), pause = 0.05;
        double seconds = 9 * pause / inside * exp2(side / 64.0), step = (seconds - pause) / 7;
        setup(&f, seconds);
        for (int i = 0; i < 16; i++)
            add_exactly(&f, i / 2 * step + i % 2 * pause, 16, 0);
        cut(&f);
        assert_int_equal(f.bursts.count, side > 0 ? 8 : 16);
        teardown(&f);
    }
}

/*
 * Two events of the same chains with four other sizes, and one more record: two bursts take 2 (1/8 + log2(3/2) + 2.5 L)
 * bits when sizes that vary take three quarters of L bits each, one burst 4 + 4 L and what the pause between saves.
 */
static void sizes_that_vary_take_three_quarters(void **state)
{
    (void)state;
    double size = 1 + log2(5), even = 2 * (0.125 + log2(1.5) + 2.5 * size) - 4 - 4 * size;
    for (int side = -1; side <= 1; side += 2) {
        struct fixture f;
        double bits = -even + side, pause = 0.05, seconds = 3 * pause * log(0.1 / 1e-6) / 0.99 * exp2(bits);
        setup(&f, seconds);
        for (uint32_t i = 0; i < 4; i++)
            add_exactly(&f, i / 2 * (pause + 1e-4) + i % 2 * 1e-4, 10 + i, i % 2);
        add_exactly(&f, seconds, 100, 7);
        cut(&f);
        assert_int_equal(f.bursts.count, side > 0 ? 2 : 3);
        teardown(&f);
    }
}

/* Events that come every second at random stand a few hundredths of one apart now and then: they are not one. */
static void frequent_events_are_not_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 330);
    double at = 1;
    for (int i = 0; i < 300; i++, at += fmax(0.03, -log(next_random(&f))))
        builder_add(&f.b, at, 16, 0);
    cut(&f);
    assert_true(at < 330 && !f.timelines[0].sleeping);
    assert_int_equal(f.bursts.count, 300);
    teardown(&f);
}

/* Of sizes that vary some come again by chance: that makes an event no dearer than its chain alone. */
static void sizes_that_come_again_by_chance(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 2000);
    double at = 1;
    for (int i = 0; i < 200; i++, at += 9.7) {
        int blocks = next_random(&f) < 0.6 ? 2 : 1;
        for (int k = 0; k < blocks; k++)
            builder_add(&f.b, at + (i % 9 ? 0 : 0.2) + 1e-5 * k, 4 + (uint32_t)(56 * next_random(&f)), 0);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 200);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_written_out_takes_four_bits),
        cmocka_unit_test(bursts_that_are_all_written_out_take_no_more),
        cmocka_unit_test(a_reference_takes_an_eighth_of_a_bit),
        cmocka_unit_test(sizes_that_vary_take_three_quarters),
        cmocka_unit_test(frequent_events_are_not_joined),
        cmocka_unit_test(sizes_that_come_again_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
