#include "trace_builder.h"

#include "infer/survival.h"
#include "judge/chain_totals.h"

static void equal_sizes_are_counted(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_size_count *counts;
    size_t count;
    static const uint32_t sizes[] = {2, 3, 3, 3, 12, 32, 81, 81};
    ht_arena_init(&arena);
    assert_null(ht_count_sizes(&arena, sizes, 8, &counts, &count));
    static const struct ht_size_count expected[] = {{2, 1}, {3, 3}, {12, 1}, {32, 1}, {81, 2}};
    assert_int_equal(count, 5);
    assert_memory_equal(counts, expected, sizeof expected);
    assert_null(ht_count_sizes(&arena, NULL, 0, &counts, &count));
    assert_int_equal(count, 0);
    ht_arena_deinit(&arena);
}

struct fixture {
    struct trace_builder b;
    struct ht_report_window windows[2];
    struct ht_finding findings[3];
    struct ht_attribution attributions[8];
    struct ht_report report;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    f->report =
        (struct ht_report){.trace = &f->b.trace, .windows = f->windows, .findings = f->findings, .finding_count = 3};
}

static void window(struct fixture *f)
{
    builder_window(&f->b, 600);
    f->windows[f->b.trace.window_count - 1].findings = ht_arena_array(&f->b.arena, 16, sizeof(uint32_t));
}

static void add(struct fixture *f, uint32_t size, uint32_t chain, uint32_t finding)
{
    f->windows[f->b.trace.window_count - 1].findings[f->b.window->record_count] = finding;
    builder_add(&f->b, 1, size, chain);
}

static void chains_add_up_over_windows(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    window(&f);
    uint32_t a = builder_chain(&f.b, "malloc<parse<app_main"), b = builder_chain(&f.b, "malloc<read");
    f.attributions[a].owner = 1;
    f.attributions[b].owner = 2;
    add(&f, 20, a, 0);
    add(&f, 5, b, 0);
    add(&f, 10, a, 0);
    window(&f);
    add(&f, 20, a, 0);
    assert_null(ht_chain_totals(&f.report, f.attributions));
    assert_int_equal(f.report.chains[a].count, 3);
    assert_int_equal(f.report.chains[a].bytes, 50);
    assert_int_equal(f.report.chains[a].size_count, 2);
    assert_int_equal(f.report.chains[a].sizes[0].size, 10);
    assert_int_equal(f.report.chains[a].sizes[1].size, 20);
    assert_int_equal(f.report.chains[a].sizes[1].count, 2);
    assert_int_equal(f.report.chains[a].owner_frame, 1);
    assert_int_equal(f.report.chains[b].count, 1);
    assert_int_equal(f.report.chains[b].bytes, 5);
    assert_int_equal(f.report.chains[b].owner_frame, 2);
    builder_deinit(&f.b);
}

static void a_block_of_two_looks_counts_once(void **state)
{
    (void)state;
    struct fixture f;
    uint32_t twins[] = {0, HT_NO_TWIN};
    setup(&f);
    window(&f);
    uint32_t a = builder_chain(&f.b, "malloc<parse"), b = builder_chain(&f.b, "malloc<read");
    add(&f, 20, a, 0);
    add(&f, 5, b, 1);
    f.windows[0].twins = twins;
    window(&f);
    add(&f, 20, a, 0);
    assert_null(ht_chain_totals(&f.report, f.attributions));
    assert_int_equal(f.report.chains[a].count, 1);
    assert_int_equal(f.report.chains[a].bytes, 20);
    assert_int_equal(f.report.chains[b].count, 1);
    assert_int_equal(f.findings[0].chain_count, 1);
    builder_deinit(&f.b);
}

/* The deepest chain was cut by the depth of the stack; one that is shorter ended by itself. */
static void ends_of_chains(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    window(&f);
    uint32_t whole = builder_chain(&f.b, "malloc<parse"), none = builder_chain_of(&f.b, NULL, 0);
    window(&f);
    uint32_t deep = builder_chain(&f.b, "malloc<read<app_main");
    assert_null(ht_chain_totals(&f.report, f.attributions));
    assert_int_equal(f.report.chains[whole].end, HT_CHAIN_END_UNWOUND);
    assert_int_equal(f.report.chains[none].end, HT_CHAIN_END_NONE);
    assert_int_equal(f.report.chains[deep].end, HT_CHAIN_END_DEPTH);
    builder_deinit(&f.b);
}

static void findings_list_their_chains_by_bytes(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    window(&f);
    uint32_t a = builder_chain(&f.b, "a"), b = builder_chain(&f.b, "b"), c = builder_chain(&f.b, "c");
    uint32_t unused = builder_chain(&f.b, "d");
    add(&f, 10, a, 2);
    add(&f, 20, b, 2);
    add(&f, 15, c, 2);
    add(&f, 1, b, 0);
    add(&f, 1, b, 0);
    assert_null(ht_chain_totals(&f.report, f.attributions));
    assert_int_equal(f.findings[2].chain_count, 3);
    assert_int_equal(f.findings[2].chains[0].chain, b);
    assert_int_equal(f.findings[2].chains[1].chain, c);
    assert_int_equal(f.findings[2].chains[2].chain, a);
    assert_int_equal(f.findings[0].chain_count, 1);
    assert_int_equal(f.findings[0].chains[0].chain, b);
    /* Each has its part of the chain that both hold, and the chain has all. */
    assert_int_equal(f.findings[2].chains[0].count, 1);
    assert_int_equal(f.findings[2].chains[0].bytes, 20);
    assert_int_equal(f.findings[2].chains[0].size_count, 1);
    assert_int_equal(f.findings[2].chains[0].sizes[0].size, 20);
    assert_int_equal(f.findings[0].chains[0].count, 2);
    assert_int_equal(f.findings[0].chains[0].bytes, 2);
    assert_int_equal(f.findings[0].chains[0].sizes[0].count, 2);
    assert_int_equal(f.report.chains[b].count, 3);
    assert_int_equal(f.report.chains[b].bytes, 22);
    assert_int_equal(f.report.chains[b].size_count, 2);
    assert_int_equal(f.report.chains[b].sizes[0].size, 1);
    assert_int_equal(f.report.chains[b].sizes[1].size, 20);
    assert_int_equal(f.findings[1].chain_count, 0);
    /* Most records decide whose a chain is, not most bytes. */
    assert_int_equal(f.report.chains[b].finding, 0);
    assert_int_equal(f.report.chains[a].finding, 2);
    assert_int_equal(f.report.chains[unused].finding, HT_NO_FINDING);
    assert_int_equal(f.report.chains[unused].count, 0);
    assert_int_equal(f.report.chains[unused].size_count, 0);
    builder_deinit(&f.b);
}

static void equal_chains_keep_their_order(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    window(&f);
    uint32_t chains[5];
    for (uint32_t i = 0; i < 5; i++)
        chains[i] = builder_chain(&f.b, (const char *const[]){"a", "b", "c", "d", "e"}[i]);
    for (uint32_t i = 5; i-- > 0;)
        add(&f, 10, chains[i], 1);
    assert_null(ht_chain_totals(&f.report, f.attributions));
    assert_int_equal(f.findings[1].chain_count, 5);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(f.findings[1].chains[i].chain, chains[i]);
    builder_deinit(&f.b);
}

/* Of freed records, and of what freed them: no finding holds them. */
static void chains_without_live_records(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    window(&f);
    uint32_t live = builder_chain(&f.b, "malloc<f"), freed = builder_chain(&f.b, "malloc<g");
    uint32_t by = builder_chain(&f.b, "free<g"), last = builder_chain(&f.b, "malloc<h");
    struct ht_record record = {.size = 8, .chain = freed, .freed = true, .freed_by = by};
    assert_null(ht_window_add_record(f.b.window, &record));
    add(&f, 10, live, 1);
    add(&f, 20, last, 1);
    assert_null(ht_chain_totals(&f.report, f.attributions));
    assert_int_equal(f.report.chains[freed].count, 0);
    assert_int_equal(f.report.chains[by].count, 0);
    assert_int_equal(f.report.chains[by].bytes, 0);
    assert_int_equal(f.report.chains[by].size_count, 0);
    assert_int_equal(f.report.chains[by].finding, HT_NO_FINDING);
    assert_int_equal(f.report.chains[last].count, 1);
    assert_int_equal(f.findings[1].chain_count, 2);
    builder_deinit(&f.b);
}

static void no_records(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.report.finding_count = 0;
    window(&f);
    assert_null(ht_chain_totals(&f.report, f.attributions));
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sizes_are_counted),
        cmocka_unit_test(chains_add_up_over_windows),
        cmocka_unit_test(a_block_of_two_looks_counts_once),
        cmocka_unit_test(ends_of_chains),
        cmocka_unit_test(findings_list_their_chains_by_bytes),
        cmocka_unit_test(equal_chains_keep_their_order),
        cmocka_unit_test(chains_without_live_records),
        cmocka_unit_test(no_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
