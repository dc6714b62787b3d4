#include "burst_fixture.h"

static void alike_in_any_order(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_burst(&f.b, 1, 0, isrg);
    builder_burst(&f.b, 3, 0, (const uint32_t[]){3, 12, 81, 3, 2, 32, 3, 0});
    builder_burst(&f.b, 5, 0, request);
    cut(&f);
    assert_int_equal(f.bursts.count, 3);
    assert_int_equal(f.shapes.count, 2);
    assert_int_equal(f.bursts.items[0].shape, f.bursts.items[1].shape);
    assert_int_equal(bursts_of(&f, isrg), 2);
    assert_int_equal(bursts_of(&f, request), 1);
    assert_whole(&f);
    teardown(&f);
}

static void many_shapes_keep_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 200; i++)
            builder_burst(&f.b, 1 + round * 100 + i * 0.5, 0, (const uint32_t[]){8 + i, 300 + i / 2, 0});
    }
    cut(&f);
    assert_int_equal(f.shapes.count, 200);
    for (size_t i = 0; i < 200; i++)
        assert_int_equal(f.shapes.items[i].bursts, 2);
    assert_whole(&f);
    teardown(&f);
}

static void nothing_to_cut(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    repair(&f);
    assert_int_equal(f.bursts.count, 0);
    assert_int_equal(f.shapes.count, 0);
    teardown(&f);
    ht_bursts_deinit(NULL);
    ht_shapes_deinit(NULL);
}

/* Bursts of two cores overlap: each has its own records, in their order. */
static void cores_are_told_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++) {
        f.b.core = 0;
        builder_add(&f.b, 5 + i * 1e-3, request[i], 0);
        f.b.core = 1;
        builder_add(&f.b, 7 + i * 1e-3, request[i], 0);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 2);
    assert_int_equal(bursts_of(&f, request), 2);
    assert_int_equal(f.bursts.items[1].records[0], 1);
    assert_int_equal(f.bursts.items[1].records[2], 5);
    assert_whole(&f);
    teardown(&f);
}

static void two_copies_in_one_burst_are_two_bursts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    double times[] = {1, 3, 5, 5 + BUILDER_WRAP + 0.005, 30, 32};
    for (int i = 0; i < 6; i++)
        builder_burst(&f.b, times[i], 0, request);
    cut(&f);
    assert_int_equal(f.bursts.count, 5);
    builder_must(ht_bursts_repair(&f.shapes, f.b.trace.windows, BUILDER_HZ / 1000, &f.bursts));
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(bursts_of(&f, request), 6);
    assert_true(find(&f, request)->known);
    /* Each copy is one event's: neighbours, not one record from here and one from there. */
    for (size_t i = 0; i < 6; i++) {
        for (uint32_t k = 0; k < 3; k++)
            assert_int_equal(f.bursts.items[i].records[k], 3 * i + k);
    }
    assert_whole(&f);
    teardown(&f);
}

static void three_copies_and_other_shapes_are_told_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 4; i++) {
        builder_burst(&f.b, 1 + 4 * i, 0, isrg);
        builder_burst(&f.b, 3 + 4 * i, 0, request);
    }
    builder_burst(&f.b, 21, 0, isrg);
    builder_burst(&f.b, 21 + BUILDER_WRAP + 0.005, 0, request);
    builder_burst(&f.b, 21 + 2 * BUILDER_WRAP + 0.010, 0, isrg);
    repair(&f);
    assert_int_equal(f.bursts.count, 11);
    assert_int_equal(bursts_of(&f, isrg), 6);
    assert_int_equal(bursts_of(&f, request), 5);
    assert_whole(&f);
    teardown(&f);
}

/* Two tasks at once on one core: their records stand mixed. */
static void mixed_copies_are_told_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++) {
        builder_burst(&f.b, 1 + 4 * i, 0, isrg);
        builder_burst(&f.b, 3 + 4 * i, 0, request);
    }
    builder_burst(&f.b, 21, 0, (const uint32_t[]){81, 40, 3, 2, 200, 3, 32, 24, 3, 12, 0});
    repair(&f);
    assert_int_equal(f.bursts.count, 8);
    assert_int_equal(bursts_of(&f, isrg), 4);
    assert_int_equal(bursts_of(&f, request), 4);
    assert_whole(&f);
    teardown(&f);
}

static void what_is_no_sum_of_known_shapes_stays_whole(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t longer[] = {40, 200, 24, 8, 0}, shorter[] = {40, 200, 0};
    setup(&f);
    for (int i = 0; i < 4; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, request);
    builder_burst(&f.b, 21, 0, longer);
    builder_burst(&f.b, 25, 0, (const uint32_t[]){77, 0});
    builder_burst(&f.b, 29, 0, shorter);
    repair(&f);
    assert_int_equal(f.bursts.count, 7);
    assert_int_equal(bursts_of(&f, request), 4);
    assert_int_equal(bursts_of(&f, longer), 1);
    assert_int_equal(bursts_of(&f, shorter), 1);
    assert_false(find(&f, longer)->known);
    assert_whole(&f);
    teardown(&f);
}

/* With many events chance merges the same two more than once; what repeats seldom beside its parts is no event. */
static void a_sum_that_repeats_is_still_a_sum(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    double now = 1;
    for (int i = 0; i < 30; i++, now += 2)
        builder_burst(&f.b, now, 0, request);
    for (int i = 0; i < 2; i++, now += 2) {
        builder_burst(&f.b, now, 0, request);
        now += BUILDER_WRAP + 0.005;
        builder_burst(&f.b, now, 0, request);
    }
    repair(&f);
    assert_int_equal(f.bursts.count, 34);
    assert_int_equal(bursts_of(&f, request), 34);
    assert_whole(&f);
    teardown(&f);
}

static void a_sum_of_two_events_is_still_a_sum(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    double now = 1;
    for (int i = 0; i < 25; i++, now += 4) {
        builder_burst(&f.b, now, 0, isrg);
        builder_burst(&f.b, now + 2, 0, request);
    }
    for (int i = 0; i < 2; i++, now += 2) {
        builder_burst(&f.b, now, 0, request);
        now += BUILDER_WRAP + 0.005;
        builder_burst(&f.b, now, 0, isrg);
    }
    repair(&f);
    assert_int_equal(f.bursts.count, 54);
    assert_int_equal(bursts_of(&f, request), 27);
    assert_int_equal(bursts_of(&f, isrg), 27);
    assert_whole(&f);
    teardown(&f);
}

/* But an event may well take twice what another takes: chance does not merge every fourth. */
static void an_event_may_be_the_sum_of_others(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t twice[] = {40, 200, 24, 40, 200, 24, 0};
    setup(&f);
    for (int i = 0; i < 6; i++)
        builder_burst(&f.b, 1 + 2 * i, 0, twice);
    for (int i = 0; i < 20; i++)
        builder_burst(&f.b, 21 + 2 * i, 0, request);
    repair(&f);
    assert_int_equal(f.bursts.count, 26);
    assert_int_equal(bursts_of(&f, twice), 6);
    assert_int_equal(bursts_of(&f, request), 20);
    assert_whole(&f);
    teardown(&f);
}

/* A task goes on on the other core: both counters see the start of a burst. */
static void a_burst_that_changed_cores_is_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, request);
    builder_burst(&f.b, 21, 0, (const uint32_t[]){40, 200, 0});
    f.b.core = 1;
    builder_burst(&f.b, 2, 0, (const uint32_t[]){24, 0});
    builder_burst(&f.b, 9, 0, request);
    repair(&f);
    assert_int_equal(f.bursts.count, 5);
    assert_int_equal(bursts_of(&f, request), 5);
    assert_int_equal(bursts_of(&f, (const uint32_t[]){24, 0}), 0);
    assert_int_equal(f.bursts.items[3].records[2], 11);
    assert_whole(&f);
    teardown(&f);
}

/* Several tasks moved at the same place: the parts repeat, but never without each other. */
static void parts_that_only_stand_together_are_no_events(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 2; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, request);
    for (int i = 0; i < 4; i++) {
        f.b.core = 0;
        builder_burst(&f.b, 21 + 4 * i, 0, (const uint32_t[]){40, 200, 0});
        f.b.core = 1;
        builder_burst(&f.b, 2 + 4 * i, 0, (const uint32_t[]){24, 0});
    }
    repair(&f);
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(bursts_of(&f, request), 6);
    assert_whole(&f);
    teardown(&f);
}

/* The parts of a name may stand for events of their own, the name stays one. */
static void a_name_is_no_sum_of_its_parts(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t front[] = {81, 3, 2, 3, 32, 0}, back[] = {3, 12, 0};
    setup(&f);
    for (int i = 0; i < 3; i++) {
        builder_burst(&f.b, 1 + 4 * i, 0, front);
        builder_burst(&f.b, 3 + 4 * i, 0, back);
    }
    builder_burst(&f.b, 21, 0, isrg);
    repair(&f);
    assert_int_equal(bursts_of(&f, isrg), 1);
    assert_true(find(&f, isrg)->known);
    assert_whole(&f);
    teardown(&f);
}

/* Where the counter stops, two handshakes follow each other closely half of the time. */
static void two_names_are_two_handshakes(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    double now = 1;
    for (int i = 0; i < 3; i++, now += 2) {
        builder_burst(&f.b, now, 0, isrg);
        builder_burst(&f.b, now + 2, 0, isrg);
        builder_burst(&f.b, now + 2.02, 0, isrg);
    }
    repair(&f);
    assert_int_equal(f.bursts.count, 9);
    assert_int_equal(bursts_of(&f, isrg), 9);
    assert_whole(&f);
    teardown(&f);
}

/* A certificate's name proves itself, even if it is seen once and in two parts. */
static void parts_of_a_name_are_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_burst(&f.b, 21, 0, (const uint32_t[]){81, 3, 2, 0});
    f.b.core = 1;
    builder_burst(&f.b, 2, 0, (const uint32_t[]){3, 32, 3, 12, 0});
    repair(&f);
    assert_int_equal(f.bursts.count, 1);
    assert_int_equal(bursts_of(&f, isrg), 1);
    assert_whole(&f);
    teardown(&f);
}

/* Two names, of which each is seen once. */
static void names_are_known_at_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_burst(&f.b, 1, 0, isrg);
    builder_burst(&f.b, 3, 0, digicert);
    builder_burst(&f.b, 5, 0, isrg);
    builder_burst(&f.b, 5 + BUILDER_WRAP + 0.005, 0, digicert);
    repair(&f);
    assert_int_equal(f.bursts.count, 4);
    assert_int_equal(bursts_of(&f, isrg), 2);
    assert_int_equal(bursts_of(&f, digicert), 2);
    assert_true(find(&f, digicert)->known);
    assert_whole(&f);
    teardown(&f);
}

static void neighbours_in_two_windows_are_not_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, request);
    builder_burst(&f.b, 21, 0, (const uint32_t[]){40, 200, 0});
    builder_window(&f.b, 600);
    builder_burst(&f.b, 21, 0, (const uint32_t[]){24, 0});
    builder_burst(&f.b, 23, 0, request);
    repair(&f);
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(f.bursts.items[4].window, 1);
    assert_int_equal(bursts_of(&f, request), 4);
    assert_whole(&f);
    teardown(&f);
}

/* An initialisation may allocate by the thousand in one go. */
static void a_huge_burst_is_left_alone(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 2 * i, 0, request);
    for (uint32_t i = 0; i < 900; i++)
        builder_add(&f.b, 10 + i * 1e-4, request[i % 3], 0);
    builder_add(&f.b, 15, 40, 0);
    repair(&f);
    assert_int_equal(f.bursts.count, 5);
    assert_int_equal(f.bursts.items[3].count, 900);
    ht_bursts_mark_partial(&f.shapes, f.b.window, 0, true, &f.bursts);
    assert_whole(&f);
    teardown(&f);
}

static void mark(struct fixture *f, bool full)
{
    repair(f);
    for (uint32_t w = 0; w < f->b.trace.window_count; w++)
        ht_bursts_mark_partial(&f->shapes, &f->b.trace.windows[w], w, full, &f->bursts);
}

static void the_edges_of_a_window_cut_bursts(void **state)
{
    (void)state;
    for (int full = 0; full < 2; full++) {
        struct fixture f;
        static const uint32_t tail[] = {200, 24, 0}, head[] = {40, 200, 0}, middle[] = {40, 24, 0};
        setup(&f);
        builder_burst(&f.b, 1, 0, tail);
        builder_burst(&f.b, 3, 0, request);
        builder_burst(&f.b, 5, 0, middle);
        builder_burst(&f.b, 7, 0, request);
        builder_burst(&f.b, 9, 0, head);
        mark(&f, full);
        assert_int_equal(f.bursts.count, 5);
        static const int partial[] = {1, 0, 0, 0, 1};
        for (int i = 0; i < 5; i++)
            assert_int_equal(!!f.bursts.items[i].partial, i == 0 ? full : partial[i]);
        /* A partial burst counts for no shape. */
        assert_int_equal(bursts_of(&f, tail), !full);
        assert_int_equal(bursts_of(&f, head), 0);
        assert_int_equal(bursts_of(&f, middle), 1);
        assert_int_equal(bursts_of(&f, request), 2);
        teardown(&f);
    }
}

static void whole_and_strange_bursts_are_not_partial(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t strange[] = {40, 201, 0};
    setup(&f);
    builder_burst(&f.b, 1, 0, strange);
    builder_burst(&f.b, 3, 0, request);
    builder_burst(&f.b, 5, 0, request);
    mark(&f, true);
    for (int i = 0; i < 3; i++)
        assert_false(f.bursts.items[i].partial);
    assert_int_equal(bursts_of(&f, strange), 1);
    teardown(&f);
}

/* The window's last record decides, not the last of the bursts: others may have allocated since. */
static void an_earlier_burst_is_not_cut_by_the_end(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t head[] = {40, 200, 0};
    setup(&f);
    builder_burst(&f.b, 1, 0, request);
    builder_burst(&f.b, 3, 0, request);
    builder_burst(&f.b, 5, 0, head);
    uint32_t picks[8];
    for (uint32_t i = 0; i < 8; i++)
        picks[i] = i;
    builder_add(&f.b, 9, 1000, 1);
    builder_must(ht_bursts_cut(&f.shapes, f.b.window->records, 0, picks, 8, GAP, &f.bursts));
    builder_must(ht_bursts_repair(&f.shapes, f.b.trace.windows, BUILDER_HZ / 1000, &f.bursts));
    ht_bursts_mark_partial(&f.shapes, f.b.window, 0, true, &f.bursts);
    assert_int_equal(f.bursts.count, 3);
    assert_false(f.bursts.items[2].partial);
    teardown(&f);
}

static void each_window_has_its_own_edges(void **state)
{
    (void)state;
    struct fixture f;
    static const uint32_t tail[] = {200, 24, 0};
    setup(&f);
    builder_burst(&f.b, 1, 0, request);
    builder_burst(&f.b, 3, 0, request);
    builder_window(&f.b, 600);
    builder_burst(&f.b, 1, 0, tail);
    builder_burst(&f.b, 3, 0, request);
    mark(&f, true);
    assert_int_equal(f.bursts.count, 4);
    assert_false(f.bursts.items[0].partial);
    assert_true(f.bursts.items[2].partial);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_in_any_order),
        cmocka_unit_test(many_shapes_keep_apart),
        cmocka_unit_test(nothing_to_cut),
        cmocka_unit_test(cores_are_told_apart),
        cmocka_unit_test(two_copies_in_one_burst_are_two_bursts),
        cmocka_unit_test(three_copies_and_other_shapes_are_told_apart),
        cmocka_unit_test(mixed_copies_are_told_apart),
        cmocka_unit_test(what_is_no_sum_of_known_shapes_stays_whole),
        cmocka_unit_test(a_sum_that_repeats_is_still_a_sum),
        cmocka_unit_test(a_sum_of_two_events_is_still_a_sum),
        cmocka_unit_test(an_event_may_be_the_sum_of_others),
        cmocka_unit_test(a_burst_that_changed_cores_is_joined),
        cmocka_unit_test(parts_that_only_stand_together_are_no_events),
        cmocka_unit_test(a_name_is_no_sum_of_its_parts),
        cmocka_unit_test(two_names_are_two_handshakes),
        cmocka_unit_test(parts_of_a_name_are_joined),
        cmocka_unit_test(names_are_known_at_once),
        cmocka_unit_test(neighbours_in_two_windows_are_not_joined),
        cmocka_unit_test(a_huge_burst_is_left_alone),
        cmocka_unit_test(the_edges_of_a_window_cut_bursts),
        cmocka_unit_test(whole_and_strange_bursts_are_not_partial),
        cmocka_unit_test(an_earlier_burst_is_not_cut_by_the_end),
        cmocka_unit_test(each_window_has_its_own_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
