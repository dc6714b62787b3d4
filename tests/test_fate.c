#include "trace_builder.h"

#include "infer/attribution.h"
#include "infer/builtin.h"
#include "judge/fate.h"

struct fixture {
    struct trace_builder b;
    struct ht_attribution *attributions;
    struct ht_report report;
    struct ht_report_chain chains[16];
    struct ht_finding finding;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 0);
}

/* A block of a chain that lived from a second to another, freed by a chain; NULL: the dump does not tell. */
static void add_freed(struct fixture *f, const char *chain, const char *by, double from, double to)
{
    struct ht_record record = {.size = 10, .freed = true, .t_us = HT_UNKNOWN, .t_freed_us = HT_UNKNOWN};
    record.chain = builder_chain(&f->b, chain);
    record.freed_by = by ? builder_chain(&f->b, by) : HT_NO_CHAIN;
    if (to > 0) {
        record.t_us = (int64_t)(from * 1e6);
        record.t_freed_us = (int64_t)(to * 1e6);
    }
    builder_must(ht_window_add_record(f->b.window, &record));
}

static void make(struct fixture *f)
{
    struct ht_signatures signatures;
    builder_must(ht_signatures_builtin(&f->b.arena, &signatures));
    builder_must(ht_attribute(&f->b.arena, &f->b.trace.chains, &f->b.frames, &signatures, &f->attributions));
    for (size_t c = 0; c < f->b.trace.chains.count; c++)
        f->chains[c].finding = HT_NO_FINDING;
    f->report = (struct ht_report){
        .trace = &f->b.trace, .frames = &f->b.frames, .chains = f->chains, .findings = &f->finding, .finding_count = 1};
    f->chains[0].finding = 0;
    builder_must(ht_fates_make(&f->report, f->attributions));
}

static void teardown(struct fixture *f)
{
    builder_deinit(&f->b);
}

static void who_freed_how_many(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add_freed(&f, "malloc<request_new", "free<request_done", 1, 3);
    add_freed(&f, "malloc<request_new", "free<cleanup<main_task", 1, 2);
    add_freed(&f, "malloc<request_new", "free<cleanup:7<main_task", 2, 2.5);
    add_freed(&f, "malloc<request_new", NULL, 0, 0);
    add_freed(&f, "malloc<other_new", "free<other_done", 0, 0);
    make(&f);
    const struct ht_fate *fate = f.finding.fate;
    assert_non_null(fate);
    assert_int_equal(fate->freed, 4);
    assert_int_equal(fate->freed_bytes, 40);
    assert_int_equal(fate->freer_count, 2);
    assert_string_equal(fate->freers[0].location->function, "cleanup");
    assert_int_equal(fate->freers[0].count, 2);
    assert_string_equal(fate->freers[1].location->function, "request_done");
    assert_int_equal(fate->freers[1].count, 1);
    assert_int_equal(fate->timed, 3);
    assert_near(fate->life_shortest, 0.5, 1e-9);
    assert_near(fate->life_longest, 2, 1e-9);
    assert_near(fate->life_sum, 3.5, 1e-9);
    teardown(&f);
}

/* More than are told apart are left to the sum. */
static void many_free(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    static const char *const freers[] = {"free<a", "free<b", "free<c", "free<d", "free<e"};
    for (size_t i = 0; i < 5; i++)
        add_freed(&f, "malloc<request_new", freers[i], 0, 0);
    make(&f);
    assert_int_equal(f.finding.fate->freed, 5);
    assert_int_equal(f.finding.fate->freer_count, HT_FREERS_MAX);
    assert_int_equal(f.finding.fate->timed, 0);
    teardown(&f);
}

static void nothing_was_freed(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_add(&f.b, 1, 10, builder_chain(&f.b, "malloc<request_new"));
    make(&f);
    assert_null(f.report.fates);
    assert_null(f.finding.fate);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_freed_how_many), cmocka_unit_test(many_free),
                                       cmocka_unit_test(nothing_was_freed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
