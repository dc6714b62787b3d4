/* What was seen of a group: counts and places in each window, survivors, frees. */
#include "groups_fixture.h"

#include "infer/observe.h"

static struct ht_observation observe(struct fixture *f, const struct ht_group *of)
{
    struct ht_observation seen;
    assert_non_null(of);
    builder_must(ht_observe(&f->input, of, &seen));
    return seen;
}

#define MAKE "malloc<make_item:1<poll"

static void events_are_counted_in_each_window(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    builder_add(&f.b, 1, 8, builder_chain(&f.b, "malloc<other<main"));
    builder_window(&f.b, 60);
    for (int i = 0; i < 4; i++)
        builder_burst(&f.b, 6 + 12 * i, builder_chain(&f.b, MAKE), (const uint32_t[]){40, 24, 0});
    for (int i = 0; i < 3; i++) /* pauses behind the last one, of which one is counted */
        builder_add(&f.b, 47 + 3 * i, 8, builder_chain(&f.b, "malloc<other<main"));
    group(&f);
    struct ht_observation seen = observe(&f, group_of(&f, 1, 0));
    assert_int_equal(seen.count, 2); /* a window without any counts too */
    assert_int_equal(seen.samples[0].events, 0);
    assert_int_equal(seen.samples[1].events, 4);
    assert_near(seen.samples[0].seconds, 100, 1e-9);
    assert_near(seen.samples[1].seconds, 60, 1e-9);
    assert_true(seen.samples[0].comparable && seen.samples[1].comparable);
    assert_false(seen.looked);
    assert_int_equal(seen.freed, 0);
    struct ht_spread first, last;
    ht_timeline_edges(&f.timelines[1], (const uint32_t[]){0, 2, 4, 6}, 4, &first, &last);
    assert_true(seen.samples[1].placed);
    assert_near(ht_spread_mean(&seen.samples[1].first), ht_spread_mean(&first), 1e-9);
    assert_near(ht_spread_mean(&seen.samples[1].last), ht_spread_mean(&last), 1e-9);
    teardown(&f);
}

/* It is a probability distribution over the shares of what is older. */
static void assert_older(const struct ht_spread *older, double mean, double distance)
{
    double sum = 0;
    for (size_t k = 0; k < older->count; k++)
        sum += older->weight[k];
    assert_near(sum, 1, 0.01);
    assert_near(ht_spread_mean(older), mean, distance);
}

/* Of connections, by a clock that shows all pauses, those older than TIME_WAIT's 120 s are told apart. */
static void connections_are_older_than_time_wait(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 200);
    for (int i = 0; i < 20; i++)
        add(&f, 5 + 10 * i, 172, "malloc<mem_malloc<tcp_alloc<tcp_new");
    group(&f);
    struct ht_observation seen = observe(&f, &f.groups.items[0]);
    assert_older(&seen.samples[0].older, 8 / 20.0, 0.01);
    teardown(&f);
    /* More than there are places for, of which one stands for two; all of them; and in time that hides. */
    setup(&f, 200);
    for (int i = 0; i < HT_SPREAD_PLACES; i++)
        add(&f, 3 + 6 * i, 172, "malloc<mem_malloc<tcp_alloc<tcp_new");
    group(&f);
    seen = observe(&f, &f.groups.items[0]);
    assert_int_equal(seen.samples[0].older.count, HT_SPREAD_PLACES);
    assert_older(&seen.samples[0].older, 13 / 32.0, 0.03);
    teardown(&f);
    setup(&f, 200);
    for (int i = 0; i < 3; i++)
        add(&f, 5 + 10 * i, 172, "malloc<mem_malloc<tcp_alloc<tcp_new");
    for (int i = 3; i < 20; i++)
        add(&f, 5 + 10 * i, 8, "malloc<other<main");
    group(&f);
    seen = observe(&f, group_of(&f, 0, 0));
    assert_older(&seen.samples[0].older, 1, 0.01);
    assert_int_equal(observe(&f, group_of(&f, 0, 3)).samples[0].older.count, 0);
    teardown(&f);
    setup(&f, 200);
    for (int i = 0; i < 8; i++)
        add(&f, 5 + 17 * i, 172, "malloc<mem_malloc<tcp_alloc<tcp_new");
    group(&f);
    seen = observe(&f, &f.groups.items[0]);
    assert_older(&seen.samples[0].older, 0.4, 0.1);
    teardown(&f);
    setup(&f, 200); /* what has no such time is not asked how old it is */
    add(&f, 5, 90, "malloc<lock_init_generic:79<main:1");
    add(&f, 15, 90, "malloc<lock_init_generic:79<main:1");
    group(&f);
    assert_non_null(f.groups.items[0].signature);
    assert_int_equal(observe(&f, &f.groups.items[0]).samples[0].older.count, 0);
    teardown(&f);
}

/* One event in a window that lost records, and none in the others: its span is compared with theirs. */
static void what_lost_records_is_compared_with_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    add(&f, 6, 40, MAKE);
    builder_window(&f.b, 100);
    add(&f, 7, 8, "malloc<other<main");
    group(&f);
    f.timelines[0].censored = true;
    struct ht_observation seen = observe(&f, group_of(&f, 0, 0));
    assert_true(seen.samples[0].comparable && seen.samples[1].comparable);
    /* One whose events are not told apart is not, nor one of a length that nobody knows. */
    f.b.trace.windows[0].unordered = true;
    seen = observe(&f, group_of(&f, 0, 0));
    assert_false(seen.samples[0].comparable);
    f.b.trace.windows[0].unordered = false;
    f.timelines[0].seconds = 0;
    seen = observe(&f, group_of(&f, 0, 0));
    assert_false(seen.samples[0].comparable);
    teardown(&f);
    /* Whichever of them comes first. */
    setup(&f, 100);
    add(&f, 7, 8, "malloc<other<main");
    builder_window(&f.b, 100);
    add(&f, 6, 40, MAKE);
    group(&f);
    f.timelines[1].censored = true;
    seen = observe(&f, group_of(&f, 1, 0));
    assert_true(seen.samples[0].comparable && seen.samples[1].comparable);
    teardown(&f);
}

static void what_lost_records_is_not_compared(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    for (int i = 0; i < 4; i++)
        add(&f, 6 + 12 * i, 40, MAKE);
    builder_window(&f.b, 0);
    add(&f, 8, 40, MAKE);
    add(&f, 9, 40, MAKE);
    builder_window(&f.b, 100);
    add(&f, 7, 40, MAKE);
    group(&f);
    f.timelines[0].censored = true;
    f.b.trace.windows[2].unordered = true;
    struct ht_observation seen = observe(&f, &f.groups.items[0]);
    assert_int_equal(seen.count, 3);
    assert_near(seen.samples[0].seconds, 36 + 64 / 2.0, 1e-6);
    assert_near(seen.samples[1].seconds, 0, 0);
    assert_near(seen.samples[2].seconds, 100, 1e-9);
    for (size_t i = 0; i < 3; i++)
        assert_false(seen.samples[i].comparable);
    assert_false(seen.samples[1].placed);
    teardown(&f);
}

/* --- no clock --- */

/* Events without a clock: what stands side by side is one, unless it comes in three blocks and more each time. */
static uint32_t events_without_clock(int bursts, const uint32_t *sizes, bool apart, bool unordered)
{
    struct fixture f;
    setup(&f, 100);
    for (int i = 0; i < bursts; i++) {
        for (size_t k = 0; sizes[k]; k++) {
            char sites[48];
            snprintf(sites, sizeof sites, "malloc<make:%zu<poll", k);
            add(&f, 0, sizes[k], sites);
        }
        if (apart)
            add(&f, 0, 16, "malloc<lock_init_generic:79<main:1");
    }
    f.b.window->unordered = unordered;
    group(&f);
    uint32_t events = observe(&f, group_of(&f, 0, 0)).samples[0].events;
    teardown(&f);
    return events;
}

static void a_loop_without_a_clock_is_one_event(void **state)
{
    (void)state;
    static const uint32_t single[] = {40, 0}, pair[] = {40, 24, 0}, triple[] = {40, 24, 60, 0};
    assert_int_equal(events_without_clock(6, single, false, false), 1);
    assert_int_equal(events_without_clock(6, single, true, false), 6);
    assert_int_equal(events_without_clock(6, pair, false, false), 1);
    assert_int_equal(events_without_clock(6, triple, false, false), 6);
    assert_int_equal(events_without_clock(6, triple, false, true), 1); /* grouped by the device: in no order */
}

/* --- looks and frees --- */

static void survivors_and_joiners_are_counted(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 300);
    for (int look = 0; look < 2; look++) {
        if (look)
            builder_window(&f.b, 500);
        for (int i = 0; i < (look ? 7 : 5); i++) {
            if (!look || i != 2)
                builder_record(&f.b, 40, 0x3fc90000 + 64 * (uint32_t)i, builder_cycles(5 + 60 * i),
                               builder_chain(&f.b, MAKE));
        }
    }
    group(&f);
    struct ht_observation seen = observe(&f, group_of(&f, 1, 0));
    assert_int_equal(seen.count, 1); /* the earlier look is no window of its own */
    assert_int_equal(seen.samples[0].events, 6);
    assert_true(seen.looked);
    assert_int_equal(seen.survived, 4);
    assert_int_equal(seen.joined, 2);
    assert_int_equal(seen.freed, 1);
    assert_near(seen.between, 200, 1e-9);
    teardown(&f);
}

static void add_freed(struct fixture *f, uint32_t index, const char *sites)
{
    struct ht_record record = {.size = 40,
                               .index = index,
                               .freed = true,
                               .freed_by = HT_NO_CHAIN,
                               .chain = builder_chain(&f->b, sites),
                               .t_us = HT_UNKNOWN,
                               .t_freed_us = HT_UNKNOWN};
    builder_must(ht_window_add_record(f->b.window, &record));
}

/* Frees are told in events of as many blocks as those that are alive have; and which came after the oldest alive. */
static void freed_blocks_are_told_in_events(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 300);
    for (uint32_t i = 0; i < 3; i++)
        add_freed(&f, i, MAKE);
    for (int i = 0; i < 4; i++)
        builder_burst(&f.b, 6 + 12 * i, builder_chain(&f.b, MAKE), (const uint32_t[]){40, 24, 0});
    for (uint32_t i = 0; i < 8; i++)
        f.b.window->records[i].index = 3 + i;
    add_freed(&f, 11, MAKE);
    add_freed(&f, 12, MAKE);
    add_freed(&f, 13, "malloc<other<main"); /* nobody of the group */
    group(&f);
    struct ht_observation seen = observe(&f, group_of(&f, 0, 0));
    assert_int_equal(seen.freed, 3); /* five blocks of two each, rounded up */
    assert_int_equal(seen.freed_after, 1);
    assert_false(seen.looked);
    teardown(&f);
}

/* A group's chains are all of its own: what was freed of any of them, in any window, is its own, too. */
static void frees_of_all_chains_count(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 300);
    uint32_t other = builder_chain(&f.b, "malloc<other<main"), first = builder_chain(&f.b, MAKE),
             second = builder_chain(&f.b, "malloc<make_item:2<poll"),
             third = builder_chain(&f.b, "malloc<make_item:2<poll<task");
    builder_add(&f.b, 1, 8, other);
    builder_window(&f.b, 300);
    for (int i = 0; i < 4; i++) {
        builder_add(&f.b, 6 + 12 * i, 40, first);
        builder_add(&f.b, 6.0001 + 12 * i, 24, i < 3 ? second : third);
    }
    add_freed(&f, 20, "malloc<make_item:2<poll");
    add_freed(&f, 21, "malloc<make_item:2<poll<task");
    add_freed(&f, 22, "malloc<make_item:2<poll<task");
    group(&f);
    struct ht_observation seen = observe(&f, group_of(&f, 1, 0));
    assert_int_equal(seen.samples[1].events, 4);
    assert_int_equal(seen.freed, 2);
    assert_true(seen.freed_after);
    /* Of a host's trace sums are told, too. */
    struct ht_tally tallies[] = {{.chain = other, .freed = 9}, {.chain = third, .freed = 10}};
    f.b.window->tallies = tallies;
    f.b.window->tally_count = 2;
    prepare(&f);
    seen = observe(&f, group_of(&f, 1, 0));
    assert_int_equal(seen.freed, 5);
    f.b.window->tallies = NULL;
    f.b.window->tally_count = 0;
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_counted_in_each_window),
        cmocka_unit_test(connections_are_older_than_time_wait),
        cmocka_unit_test(what_lost_records_is_compared_with_nothing),
        cmocka_unit_test(what_lost_records_is_not_compared),
        cmocka_unit_test(a_loop_without_a_clock_is_one_event),
        cmocka_unit_test(survivors_and_joiners_are_counted),
        cmocka_unit_test(freed_blocks_are_told_in_events),
        cmocka_unit_test(frees_of_all_chains_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
