#include "trace_builder.h"

#include "infer/timeline.h"

#define SMALL 1e-6 /* of a second; cycles are whole */

struct fixture {
    struct trace_builder b;
    struct ht_timeline timeline;
};

static void setup(struct fixture *f, double seconds)
{
    builder_init(&f->b);
    builder_window(&f->b, seconds);
}

static void make(struct fixture *f, bool censored)
{
    const struct ht_timeline_window facts = {
        .seconds = f->b.window->seconds, .cpu_hz = BUILDER_HZ, .censored = censored};
    builder_must(ht_timeline_make(&f->b.arena, f->b.window, &facts, &f->timeline));
}

/* Adds a record at each of these times, ended by a negative one. */
static void add_at(struct fixture *f, const double *times)
{
    for (; *times >= 0; times++)
        builder_add(&f->b, *times, 16, 0);
}

static void assert_at(const struct fixture *f, const double *expected)
{
    for (size_t i = 0; i < f->b.window->record_count; i++)
        assert_near(f->timeline.at[i], expected[i], SMALL);
    assert_near(f->timeline.counted, expected[f->b.window->record_count - 1], SMALL);
}

/* A record that was freed, made at this time, before the newest live one or behind it. */
static void add_freed(struct fixture *f, double seconds, uint32_t index)
{
    struct ht_record record = {.size = 16,
                               .ccount = builder_cycles(seconds),
                               .index = index,
                               .freed = true,
                               .freed_by = HT_NO_CHAIN,
                               .t_us = HT_UNKNOWN,
                               .t_freed_us = HT_UNKNOWN};
    builder_must(ht_window_add_record(f->b.window, &record));
}

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

/* A hundred events in 1000 s, of which the counter saw this share. */
static bool is_sleeping(double seen)
{
    struct fixture f;
    setup(&f, 1000);
    for (int i = 0; i < 100; i++)
        builder_add(&f.b, 1 + 1000 * seen * i / 99, 16, 0);
    make(&f, false);
    builder_deinit(&f.b);
    return f.timeline.sleeping;
}

/*
 * Pauses at random, 9.9 s in the mean, hide whole wraps of 17.9 s for 35 % of the time; what is missing beyond that and
 * a quarter more is sleep.
 */
static void more_than_wraps_hide_is_sleep(void **state)
{
    (void)state;
    double ratio = BUILDER_WRAP / (1000.0 / 101), limit = ratio / (exp(ratio) - 1) + 0.25;
    assert_near(limit, 0.605, 0.001);
    assert_false(is_sleeping(1));
    assert_false(is_sleeping(1 - limit + 0.01));
    assert_true(is_sleeping(1 - limit - 0.01));
    assert_true(is_sleeping(0.02));
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

/* --- where a record stands --- */

/* It is a probability distribution over the window. */
static void assert_spread(const struct ht_spread *spread, double mean)
{
    double sum = 0;
    assert_true(spread->count > 0 && spread->count <= HT_SPREAD_PLACES);
    for (size_t k = 0; k < spread->count; k++) {
        assert_true(spread->weight[k] >= 0);
        assert_true(spread->place[k] >= 0 && spread->place[k] <= 1);
        sum += spread->weight[k];
    }
    assert_near(sum, 1, 1e-9);
    assert_near(ht_spread_mean(spread), mean, 0.004);
}

static double deviation_of(const struct ht_spread *spread)
{
    double mean = ht_spread_mean(spread), sum = 0;
    for (size_t k = 0; k < spread->count; k++)
        sum += spread->weight[k] * pow(spread->place[k] - mean, 2);
    return sqrt(sum);
}

/* What is missing is spread over the pauses, every way alike: a record with a of n pauses before it has a/n of it. */
static void missing_time_is_spread_over_pauses(void **state)
{
    (void)state;
    for (int count = 2; count <= 40; count += 19) {
        struct fixture f;
        struct ht_spread spread;
        setup(&f, 20.0 * count);
        for (int i = 0; i < count; i++)
            builder_add(&f.b, 1 + 17.0 * i, 16, 0);
        make(&f, false);
        assert_false(f.timeline.sleeping);
        double missing = 20.0 * count - 17.0 * (count - 1);
        double pauses = (count + 1) * 17 / (17 + 0.145 * BUILDER_WRAP); /* each hides time as likely as this */
        for (int i = 0; i < count; i++) {
            double share = (i + 1) / (count + 1.0), span = missing / (20.0 * count);
            ht_timeline_before(&f.timeline, (size_t)i, INFINITY, &spread);
            assert_spread(&spread, 17.0 * i / (20.0 * count) + span * share);
            assert_near(deviation_of(&spread), span * sqrt(share * (1 - share) / (pauses + 1)), 0.02 * span);
        }
        builder_deinit(&f.b);
    }
}

/* Exact times leave only the start and the end: the first record stands anywhere in what is left. */
static void exact_times_leave_both_ends(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread first, last;
    setup(&f, 100);
    add_at(&f, (const double[]){1, 2, -1});
    f.b.window->records[0].t_us = 5000000;
    f.b.window->records[1].t_us = 85000000;
    make(&f, false);
    ht_timeline_before(&f.timeline, 0, INFINITY, &first);
    ht_timeline_before(&f.timeline, 1, INFINITY, &last);
    assert_spread(&first, 0.1);
    assert_spread(&last, 0.9);
    assert_near(deviation_of(&first), 0.2 / sqrt(12), 0.002);
    builder_deinit(&f.b);
}

/* Of a trace that tells when it began nothing is left to guess, and freed records count as well. */
static void exact_times_of_a_known_beginning(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread first, last;
    setup(&f, 100);
    add_freed(&f, 1, 0);
    add_at(&f, (const double[]){1, 2, -1});
    f.b.window->freed[0].t_us = 9000000;
    f.b.window->records[0].t_us = 15000000;
    f.b.window->records[0].index = 1;
    f.b.window->records[1].t_us = 85000000;
    f.b.window->records[1].index = 2;
    f.b.window->began_us = 5000000;
    make(&f, false);
    ht_timeline_before(&f.timeline, 0, INFINITY, &first);
    ht_timeline_before(&f.timeline, 1, INFINITY, &last);
    assert_spread(&first, 0.1);
    assert_spread(&last, 0.8);
    assert_near(deviation_of(&first), 0, SMALL);
    assert_near(deviation_of(&last), 0, SMALL);
    builder_deinit(&f.b);
}

/* The first record of a window that lost its oldest ones opens what was observed. */
static void a_censored_window_begins_with_its_first_record(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 100);
    add_at(&f, (const double[]){1, 13, 25, -1});
    make(&f, true);
    double observed = 24 + 76 / 2.0;
    ht_timeline_before(&f.timeline, 0, INFINITY, &spread);
    assert_spread(&spread, 0);
    ht_timeline_before(&f.timeline, 2, INFINITY, &spread);
    assert_spread(&spread, (24 + 38 * 2 / 3.0) / observed);
    builder_deinit(&f.b);
}

/* A pause that hardly hides time: the first record stands at the beginning, seldom later. */
static void a_short_first_pause_hides_little(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 100);
    add_at(&f, (const double[]){1, 1.02, 13, 25, 37, -1});
    make(&f, false);
    double first = 0.02 / (0.02 + 0.145 * BUILDER_WRAP), each = 12 / (12 + 0.145 * BUILDER_WRAP);
    ht_timeline_before(&f.timeline, 0, INFINITY, &spread);
    assert_spread(&spread, 0.64 * first / (2 * first + 4 * each));
    builder_deinit(&f.b);
}

/* Pauses close behind a record need not tell how long ago it was: then few of them count. */
static void pauses_behind_a_record_may_count_as_one(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 100);
    for (int i = 0; i < 5; i++)
        builder_add(&f.b, 1 + 10 * i, 16, 0);
    make(&f, false);
    double each = 10 / (10 + 0.145 * BUILDER_WRAP);
    ht_timeline_before(&f.timeline, 1, 1, &spread);
    assert_spread(&spread, 0.1 + 0.6 * 2 * each / (2 * each + 1));
    ht_timeline_before(&f.timeline, 1, 100, &spread); /* there are not so many */
    assert_spread(&spread, 0.1 + 0.6 * 2 / 6);
    builder_deinit(&f.b);
}

/* A list keeps its newest entries: the later of two looks begins where the earlier one shows that time had passed. */
static void an_earlier_look_tells_what_had_passed(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add_at(&f, (const double[]){1, 11, 21, 31, 41, -1});
    make(&f, false);
    struct ht_timeline earlier = f.timeline;
    struct ht_spread first;
    for (int censored = 0; censored < 2; censored++) {
        builder_window(&f.b, 100);
        add_at(&f, (const double[]){31, 41, 51, 61, 71, 81, 91, -1});
        make(&f, censored);
        ht_timeline_before(&f.timeline, 0, INFINITY, &first);
        double alone = ht_spread_mean(&first);
        ht_timeline_follow(&earlier, 3, &f.timeline, 0);
        ht_timeline_before(&f.timeline, 0, INFINITY, &first);
        assert_near(f.timeline.ahead, censored ? 0 : 30, SMALL);
        if (censored)
            assert_near(ht_spread_mean(&first), alone, 1e-9);
        else
            assert_true(ht_spread_mean(&first) > 0.3 && alone < 0.2);
        ht_timeline_before(&f.timeline, 6, INFINITY, &first);
        assert_true(ht_spread_mean(&first) > 0.8);
    }
    /* What was made before all that the earlier look shows adds nothing. */
    builder_window(&f.b, 100);
    add_at(&f, (const double[]){0.5, 1, 11, -1});
    make(&f, false);
    ht_timeline_follow(&earlier, 0, &f.timeline, 1);
    assert_near(f.timeline.ahead, 0, SMALL);
    builder_deinit(&f.b);
}

static void nothing_is_missing(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 20);
    add_at(&f, (const double[]){0, 5, 15, 30, -1}); /* the length told is too short */
    make(&f, false);
    for (size_t i = 0; i < 4; i++) {
        ht_timeline_before(&f.timeline, i, INFINITY, &spread);
        assert_int_equal(spread.count, 1);
        assert_spread(&spread, f.timeline.at[i] / 30);
    }
    builder_deinit(&f.b);
}

/* A counter that may sleep: its time hides in long pauses, or in all. Both are taken for equally likely. */
static void sleep_may_be_in_any_pause(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 1000);
    for (int i = 0; i < 99; i++) /* three long pauses, and ninety-five short ones */
        builder_add(&f.b, 1 + 0.02 * i + (i > 10) + (i > 20) + (i > 30), 16, 0);
    make(&f, false);
    assert_true(f.timeline.sleeping);
    assert_near(f.timeline.nap_count, 100, SMALL);
    ht_timeline_before(&f.timeline, 50, INFINITY, &spread);
    double long_ones = f.timeline.pauses[50] / f.timeline.pause_count;
    assert_true(long_ones > 0.7);
    double span = (1000 - f.timeline.counted) / 1000, certain = f.timeline.at[50] / 1000;
    assert_spread(&spread, certain + span * (long_ones + 51 / 100.0) / 2);
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
        cmocka_unit_test(one_event_shows_no_sleep),
        cmocka_unit_test(pauses_part_events_that_are_counted),
        cmocka_unit_test(the_observed_span),
        cmocka_unit_test(missing_time_is_spread_over_pauses),
        cmocka_unit_test(exact_times_leave_both_ends),
        cmocka_unit_test(exact_times_of_a_known_beginning),
        cmocka_unit_test(a_censored_window_begins_with_its_first_record),
        cmocka_unit_test(a_short_first_pause_hides_little),
        cmocka_unit_test(pauses_behind_a_record_may_count_as_one),
        cmocka_unit_test(an_earlier_look_tells_what_had_passed),
        cmocka_unit_test(nothing_is_missing),
        cmocka_unit_test(sleep_may_be_in_any_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
