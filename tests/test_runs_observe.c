#include "groups_fixture.h"

#include "infer/runs.h"
#include "infer/runs_observe.h"

/* The run of each window, where each has one. */
static const uint32_t numbers[] = {1, 2, 3, 4};

/* Of one trace in which the section ran several times, as is told. */
static void runs_that_are_told(void **state)
{
    (void)state;
    static const struct {
        uint32_t blocks;
        uint64_t runs;
        const char *words;
        bool at_once;   /* in one burst, else each in one */
        uint32_t sizes; /* so many different ones by turns */
    } cases[] = {{5, 5, "each of 5 runs left 1 behind", false, 1},
                 {10, 5, "each of 5 runs left 1 behind", false, 1},
                 {1, 5, "only the first of 5 runs left it behind", false, 1},
                 {3, 5, "3 of 5 runs left it behind", false, 1},
                 {7, 5, "each of 5 runs left 1 behind", false, 1},
                 {5, 5, "each of 5 runs left 1 behind", true, 1},
                 {6, 5, "3 of 5 runs left it behind", false, 2},
                 {3, 1, "one run of the section left it behind 3 times", false, 1},
                 {1, 0, "one run of the section left it behind", false, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 0);
        for (uint32_t k = 0; k < cases[i].blocks; k++)
            add(&f, 1 + (cases[i].at_once ? 1e-6 : 0.5) * k, 100 + k % cases[i].sizes * 8,
                "malloc<filter_open<app_main");
        prepare(&f);
        f.input.runs = (struct ht_runs){1, numbers};
        f.input.events = cases[i].runs;
        builder_must(ht_groups_make(&f.input, &f.groups));
        assert_int_equal(f.groups.count, 1);
        struct ht_sample sample = {.events = (uint32_t)f.groups.items[0].bursts.count};
        struct ht_observation seen = {.samples = &sample, .count = 1};
        builder_must(ht_runs_observe(&f.input, &f.groups.items[0], &seen));
        assert_non_null(seen.runs);
        struct ht_strbuf text;
        ht_strbuf_init(&text);
        ht_runs_say_counts(seen.runs, &text);
        assert_string_equal(text.text, cases[i].words);
        ht_strbuf_deinit(&text);
        teardown(&f);
    }
}

static const struct ht_runs_seen *observe(struct fixture *f, const struct ht_group *group,
                                          const struct ht_sample *samples, uint32_t freed)
{
    struct ht_observation seen = {.samples = samples, .count = 1, .freed = freed};
    builder_must(ht_runs_observe(&f->input, group, &seen));
    assert_non_null(seen.runs);
    return seen.runs;
}

/* All blocks of a burst count, and no others; no more runs than some thousands tell anything. */
static void runs_are_told_by_blocks(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (int k = 0; k < 6; k++)
        add(&f, 1 + 0.5 * k, 100, "malloc<filter_open<app_main");
    prepare(&f);
    f.input.runs = (struct ht_runs){1, numbers};
    f.input.events = 6;
    static const uint32_t records[] = {0, 1, 2, 3, 4, 5};
    struct ht_burst burst = {.count = 5, .records = records};
    const struct ht_group group = {.bursts = {&burst, 1, 1}};
    assert_int_equal(ht_runs_count(observe(&f, &group, NULL, 0)).leaving, 5);
    f.input.events = 20000;
    assert_int_equal(observe(&f, &group, NULL, 0)->count, 10000);
    teardown(&f);
}

static void assert_says(void (*say)(const struct ht_runs_seen *, struct ht_strbuf *), const struct ht_runs_seen *seen,
                        const char *words)
{
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    ht_strbuf_adds(&text, "");
    say(seen, &text);
    assert_string_equal(text.text ? text.text : "", words);
    ht_strbuf_deinit(&text);
}

static void counts_are_told(void **state)
{
    (void)state;
    static const uint32_t once[] = {0, 0, 1}, alike[] = {2, 2, 2};
    assert_says(ht_runs_say_counts, &(struct ht_runs_seen){.events = once, .count = 3},
                "only run 3 of 3 left it behind");
    assert_says(ht_runs_say_counts, &(struct ht_runs_seen){.events = alike, .count = 3},
                "each of 3 runs left 2 behind");
    assert_says(ht_runs_say_counts, &(struct ht_runs_seen){.events = alike, .count = 3, .same = true},
                "each of 3 runs left the same behind");
}

/* What addresses tell is told of two runs that left something, which stand in two traces. */
static void fates_are_told(void **state)
{
    (void)state;
    static const char none[] = "no run got an address of an earlier one: none of them was freed in between";
    static const uint32_t two[] = {1, 1, 0}, one[] = {1, 0, 0};
    assert_says(ht_runs_say_fate, &(struct ht_runs_seen){.events = two, .count = 3}, none);
    assert_says(ht_runs_say_fate, &(struct ht_runs_seen){.events = one, .count = 3}, "");
    assert_says(ht_runs_say_fate, &(struct ht_runs_seen){.events = two, .count = 1}, "");
    assert_says(ht_runs_say_fate, &(struct ht_runs_seen){.events = two, .count = 3, .told = true}, "");
    assert_says(ht_runs_say_fate, &(struct ht_runs_seen){.events = two, .count = 3, .freed = 2},
                "2 more of the same owner were freed within the section");
    assert_says(ht_runs_say_fate, &(struct ht_runs_seen){.events = two, .count = 3, .reused = 2},
                "2 more were freed before a later run, which has their addresses again");
}

static void what_decides_is_told(void **state)
{
    (void)state;
    assert_says(ht_runs_say_decider, &(struct ht_runs_seen){.count = 1},
                "made at first use? run the section again: what each run leaves behind is a leak, what only the first "
                "one leaves is kept");
    assert_says(ht_runs_say_decider, &(struct ht_runs_seen){.count = 2},
                "run the section more often: a leak comes again, what is kept does not");
}

/* Each run leaves the same blocks, which are parted into another number of bursts each time. */
static void runs_that_leave_the_same(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (uint32_t run = 0; run < 3; run++) {
        if (run)
            builder_window(&f.b, 0);
        for (uint32_t k = 0; k < 3; k++)
            add(&f, 1, 100 + 20 * k, "malloc<filter_open<app_main");
    }
    builder_window(&f.b, 0); /* a run that leaves nothing */
    prepare(&f);
    f.input.runs = (struct ht_runs){4, numbers};
    static const uint32_t records[] = {0, 1, 2}; /* the last one is of another group */
    struct ht_burst bursts[] = {{.window = 0, .count = 2, .records = records},
                                {.window = 1, .count = 1, .records = records},
                                {.window = 1, .count = 1, .records = records + 1},
                                {.window = 2, .count = 2, .records = records}};
    const struct ht_group group = {.bursts = {bursts, 4, 4}};
    const struct ht_sample samples[4] = {{.events = 1}, {.events = 2}, {.events = 1}};
    const struct ht_runs_seen *runs = observe(&f, &group, samples, 2);
    assert_true(runs->same);
    for (uint32_t run = 0; run < 4; run++)
        assert_int_equal(runs->events[run], run < 3);
    assert_int_equal(runs->reused, 2); /* no dump holds freed records: addresses told of these */
    f.b.trace.windows[2].freed_count = 1;
    runs = observe(&f, &group, samples, 2);
    assert_int_equal(runs->reused, 0);
    assert_int_equal(runs->freed, 2);
    f.b.trace.windows[1].records[1].size = 104;
    runs = observe(&f, &group, samples, 2);
    assert_false(runs->same);
    assert_int_equal(runs->events[1], 2);
    teardown(&f);
}

/* Of several looks at one run the last one counts, but for what it shows to be freed. */
static void looks_at_a_run(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (uint32_t w = 0; w < 3; w++) {
        if (w)
            builder_window(&f.b, 0);
        add(&f, 1, 100 + 20 * w, "malloc<filter_open<app_main");
    }
    prepare(&f);
    f.survival[0].later = 1;
    static const uint32_t number[] = {1, 1, 2};
    f.input.runs = (struct ht_runs){2, number};
    static const uint32_t record = 0;
    struct ht_burst bursts[] = {{.window = 1, .count = 1, .records = &record},
                                {.window = 2, .count = 1, .records = &record}};
    struct ht_group group = {.bursts = {bursts, 2, 2}};
    const struct ht_sample samples[3] = {{.events = 3}, {.events = 4}, {.events = 8}};
    const struct ht_runs_seen *runs = observe(&f, &group, samples, 0);
    assert_int_equal(runs->events[0], 3);
    assert_int_equal(runs->events[1], 4);
    group.freed = true;
    runs = observe(&f, &group, samples, 0);
    assert_int_equal(runs->events[0], 7);
    assert_int_equal(runs->events[1], 8);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_that_are_told),   cmocka_unit_test(runs_are_told_by_blocks),
        cmocka_unit_test(counts_are_told),      cmocka_unit_test(fates_are_told),
        cmocka_unit_test(what_decides_is_told), cmocka_unit_test(runs_that_leave_the_same),
        cmocka_unit_test(looks_at_a_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
