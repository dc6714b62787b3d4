/* Where a record stands in its window, as far as the timeline tells. */
#include "timeline_fixture.h"

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
            ht_timeline_before(&f.timeline, (uint32_t)i, &spread);
            assert_spread(&spread, 17.0 * i / (20.0 * count) + span * share);
            assert_near(ht_spread_deviation(&spread), span * sqrt(share * (1 - share) / (pauses + 1)), 0.02 * span);
        }
        builder_deinit(&f.b);
    }
}

/* Thousands of pauses: their chances are too small, or too large, for a double. */
static void many_pauses_leave_a_place(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 20.0 * MANY);
    for (int i = 0; i < MANY; i++)
        builder_add(&f.b, 1 + 17.0 * i, 16, 0);
    make(&f, false);
    for (uint32_t i = 0; i < MANY; i += MANY / 10) {
        ht_timeline_before(&f.timeline, i, &spread);
        assert_spread(&spread, (i + 0.5) / MANY);
    }
    builder_deinit(&f.b);
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
    ht_timeline_before(&f.timeline, 0, &first);
    ht_timeline_before(&f.timeline, 1, &last);
    assert_spread(&first, 0.1);
    assert_spread(&last, 0.9);
    assert_near(ht_spread_deviation(&first), 0.2 / sqrt(12), 0.002);
    builder_deinit(&f.b);
}

/* Of a trace that tells when it began nothing is left to guess, and freed records count as well. */
static void exact_times_of_a_known_beginning(void **state)
{
    (void)state;
    for (int64_t began = 0; began <= 5000000; began += 5000000) {
        struct fixture f;
        struct ht_spread first, last;
        setup(&f, 100);
        add_freed(&f, 1, 0);
        add_at(&f, (const double[]){1, 2, -1});
        f.b.window->freed[0].t_us = began + 4000000;
        f.b.window->records[0].t_us = began + 10000000;
        f.b.window->records[0].index = 1;
        f.b.window->records[1].t_us = began + 80000000;
        f.b.window->records[1].index = 2;
        f.b.window->began_us = began;
        make(&f, false);
        ht_timeline_before(&f.timeline, 0, &first);
        ht_timeline_before(&f.timeline, 1, &last);
        assert_spread(&first, 0.1);
        assert_spread(&last, 0.8);
        assert_near(ht_spread_deviation(&first), 0, SMALL);
        assert_near(ht_spread_deviation(&last), 0, SMALL);
        builder_deinit(&f.b);
    }
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
    ht_timeline_before(&f.timeline, 0, &spread);
    assert_spread(&spread, 0);
    ht_timeline_before(&f.timeline, 2, &spread);
    assert_spread(&spread, (24 + 38 * 2 / 3.0) / observed);
    builder_deinit(&f.b);
}

/* That the oldest records were lost may turn out later: then nothing is known of the time before the first one. */
static void what_turns_out_to_be_censored_is(void **state)
{
    (void)state;
    static const double times[] = {1, 13, 25, 37, -1};
    struct fixture f;
    struct ht_spread told, found;
    setup(&f, 60);
    add_at(&f, times);
    make(&f, false);
    struct ht_timeline earlier = f.timeline;
    for (uint32_t record = 0; record < 4; record++) {
        builder_window(&f.b, 100);
        add_at(&f, times);
        make(&f, true);
        ht_timeline_before(&f.timeline, record, &told);
        make(&f, false);
        ht_timeline_follow(&earlier, 3, &f.timeline, 0);
        assert_near(f.timeline.ahead, 36, SMALL);
        ht_timeline_censor(&f.timeline);
        assert_true(f.timeline.censored);
        ht_timeline_before(&f.timeline, record, &found);
        assert_near(ht_spread_mean(&found), ht_spread_mean(&told), 1e-9);
        assert_near(ht_spread_deviation(&found), ht_spread_deviation(&told), 1e-9);
    }
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
    ht_timeline_before(&f.timeline, 0, &spread);
    assert_spread(&spread, 0.64 * first / (2 * first + 4 * each));
    builder_deinit(&f.b);
}

/* Pauses close behind the last of some records need not tell how long ago it was: they count as one. */
static void pauses_behind_the_last_record_count_as_one(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 100);
    for (int i = 0; i < 5; i++)
        builder_add(&f.b, 1 + 10 * i, 16, 0);
    make(&f, false);
    double each = 10 / (10 + 0.145 * BUILDER_WRAP);
    struct ht_spread first;
    ht_timeline_edges(&f.timeline, (const uint32_t[]){1}, 1, &first, &spread);
    assert_spread(&spread, 0.1 + 0.6 * 2 * each / (2 * each + 1));
    ht_timeline_before(&f.timeline, 1, &spread);
    assert_spread(&spread, 0.1 + 0.6 * 2 / 6);
    builder_deinit(&f.b);
}

/*
 * Where the first of some events is in the mean: behind a certain part of the window, anywhere in a span that pauses on
 * both sides share, and before so many others. The sum over a fine grid.
 */
static double mean_of_first(double certain, double span, double before, double behind, double others)
{
    double sum = 0, mean = 0;
    for (int k = 0; k < 10000; k++) {
        double part = (k + 0.5) / 10000, place = certain + span * part;
        double weight = pow(part, before - 1) * pow(1 - part, behind - 1) * pow(1 - place, others);
        sum += weight;
        mean += weight * place;
    }
    return mean / sum;
}

/* Events are as far apart as they are: where the first of n is follows from nothing but that the others are behind it.
 */
static void pauses_between_events_are_their_own(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 100);
    for (int i = 0; i < 5; i++)
        builder_add(&f.b, 1 + 10 * i, 16, 0);
    make(&f, false);
    const uint32_t all[] = {0, 1, 2, 3, 4};
    double each = 10 / (10 + 0.145 * BUILDER_WRAP);
    struct ht_spread last;
    ht_timeline_edges(&f.timeline, all, 5, &spread, &last);
    double mean = ht_spread_mean(&spread);
    /* One pause of the rest on each side of it, and four others behind. */
    assert_near(mean, mean_of_first(0, 0.6, each, 1, 4), 0.01);
    assert_near(ht_spread_mean(&last), 1 - mean, 0.05);
    /* Those of others between them tell. */
    ht_timeline_edges(&f.timeline, (const uint32_t[]){3, 4}, 2, &spread, &last);
    assert_true(ht_spread_mean(&spread) > 0.5);
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
        ht_timeline_before(&f.timeline, 0, &first);
        double alone = ht_spread_mean(&first);
        ht_timeline_follow(&earlier, 3, &f.timeline, 0);
        ht_timeline_before(&f.timeline, 0, &first);
        assert_near(f.timeline.ahead, censored ? 0 : 30, SMALL);
        if (censored)
            assert_near(ht_spread_mean(&first), alone, 1e-9);
        else
            assert_true(ht_spread_mean(&first) > 0.3 && alone < 0.2);
        ht_timeline_before(&f.timeline, 6, &first);
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

/* What the earlier look saw before the record that both know counts before it, as far as the later one did not see it.
 */
static void pauses_of_an_earlier_look_count(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread spread;
    setup(&f, 60);
    add_at(&f, (const double[]){1, 11, 21, 31, 41, -1});
    make(&f, false);
    struct ht_timeline earlier = f.timeline;
    builder_window(&f.b, 100);
    add_at(&f, (const double[]){21, 31, 41, 51, 61, 71, 81, -1});
    make(&f, false);
    struct ht_timeline alone = f.timeline;
    double each = 10 / (10 + 0.145 * BUILDER_WRAP);
    ht_timeline_follow(&earlier, 3, &f.timeline, 1);
    assert_near(f.timeline.ahead, 20, SMALL);
    assert_near(f.timeline.pauses_ahead, 3 * each, SMALL);
    assert_near(f.timeline.naps_ahead, 3, SMALL);
    struct ht_timeline just = alone;
    just.seconds = 80; /* just as long as both looks know of */
    ht_timeline_follow(&earlier, 3, &just, 1);
    assert_near(just.ahead, 20, SMALL);
    ht_timeline_before(&f.timeline, 0, &spread); /* of 20 s that are missing: three pauses before, seven behind */
    assert_spread(&spread, 0.2 + 0.2 * 3 / 10);
    /* Where both begin with one record, or one of them tells nothing, or both last too long, nothing is learnt. */
    for (int i = 0; i < 4; i++) {
        struct ht_timeline later = alone, before = earlier;
        later.tells = i != 1;
        before.tells = i != 2;
        later.seconds = i == 3 ? 79 : 100;
        later.pauses_ahead = later.naps_ahead = 9;
        ht_timeline_follow(&before, i ? 3 : 0, &later, i ? 1 : 0);
        assert_near(later.ahead, 0, SMALL);
        assert_near(later.pauses_ahead, 9, SMALL);
        assert_near(later.naps_ahead, 9, SMALL);
    }
    builder_deinit(&f.b);
}

/* Events that come in spells count as the spells, where most stand close behind another one. */
static void spells_of_events_are_few(void **state)
{
    (void)state;
    static const struct {
        int spells, each; /* of events that are 2 ms apart */
        double pause, seconds, others;
    } cases[] = {{4, 4, 12, 100, 3},    /* three pauses among fifteen */
                 {7, 2, 8, 100, 6},     /* six among thirteen are less than half of them */
                 {7, 1, 8, 100, 6},     /* all events are far apart */
                 {40, 1, 0.3, 22, 39}}; /* as far apart as chance has it, if not as far as what hides wraps */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum { BEFORE = 5 };
        struct fixture f;
        struct ht_spread first, last;
        uint32_t records[64], count = 0;
        setup(&f, cases[i].seconds);
        for (int k = 0; k < BEFORE; k++) /* a second apart */
            builder_add(&f.b, k, 16, 0);
        for (int s = 0; s < cases[i].spells; s++) {
            for (int k = 0; k < cases[i].each; k++) {
                records[count++] = (uint32_t)f.b.window->record_count;
                builder_add(&f.b, BEFORE + cases[i].pause * s + 0.002 * k, 16, 0);
            }
        }
        make(&f, false);
        assert_false(f.timeline.sleeping);
        ht_timeline_edges(&f.timeline, records, count, &first, &last);
        double before = (BEFORE + 1) / (1 + 0.145 * BUILDER_WRAP),
               behind = 1; /* all others are pauses between events */
        double span = (cases[i].seconds - f.timeline.counted) / cases[i].seconds;
        assert_spread(&first, mean_of_first(BEFORE / cases[i].seconds, span, before, behind, cases[i].others));
        builder_deinit(&f.b);
    }
}

/* Behind the last event pauses and naps count as one each: each way of a counter that may sleep has its own. */
static void the_last_event_of_a_sleeping_counter(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_spread first, last;
    setup(&f, 1000);
    for (int i = 0; i < 99; i++)
        builder_add(&f.b, 1 + 0.02 * i + 0.4 * (i > 10) + 0.4 * (i > 20) + 0.4 * (i > 30), 16, 0);
    make(&f, false);
    assert_true(f.timeline.sleeping);
    ht_timeline_edges(&f.timeline, (const uint32_t[]){50}, 1, &first, &last);
    double pauses = f.timeline.pauses[50], naps = f.timeline.naps[50], behind = f.timeline.pause_count - pauses;
    double span = (1000 - f.timeline.counted) / 1000, certain = f.timeline.at[50] / 1000;
    assert_spread(&last, certain + span * (pauses / (pauses + behind) + naps / (naps + 1)) / 2);
    builder_deinit(&f.b);
}

/* Where the first of four thousand events is has chances too small for a double, but for a few places. */
static void many_others_leave_a_place(void **state)
{
    (void)state;
    enum { BEFORE = 2000, MANY = 6000 };
    static uint32_t records[MANY];
    struct fixture f;
    struct ht_spread first, last;
    setup(&f, 20.0 * MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        builder_add(&f.b, 1 + 17.0 * i, 16, 0);
        records[i] = i;
    }
    make(&f, false);
    ht_timeline_edges(&f.timeline, records + BEFORE, MANY - BEFORE, &first, &last);
    assert_spread(&first, 17.0 * BEFORE / (20.0 * MANY) + 0.15); /* all that is missing is behind others */
    ht_timeline_edges(&f.timeline, records, MANY - BEFORE, &first, &last);
    assert_spread(&last, 17.0 * (MANY - BEFORE) / (20.0 * MANY) + 0.15);
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
    for (uint32_t i = 0; i < 4; i++) {
        ht_timeline_before(&f.timeline, i, &spread);
        assert_int_equal(spread.count, 1);
        assert_spread(&spread, f.timeline.at[i] / 30);
        struct ht_spread last;
        ht_timeline_edges(&f.timeline, &i, 1, &spread, &last);
        assert_spread(&spread, f.timeline.at[i] / 30);
        assert_spread(&last, f.timeline.at[i] / 30);
    }
    builder_deinit(&f.b);
}

/* A loop at the start and one event at the end: one pause hides all that is missing, so nothing proves sleep. */
static void one_long_pause_is_no_sleep(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 120);
    for (int i = 0; i < 9; i++)
        builder_add(&f.b, 0.3 + 0.2 * i, 16, 0);
    builder_add(&f.b, 115, 16, 0);
    make(&f, false);
    assert_false(f.timeline.sleeping);
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
        builder_add(&f.b, 1 + 0.02 * i + 0.4 * (i > 10) + 0.4 * (i > 20) + 0.4 * (i > 30), 16, 0);
    make(&f, false);
    assert_true(f.timeline.sleeping);
    assert_near(f.timeline.nap_count, 100, SMALL);
    ht_timeline_before(&f.timeline, 50, &spread);
    double long_ones = f.timeline.pauses[50] / f.timeline.pause_count;
    assert_true(long_ones > 0.6);
    double span = (1000 - f.timeline.counted) / 1000, certain = f.timeline.at[50] / 1000;
    assert_spread(&spread, certain + span * (long_ones + 51 / 100.0) / 2);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_time_is_spread_over_pauses),
        cmocka_unit_test(many_pauses_leave_a_place),
        cmocka_unit_test(exact_times_leave_both_ends),
        cmocka_unit_test(exact_times_of_a_known_beginning),
        cmocka_unit_test(a_censored_window_begins_with_its_first_record),
        cmocka_unit_test(what_turns_out_to_be_censored_is),
        cmocka_unit_test(a_short_first_pause_hides_little),
        cmocka_unit_test(pauses_behind_the_last_record_count_as_one),
        cmocka_unit_test(pauses_between_events_are_their_own),
        cmocka_unit_test(an_earlier_look_tells_what_had_passed),
        cmocka_unit_test(pauses_of_an_earlier_look_count),
        cmocka_unit_test(spells_of_events_are_few),
        cmocka_unit_test(the_last_event_of_a_sleeping_counter),
        cmocka_unit_test(many_others_leave_a_place),
        cmocka_unit_test(nothing_is_missing),
        cmocka_unit_test(one_long_pause_is_no_sleep),
        cmocka_unit_test(sleep_may_be_in_any_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
