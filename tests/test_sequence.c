#include "events_fixture.h"

#include "infer/sequence.h"

static struct ht_sequence make(struct fixture *f)
{
    struct ht_sequence sequence;
    pick_all(f);
    builder_must(ht_sequence_make(&f->b.trace, f->timelines, f->picks, f->b.trace.window_count, &sequence));
    return sequence;
}

/* Bits that a pause between two records of one core saves when they are of one event; the window has many others. */
static double join_of(double seconds, double pause)
{
    struct fixture f;
    setup(&f, seconds);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 1 + pause, 16, 0);
    for (int i = 0; i < 4; i++)
        builder_add(&f.b, 12 + pause + 11 * i, 16, 0);
    struct ht_sequence sequence = make(&f);
    double bits = sequence.items[1].join;
    assert_false(f.timelines[0].sleeping);
    ht_sequence_deinit(&sequence);
    teardown(&f);
    return bits;
}

/* How dense a pause of some seconds is within events when it is the only one there, below a tenth of a second. */
static double density(double pause)
{
    double middle = 0.4 / log(0.1 / 1e-3), seldom = 1 / 1.4;
    return (pause < 1e-3 ? (1 - (0.4 + 0.01) * seldom) / log(1e-3 / 1e-6) : middle) / pause;
}

/*
 * Within events pauses of a microsecond to a tenth of a second are log-uniform, two in five of a millisecond and more
 * where none shows that they are fewer, one in a hundred is longer than a tenth, and of these one in ten is ten times
 * as long; between events a counter shows any part of a wrap alike, where they come more
 * often than that any part of their mean pause: n events leave n + 1 of them, and a tenth of a second parts two.
 */
static void a_pause_saves_or_costs_what_it_tells(void **state)
{
    (void)state;
    static const double shorter[] = {0.0009, 0.003, 0.02, 0.09}, longer[] = {0.12, 0.5, 3, 9};
    for (size_t i = 0; i < 4; i++) {
        double inside = density(shorter[i]);
        assert_near(join_of(600, shorter[i]), fmin(11, log2(inside * BUILDER_WRAP)), 0.01);
        assert_near(join_of(60, shorter[i]), fmin(11, log2(inside * 60 / 6)), 0.01);
        inside = 0.01 * 0.1 / (longer[i] * longer[i]);
        assert_near(join_of(600, longer[i]), fmax(-8, log2(inside * BUILDER_WRAP)), 0.01);
        assert_near(join_of(60, longer[i]), fmax(-8, log2(inside * 60 / 7)), 0.01);
    }
    assert_near(join_of(60, 1e-5), 11, 0); /* no pause tells more */
    assert_near(join_of(60, 9.9), -8, 0);
    assert_near(join_of(60, 10.5), -8, 0);
}

/*
 * Bits of a pause of half a second, or of the last hundredth, behind an event of 41 blocks that are made at a stretch
 * but for so many pauses of a hundredth.
 */
static double join_behind(int slow, bool hundredth)
{
    struct fixture f;
    setup(&f, 600);
    double at = 1;
    for (int i = 0; i < 41; i++, at += i <= slow ? 0.01 : 1e-5)
        builder_add(&f.b, at, 16, 0);
    builder_add(&f.b, at + 0.5 - 1e-5, 16, 0);
    for (int i = 0; i < 4; i++)
        builder_add(&f.b, 12 + at + 11 * i, 16, 0);
    struct ht_sequence sequence = make(&f);
    double bits = sequence.items[hundredth ? slow : 41].join;
    assert_false(f.timelines[0].sleeping);
    ht_sequence_deinit(&sequence);
    teardown(&f);
    return bits;
}

/* Two in five pauses within events are of a millisecond and more; where there are fewer, each is rarer, and long ones
 * are fewer, too. */
static void what_is_made_at_a_stretch_has_few_pauses(void **state)
{
    (void)state;
    double usual = log2(0.01 * 0.1 / (0.5 * 0.5) * BUILDER_WRAP);
    assert_near(join_behind(0, false), usual + log2(1 / (1 + 0.4 * 40)), 0.02);
    assert_near(join_behind(5, false), usual + log2(6 / (1 + 0.4 * 40)), 0.02);
    assert_near(join_behind(25, false), usual, 0.02);
    usual = log2(0.4 / (0.01 * log(0.1 / 1e-3)) * BUILDER_WRAP);
    assert_near(join_behind(5, true), usual + log2(6 / (1 + 0.4 * 40)), 0.02);
    assert_near(join_behind(25, true), usual, 0.02);
}

/* A millisecond is such a pause already, and a tenth of a second parts two events. */
static void pauses_of_the_middle_begin_and_end(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 72000);
    int64_t at = 0;
    for (int i = 0; i < 42; i++) {
        builder_add(&f.b, i, 16, 0)->t_us = at;
        at += i < 10 ? 1000 : i < 40 ? 10 : i == 40 ? 100000 : 500000;
    }
    builder_add(&f.b, 42, 16, 0)->t_us = at;
    struct ht_sequence sequence = make(&f);
    /* Ten of forty pauses are of the middle, and two others leave three events. */
    assert_near(sequence.items[42].join,
                fmax(-8, log2(0.01 * 11 / (1 + 0.4 * 40) * 0.1 / (0.5 * 0.5) * ht_timeline_observed(f.timelines) / 4)),
                0.02);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* Between the counters of two cores there is no pause: none that is measured parts events. */
static void cores_have_counters_of_their_own(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 1.05, 16, 0);
    f.b.core = 1;
    builder_add(&f.b, 9, 16, 0);
    f.b.core = 0;
    for (int i = 0; i < 4; i++)
        builder_add(&f.b, 12 + 11 * i, 16, 0);
    struct ht_sequence sequence = make(&f);
    assert_false(f.timelines[0].sleeping);
    assert_near(sequence.items[1].join, log2(density(0.05) * 60 / 6), 0.02);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* Of a pause by exact times, where events are five hours apart in the mean. */
static double join_of_exact(double pause)
{
    struct fixture f;
    setup(&f, 72000);
    const double times[] = {0, pause, 72000};
    for (int i = 0; i < 3; i++)
        builder_add(&f.b, i, 16, 0)->t_us = (int64_t)(times[i] * 1e6 + 0.5);
    struct ht_sequence sequence = make(&f);
    double bits = sequence.items[1].join;
    ht_sequence_deinit(&sequence);
    teardown(&f);
    return bits;
}

/* A tenth of a second is a long pause already, ten seconds are the longest within an event. */
static void long_pauses_begin_and_end(void **state)
{
    (void)state;
    double between = 1 / 18000.0;
    assert_near(join_of_exact(0.1), log2(0.01 * 0.1 / (0.1 * 0.1) / between), 0.01);
    assert_near(join_of_exact(10), log2(0.01 * 0.1 / (10 * 10) / between), 0.01);
    assert_near(join_of_exact(10.1), -8, 0);
}

/* The order tells something of its own: a leaf comes before a node between trees only, be the pause as long as it
 * likes. */
static void order_tells_more_than_a_pause(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int tree = 0; tree < 10; tree++) {
        for (int i = 0; i < 4; i++)
            builder_add(&f.b, 1 + 60 * tree + 1e-5 * i, 40, i < 2 ? 0 : 1);
    }
    struct ht_sequence sequence = make(&f);
    double all = (8 + 1.0) / (30 + 8 + 4);
    assert_near(sequence.items[4].join, -8 + log2(4 * all / (30 + 4) / ((8 + 4 * all) / (8 + 4))), 0.02);
    assert_near(sequence.items[1].join, 11, 0);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* A wrap and five milliseconds look like these; a record of somebody else in between shows that they are not. */
static void others_show_what_has_passed(void **state)
{
    (void)state;
    static const uint32_t ours[] = {0, 2};
    for (int shown = 0; shown <= 1; shown++) {
        struct fixture f;
        struct ht_sequence sequence;
        setup(&f, 100);
        builder_add(&f.b, 1, 16, 0);
        builder_add(&f.b, shown ? 10 : 1, 24, 1);
        builder_add(&f.b, 1.005 + BUILDER_WRAP, 16, 0);
        pick_all(&f);
        const struct ht_picks picks = {0, ours, 2};
        builder_must(ht_sequence_make(&f.b.trace, f.timelines, &picks, 1, &sequence));
        assert_near(sequence.items[1].join, shown ? -8 : log2(density(0.005) * BUILDER_WRAP), 0.02);
        ht_sequence_deinit(&sequence);
        teardown(&f);
    }
}

static void an_interrupt_is_no_pause(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 0.9999, 16, 0);
    builder_add(&f.b, 12, 16, 0);
    struct ht_sequence sequence = make(&f);
    assert_near(sequence.items[1].join, 11, 0);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* It waits for no longer than 17 ms: what is farther behind has come round. */
static void a_counter_that_is_behind_has_come_round(void **state)
{
    (void)state;
    static const struct ht_record first = {.ccount = 0x1000};
    static const struct {
        uint32_t back;
        double cycles;
    } cases[] = {{0, 0}, {1, 0}, {4194303, 0}, {4194304, 4290772992}, {4200000, 4290767296}, {UINT32_MAX, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ht_record next = {.ccount = first.ccount - cases[i].back};
        assert_near(ht_cycles_between(&first, &next), cases[i].cycles, 0);
    }
}

/* A task moves to the other core once in 32 blocks; two tasks or windows are never of one event. */
static void cores_tasks_and_windows(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    for (int i = 0; i < 4; i++) {
        f.b.core = i == 2;
        builder_add(&f.b, 1 + 11 * i, 16, 0)->task = i == 3;
    }
    f.b.core = 0;
    builder_window(&f.b, 60);
    builder_add(&f.b, 1, 16, 0);
    struct ht_sequence sequence = make(&f);
    assert_int_equal(sequence.count, 5);
    assert_near(sequence.items[2].join, -5, 0);
    assert_near(sequence.items[0].join, -1e7, 0);
    assert_near(sequence.items[3].join, -1e7, 0);
    assert_near(sequence.items[4].join, -1e7, 0);
    assert_int_equal(sequence.items[4].window, 1);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* What one core does at a stretch stays together while the other one does something else. */
static void what_cores_do_at_once_is_put_in_order(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    for (int i = 0; i < 8; i++) {
        f.b.core = i & 1;
        builder_add(&f.b, (i & 1 ? 9 : 2) + 1e-3 * i + (i >= 6 ? 0.2 : 0), 16, 0);
    }
    struct ht_sequence sequence = make(&f);
    static const uint32_t order[] = {0, 2, 4, 1, 3, 5, 6, 7}; /* a tenth of a second ends a stretch */
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(sequence.items[i].record, order[i]);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* After so many records of the other core it is another stretch, too. */
static void a_stretch_goes_on_behind_few_records(void **state)
{
    (void)state;
    for (uint32_t between = 63; between <= 64; between++) {
        struct fixture f;
        setup(&f, 60);
        builder_add(&f.b, 2, 16, 0);
        f.b.core = 1;
        for (uint32_t i = 0; i < between; i++)
            builder_add(&f.b, 9 + 1e-4 * i, 16, 0);
        f.b.core = 0;
        builder_add(&f.b, 2.05, 16, 0);
        struct ht_sequence sequence = make(&f);
        assert_int_equal(sequence.items[1].record, between == 63 ? between + 1 : 1);
        ht_sequence_deinit(&sequence);
        teardown(&f);
    }
}

/* Wherever it begins. */
static void a_late_stretch_goes_on(void **state)
{
    (void)state;
    enum { BEFORE = 80 };
    struct fixture f;
    setup(&f, 60);
    for (int i = 0; i < BEFORE; i++)
        builder_add(&f.b, 1 + 0.2 * i, 16, 0);
    builder_add(&f.b, 17.5, 16, 0);
    f.b.core = 1;
    builder_add(&f.b, 9, 16, 0);
    f.b.core = 0;
    builder_add(&f.b, 17.55, 16, 0);
    struct ht_sequence sequence = make(&f);
    assert_int_equal(sequence.items[BEFORE + 1].record, BEFORE + 2);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* A tenth of a second later it is another stretch. */
static void a_stretch_goes_on_after_a_short_pause(void **state)
{
    (void)state;
    static const int64_t later[] = {100000, 100001}; /* us */
    for (int late = 0; late <= 1; late++) {
        struct fixture f;
        setup(&f, 60);
        builder_add(&f.b, 2, 16, 0)->t_us = 0;
        f.b.core = 1;
        builder_add(&f.b, 9, 16, 0)->t_us = 1;
        f.b.core = 0;
        builder_add(&f.b, 2.1, 16, 0)->t_us = later[late];
        struct ht_sequence sequence = make(&f);
        assert_int_equal(sequence.items[1].record, late ? 1 : 2);
        ht_sequence_deinit(&sequence);
        teardown(&f);
    }
}

/* So many records tell how many sizes there are. */
static void the_first_records_tell_the_sizes(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (uint32_t i = 0; i < 6000; i++)
        builder_add(&f.b, 1 + 0.05 * i, i, 0);
    struct ht_sequence sequence = make(&f);
    assert_near(sequence.literal, 1 + log2(4096), 1e-9);
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* Without a clock: what stands next to it may be of one event, what does not is hardly. */
static void no_clock_tells_neighbours(void **state)
{
    (void)state;
    for (int untimed = 0; untimed <= 1; untimed++) {
        struct fixture f;
        static const uint32_t picked[] = {0, 1, 3};
        struct ht_sequence sequence;
        setup(&f, 60);
        for (int i = 0; i < 4; i++)
            builder_add(&f.b, untimed ? 5 * i : 0, 16, 0);
        f.b.window->untimed = untimed;
        pick_all(&f);
        const struct ht_picks picks = {0, picked, 3};
        builder_must(ht_sequence_make(&f.b.trace, f.timelines, &picks, 1, &sequence));
        assert_near(sequence.items[1].join, 0, 0);
        assert_near(sequence.items[2].join, -8, 0);
        ht_sequence_deinit(&sequence);
        teardown(&f);
    }
}

/* Sums tell segments: equal sizes in any order, equal chains, and bits saved. */
static void sums_tell_segments(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    static const uint32_t sizes[] = {10, 20, 30, 20, 10, 30, 30};
    for (uint32_t i = 0; i < 7; i++)
        builder_add(&f.b, 1 + 7 * i, sizes[i], i % 3);
    struct ht_sequence sequence = make(&f);
    const struct ht_sequence_item *items = sequence.items;
    assert_true(items[3].sizes - items[0].sizes == items[6].sizes - items[3].sizes);
    assert_true(items[3].chains - items[0].chains == items[6].chains - items[3].chains);
    assert_true(items[3].sizes - items[0].sizes != items[7].sizes - items[4].sizes);
    assert_near(items[4].joins - items[1].joins, items[1].join + items[2].join + items[3].join, 1e-9);
    assert_near(sequence.literal, 1 + log2(3), 1e-9); /* of three sizes each takes so many bits */
    ht_sequence_deinit(&sequence);
    teardown(&f);
}

/* Sums of bits are the same whatever stands before: they are whole parts of a bit. */
static void bits_are_rounded(void **state)
{
    (void)state;
    for (double pause = 0.0004; pause < 8; pause *= 1.7) {
        double bits = join_of(60, pause) * 64;
        assert_true(bits == round(bits));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_saves_or_costs_what_it_tells),
        cmocka_unit_test(what_is_made_at_a_stretch_has_few_pauses),
        cmocka_unit_test(pauses_of_the_middle_begin_and_end),
        cmocka_unit_test(cores_have_counters_of_their_own),
        cmocka_unit_test(long_pauses_begin_and_end),
        cmocka_unit_test(order_tells_more_than_a_pause),
        cmocka_unit_test(others_show_what_has_passed),
        cmocka_unit_test(an_interrupt_is_no_pause),
        cmocka_unit_test(a_counter_that_is_behind_has_come_round),
        cmocka_unit_test(cores_tasks_and_windows),
        cmocka_unit_test(what_cores_do_at_once_is_put_in_order),
        cmocka_unit_test(a_stretch_goes_on_behind_few_records),
        cmocka_unit_test(a_late_stretch_goes_on),
        cmocka_unit_test(a_stretch_goes_on_after_a_short_pause),
        cmocka_unit_test(the_first_records_tell_the_sizes),
        cmocka_unit_test(no_clock_tells_neighbours),
        cmocka_unit_test(sums_tell_segments),
        cmocka_unit_test(bits_are_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
