/* Verdicts on what several windows show. */
#include "verdict_fixture.h"

/* --- growth from window to window --- */

static void growth_makes_it_certain(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 90);
    bursts(&f, 2, 10, 40);
    window(&f, 900);
    bursts(&f, 18, 20, 50);
    assert_decides(&f, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    assert_true(evidence(&f, HT_EVIDENCE_GROWTH)->value < 0.01);
    builder_deinit(&f.b);
}

static void a_level_number_is_no_leak(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 90);
    bursts(&f, 8, 5, 10);
    window(&f, 900);
    bursts(&f, 8, 50, 100);
    assert_decides(&f, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    assert_non_null(evidence(&f, HT_EVIDENCE_GROWTH));
    /* A buffer that dropped its oldest records holds a level number of anything. */
    f.b.trace.windows[0].overflowed = f.b.trace.windows[1].overflowed = 1;
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_LEAK);
    /* It says that it lost none. */
    f.b.trace.windows[0].overflowed = f.b.trace.windows[1].overflowed = 0;
    f.b.trace.windows[1].capacity = 8;
    assert_decides(&f, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
}

/* Without the device's word the marks it left tell whether the buffer may have been full. */
static void a_buffer_that_may_have_been_full_refutes_nothing(void **state)
{
    (void)state;
    static const struct {
        int64_t capacity, high_water_mark;
        enum ht_verdict verdict;
    } cases[] = {
        {HT_UNKNOWN, HT_UNKNOWN, HT_VERDICT_RETAINED},
        {256, HT_UNKNOWN, HT_VERDICT_RETAINED},
        {12, HT_UNKNOWN, HT_VERDICT_LEAK},
        {12, 11, HT_VERDICT_RETAINED},
        {12, 12, HT_VERDICT_LEAK},
        {256, 256, HT_VERDICT_LEAK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 90);
        bursts(&f, 8, 5, 10);
        window(&f, 900);
        bursts(&f, 8, 50, 100);
        f.b.trace.windows[1].capacity = cases[i].capacity;
        f.b.trace.windows[1].high_water_mark = cases[i].high_water_mark;
        decide(&f);
        assert_int_equal(f.draft.verdict, cases[i].verdict);
        builder_deinit(&f.b);
    }
}

static void growth_needs_lengths(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 90);
    bursts(&f, 8, 5, 10);
    window(&f, 900);
    bursts(&f, 8, 50, 100);
    f.windows[0].seconds = 0;
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_LEAK);
    assert_null(evidence(&f, HT_EVIDENCE_GROWTH));
    builder_deinit(&f.b);
}

/* Lengths that differ little can make doubtful, not more. */
static void a_level_number_in_like_windows_is_unknown(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 90);
    bursts(&f, 8, 5, 10);
    window(&f, 135);
    bursts(&f, 8, 8, 15);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
}

/* Eight in either window, all older than the rule allows: a pool that has stopped growing overrides no rule. */
static void a_level_number_overrides_no_rule(void **state)
{
    (void)state;
    static const enum ht_signature_class classes[] = {HT_SIGNATURE_TRANSIENT, HT_SIGNATURE_RETAINED};
    static const enum ht_verdict verdicts[] = {HT_VERDICT_TRANSIENT, HT_VERDICT_RETAINED};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        setup(&f, 400);
        signature(&f, classes[i]);
        f.signature.lifetime = 120;
        bursts(&f, 8, 20, 35);
        window(&f, 800);
        bursts(&f, 8, 30, 90);
        decide(&f);
        assert_int_equal(f.draft.verdict, verdicts[i]);
        builder_deinit(&f.b);
    }
}

/* --- two looks at one trace --- */

/* The first look shows what was freed before the second; that one marks what the first showed too. */
static void looks(struct fixture *f, int freed, int survived, int joined, double between)
{
    setup(f, 600 - between);
    f->windows[0].looked_again = true;
    bursts(f, freed, 5, 10);
    window(f, 600);
    f->windows[1].seen = f->seen[1];
    f->windows[1].seen_seconds = between;
    for (int i = 0; i < survived; i++) {
        f->seen[1][f->b.window->record_count] = 1;
        burst(f, 20 + 20 * i);
    }
    bursts(f, joined, 620 - between, 5);
}

static void survival_with_new_bursts_is_a_leak(void **state)
{
    (void)state;
    static const struct {
        int freed, survived, joined;
        bool leak;
    } cases[] = {
        {0, 3, 1, true}, {0, 2, 2, true}, {0, 2, 1, false}, {0, 1, 3, false}, {0, 4, 0, false}, {1, 3, 1, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        looks(&f, cases[i].freed, cases[i].survived, cases[i].joined, 200);
        decide(&f);
        assert_int_equal(f.draft.verdict == HT_VERDICT_LEAK && f.draft.confidence == HT_CONFIDENCE_HIGH, cases[i].leak);
        assert_int_equal(evidence(&f, HT_EVIDENCE_SURVIVAL) != NULL, cases[i].leak);
        builder_deinit(&f.b);
    }
}

static void what_was_freed_between_looks_is_transient(void **state)
{
    (void)state;
    struct fixture f;
    looks(&f, 6, 0, 5, 200);
    assert_decides(&f, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    assert_true(evidence(&f, HT_EVIDENCE_SURVIVAL)->value == 6);
    builder_deinit(&f.b);
}

/* Survival refutes transient only if the pause was longer than it may live; a session may survive anything. */
static void survival_of_transients(void **state)
{
    (void)state;
    struct fixture f;
    looks(&f, 0, 3, 2, 100);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.signature.lifetime = 120;
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_TRANSIENT);
    builder_deinit(&f.b);
    looks(&f, 0, 3, 2, 130);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.signature.lifetime = 120;
    assert_decides(&f, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    f.draft.kind = HT_DRAFT_SESSIONS;
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_TRANSIENT);
    f.draft.kind = HT_DRAFT_GROUP;
    f.signature.class = HT_SIGNATURE_RETAINED;
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_RETAINED);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_makes_it_certain),
        cmocka_unit_test(a_level_number_is_no_leak),
        cmocka_unit_test(a_buffer_that_may_have_been_full_refutes_nothing),
        cmocka_unit_test(growth_needs_lengths),
        cmocka_unit_test(a_level_number_in_like_windows_is_unknown),
        cmocka_unit_test(a_level_number_overrides_no_rule),
        cmocka_unit_test(survival_with_new_bursts_is_a_leak),
        cmocka_unit_test(what_was_freed_between_looks_is_transient),
        cmocka_unit_test(survival_of_transients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
