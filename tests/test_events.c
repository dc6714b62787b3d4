#include "events_fixture.h"

/* --- what comes again --- */

static void alike_in_any_order(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    builder_burst(&f.b, 1, 0, isrg);
    builder_burst(&f.b, 13, 0, (const uint32_t[]){3, 12, 81, 3, 2, 32, 3, 0});
    builder_burst(&f.b, 25, 0, request);
    cut(&f);
    assert_int_equal(f.bursts.count, 3);
    assert_int_equal(bursts_of(&f, isrg), 2);
    assert_int_equal(bursts_of(&f, request), 1);
    teardown(&f);
}

static void one_record_is_one_burst(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    builder_add(&f.b, 5, 16, 0);
    cut(&f);
    assert_int_equal(f.bursts.count, 1);
    assert_int_equal(f.bursts.items[0].count, 1);
    teardown(&f);
}

/* Blocks made in one go are one event's, however well they could be cut. */
static void what_is_made_at_once_is_one_burst(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    builder_burst(&f.b, 20, 0, isrg);
    cut(&f);
    assert_int_equal(f.bursts.count, 1);
    teardown(&f);
}

/* Where nothing comes again a pause parts two events when it costs more than the four bits of another one. */
static void what_never_comes_again_is_parted_by_long_pauses(void **state)
{
    (void)state;
    static const double pauses[] = {0.36, 0.75}; /* 2.7 and 4.8 bits */
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        setup(&f, 60);
        builder_add(&f.b, 0, 16, 0)->t_us = 5000000;
        builder_add(&f.b, 0, 24, 1)->t_us = 5000000 + (int64_t)(pauses[i] * 1e6);
        cut(&f);
        assert_int_equal(f.bursts.count, i + 1);
        teardown(&f);
    }
}

/* Pauses within events and between them, of any length that can be told apart: by what comes again. */
static void events_are_known_by_what_comes_again(void **state)
{
    (void)state;
    static const struct {
        double inner, outer;
    } pauses[] = {{1e-5, 0.8}, {0.08, 0.9}, {1e-5, 0.02}, {1e-5, 0.006}, {1e-5, 0.002}, {0.0005, 9}, {0.03, 3}};
    for (size_t k = 0; k < sizeof pauses / sizeof *pauses; k++) {
        struct fixture f;
        setup(&f, 600);
        double at = 1;
        for (int event = 0; event < 12; event++) {
            for (uint32_t i = 0; i < 4; i++) {
                builder_add(&f.b, at, 16 + 8 * i, i);
                at += i < 3 ? pauses[k].inner : pauses[k].outer;
            }
        }
        cut(&f);
        assert_int_equal(f.bursts.count, 12);
        assert_int_equal(bursts_of(&f, (const uint32_t[]){16, 24, 32, 40, 0}), 12);
        teardown(&f);
    }
}

/* A key is parsed between the name and its first part, a server answers: pauses within events are ordinary. */
static void handshakes_with_pauses_of_any_length(void **state)
{
    (void)state;
    for (int count = 3; count <= 48; count *= 2) {
        for (uint64_t run = 1; run <= 10; run++) {
            struct fixture f;
            setup(&f, 60.0 * count);
            f.random = run;
            uint32_t servers[2] = {0};
            double at = 1;
            for (int i = 0; i < count; i++) {
                bool other = next_random(&f) < 0.3;
                at = add_slowly(&f, at, 0, other ? digicert : isrg, 0.002);
                at += -30 * log(1 - next_random(&f)) + 0.5; /* one in eleven ends shortly behind a wrap, or more */
                servers[other]++;
            }
            cut(&f);
            assert_int_equal(bursts_of(&f, isrg), servers[0]);
            assert_int_equal(bursts_of(&f, digicert), servers[1]);
            assert_int_equal(f.bursts.count, count);
            teardown(&f);
        }
    }
}

/* What cannot be seen by the counter: a pause of whole wraps looks short. */
static void two_events_joined_by_a_wrap_are_two(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 120);
    static const double times[] = {1, 13, 25, 25 + BUILDER_WRAP + 0.005, 60, 72};
    for (int i = 0; i < 6; i++)
        builder_burst(&f.b, times[i], 0, request);
    cut(&f);
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(bursts_of(&f, request), 6);
    for (size_t i = 0; i < 6; i++) { /* neighbours, not one record from here and one from there */
        for (uint32_t k = 0; k < 3; k++)
            assert_int_equal(f.bursts.items[i].records[k], 3 * i + k);
    }
    teardown(&f);
}

/* Also the first ones of a window. */
static void the_first_two_joined_by_a_wrap_are_two(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 120);
    static const double times[] = {1, 1 + BUILDER_WRAP + 0.005, 30, 42, 60, 72};
    for (int i = 0; i < 6; i++)
        builder_burst(&f.b, times[i], 0, request);
    cut(&f);
    assert_int_equal(bursts_of(&f, request), 6);
    teardown(&f);
}

/* The first one, too, though it is slow, and would be two by itself. */
static void a_slow_first_event_is_known_by_what_comes_again(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {40, 200, 40, 24, 0};
    struct fixture f;
    setup(&f, 600);
    builder_add(&f.b, 1, sizes[0], 0);
    builder_burst(&f.b, 4, 0, sizes + 1);
    for (int i = 0; i < 8; i++)
        builder_burst(&f.b, 16 + 12 * i, 0, sizes);
    cut(&f);
    assert_int_equal(bursts_of(&f, sizes), 9);
    teardown(&f);
}

/* Of many lengths those of the events that come the most often are tried, be they long or short. */
static void the_most_frequent_lengths_are_tried(void **state)
{
    (void)state;
    for (uint32_t length = 2; length <= 50; length += 48) {
        struct fixture f;
        uint32_t often[64] = {0}, rare[64] = {0};
        double at = 1;
        setup(&f, 3000);
        for (uint32_t i = 0; i < length; i++)
            often[i] = 1000 + 8 * i;
        for (uint32_t kind = 0; kind < 80; kind++) { /* of forty lengths, each twice */
            for (uint32_t i = 0; i < 4 + kind / 2; i++)
                rare[i] = 8 + 8 * (kind / 2) + i;
            rare[4 + kind / 2] = 0;
            builder_burst(&f.b, at, 0, rare);
            at += 7;
        }
        for (int i = 0; i < 6; i++) {
            builder_burst(&f.b, at, 0, often);
            at += i == 3 ? BUILDER_WRAP + 0.005 : 7;
        }
        cut(&f);
        assert_int_equal(bursts_of(&f, often), 6);
        teardown(&f);
    }
}

static void three_of_two_kinds_joined_by_wraps_are_three(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 200);
    for (int i = 0; i < 8; i++)
        builder_burst(&f.b, 1 + 7 * i, 0, kinds[i] ? request : isrg);
    builder_burst(&f.b, 61, 0, isrg);
    builder_burst(&f.b, 61 + BUILDER_WRAP + 0.005, 0, request);
    builder_burst(&f.b, 61 + 2 * BUILDER_WRAP + 0.010, 0, isrg);
    cut(&f);
    assert_int_equal(f.bursts.count, 11);
    assert_int_equal(bursts_of(&f, isrg), 6);
    assert_int_equal(bursts_of(&f, request), 5);
    teardown(&f);
}

/* With many events chance joins the same two more than once. */
static void a_sum_that_comes_again_is_still_a_sum(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    double now = 1;
    for (int i = 0; i < 30; i++, now += 8)
        builder_burst(&f.b, now, 0, i % 2 ? isrg : request);
    for (int i = 0; i < 2; i++, now += 8) {
        builder_burst(&f.b, now, 0, request);
        now += BUILDER_WRAP + 0.005;
        builder_burst(&f.b, now, 0, isrg);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 34);
    assert_int_equal(bursts_of(&f, request), 17);
    assert_int_equal(bursts_of(&f, isrg), 17);
    teardown(&f);
}

/* But an event may well take twice what another takes. */
static void an_event_may_be_the_sum_of_others(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t twice[] = {40, 200, 24, 40, 200, 24, 0};
    setup(&f, 300);
    for (int i = 0; i < 10; i++)
        builder_burst(&f.b, 1 + 7 * i, 0, twice);
    for (int i = 0; i < 20; i++)
        builder_burst(&f.b, 91 + 7 * i, 0, request);
    cut(&f);
    assert_int_equal(bursts_of(&f, twice), 10);
    assert_int_equal(bursts_of(&f, request), 20);
    teardown(&f);
}

/* Sizes that are new each time say nothing; then chains do. */
static void chains_tell_where_sizes_vary(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (uint32_t event = 0; event < 24; event++) {
        for (uint32_t i = 0; i < 3; i++)
            builder_add(&f.b, 1 + 13.7 * event + 0.02 * i, 100 + 17 * (event * 3 + i), i);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 24);
    for (size_t i = 0; i < 24; i++)
        assert_int_equal(f.bursts.items[i].count, 3);
    teardown(&f);
}

/* The other way round: an event that comes by a new way each time and takes the same. */
static void sizes_tell_where_chains_vary(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (uint32_t event = 0; event < 24; event++) {
        for (uint32_t i = 0; i < 2; i++)
            builder_add(&f.b, 1 + 0.9 * event + 0.08 * i, 100 + 17 * i, event * 2 + i);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 24);
    teardown(&f);
}

/*
 * Trees of any number of nodes and leaves, made at a stretch, two of them a short pause behind another one: a leaf
 * comes before a node nowhere but between trees.
 */
static void trees_that_follow_closely_are_parted(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (uint32_t tree = 0; tree < 14; tree++) {
        double at = tree == 5 || tree == 9 ? 1 + 41.3 * (tree - 1) + 0.03 : 1 + 41.3 * tree;
        for (uint32_t i = 0; i < 4 + tree % 3 * 2; i++)
            builder_add(&f.b, at += 2e-5, 40, 0);
        for (uint32_t i = 0; i < 3 + tree % 4 * 2; i++)
            builder_add(&f.b, at += 2e-5, 5 + (uint32_t)(next_random(&f) * 14), 1);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 14);
    teardown(&f);
}

/* Of some hundred events at random that leave one block each two come within a millisecond, as they do by chance. */
static void two_in_hundreds_come_close_by_chance(void **state)
{
    (void)state;
    for (int varying = 0; varying <= 1; varying++) {
        struct fixture f;
        setup(&f, 1000);
        double at = 1, close = varying ? 0.0003 : 0.0012;
        for (uint32_t i = 0; i < 400; i++)
            builder_add(&f.b, at += i == 200 ? close : i % 12 == 3 ? 0.05 : 2.6, varying ? 100 + i * 7 % 61 : 269, 0);
        cut(&f);
        assert_int_equal(f.bursts.count, 400);
        teardown(&f);
    }
}

static void many_kinds_keep_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 50; i++)
            builder_burst(&f.b, 1 + round * 150 + i * 3, 0, (const uint32_t[]){8 + i, 300 + i / 2, 0});
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 100);
    for (uint32_t i = 0; i < 50; i++)
        assert_int_equal(bursts_of(&f, (const uint32_t[]){8 + i, 300 + i / 2, 0}), 2);
    teardown(&f);
}

/* --- bounds --- */

static void only_picked_records_are_cut(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t picked[] = {1, 3, 4};
    setup(&f, 60);
    for (uint32_t i = 0; i < 6; i++)
        builder_add(&f.b, 1 + 7 * i, 16, 0);
    pick_all(&f);
    const struct ht_picks picks = {0, picked, 3};
    builder_must(ht_events_cut(&f.b.trace, f.timelines, &picks, 1, &f.bursts));
    assert_int_equal(f.bursts.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(f.bursts.items[i].records[0], picked[i]);
    teardown(&f);
}

/* An initialisation may allocate by the thousand, a buffer may hold tens of thousands. */
static void many_records_take_little_time(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 36000);
    double at = 1;
    for (uint32_t i = 0; i < 900; i++, at += 1e-4)
        builder_add(&f.b, at, 1000 + i, 1);
    for (int i = 0; i < 10000; i++, at += 3)
        builder_burst(&f.b, at, 0, request);
    pick_all(&f);
    builder_must(ht_events_cut(&f.b.trace, f.timelines, f.picks, 1, &f.bursts));
    assert_int_equal(bursts_of(&f, request), 10000);
    assert_int_equal(f.bursts.count, 10001);
    assert_int_equal(f.bursts.items[0].count, 900);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_in_any_order),
        cmocka_unit_test(one_record_is_one_burst),
        cmocka_unit_test(what_is_made_at_once_is_one_burst),
        cmocka_unit_test(what_never_comes_again_is_parted_by_long_pauses),
        cmocka_unit_test(events_are_known_by_what_comes_again),
        cmocka_unit_test(handshakes_with_pauses_of_any_length),
        cmocka_unit_test(two_events_joined_by_a_wrap_are_two),
        cmocka_unit_test(the_first_two_joined_by_a_wrap_are_two),
        cmocka_unit_test(a_slow_first_event_is_known_by_what_comes_again),
        cmocka_unit_test(the_most_frequent_lengths_are_tried),
        cmocka_unit_test(three_of_two_kinds_joined_by_wraps_are_three),
        cmocka_unit_test(a_sum_that_comes_again_is_still_a_sum),
        cmocka_unit_test(an_event_may_be_the_sum_of_others),
        cmocka_unit_test(chains_tell_where_sizes_vary),
        cmocka_unit_test(sizes_tell_where_chains_vary),
        cmocka_unit_test(trees_that_follow_closely_are_parted),
        cmocka_unit_test(two_in_hundreds_come_close_by_chance),
        cmocka_unit_test(many_kinds_keep_apart),
        cmocka_unit_test(only_picked_records_are_cut),
        cmocka_unit_test(many_records_take_little_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
