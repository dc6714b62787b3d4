#include "labels_fixture.h"

#include "infer/burst_gap.h"

#define MS (BUILDER_HZ / 1000)

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

/* Two servers, whose handshakes check twice each, with pauses around tens of milliseconds, also close to each other. */
static void pauses_of_several_kinds_of_events(void **state)
{
    (void)state;
    static const double within[] = {18, 25, 60, 85, 40}, between[] = {9000, 700, 15000, 4000};
    struct labels f;
    setup(&f);
    double cycles = 1000;
    for (uint32_t event = 0; event < 12; event++) {
        for (uint32_t part = 0; part < 2; part++) {
            for (uint32_t i = 0; i < 3 + event % 2 * 2; i++, cycles += 4000)
                builder_record(&f.b, 16 + 8 * i + event % 2, 0x3fc90000, (uint32_t)(uint64_t)cycles & ~3u, i);
            cycles += (part ? between[event % 4] : within[event % 5]) * BUILDER_HZ / 1000;
        }
    }
    uint32_t gap;
    builder_must(ht_bursts_choose_gap(f.b.window->records, f.picks, f.b.window->record_count, BUILDER_HZ, &gap));
    label(&f, gap);
    assert_int_equal(f.bursts, 12);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gap_is_taken_from_the_records),
        cmocka_unit_test(pauses_within_an_event_part_nothing),
        cmocka_unit_test(chains_tell_where_sizes_vary),
        cmocka_unit_test(sizes_tell_where_chains_vary),
        cmocka_unit_test(kinds_of_bursts_may_alternate),
        cmocka_unit_test(tens_of_milliseconds_unless_another_gap_is_better),
        cmocka_unit_test(a_gap_for_no_records),
        cmocka_unit_test(pauses_of_several_kinds_of_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
