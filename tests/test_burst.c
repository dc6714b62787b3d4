#include "trace_builder.h"

#include "infer/burst.h"

/* Windows and bursts made by hand. */
struct fixture {
    struct trace_builder b;
    struct ht_bursts bursts;
    bool censored[2];
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 600);
}

static void teardown(struct fixture *f)
{
    ht_bursts_deinit(&f->bursts);
    builder_deinit(&f->b);
}

static const uint32_t whole[] = {40, 200, 24, 0}, tail[] = {200, 24, 0}, head[] = {40, 200, 0};
static const uint32_t large[] = {7, 8, 9, 10, 0}, tail_of_others[] = {7, 8, 0};

/* Adds a burst of these sizes to the newest window. The shape is a sum: equal for equal sizes. */
static void add(struct fixture *f, const uint32_t *sizes)
{
    struct ht_burst burst = {.window = (uint32_t)f->b.trace.window_count - 1};
    uint32_t *records = ht_arena_array(&f->b.arena, 16, sizeof *records);
    if (!records)
        abort();
    for (; *sizes; sizes++) {
        records[burst.count++] = (uint32_t)f->b.window->record_count;
        burst.shape += *sizes * UINT64_C(1000003) + 1;
        builder_add(&f->b, 1, *sizes, 0);
    }
    burst.records = records;
    builder_must(ht_bursts_add(&f->bursts, &burst));
}

static void mark(struct fixture *f)
{
    builder_must(ht_bursts_mark_partial(&f->b.trace, f->censored, &f->bursts));
}

static void assert_partial(const struct fixture *f, const int *expected)
{
    for (size_t i = 0; i < f->bursts.count; i++)
        assert_int_equal(f->bursts.items[i].partial, expected[i]);
}

static void bursts_are_put_in_order(void **state)
{
    (void)state;
    static const uint32_t places[] = {0, 1, 2, 3};
    static const uint32_t order[][2] = {{1, 2}, {0, 3}, {1, 0}, {0, 1}};
    struct ht_bursts bursts = {0};
    for (size_t i = 0; i < 4; i++) {
        const struct ht_burst burst = {.window = order[i][0], .count = 1, .records = &places[order[i][1]]};
        builder_must(ht_bursts_add(&bursts, &burst));
    }
    ht_bursts_sort(&bursts);
    static const uint32_t sorted[][2] = {{0, 1}, {0, 3}, {1, 0}, {1, 2}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(bursts.items[i].window, sorted[i][0]);
        assert_int_equal(bursts.items[i].records[0], sorted[i][1]);
    }
    ht_bursts_deinit(&bursts);
    ht_bursts_deinit(&bursts);
    ht_bursts_deinit(NULL);
}

static void sizes_ascend(void **state)
{
    (void)state;
    struct fixture f;
    uint32_t sizes[3];
    setup(&f);
    builder_add(&f.b, 1, 7, 0);
    add(&f, whole);
    ht_burst_sizes(&f.b.trace, &f.bursts.items[0], sizes);
    assert_int_equal(sizes[0], 24);
    assert_int_equal(sizes[1], 40);
    assert_int_equal(sizes[2], 200);
    teardown(&f);
}

/* What the first and the last record of a window are of may be a part of an event that comes again. */
static void the_edges_of_a_window_cut_bursts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, tail);
    add(&f, whole);
    add(&f, (const uint32_t[]){40, 24, 0}); /* a part, but in the middle */
    add(&f, whole);
    add(&f, head);
    mark(&f);
    assert_partial(&f, (const int[]){1, 0, 0, 0, 1});
    teardown(&f);
}

static void whole_and_strange_bursts_are_not_partial(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, (const uint32_t[]){40, 201, 0});
    add(&f, whole);
    add(&f, whole);
    f.censored[0] = true;
    mark(&f);
    assert_partial(&f, (const int[]){0, 0, 0});
    teardown(&f);
}

/* A part of what comes once says nothing, and what comes again itself is an event of its own. */
static void only_what_comes_again_has_parts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, tail);
    add(&f, whole);
    mark(&f);
    assert_partial(&f, (const int[]){0, 0});
    teardown(&f);
    setup(&f);
    add(&f, tail);
    add(&f, whole);
    add(&f, whole);
    add(&f, tail);
    mark(&f);
    assert_partial(&f, (const int[]){0, 0, 0, 0});
    teardown(&f);
}

/* Whether the end cuts a tail of what comes again: with so many bursts of another kind in between. */
static bool is_tail_known(int between, const uint32_t *sizes)
{
    struct fixture f;
    setup(&f);
    add(&f, whole);
    add(&f, whole);
    for (int i = 0; i < between; i++)
        add(&f, sizes);
    add(&f, tail);
    mark(&f);
    bool known = f.bursts.items[f.bursts.count - 1].partial;
    teardown(&f);
    return known;
}

/* A cut burst is held against the larger ones that are nearest to it, so many of them. */
static void the_nearest_bursts_tell_a_part(void **state)
{
    (void)state;
    assert_true(is_tail_known(63, large));
    assert_false(is_tail_known(64, large));
    assert_true(is_tail_known(64, tail_of_others)); /* none of these is larger */
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 100; i++)
        add(&f, large);
    add(&f, whole);
    add(&f, whole);
    add(&f, tail);
    mark(&f);
    assert_true(f.bursts.items[102].partial);
    teardown(&f);
}

/* On either side, and as far as the first and the last of them. */
static void both_neighbours_tell_a_part(void **state)
{
    (void)state;
    for (int place = 0; place < 2; place++) {
        struct fixture f;
        setup(&f);
        add(&f, place ? large : whole);
        if (place)
            add(&f, large);
        builder_window(&f.b, 600);
        add(&f, tail);
        for (int i = 0; i < 100; i++)
            add(&f, i == 0 && place ? whole : large);
        add(&f, whole);
        mark(&f);
        assert_true(f.bursts.items[1 + place].partial);
        teardown(&f);
    }
}

/* The window's last record decides, not the last of the bursts: others may have allocated since. */
static void an_earlier_burst_is_not_cut_by_the_end(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_add(&f.b, 1, 1000, 1);
    add(&f, whole);
    add(&f, whole);
    add(&f, head);
    builder_add(&f.b, 1, 1000, 1);
    mark(&f);
    assert_partial(&f, (const int[]){0, 0, 0});
    teardown(&f);
}

/* When older records were lost, the first burst of a group may be cut wherever it stands. */
static void a_window_that_lost_records_cuts_its_first_burst(void **state)
{
    (void)state;
    for (int lost = 0; lost <= 1; lost++) {
        struct fixture f;
        setup(&f);
        builder_add(&f.b, 1, 1000, 1);
        add(&f, tail);
        add(&f, whole);
        add(&f, whole);
        builder_add(&f.b, 1, 1000, 1);
        f.censored[0] = lost;
        mark(&f);
        assert_partial(&f, (const int[]){lost, 0, 0});
        assert_int_equal(f.censored[0], lost);
        teardown(&f);
    }
}

/* A window that begins with a part of an event has lost its oldest records, unless it says that it has not. */
static void a_hidden_overflow_is_found(void **state)
{
    (void)state;
    for (int told = -1; told <= 1; told++) {
        struct fixture f;
        setup(&f);
        f.b.window->overflowed = told;
        add(&f, tail);
        add(&f, whole);
        add(&f, whole);
        mark(&f);
        assert_partial(&f, (const int[]){1, 0, 0});
        assert_int_equal(f.censored[0], told != 0);
        teardown(&f);
    }
}

/* A part at the end is an event that was under way. */
static void the_end_loses_no_records(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, whole);
    add(&f, whole);
    add(&f, head);
    mark(&f);
    assert_partial(&f, (const int[]){0, 0, 1});
    assert_false(f.censored[0]);
    teardown(&f);
}

static void each_window_has_its_own_edges(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, whole);
    add(&f, whole);
    builder_window(&f.b, 600);
    add(&f, tail);
    add(&f, whole);
    mark(&f);
    assert_partial(&f, (const int[]){0, 0, 1, 0});
    assert_false(f.censored[0]);
    assert_true(f.censored[1]);
    teardown(&f);
}

static void nothing_is_cut(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    mark(&f);
    assert_int_equal(f.bursts.count, 0);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_are_put_in_order),
        cmocka_unit_test(sizes_ascend),
        cmocka_unit_test(the_edges_of_a_window_cut_bursts),
        cmocka_unit_test(whole_and_strange_bursts_are_not_partial),
        cmocka_unit_test(only_what_comes_again_has_parts),
        cmocka_unit_test(the_nearest_bursts_tell_a_part),
        cmocka_unit_test(both_neighbours_tell_a_part),
        cmocka_unit_test(an_earlier_burst_is_not_cut_by_the_end),
        cmocka_unit_test(a_window_that_lost_records_cuts_its_first_burst),
        cmocka_unit_test(a_hidden_overflow_is_found),
        cmocka_unit_test(the_end_loses_no_records),
        cmocka_unit_test(each_window_has_its_own_edges),
        cmocka_unit_test(nothing_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
