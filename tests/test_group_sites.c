#include "groups_fixture.h"

/* Two leaks in one function are two, when no event takes both. */
static void two_lines_that_never_meet_are_two(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 90 * i, 40, "malloc<handle:7<poll");
        add(&f, 45 + 90 * i, 60, "malloc<handle:19<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_true(group_of(&f, 0, 0)->parted && group_of(&f, 0, 1)->parted);
    assert_int_equal(group_of(&f, 0, 0)->bursts.count, 6);
    teardown(&f);
}

static void two_lines_of_one_event_are_one(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 90 * i, 40, "malloc<handle:7<poll");
        add(&f, 5.0002 + 90 * i, 60, "malloc<handle:19<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].bursts.count, 6);
    assert_false(f.groups.items[0].parted);
    teardown(&f);
}

/* One event in five of the rarer line takes both: they are of one story. Less is chance. */
static void two_lines_that_seldom_meet_are_two(void **state)
{
    (void)state;
    for (int rarer = 5; rarer <= 6; rarer++) {
        struct fixture f;
        setup(&f, 900);
        for (int i = 0; i < 8; i++)
            add(&f, 5 + 70 * i + 0.0002 * (i == 2), 40, "malloc<handle:7<poll");
        for (int i = 0; i < rarer; i++)
            add(&f, i == 0 ? 600 : 602 + 30 * i, 60, "malloc<handle:19<poll");
        add(&f, 600.0002, 40, "malloc<handle:7<poll");
        struct ht_record *records = f.b.window->records, last = records[8 + rarer];
        memmove(&records[10], &records[9], (size_t)(rarer - 1) * sizeof *records); /* oldest first */
        records[9] = last;
        group(&f);
        assert_int_equal(f.groups.count, rarer == 5 ? 1 : 2);
        teardown(&f);
    }
}

/* Bursts of a part are in order, also where those of the whole stood in each other on two cores. */
static void parts_are_in_order(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 900);
    uint32_t seven = builder_chain(&f.b, "malloc<handle:7<poll"),
             nineteen = builder_chain(&f.b, "malloc<handle:19<poll");
    for (int i = 0; i < 12; i++) {
        builder_add(&f.b, 5 + 30 * i, 40, seven);
        builder_add(&f.b, 20 + 30 * i, 60, nineteen);
    }
    builder_add(&f.b, 400, 60, nineteen);
    f.b.core = 1;
    builder_add(&f.b, 7, 40, seven);
    f.b.core = 0;
    builder_add(&f.b, 400.0002, 40, seven);
    group(&f); /* asserts it */
    assert_int_equal(f.groups.count, 2);
    assert_int_equal(group_of(&f, 0, 0)->bursts.count, 14);
    teardown(&f);
}

/* Each line needs two events, and sixteen lines are told apart. */
static void so_many_lines_are_told_apart(void **state)
{
    (void)state;
    for (int lines = 15; lines <= 17; lines++) {
        struct fixture f;
        char sites[64];
        setup(&f, 900);
        for (int i = 0; i < 2 * lines; i++) {
            snprintf(sites, sizeof sites, "malloc<handle:%d<poll", 1 + i / 2);
            add(&f, 5 + 25.3 * i, 40 + (uint32_t)(i / 2), sites);
        }
        group(&f);
        assert_int_equal(f.groups.count, lines <= 16 ? lines : 1);
        teardown(&f);
    }
}

/* Of three lines two are of one event, whichever the third is; and so in each of several functions. */
static void lines_that_meet_are_one_beside_others(void **state)
{
    (void)state;
    for (int alone = 0; alone < 3; alone++) {
        struct fixture f;
        char sites[64];
        setup(&f, 1200);
        for (int i = 0; i < 36; i++) {
            for (int line = 0; line < 3; line++) {
                snprintf(sites, sizeof sites, "malloc<handle_%d:%d<poll", i % 3, line + 1);
                add(&f, 5 + 30 * i + 0.0001 * line + (line == alone) * 10 + (line > alone && alone == 1) * 1e-5,
                    40 + 20 * (uint32_t)line, sites);
            }
            if (alone < 2) { /* oldest first: the one that is alone comes later */
                struct ht_record *records = f.b.window->records + 3 * i, later = records[alone];
                memmove(records + alone, records + alone + 1, (size_t)(2 - alone) * sizeof *records);
                records[2] = later;
            }
        }
        group(&f);
        assert_int_equal(f.groups.count, 6);
        for (uint32_t i = 0; i < 3; i++) {
            assert_ptr_equal(group_of(&f, 0, 3 * i), group_of(&f, 0, 3 * i + 1));
            assert_ptr_not_equal(group_of(&f, 0, 3 * i), group_of(&f, 0, 3 * i + 2));
        }
        teardown(&f);
    }
}

/* The bursts of a part are of one shape with others of the same sizes. */
static void parts_have_the_shapes_of_others(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 90 * i, 40, "malloc<handle:7<poll");
        add(&f, 35 + 90 * i, 60, "malloc<handle:19<poll");
        add(&f, 65 + 90 * i, 40, "malloc<other:1<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 3);
    assert_true(group_of(&f, 0, 0)->bursts.items[0].shape == group_of(&f, 0, 2)->bursts.items[0].shape);
    assert_true(group_of(&f, 0, 1)->bursts.items[0].shape != group_of(&f, 0, 2)->bursts.items[0].shape);
    teardown(&f);
}

/* A line that is seen once tells nothing. */
static void a_line_seen_once_stays(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++)
        add(&f, 5 + 90 * i, 40, "malloc<handle:7<poll");
    add(&f, 500, 60, "malloc<handle:19<poll");
    group(&f);
    assert_int_equal(f.groups.count, 1);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_lines_that_never_meet_are_two),  cmocka_unit_test(two_lines_of_one_event_are_one),
        cmocka_unit_test(two_lines_that_seldom_meet_are_two), cmocka_unit_test(parts_are_in_order),
        cmocka_unit_test(so_many_lines_are_told_apart),       cmocka_unit_test(lines_that_meet_are_one_beside_others),
        cmocka_unit_test(parts_have_the_shapes_of_others),    cmocka_unit_test(a_line_seen_once_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
