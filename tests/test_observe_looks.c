#include "trace_builder.h"

#include "infer/observe.h"

enum { WINDOWS = 3 };

struct fixture {
    struct trace_builder b;
    struct ht_timeline timelines[WINDOWS];
    struct ht_survival *survival;
    uint32_t places[WINDOWS][16];
    struct ht_burst bursts[WINDOWS * 16];
    struct ht_group group;
};

/* A block that is the same in both looks when its number and its time are. */
static void add(struct fixture *f, uint32_t number, double at)
{
    builder_record(&f->b, 24, 0x3fc90000 + 64 * number, builder_cycles(at), builder_chain(&f->b, "make<app_main"));
}

/* Every record that the later look does not show too is a burst of the group. */
static void observe(struct fixture *f, struct ht_observation *ret)
{
    double seconds[WINDOWS];
    for (uint32_t w = 0; w < f->b.trace.window_count; w++)
        seconds[w] = f->b.trace.windows[w].seconds;
    builder_must(ht_survival_match(&f->b.arena, &f->b.trace, seconds, &f->survival));
    f->group = (struct ht_group){.kind = HT_GROUP_OWNER, .bursts = {.items = f->bursts}};
    for (uint32_t w = 0; w < f->b.trace.window_count; w++) {
        const struct ht_window *window = &f->b.trace.windows[w];
        const struct ht_timeline_window facts = {.seconds = window->seconds, .cpu_hz = BUILDER_HZ};
        builder_must(ht_timeline_make(&f->b.arena, window, &facts, &f->timelines[w]));
        for (uint32_t i = 0; i < window->record_count; i++) {
            if (ht_survival_has_twin(&f->survival[w], i))
                continue;
            f->places[w][i] = i;
            f->bursts[f->group.bursts.count++] =
                (struct ht_burst){.window = w, .count = 1, .records = &f->places[w][i]};
        }
    }
    const uint64_t **orders;
    struct ht_chain_fate *fates;
    builder_must(ht_fates_of_chains(&f->b.arena, &f->b.trace, f->survival, &fates));
    builder_must(ht_order_freed(&f->b.arena, &f->b.trace, &orders));
    const struct ht_group_input input = {.trace = &f->b.trace,
                                         .frames = &f->b.frames,
                                         .timelines = f->timelines,
                                         .survival = f->survival,
                                         .fates = fates,
                                         .freed_orders = orders};
    builder_must(ht_observe(&input, &f->group, ret));
}

/* Two looks: at events 1 and 2, and at those from first to last, of which each was at another time. */
static void observe_looks(struct fixture *f, uint32_t first, uint32_t last, struct ht_observation *ret)
{
    static const double at[] = {0, 2, 4, 9, 12};
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 60);
    for (uint32_t i = 1; i <= 2; i++)
        add(f, i, at[i]);
    builder_window(&f->b, 120);
    for (uint32_t i = first; i <= last; i++)
        add(f, i, at[i]);
    observe(f, ret);
    assert_int_equal(ret->count, 1);
    assert_int_equal(ret->samples[0].events, 3);
}

static void two_looks_count_what_survived_and_what_joined(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_observation seen;
    observe_looks(&f, 1, 3, &seen);
    assert_true(seen.looked);
    assert_int_equal(seen.survived, 2);
    assert_int_equal(seen.joined, 1);
    assert_near(seen.between, 60, 1e-9);
    f.b.trace.windows[0].seconds = 0; /* of an unknown length */
    f.group.bursts.count = 0;
    observe(&f, &seen);
    assert_true(seen.looked);
    assert_near(seen.between, 0, 1e-9);
    builder_deinit(&f.b);
}

/* A full buffer loses the oldest: what the earlier look shows of them belongs to no sample, and hides none of the
 * later. */
static void what_the_later_look_lost_hides_none_of_its_events(void **state)
{
    (void)state;
    struct fixture f;
    struct ht_observation seen;
    observe_looks(&f, 2, 4, &seen);
    assert_int_equal(f.group.bursts.items[0].window, 0);
    assert_int_equal(seen.survived, 1);
    assert_int_equal(seen.joined, 2);
    builder_deinit(&f.b);
}

/*
 * Blocks 1 to 4 at the earlier look; those of the mask are freed before the later one, and block 5 joins. How many that
 * survived are newer than the oldest that was freed?
 */
static uint32_t newer_than_freed(unsigned freed, uint32_t looks)
{
    struct fixture f = {0};
    struct ht_observation seen;
    builder_init(&f.b);
    builder_window(&f.b, 60);
    builder_chain(&f.b, "other<app_main"); /* the group's is not the first chain */
    for (uint32_t i = 1; i <= 4; i++)
        add(&f, i, 3 * i);
    for (uint32_t look = 2; look <= looks; look++) {
        builder_window(&f.b, 60 * look);
        for (uint32_t i = 1; i <= 5; i++) {
            if (!(freed >> i & 1))
                add(&f, i, 3 * i);
        }
    }
    observe(&f, &seen);
    assert_int_equal(seen.freed, (freed >> 2 & 1) + (freed >> 3 & 1) + (freed >> 4 & 1));
    builder_deinit(&f.b);
    return seen.newer;
}

/* What was in use for a moment at the earlier look is among the newest that it shows. A third look knows block 5, too.
 */
static void how_many_that_are_newer_survived(void **state)
{
    (void)state;
    for (uint32_t looks = 2; looks <= 3; looks++) {
        assert_int_equal(newer_than_freed(1u << 4, looks), 0);
        assert_int_equal(newer_than_freed(1u << 3, looks), looks - 1);
        assert_int_equal(newer_than_freed(1u << 2 | 1u << 4, looks), looks - 1);
        assert_int_equal(newer_than_freed(1u << 2, looks), looks);
        assert_int_equal(newer_than_freed(0, looks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_many_that_are_newer_survived),
        cmocka_unit_test(two_looks_count_what_survived_and_what_joined),
        cmocka_unit_test(what_the_later_look_lost_hides_none_of_its_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
