#include "trace_builder.h"

#include "burst.h"

#define MS (BUILDER_HZ / 1000)

static void gaps_wrap(void **state)
{
    (void)state;
    assert_int_equal(ht_cycle_gap(100, 400, 1000), 300);
    assert_int_equal(ht_cycle_gap(7, 7, 1000), 0);
    assert_int_equal(ht_cycle_gap(0xfffffff0, 0x10, 0), 0x20);
    assert_true(ht_cycle_gap(0, 0xc0000000, 1000) == INT64_C(0xc0000000));
}

/* The counter is read before the allocation: an interrupt's record may be older than the one before it. */
static void small_steps_back_are_signed(void **state)
{
    (void)state;
    assert_int_equal(ht_cycle_gap(1000, 901, 100), -99);
    assert_true(ht_cycle_gap(1000, 899, 100) == INT64_C(0x100000000) - 101);
    assert_int_equal(ht_cycle_gap(10, 0xfffffffa, 100), -16);
    assert_true(ht_cycle_gap(1000, 999, 0) == INT64_C(0xffffffff));
}

struct labels {
    struct trace_builder b;
    uint32_t picks[128], labels[128];
    uint32_t bursts;
};

static void setup(struct labels *f)
{
    builder_init(&f->b);
    builder_window(&f->b, 600);
    for (uint32_t i = 0; i < 128; i++)
        f->picks[i] = i;
}

static void add(struct labels *f, uint32_t ccount)
{
    builder_record(&f->b, 16, 0x3fc90000, ccount, 0);
}

static void label(struct labels *f, uint32_t gap)
{
    f->bursts = ht_bursts_label(f->b.window->records, f->picks, f->b.window->record_count, gap, f->labels);
}

static void assert_labels(const struct labels *f, const uint32_t *expected)
{
    for (size_t i = 0; i < f->b.window->record_count; i++)
        assert_int_equal(f->labels[i], expected[i]);
}

static void a_longer_gap_starts_a_burst(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    static const uint32_t counts[] = {5000, 5040, 6040, 7044, 7044};
    for (int i = 0; i < 5; i++)
        add(&f, counts[i]);
    label(&f, 1000);
    assert_int_equal(f.bursts, 2);
    assert_labels(&f, (const uint32_t[]){0, 0, 0, 1, 1});
    label(&f, 2000);
    assert_int_equal(f.bursts, 1);
    assert_int_equal(ht_bursts_label(f.b.window->records, f.picks, 0, 1000, f.labels), 0);
    builder_deinit(&f.b);
}

static void the_first_record_starts_a_burst_wherever_the_counter_stands(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 4, 0xfffffff0, 0x80000000};
    for (int i = 0; i < 4; i++) {
        struct labels f;
        setup(&f);
        add(&f, counts[i]);
        label(&f, 1000);
        assert_int_equal(f.bursts, 1);
        assert_int_equal(f.labels[0], 0);
        builder_deinit(&f.b);
    }
}

static void a_burst_goes_on_over_a_wrap(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    static const uint32_t counts[] = {0xffffff00, 0xfffffff0, 0x40, 0x80};
    for (int i = 0; i < 4; i++)
        add(&f, counts[i]);
    label(&f, 1000);
    assert_int_equal(f.bursts, 1);
    builder_deinit(&f.b);
}

static void a_step_back_stays_in_the_burst(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    static const uint32_t counts[] = {50000, 50100, 50000, 50200, 49000};
    for (int i = 0; i < 5; i++)
        add(&f, counts[i]);
    label(&f, 1000);
    /* The last step back is longer than an interrupted allocation takes: nearly a whole wrap forward. */
    assert_labels(&f, (const uint32_t[]){0, 0, 0, 0, 1});
    builder_deinit(&f.b);
}

static void each_core_counts_by_itself(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    add(&f, 0x10000000);
    add(&f, 0x90000001);
    add(&f, 0x10000100);
    add(&f, 0x90000101);
    add(&f, 0x10000200);
    add(&f, 0x9f000001);
    label(&f, 1000);
    assert_int_equal(f.bursts, 3);
    assert_labels(&f, (const uint32_t[]){0, 1, 0, 1, 0, 2});
    builder_deinit(&f.b);
}

static void another_task_is_another_burst(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t i = 0; i < 4; i++) {
        add(&f, 1000 + 4 * i);
        f.b.window->records[i].task = 1 + i / 2;
    }
    label(&f, 1000);
    assert_labels(&f, (const uint32_t[]){0, 0, 1, 1});
    builder_deinit(&f.b);
}

static void only_picked_records_are_labelled(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t i = 0; i < 6; i++)
        add(&f, 1000 + 800 * i);
    f.picks[0] = 1;
    f.picks[1] = 3;
    f.picks[2] = 4;
    assert_int_equal(ht_bursts_label(f.b.window->records, f.picks, 3, 1000, f.labels), 2);
    assert_int_equal(f.labels[0], 0);
    assert_int_equal(f.labels[1], 1);
    assert_int_equal(f.labels[2], 1);
    builder_deinit(&f.b);
}

/* What cannot be helped here, and is repaired by fingerprints: a pause of a whole wrap looks short. */
static void a_pause_of_a_wrap_looks_short(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 1 + BUILDER_WRAP + 0.001, 16, 0);
    label(&f, 30 * MS);
    assert_int_equal(f.bursts, 1);
    builder_deinit(&f.b);
}

/* Bursts of four sizes; within one the records stand this far apart, from one to the next that far. */
static uint32_t bursts_by_chosen_gap(double inner_ms, double outer_ms, uint32_t hz)
{
    struct labels f;
    setup(&f);
    double cycles = 1000;
    for (uint32_t burst = 0; burst < 12; burst++) {
        for (uint32_t i = 0; i < 4; i++) {
            builder_record(&f.b, 16 + 8 * i, 0x3fc90000, (uint32_t)(uint64_t)cycles & ~3u, i);
            cycles += (i == 3 ? outer_ms : inner_ms) * hz / 1000;
        }
    }
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, 48, hz, &gap));
    label(&f, gap);
    builder_deinit(&f.b);
    return f.bursts;
}

static void the_gap_is_taken_from_the_records(void **state)
{
    (void)state;
    assert_int_equal(bursts_by_chosen_gap(0.01, 800, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(80, 900, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(250, 900, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(0.01, 20, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(0.01, 6, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(0.01, 2, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(0.01, 0.5, BUILDER_HZ), 12);
    assert_int_equal(bursts_by_chosen_gap(800, 1500, BUILDER_HZ), 12);
    /* The same in cycles of a slow clock and of a fast one. */
    assert_int_equal(bursts_by_chosen_gap(80, 900, 96000000), 12);
    assert_int_equal(bursts_by_chosen_gap(80, 900, 400000000), 12);
}

/* Events of several equal parts with pauses between, by the pauses within one event and between two. */
static uint32_t bursts_of_parts(uint32_t events, uint32_t parts, const double *within_ms, double between_ms)
{
    struct labels f;
    setup(&f);
    double cycles = 1000;
    for (uint32_t event = 0; event < events; event++) {
        for (uint32_t part = 0; part < parts; part++) {
            for (uint32_t i = 0; i < 5; i++, cycles += 4000)
                builder_record(&f.b, 16 + 8 * i, 0x3fc90000, (uint32_t)(uint64_t)cycles & ~3u, i);
            cycles += (part + 1 == parts ? between_ms : within_ms[(event + part) % 3]) * BUILDER_HZ / 1000;
        }
    }
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, f.b.window->record_count, BUILDER_HZ, &gap));
    label(&f, gap);
    builder_deinit(&f.b);
    return f.bursts;
}

static void pauses_within_an_event_part_nothing(void **state)
{
    (void)state;
    static const double checks[] = {30, 15, 60}, polls[] = {700, 900, 800};
    assert_int_equal(bursts_of_parts(8, 3, checks, 9000), 8);
    assert_int_equal(bursts_of_parts(9, 2, checks, 5000), 9);
    assert_int_equal(bursts_of_parts(8, 3, polls, 9000), 24); /* two handshakes do not follow each other as closely */
    assert_true(bursts_of_parts(3, 3, checks, 9000) > 3);     /* too few to tell */
    assert_int_equal(bursts_of_parts(24, 1, checks, 70), 24); /* the counter stops between events */
}

/* Sizes that are new each time say nothing; then chains do. */
static void chains_tell_where_sizes_vary(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t burst = 0; burst < 24; burst++) {
        for (uint32_t i = 0; i < 2; i++)
            builder_record(&f.b, 100 + 17 * (burst * 2 + i), 0x3fc90000, (burst * 900 + i * 80) * MS, i);
    }
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, 48, BUILDER_HZ, &gap));
    label(&f, gap);
    assert_int_equal(f.bursts, 24);
    builder_deinit(&f.b);
}

/* The other way round: an event that comes by a new way each time and takes the same. */
static void sizes_tell_where_chains_vary(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t burst = 0; burst < 24; burst++) {
        for (uint32_t i = 0; i < 2; i++)
            builder_record(&f.b, 100 + 17 * i, 0x3fc90000, (burst * 900 + i * 80) * MS, burst * 2 + i);
    }
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, 48, BUILDER_HZ, &gap));
    label(&f, gap);
    assert_int_equal(f.bursts, 24);
    builder_deinit(&f.b);
}

/* Two kinds of bursts in turns: each is described once, wherever it comes again. */
static void kinds_of_bursts_may_alternate(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t burst = 0; burst < 12; burst++) {
        for (uint32_t i = 0; i < 2; i++)
            builder_record(&f.b, 16 + 34 * (burst % 2) + 8 * i, 0x3fc90000, (burst * 980 + i * 80) * MS,
                           burst % 2 * 2 + i);
    }
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, 24, BUILDER_HZ, &gap));
    label(&f, gap);
    assert_int_equal(f.bursts, 12);
    builder_deinit(&f.b);
}

/* Pairs of one size may as well be single ones: nothing speaks against the usual gap. */
static void tens_of_milliseconds_unless_another_gap_is_better(void **state)
{
    (void)state;
    struct labels f;
    setup(&f);
    for (uint32_t i = 0; i < 24; i++)
        builder_record(&f.b, 16, 0x3fc90000, (i / 2 * 2000 + i % 2 * 5) * MS, 0);
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, 24, BUILDER_HZ, &gap));
    assert_int_equal(gap, 30 * MS);
    builder_deinit(&f.b);
}

static void a_gap_for_no_records(void **state)
{
    (void)state;
    uint32_t gap = 0;
    assert_null(ht_bursts_choose_gap(NULL, NULL, 0, BUILDER_HZ, &gap));
    assert_int_equal(gap, 30 * MS);
    assert_null(ht_bursts_choose_gap(NULL, NULL, 0, UINT32_MAX, &gap));
    assert_true(gap > 0);
}

static void ages_add_up_over_wraps(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[64];
    setup(&f);
    for (int i = 0; i < 6; i++)
        builder_add(&f.b, 10 * i, 16, 0);
    ht_minimum_ages(f.b.window->records, 6, 10 * MS, ages);
    for (int i = 0; i < 6; i++)
        assert_near((double)ages[i] / BUILDER_HZ, 10 * (5 - i), 1e-6);
    builder_deinit(&f.b);
}

static void ages_never_claim_lost_wraps(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[2];
    setup(&f);
    builder_add(&f.b, 1, 16, 0);
    builder_add(&f.b, 21, 16, 0);
    ht_minimum_ages(f.b.window->records, 2, 10 * MS, ages);
    assert_near((double)ages[0] / BUILDER_HZ, 20 - BUILDER_WRAP, 1e-6);
    builder_deinit(&f.b);
}

static void steps_back_take_no_time(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[3];
    setup(&f);
    add(&f, 1000000);
    add(&f, 999000);
    add(&f, 1001000);
    ht_minimum_ages(f.b.window->records, 3, 10 * MS, ages);
    assert_int_equal(ages[2], 0);
    assert_int_equal(ages[1], 2000);
    assert_int_equal(ages[0], 2000);
    builder_deinit(&f.b);
}

/* Both cores live through the same time: the one that knows more of it tells. */
static void the_busier_core_tells_the_age(void **state)
{
    (void)state;
    struct labels f;
    uint64_t ages[6];
    setup(&f);
    add(&f, 1000);      /* core 0 */
    add(&f, 0x5000001); /* core 1 */
    add(&f, 0x6000001);
    add(&f, 2000);
    add(&f, 0x7000001);
    add(&f, 3000);
    ht_minimum_ages(f.b.window->records, 6, 400, ages);
    static const uint64_t expected[] = {0x2000000, 0x2000000, 0x1000000, 1000, 0, 0};
    for (int i = 0; i < 6; i++)
        assert_true(ages[i] == expected[i]);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_wrap),
        cmocka_unit_test(small_steps_back_are_signed),
        cmocka_unit_test(a_longer_gap_starts_a_burst),
        cmocka_unit_test(the_first_record_starts_a_burst_wherever_the_counter_stands),
        cmocka_unit_test(a_burst_goes_on_over_a_wrap),
        cmocka_unit_test(a_step_back_stays_in_the_burst),
        cmocka_unit_test(each_core_counts_by_itself),
        cmocka_unit_test(another_task_is_another_burst),
        cmocka_unit_test(only_picked_records_are_labelled),
        cmocka_unit_test(a_pause_of_a_wrap_looks_short),
        cmocka_unit_test(the_gap_is_taken_from_the_records),
        cmocka_unit_test(pauses_within_an_event_part_nothing),
        cmocka_unit_test(chains_tell_where_sizes_vary),
        cmocka_unit_test(sizes_tell_where_chains_vary),
        cmocka_unit_test(kinds_of_bursts_may_alternate),
        cmocka_unit_test(tens_of_milliseconds_unless_another_gap_is_better),
        cmocka_unit_test(a_gap_for_no_records),
        cmocka_unit_test(ages_add_up_over_wraps),
        cmocka_unit_test(ages_never_claim_lost_wraps),
        cmocka_unit_test(steps_back_take_no_time),
        cmocka_unit_test(the_busier_core_tells_the_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
