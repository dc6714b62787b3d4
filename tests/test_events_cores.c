/* Events over cores, tasks and windows, and by clocks of other kinds. */
#include "events_fixture.h"

/* Events of both cores at once: each has its own records, in their order. */
static void cores_at_once_are_told_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 120);
    for (int event = 0; event < 4; event++) {
        for (int i = 0; i < 3; i++) {
            f.b.core = 0;
            builder_add(&f.b, 5 + 11 * event + i * 1e-3, request[i], 0);
            f.b.core = 1;
            builder_add(&f.b, 7 + 11 * event + i * 1e-3, request[i], 0);
        }
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 8);
    assert_int_equal(bursts_of(&f, request), 8);
    for (size_t i = 0; i < 8; i++) {
        for (uint32_t k = 1; k < 3; k++)
            assert_int_equal(f.bursts.items[i].records[k], f.bursts.items[i].records[k - 1] + 2);
    }
    teardown(&f);
}

/* A task goes on on the other core, whose counter shows something else. */
static void an_event_may_change_cores(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 120);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 14 * i, 0, request);
    builder_burst(&f.b, 51, 0, (const uint32_t[]){40, 200, 0});
    f.b.core = 1;
    builder_burst(&f.b, 2, 0, (const uint32_t[]){24, 0});
    builder_burst(&f.b, 12, 0, request);
    cut(&f);
    assert_int_equal(f.bursts.count, 5);
    assert_int_equal(bursts_of(&f, request), 5);
    assert_int_equal(f.bursts.items[3].records[2], 11);
    teardown(&f);
}

/* Several tasks moved at the same place: the parts come again, but never without each other. */
static void parts_that_only_stand_together_are_no_events(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 120);
    for (int i = 0; i < 2; i++)
        builder_burst(&f.b, 1 + 9 * i, 0, request);
    for (int i = 0; i < 4; i++) {
        f.b.core = 0;
        builder_burst(&f.b, 21 + 14 * i, 0, (const uint32_t[]){40, 200, 0});
        f.b.core = 1;
        builder_burst(&f.b, 2 + 14 * i, 0, (const uint32_t[]){24, 0});
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(bursts_of(&f, request), 6);
    teardown(&f);
}

/* Two tasks move, one after the other, and the second one's counter goes on where the first one's stopped. */
static void moved_tasks_that_run_into_each_other_are_parted(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 200);
    for (int i = 0; i < 8; i++)
        builder_burst(&f.b, 1 + 7 * i, 0, kinds[i] ? request : isrg);
    builder_burst(&f.b, 60, 0, (const uint32_t[]){81, 3, 2, 0});
    f.b.core = 1;
    builder_burst(&f.b, 40, 0, (const uint32_t[]){3, 32, 3, 12, 0});
    builder_burst(&f.b, 40.01, 0, (const uint32_t[]){40, 200, 0});
    f.b.core = 0;
    builder_burst(&f.b, 70, 0, (const uint32_t[]){24, 0});
    cut(&f);
    assert_int_equal(f.bursts.count, 10);
    assert_int_equal(bursts_of(&f, isrg), 5);
    assert_int_equal(bursts_of(&f, request), 5);
    teardown(&f);
}

static void another_task_is_another_event(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    for (uint32_t i = 0; i < 6; i++)
        builder_add(&f.b, 5 + 1e-4 * i, 16, 0)->task = 1 + i / 3;
    cut(&f);
    for (size_t i = 0; i < f.bursts.count; i++) {
        const struct ht_burst *burst = &f.bursts.items[i];
        assert_int_equal(burst->records[0] / 3, burst->records[burst->count - 1] / 3);
    }
    assert_true(f.bursts.count >= 2);
    teardown(&f);
}

static void no_event_stands_in_two_windows(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 14 * i, 0, request);
    builder_burst(&f.b, 51, 0, (const uint32_t[]){40, 200, 0});
    builder_window(&f.b, 60);
    builder_burst(&f.b, 51.0002, 0, (const uint32_t[]){24, 0});
    builder_burst(&f.b, 53, 0, request);
    cut(&f);
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(f.bursts.items[4].window, 1);
    assert_int_equal(bursts_of(&f, request), 4);
    teardown(&f);
}

/* A short window beside a long one is cut as the long one is. */
static void what_one_window_tells_serves_another(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 12; i++)
        add_slowly(&f, 3 + 40 * i, 0, isrg, 0.05);
    builder_window(&f.b, 60);
    add_slowly(&f, 3, 0, isrg, 0.05);
    cut(&f);
    assert_int_equal(f.bursts.count, 13);
    assert_int_equal(bursts_of(&f, isrg), 13);
    teardown(&f);
}

/* --- other clocks --- */

/* Without a clock what comes again still tells; one kind of block does not. */
static void a_constant_clock_leaves_what_comes_again(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 12; i++) {
        for (size_t k = 0; isrg[k]; k++)
            builder_add(&f.b, 0, isrg[k], (uint32_t)k);
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 12);
    assert_int_equal(bursts_of(&f, isrg), 12);
    teardown(&f);
}

static void exact_times_part_events(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 12; i++) {
        for (size_t k = 0; request[k]; k++)
            builder_add(&f.b, 0, request[k], 0)->t_us = 1000000 * (int64_t)(5 + 40 * i) + 300 * (int64_t)k;
    }
    cut(&f);
    assert_int_equal(f.bursts.count, 12);
    assert_int_equal(bursts_of(&f, request), 12);
    teardown(&f);
}

/* The counter stops between events: what follows at once is another one all the same. */
static void sleep_between_events_hides_none(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    double at = 1;
    uint32_t servers[2] = {0};
    for (int i = 0; i < 60; i++) {
        bool other = next_random(&f) < 0.3;
        at = add_slowly(&f, at, 0, other ? digicert : isrg, 0.0005) + next_pause(&f, 0.002, 0.05);
        servers[other]++;
    }
    cut(&f);
    assert_true(f.timelines[0].sleeping);
    assert_int_equal(f.bursts.count, 60);
    assert_int_equal(bursts_of(&f, isrg), servers[0]);
    assert_int_equal(bursts_of(&f, digicert), servers[1]);
    teardown(&f);
}

/* A tree whose nodes come before its leaves is one event where pauses between events are as short as any. */
static void sleep_parts_no_tree(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    double at = 1;
    for (int tree = 0; tree < 40; tree++) {
        for (int i = 0; i < 3 + tree % 3; i++)
            builder_add(&f.b, at += 2e-6, 40, 0);
        at += 4e-5;
        for (int i = 0; i < 4 + tree % 4; i++)
            builder_add(&f.b, at += 2e-6, 5 + (uint32_t)(next_random(&f) * 14), 1);
        at += next_pause(&f, 0.002, 0.03);
    }
    cut(&f);
    assert_true(f.timelines[0].sleeping);
    assert_int_equal(f.bursts.count, 40);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cores_at_once_are_told_apart),
        cmocka_unit_test(an_event_may_change_cores),
        cmocka_unit_test(parts_that_only_stand_together_are_no_events),
        cmocka_unit_test(moved_tasks_that_run_into_each_other_are_parted),
        cmocka_unit_test(another_task_is_another_event),
        cmocka_unit_test(no_event_stands_in_two_windows),
        cmocka_unit_test(what_one_window_tells_serves_another),
        cmocka_unit_test(a_constant_clock_leaves_what_comes_again),
        cmocka_unit_test(exact_times_part_events),
        cmocka_unit_test(sleep_between_events_hides_none),
        cmocka_unit_test(sleep_parts_no_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
