#include "trace_builder.h"

#include "infer/decide.h"

static void assert_told(double leak, double transient, double bounded, double once, enum ht_verdict verdict,
                        enum ht_confidence confidence)
{
    const double probability[HT_RIVALS] = {leak, transient, bounded, once};
    struct ht_judgement judgement;
    ht_rivals_judge(probability, &judgement);
    assert_int_equal(judgement.verdict, verdict);
    assert_int_equal(judgement.confidence, confidence);
    assert_memory_equal(judgement.probability, probability, sizeof probability);
}

static void leaks_by_their_probability(void **state)
{
    (void)state;
    assert_told(1, 0, 0, 0, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    assert_told(0.99, 0.01, 0, 0, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    assert_told(0.9899, 0.0101, 0, 0, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM);
    assert_told(0.9, 0.1, 0, 0, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM);
    assert_told(0.8999, 0.1001, 0, 0, HT_VERDICT_LEAK, HT_CONFIDENCE_LOW);
    assert_told(0.7, 0.3, 0, 0, HT_VERDICT_LEAK, HT_CONFIDENCE_LOW);
    assert_told(0.6999, 0.3001, 0, 0, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
}

static void others_by_theirs(void **state)
{
    (void)state;
    assert_told(0.01, 0.99, 0, 0, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_HIGH);
    assert_told(0.1, 0.9, 0, 0, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    assert_told(0.3, 0.7, 0, 0, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_LOW);
    assert_told(0.3001, 0.6999, 0, 0, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    /* A container and what is made once are both kept. */
    assert_told(0.25, 0, 0.375, 0.375, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    assert_told(0.0625, 0, 0.5, 0.4375, HT_VERDICT_RETAINED, HT_CONFIDENCE_MEDIUM);
    assert_told(0, 0, 0.5, 0.5, HT_VERDICT_RETAINED, HT_CONFIDENCE_HIGH);
}

/* Whether it is freed or kept matters less than that it is no leak: then the better one is told. */
static void what_is_no_leak_is_told(void **state)
{
    (void)state;
    assert_told(0.0499, 0.4, 0.3, 0.2501, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    assert_told(0.0499, 0.5, 0.25, 0.2001, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_LOW);
    assert_told(0.05, 0.5, 0.25, 0.2, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    assert_told(0.05, 0.25, 0.25, 0.45, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
}

/* A later look shows that all blocks were freed: nothing is left to weigh. */
static void what_was_freed_is_no_leak(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    struct ht_group group = {.freed = true, .bursts = {.count = 2}};
    const struct ht_group_input input = {.trace = &b.trace};
    builder_must(ht_decide(&input, &group));
    assert_int_equal(group.judgement.verdict, HT_VERDICT_TRANSIENT);
    assert_int_equal(group.judgement.confidence, HT_CONFIDENCE_HIGH);
    assert_int_equal(group.evidence_count, 1);
    assert_int_equal(group.evidence[0].kind, HT_EVIDENCE_SURVIVAL);
    assert_string_equal(group.evidence[0].message, "the later look shows that all were freed");
    builder_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaks_by_their_probability),
        cmocka_unit_test(others_by_theirs),
        cmocka_unit_test(what_is_no_leak_is_told),
        cmocka_unit_test(what_was_freed_is_no_leak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
