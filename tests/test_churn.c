#include "trace_builder.h"

#include "infer/churn.h"

enum { BURSTS_MAX = 64 };

struct fixture {
    struct trace_builder b;
    struct ht_burst bursts[BURSTS_MAX];
    uint32_t places[BURSTS_MAX];
    size_t count;
};

/* A window in which, unless it slept, something else was allocated every now and then. */
static void setup(struct fixture *f, bool awake)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 3600);
    for (int i = 0; i < 6; i++)
        builder_add(&f->b, 5 + (awake ? 77.3 : 0.2) * i, 24, 0);
}

/* Entries that came one after the other, this many seconds apart, as the counter of a core sees them. */
static void entries(struct fixture *f, uint32_t core, size_t count, double from, double step)
{
    f->b.core = core;
    for (size_t i = 0; i < count; i++) {
        f->places[f->count] = (uint32_t)f->b.window->record_count;
        builder_add(&f->b, from + step * (double)i + 0.11 * (double)(i % 3), 40, 1);
        f->bursts[f->count] = (struct ht_burst){.count = 1, .records = &f->places[f->count]};
        f->count++;
    }
    f->b.core = 0;
}

static bool is_churn(struct fixture *f, double seconds)
{
    bool churn = ht_is_churn(f->b.window, f->bursts, f->count, BUILDER_HZ, seconds);
    builder_deinit(&f->b);
    return churn;
}

static void the_newest_entries_of_a_journal(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, true);
    entries(&f, 0, 40, 3100, 4);
    assert_true(is_churn(&f, 3300));
    setup(&f, true);
    entries(&f, 0, 20, 3100, 4);
    entries(&f, 1, 20, 3180, 4);
    assert_true(is_churn(&f, 3300));
}

static void a_leak_all_over_the_window_is_none(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, true);
    entries(&f, 0, 40, 100, 86.9); /* pauses of nearly five wraps */
    assert_false(is_churn(&f, 3600));
    setup(&f, true);
    entries(&f, 0, 40, 5, 4); /* as often as a journal's entries, but all over a shorter window */
    assert_false(is_churn(&f, 180));
}

/* A period a little longer than whole wraps makes every pause look short. */
static void a_period_may_hide_in_the_wraps(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, true);
    entries(&f, 0, 40, 5, 5 * BUILDER_WRAP + 0.5);
    assert_false(is_churn(&f, 40 * (5 * BUILDER_WRAP + 0.5)));
}

static void a_counter_that_sleeps_says_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, false);
    entries(&f, 0, 40, 100, 4);
    assert_false(is_churn(&f, 3600));
}

static void too_little_is_known(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, true);
    entries(&f, 0, 6, 3400, 4);
    assert_false(is_churn(&f, 3600));
    setup(&f, true);
    entries(&f, 0, 40, 3400, 4);
    assert_false(is_churn(&f, 0)); /* a window of unknown length */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_entries_of_a_journal),
        cmocka_unit_test(a_leak_all_over_the_window_is_none),
        cmocka_unit_test(a_period_may_hide_in_the_wraps),
        cmocka_unit_test(a_counter_that_sleeps_says_nothing),
        cmocka_unit_test(too_little_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
