#include "timeline_fixture.h"

/* --- what certainly passed --- */

static void a_counter_tells_the_time(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_at(&f, (const double[]){3, 5, 5.5, 17, -1});
    make(&f, false);
    assert_at(&f, (const double[]){0, 2, 2.5, 14});
    assert_false(f.timeline.exact);
    assert_true(f.timeline.tells);
    builder_deinit(&f.b);
}

static void pauses_add_up_over_wraps(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_at(&f, (const double[]){0, 10, 20, 30, 40, 50, -1});
    make(&f, false);
    assert_at(&f, (const double[]){0, 10, 20, 30, 40, 50});
    builder_deinit(&f.b);
}

static void lost_wraps_are_never_claimed(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_at(&f, (const double[]){1, 21, 22, -1});
    make(&f, false);
    assert_at(&f, (const double[]){0, 20 - BUILDER_WRAP, 21 - BUILDER_WRAP});
    builder_deinit(&f.b);
}

/* The counter is read before the allocation: an interrupt's record may be older than the one before it. */
static void a_step_back_takes_no_time(void **state)
{
    (void)state;
    static const uint32_t counts[] = {48000000, 47999000, 48240000, 48240000 - 4 * (UINT32_MAX / 4096)};
    struct fixture f;
    setup(&f, 60);
    for (size_t i = 0; i < 4; i++)
        builder_record(&f.b, 16, 0x3fc90000, counts[i] & ~3u, 0);
    make(&f, false);
    assert_near(f.timeline.at[1], 0, SMALL);
    assert_near(f.timeline.at[2], 241000.0 / BUILDER_HZ, SMALL);
    assert_near(f.timeline.at[3], f.timeline.at[2], SMALL);
    builder_deinit(&f.b);
}

/* But a counter that stands before where it was by more than an interrupt takes has wrapped. */
static void a_long_step_back_is_a_wrap(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_at(&f, (const double[]){10, 10 + BUILDER_WRAP * 1022 / 1024, -1});
    make(&f, false);
    assert_at(&f, (const double[]){0, BUILDER_WRAP * 1022 / 1024});
    builder_deinit(&f.b);
}

/* Both cores live through the same time: the one that knows more of it tells. */
static void the_busier_core_tells_the_time(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1000, 0x5000001, 0x6000001, 2000, 0x7000001, 3000};
    static const double expected[] = {0, 0, 0x1000000, 0x1000000, 0x2000000, 0x2000000};
    struct fixture f;
    setup(&f, 60);
    for (size_t i = 0; i < 6; i++)
        builder_record(&f.b, 16, 0x3fc90000, counts[i], 0);
    make(&f, false);
    for (size_t i = 0; i < 6; i++)
        assert_near(f.timeline.at[i], expected[i] / BUILDER_HZ, SMALL);
    builder_deinit(&f.b);
}

static void freed_records_mark_the_time(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_freed(&f, 2, 0);
    builder_add(&f.b, 5, 16, 0)->index = 1;
    add_freed(&f, 17, 2);
    add_freed(&f, 29, 3);
    builder_add(&f.b, 40, 16, 0)->index = 4;
    add_freed(&f, 50, 5);
    make(&f, false);
    /* Without them 35 s would be one wrap less. */
    assert_near(f.timeline.at[0], 3, SMALL);
    assert_near(f.timeline.at[1], 38, SMALL);
    double even = 0.145 * BUILDER_WRAP, three = 3 / (3 + even), ten = 10 / (10 + even);
    assert_near(f.timeline.pauses[0], 2 * three, SMALL);
    assert_near(f.timeline.pauses[1], 2 * three + 12 / (12 + even) + 12 / (12 + even) + 11 / (11 + even), SMALL);
    assert_near(f.timeline.pause_count, f.timeline.pauses[1] + 2 * ten, SMALL);
    builder_deinit(&f.b);
}

static void exact_times_need_no_counter(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    add_at(&f, (const double[]){1, 2, 3, -1});
    static const int64_t times[] = {12000000, 47500000, 91000000};
    for (size_t i = 0; i < 3; i++)
        f.b.window->records[i].t_us = times[i];
    make(&f, false);
    assert_true(f.timeline.exact);
    assert_at(&f, (const double[]){0, 35.5, 79});
    assert_near(f.timeline.pause_count, 2, SMALL);
    assert_false(f.timeline.sleeping);
    f.b.window->records[1].t_us = HT_UNKNOWN; /* one that is not known makes all worth nothing */
    make(&f, false);
    assert_false(f.timeline.exact);
    assert_at(&f, (const double[]){0, 1, 2});
    builder_deinit(&f.b);
}

static void there_may_be_no_clock(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    make(&f, false); /* no record */
    assert_false(f.timeline.tells);
    add_at(&f, (const double[]){5, 5, 5, -1});
    make(&f, false); /* a constant counter */
    assert_false(f.timeline.tells);
    assert_near(f.timeline.counted, 0, 0);
    builder_add(&f.b, 9, 16, 0);
    make(&f, false);
    assert_true(f.timeline.tells);
    f.b.window->unordered = true;
    make(&f, false);
    assert_false(f.timeline.tells);
    f.b.window->unordered = false;
    f.b.window->seconds = 0;
    make(&f, false);
    assert_false(f.timeline.tells);
    builder_deinit(&f.b);
}

/* --- what is missing --- */

/*
 * A pause hides whole wraps the more likely the longer it looks, as likely as not at 14.5 % of a wrap. What comes
 * before the first record is like the first pause between events, what comes behind the last one like the last.
 */
static void long_pauses_hide_wraps(void **state)
{
    (void)state;
    static const double steps[] = {0.005, 0.145 * BUILDER_WRAP, 0.002, 10, 0.0099};
    struct fixture f;
    double at = 1, pauses = 0;
    setup(&f, 60);
    builder_add(&f.b, at, 16, 0);
    for (size_t i = 0; i < 5; i++)
        builder_add(&f.b, at += steps[i], 16, 0);
    make(&f, false);
    for (size_t i = 0; i <= 5; i++) {
        assert_near(f.timeline.pauses[i], 0.5 + pauses, SMALL); /* the first pause between events is even */
        pauses += i < 5 ? steps[i] / (steps[i] + 0.145 * BUILDER_WRAP) : 0;
    }
    assert_near(f.timeline.pause_count, 0.5 + pauses + 10 / (10 + 0.145 * BUILDER_WRAP), SMALL);
    builder_deinit(&f.b);
}

/* Where the counter sleeps any pause of a millisecond may hide time. */
static void short_pauses_hide_sleep(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_at(&f, (const double[]){1, 1.00095, 1.002, 1.0025, 1.5, -1});
    make(&f, false);
    static const uint32_t naps[] = {1, 1, 2, 2, 3};
    for (size_t i = 0; i < 5; i++)
        assert_near(f.timeline.naps[i], naps[i], SMALL);
    assert_near(f.timeline.nap_count, 4, SMALL);
    builder_deinit(&f.b);
}

/* A window of so many events, of which the counter saw this share; the pause before the last of them is so much longer.
 */
static bool is_sleeping(double seconds, int events, double seen, double pause)
{
    struct fixture f;
    setup(&f, seconds);
    for (int i = 0; i < events; i++)
        builder_add(&f.b, 1 + (seconds * seen - pause) * i / (events - 1) + (i == events - 1 ? pause : 0), 16, 0);
    make(&f, false);
    builder_deinit(&f.b);
    return f.timeline.sleeping;
}

/*
 * Pauses at random hide whole wraps of 17.9 s: of 2.5 s in the mean for half a percent of the time, of 10 s for 36 %.
 * What is missing beyond that by two standard deviations, or by three tenths of the window, is sleep.
 */
static void more_than_wraps_hide_is_sleep(void **state)
{
    (void)state;
    static const struct {
        double seconds, limit;
        int events;
    } cases[] = {{1000, 0.2122, 400}, {12, 0.3153, 4}};
    for (size_t i = 0; i < 2; i++) {
        double wraps = BUILDER_WRAP * cases[i].events / cases[i].seconds;
        double limit = wraps / expm1(wraps) + fmin(0.3, 2 * wraps / sqrt(12.0 * cases[i].events));
        assert_near(limit, cases[i].limit, 1e-4);
        assert_false(is_sleeping(cases[i].seconds, cases[i].events, 1 - limit + 0.003, 0));
        assert_true(is_sleeping(cases[i].seconds, cases[i].events, 1 - limit - 0.003, 0));
        assert_true(is_sleeping(cases[i].seconds, cases[i].events, 0.03, 0));
    }
    assert_false(is_sleeping(1000, 100, 1, 0));
}

/* A pause that shows a fifth of a wrap, 3.6 s, may hide many: then three tenths of the window are missing, or more. */
static void one_pause_may_hide_what_is_missing(void **state)
{
    (void)state;
    assert_true(is_sleeping(1000, 400, 0.75, 1.6));
    assert_false(is_sleeping(1000, 400, 0.75, 1.9));
    assert_false(is_sleeping(1000, 400, 0.698, 1.9));
    assert_true(is_sleeping(1000, 400, 0.69, 1.9));
}

/* A single event shows no pause: that the rest of the window is missing is no sign of sleep. */
static void one_event_shows_no_sleep(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    for (int i = 0; i < 10; i++)
        builder_add(&f.b, 2 + 1e-5 * i, 16, 0);
    make(&f, false);
    assert_false(f.timeline.sleeping);
    builder_deinit(&f.b);
}

/* Of one event, which takes a while, it is not known how long it hides wraps: pauses of 10 ms part events. */
static void pauses_part_events_that_are_counted(void **state)
{
    (void)state;
    static const double pauses[] = {0.0095, 0.0105};
    for (size_t k = 0; k < 2; k++) {
        struct fixture f;
        setup(&f, 100);
        for (int i = 0; i < 200; i++)
            builder_add(&f.b, 1 + pauses[k] * i, 16, 0);
        make(&f, false);
        assert_int_equal(f.timeline.sleeping, k);
        builder_deinit(&f.b);
    }
}

/* A pause of just ten milliseconds is one between events, and one of a millisecond may be a nap. */
static void pauses_begin_where_they_are_told_to(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 30);
    add_at(&f, (const double[]){0, 0.01, -1});
    make(&f, false);
    assert_near(f.timeline.pauses[0], 0.01 / (0.01 + 0.145 * BUILDER_WRAP), SMALL);
    assert_true(f.timeline.sleeping);
    builder_deinit(&f.b);
    setup(&f, 72); /* so many seconds are too few to hide by wraps in two pauses, but not in fewer */
    add_at(&f, (const double[]){0, 0.01, 0.02, -1});
    make(&f, false);
    assert_true(f.timeline.sleeping);
    builder_deinit(&f.b);
    setup(&f, 30);
    add_at(&f, (const double[]){0, 0.001, -1});
    make(&f, false);
    assert_near(f.timeline.naps[1] - f.timeline.naps[0], 1, SMALL);
    assert_near(f.timeline.pauses[0], 1, SMALL);
    builder_deinit(&f.b);
}

/* One long pause and many short ones are few, however many more stand within the events. */
static void uneven_pauses_are_few(void **state)
{
    (void)state;
    struct fixture f;
    double at = 1;
    setup(&f, 100);
    builder_add(&f.b, at, 16, 0);
    builder_add(&f.b, at += 10, 16, 0);
    for (int i = 0; i < 1000; i++)
        builder_add(&f.b, at += i % 50 ? 0.009 : 0.011, 16, 0);
    make(&f, false);
    assert_false(f.timeline.sleeping);
    builder_deinit(&f.b);
}

static void the_observed_span(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    add_at(&f, (const double[]){0, 10, 20, 30, -1});
    make(&f, false);
    assert_near(ht_timeline_observed(&f.timeline), 100, SMALL);
    make(&f, true); /* half of what is missing may lie before the first record that is left */
    assert_near(ht_timeline_observed(&f.timeline), 30 + 70 / 2.0, SMALL);
    for (size_t i = 0; i < 4; i++)
        f.b.window->records[i].t_us = 1000000 * (int64_t)(10 * i);
    make(&f, true); /* exact times leave one pause more, like the others */
    assert_near(ht_timeline_observed(&f.timeline), 30 + 30 / 4.0, SMALL);
    f.b.window->seconds = 32;
    make(&f, true); /* but never more than the window */
    assert_near(ht_timeline_observed(&f.timeline), 32, SMALL);
    f.b.window->seconds = 20; /* a length that is too short is none */
    make(&f, false);
    assert_near(ht_timeline_observed(&f.timeline), 30, SMALL);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_counter_tells_the_time),
        cmocka_unit_test(pauses_add_up_over_wraps),
        cmocka_unit_test(lost_wraps_are_never_claimed),
        cmocka_unit_test(a_step_back_takes_no_time),
        cmocka_unit_test(a_long_step_back_is_a_wrap),
        cmocka_unit_test(the_busier_core_tells_the_time),
        cmocka_unit_test(freed_records_mark_the_time),
        cmocka_unit_test(exact_times_need_no_counter),
        cmocka_unit_test(there_may_be_no_clock),
        cmocka_unit_test(long_pauses_hide_wraps),
        cmocka_unit_test(short_pauses_hide_sleep),
        cmocka_unit_test(more_than_wraps_hide_is_sleep),
        cmocka_unit_test(one_pause_may_hide_what_is_missing),
        cmocka_unit_test(one_event_shows_no_sleep),
        cmocka_unit_test(pauses_part_events_that_are_counted),
        cmocka_unit_test(pauses_begin_where_they_are_told_to),
        cmocka_unit_test(uneven_pauses_are_few),
        cmocka_unit_test(the_observed_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
