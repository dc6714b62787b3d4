#include "groups_fixture.h"

#include "infer/runs.h"

/* A trace of one log: its dump's totals, and one block a given address; 0: no block. */
static void trace_of(struct fixture *f, int64_t made, int64_t frees, uint32_t addr)
{
    if (f->b.trace.window_count > 1 || f->b.window->number)
        builder_window(&f->b, 0);
    struct ht_window *window = f->b.window;
    window->seconds = 0;
    window->number = (uint32_t)f->b.trace.window_count;
    window->total_allocations = made;
    window->total_frees = frees;
    if (!addr)
        return;
    builder_add(&f->b, (double)f->b.trace.window_count, 100, builder_chain(&f->b, "malloc<filter_open<app_main"));
    window->records[window->record_count - 1].addr = addr;
}

static struct ht_runs find(struct fixture *f, bool asked)
{
    double seconds[GROUP_WINDOWS_MAX];
    for (size_t w = 0; w < f->b.trace.window_count; w++)
        seconds[w] = f->b.trace.windows[w].seconds;
    builder_must(ht_survival_match(&f->b.arena, &f->b.trace, seconds, &f->survival));
    struct ht_runs runs;
    builder_must(ht_runs_find(&f->b.arena, &f->b.trace, seconds, asked, f->survival, &runs));
    return runs;
}

static bool was_freed(const struct fixture *f, size_t window)
{
    return ht_survival_was_freed(&f->survival[window], 0);
}

static void separate_traces_of_one_log(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    trace_of(&f, 4000, 3999, 0x3ffb1000);
    trace_of(&f, 4000, 3999, 0x3ffb2000);
    trace_of(&f, 3990, 3990, 0);
    struct ht_runs runs = find(&f, false);
    assert_int_equal(runs.count, 3);
    for (uint32_t w = 0; w < 3; w++)
        assert_int_equal(runs.number[w], w + 1);
    assert_false(was_freed(&f, 0));
    /* Windows whose lengths are known are none, unless that is told. */
    f.b.trace.windows[0].seconds = 600;
    assert_int_equal(find(&f, false).count, 0);
    assert_int_equal(find(&f, true).count, 3);
    f.b.trace.windows[0].seconds = 0;
    /* Nor are those of several boots, or files. */
    f.b.trace.windows[1].boot = 1;
    assert_int_equal(find(&f, false).count, 0);
    f.b.trace.windows[1].boot = 0;
    f.b.trace.windows[2].path = "other.log";
    assert_int_equal(find(&f, false).count, 0);
    assert_int_equal(find(&f, true).count, 3);
    teardown(&f);
}

/* Totals that have grown as those of one trace do, with all that an earlier look showed freed. */
static void totals_that_go_on(void **state)
{
    (void)state;
    static const struct {
        int64_t before, made, frees;
        size_t runs;
    } cases[] = {{1000, 1500, 1499, 0}, {1000, 1499, 1498, 2}, {1000, 1500, 999, 2}, {1000, 1500, 1000, 0},
                 {0, 0, 0, 0},          {0, HT_UNKNOWN, 0, 2}, {HT_UNKNOWN, 0, 0, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 0);
        trace_of(&f, cases[i].before, cases[i].before - 1, 0x3ffb1000);
        trace_of(&f, cases[i].made, cases[i].frees, 0x3ffb2000);
        f.b.window->overflowed = 1; /* few blocks are no section by themselves */
        assert_int_equal(find(&f, false).count, cases[i].runs);
        teardown(&f);
    }
}

static void few_allocations_are_a_section(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    trace_of(&f, 100, 99, 0x3ffb1000);
    assert_int_equal(find(&f, false).count, 1);
    f.b.window->freed_count = 1;
    assert_int_equal(find(&f, false).count, 1);
    f.b.window->freed_count = 0;
    f.b.window->total_allocations = 0; /* it is as many as the dump says */
    assert_int_equal(find(&f, false).count, 1);
    f.b.window->overflowed = 1;
    assert_int_equal(find(&f, false).count, 0);
    f.b.window->overflowed = -1;
    f.b.window->total_allocations = 101;
    assert_int_equal(find(&f, false).count, 0);
    f.b.window->section = true;
    assert_int_equal(find(&f, false).count, 1);
    f.b.window->section = false;
    f.b.window->total_allocations = HT_UNKNOWN;
    assert_int_equal(find(&f, false).count, 0);
    assert_int_equal(find(&f, true).count, 1);
    teardown(&f);
}

/* Where nothing is counted, blocks that were made within a tenth of a second. */
static void a_moment_is_a_section(void **state)
{
    (void)state;
    static const struct {
        uint32_t first, second, third; /* of the cores 0, 0 and 1 */
        size_t runs;
    } cases[] = {{1000, 16001000, 9, 1},
                 {1000, 16001004, 9, 0},
                 {16001000, 1000, 9, 1},
                 {4294967000u, 8000000, 9, 1},
                 {1000, 1000, 2000000001, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 0);
        for (int k = 0; k < 3; k++)
            add(&f, 1 + k, 100, "malloc<filter_open<app_main");
        struct ht_record *records = f.b.window->records;
        records[0].ccount = cases[i].first;
        records[1].ccount = cases[i].second;
        records[2].ccount = cases[i].third | 1;
        records[0].cpu = records[1].cpu = 0;
        records[2].cpu = 1;
        assert_int_equal(find(&f, false).count, cases[i].runs);
        f.b.window->untimed = true;
        assert_int_equal(find(&f, false).count, 0);
        f.b.window->untimed = false;
        f.b.window->record_count = 2; /* two are the fewest between which there is any time */
        assert_int_equal(find(&f, false).count, cases[i].runs);
        teardown(&f);
    }
}

static void an_address_that_comes_again(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    trace_of(&f, 4000, 3999, 0x3ffb1000);
    trace_of(&f, 4000, 3999, 0x3ffb2000);
    trace_of(&f, 4000, 3999, 0x3ffb1000);
    assert_int_equal(find(&f, true).count, 3);
    assert_true(was_freed(&f, 0));
    assert_false(was_freed(&f, 1));
    assert_false(was_freed(&f, 2));
    /* A restart frees all: then it tells nothing. */
    f.b.trace.windows[2].boot = 1;
    assert_int_equal(find(&f, true).count, 3);
    assert_false(was_freed(&f, 0));
    teardown(&f);
}

/* Several looks at one trace are windows, unless the log holds other traces, too. */
static void looks_at_one_trace(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (int look = 0; look < 2; look++)
        trace_of(&f, 10 + 10 * look, 9 + 10 * look, 0x3ffb1000);
    f.b.trace.windows[1].records[0].ccount = f.b.trace.windows[0].records[0].ccount;
    assert_int_equal(find(&f, false).count, 0);
    trace_of(&f, 10, 9, 0x3ffb2000);
    struct ht_runs runs = find(&f, false);
    assert_int_equal(runs.count, 2);
    assert_int_equal(runs.number[1], 1);
    assert_int_equal(runs.number[2], 2);
    teardown(&f);
}

/* Each block of a run is looked for among all of the later one. */
static void any_block_may_come_again(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (uint32_t run = 0; run < 2; run++) {
        trace_of(&f, 4000, 3999, 0x3ffb1000 + run * 64);
        for (uint32_t k = 1; k < 3; k++) {
            add(&f, 1.5 + run + 0.1 * k, 100, "malloc<filter_open<app_main");
            f.b.window->records[k].addr = 0x3ffb1000 + (k == 2 ? 1024 : (2 + run + k) * 64);
        }
    }
    assert_int_equal(find(&f, true).count, 2);
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(ht_survival_was_freed(&f.survival[0], k), k == 2);
    teardown(&f);
}

/* No block lies at 0 or at the last address: what says so of two runs tells of no free. */
static void addresses_that_are_none(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (int run = 0; run < 2; run++) {
        trace_of(&f, 4000, 3999, UINT32_MAX);
        add(&f, 1.5 + run, 100, "malloc<filter_open<app_main");
        f.b.window->records[1].addr = 0;
    }
    assert_int_equal(find(&f, true).count, 2);
    assert_false(was_freed(&f, 0));
    assert_false(ht_survival_was_freed(&f.survival[0], 1));
    teardown(&f);
}

/* A run of a section makes all at one time: what stands side by side need not belong together. */
static void owners_of_one_run(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 0);
    for (uint32_t run = 0; run < 3; run++) {
        if (run)
            builder_window(&f.b, 0);
        add(&f, 1, 100, "malloc<filter_open<app_main");
        add(&f, 1.000001, 40, "malloc<parse_item<app_main");
        add(&f, 1.000002, 164, "memp_malloc<tcp_alloc<app_main");
        for (uint32_t k = 0; k < 3; k++)
            f.b.window->records[k].addr = 0x3ffb0000 + run * 0x1000 + k * 0x80;
    }
    struct ht_runs runs = find(&f, true);
    prepare(&f);
    builder_must(ht_groups_make(&f.input, &f.groups));
    assert_int_equal(f.groups.count, 1);
    ht_groups_deinit(&f.groups);
    f.input.runs = runs;
    builder_must(ht_groups_make(&f.input, &f.groups));
    assert_int_equal(f.groups.count, 3);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separate_traces_of_one_log),
        cmocka_unit_test(totals_that_go_on),
        cmocka_unit_test(few_allocations_are_a_section),
        cmocka_unit_test(a_moment_is_a_section),
        cmocka_unit_test(an_address_that_comes_again),
        cmocka_unit_test(looks_at_one_trace),
        cmocka_unit_test(any_block_may_come_again),
        cmocka_unit_test(addresses_that_are_none),
        cmocka_unit_test(owners_of_one_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
