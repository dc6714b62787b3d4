#include "burst_fixture.h"

#include "infer/sequence_split.h"

/* Repairs, and cuts anew what is of no known shape. */
static void mend(struct fixture *f)
{
    repair(f);
    builder_must(ht_bursts_split_by_sequence(&f->shapes, f->b.trace.windows, BUILDER_HZ / 1000, &f->bursts));
    assert_whole(f);
}

/* A burst whose last sizes are allocated on the other core, at another time there. */
static void add_moved(struct fixture *f, double seconds, double there, const uint32_t *here, const uint32_t *rest)
{
    f->b.core = 0;
    builder_burst(&f->b, seconds, 0, here);
    f->b.core = 1;
    builder_burst(&f->b, there, 0, rest);
    f->b.core = 0;
}

/*
 * Two tasks move, one after the other, and the second one's counter goes on where the first one's stopped: neither
 * part is whole, and no two neighbours are.
 */
static void moved_tasks_that_run_into_each_other_are_parted(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++) {
        builder_burst(&f.b, 1 + 4 * i, 0, isrg);
        builder_burst(&f.b, 3 + 4 * i, 0, request);
    }
    add_moved(&f, 20, 40, (const uint32_t[]){81, 3, 2, 0}, (const uint32_t[]){3, 32, 3, 12, 0});
    f.b.core = 1;
    builder_burst(&f.b, 40.01, 0, (const uint32_t[]){40, 200, 0});
    f.b.core = 0;
    builder_burst(&f.b, 30, 0, (const uint32_t[]){24, 0});
    mend(&f);
    assert_int_equal(f.bursts.count, 8);
    assert_int_equal(bursts_of(&f, isrg), 4);
    assert_int_equal(bursts_of(&f, request), 4);
    teardown(&f);
}

static void whole_bursts_may_stand_between(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, isrg);
    f.b.core = 0;
    builder_burst(&f.b, 20, 0, (const uint32_t[]){40, 200, 0});
    builder_burst(&f.b, 24, 0, isrg);
    builder_burst(&f.b, 28, 0, (const uint32_t[]){24, 0});
    builder_burst(&f.b, 28.01, 0, request);
    builder_burst(&f.b, 32, 0, request);
    builder_burst(&f.b, 36, 0, request);
    mend(&f);
    assert_int_equal(bursts_of(&f, request), 4);
    assert_int_equal(bursts_of(&f, isrg), 4);
    assert_int_equal(f.bursts.count, 8);
    teardown(&f);
}

static void what_is_no_sequence_stays_as_it_is(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, request);
    builder_burst(&f.b, 20, 0, (const uint32_t[]){40, 0});
    builder_burst(&f.b, 24, 0, (const uint32_t[]){200, 24, 7, 0}); /* one too many */
    builder_window(&f.b, 600);
    builder_burst(&f.b, 20, 0, (const uint32_t[]){40, 0}); /* the rest stands in another window */
    mend(&f);
    assert_int_equal(f.bursts.count, 6);
    assert_int_equal(bursts_of(&f, request), 3);
    teardown(&f);
}

/* Blocks made in one go are one event's, however well they could be cut. */
static void what_is_made_at_once_is_not_cut(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++) {
        builder_burst(&f.b, 1 + 4 * i, 0, (const uint32_t[]){44, 44, 0});
        builder_burst(&f.b, 3 + 4 * i, 0, (const uint32_t[]){44, 44, 44, 0});
    }
    builder_burst(&f.b, 20, 0, (const uint32_t[]){44, 44, 44, 44, 44, 0});
    builder_burst(&f.b, 24, 0, (const uint32_t[]){44, 44, 44, 44, 0});
    mend(&f);
    assert_int_equal(f.bursts.count, 8);
    assert_int_equal(f.bursts.items[6].count, 5);
    assert_int_equal(f.bursts.items[7].count, 4);
    teardown(&f);
}

/* At a shallow depth a packet and a timer share the burst of a handshake. */
static void names_are_parted_from_what_stands_beside_them(void **state)
{
    (void)state;
    for (int alone = 0; alone <= 1; alone++) {
        struct fixture f;
        setup(&f);
        if (alone)
            builder_burst(&f.b, 1, 0, isrg);
        builder_burst(&f.b, 20, 0, (const uint32_t[]){1538, 20, 81, 3, 2, 3, 32, 3, 12, 20, 0});
        builder_burst(&f.b, 24, 0, (const uint32_t[]){81, 3, 2, 3, 32, 3, 12, 99, 3, 2, 3, 12, 3, 16, 3, 23, 0});
        builder_burst(&f.b, 28, 0, (const uint32_t[]){81, 3, 2, 3, 32, 3, 13, 0}); /* no name */
        repair(&f);
        size_t before = f.bursts.count;
        builder_must(ht_bursts_part_names(&f.shapes, f.b.trace.windows, &f.bursts));
        assert_whole(&f);
        if (alone) {
            assert_int_equal(bursts_of(&f, isrg), 3);
            assert_int_equal(bursts_of(&f, digicert), 1);
            assert_int_equal(bursts_of(&f, (const uint32_t[]){20, 0}), 1);
            assert_int_equal(bursts_of(&f, (const uint32_t[]){1538, 20, 0}), 1);
            assert_int_equal(f.bursts.count, 7);
        } else {
            assert_int_equal(f.bursts.count, before); /* a chance sum is no name */
        }
        teardown(&f);
    }
}

/* Shapes nobody knows, more than are looked at together, and more records than that. */
static void there_are_bounds(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        builder_burst(&f.b, 1 + 4 * i, 0, request);
    for (uint32_t i = 0; i < 300; i++) {
        uint32_t sizes[] = {1000 + i, 0};
        builder_burst(&f.b, 20 + 2 * i, 0, sizes);
    }
    uint32_t many[401] = {0};
    for (uint32_t i = 0; i < 400; i++)
        many[i] = 2000 + i;
    builder_burst(&f.b, 700, 0, many);
    mend(&f);
    assert_int_equal(f.bursts.count, 304);
    teardown(&f);
    setup(&f);
    mend(&f);
    assert_int_equal(f.bursts.count, 0);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moved_tasks_that_run_into_each_other_are_parted),
        cmocka_unit_test(whole_bursts_may_stand_between),
        cmocka_unit_test(what_is_no_sequence_stays_as_it_is),
        cmocka_unit_test(what_is_made_at_once_is_not_cut),
        cmocka_unit_test(names_are_parted_from_what_stands_beside_them),
        cmocka_unit_test(there_are_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
