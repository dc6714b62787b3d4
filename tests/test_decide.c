#include "groups_fixture.h"

#include "infer/decide.h"

static void verdicts_follow_from_probabilities(void **state)
{
    (void)state;
    static const struct {
        double probability[HT_RIVALS]; /* of a leak, of what is freed, of a container, of what is made once */
        enum ht_verdict verdict;
        enum ht_confidence confidence;
    } cases[] = {
        {{1, 0, 0, 0}, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH},
        {{0.99, 0.01, 0, 0}, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH},
        {{0.9899, 0.0101, 0, 0}, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM},
        {{0.9, 0.1, 0, 0}, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM},
        {{0.8999, 0.1001, 0, 0}, HT_VERDICT_LEAK, HT_CONFIDENCE_LOW},
        {{0.7, 0.3, 0, 0}, HT_VERDICT_LEAK, HT_CONFIDENCE_LOW},
        {{0.6999, 0.3001, 0, 0}, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW},
        {{0.01, 0.99, 0, 0}, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_HIGH},
        {{0.1, 0.9, 0, 0}, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM},
        {{0.3, 0.7, 0, 0}, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_LOW},
        {{0.3001, 0.6999, 0, 0}, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW},
        /* A container and what is made once are both kept. */
        {{0.25, 0, 0.375, 0.375}, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},
        {{0.0625, 0, 0.5, 0.4375}, HT_VERDICT_RETAINED, HT_CONFIDENCE_MEDIUM},
        {{0, 0, 0.5, 0.5}, HT_VERDICT_RETAINED, HT_CONFIDENCE_HIGH},
        /* Whether it is freed or kept matters less than that it is no leak: then the better one is told. */
        {{0.0499, 0.4, 0.3, 0.2501}, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},
        {{0.0499, 0.5, 0.25, 0.2001}, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_LOW},
        {{0.05, 0.5, 0.25, 0.2}, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW},
        {{0.05, 0.25, 0.25, 0.45}, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},
        {{0, 0.5, 0.25, 0.25}, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_judgement judgement;
        ht_rivals_judge(cases[i].probability, &judgement);
        assert_int_equal(judgement.verdict, cases[i].verdict);
        assert_int_equal(judgement.confidence, cases[i].confidence);
        assert_memory_equal(judgement.probability, cases[i].probability, sizeof judgement.probability);
    }
}

/* A later look shows that all blocks were freed: nothing is left to weigh. */
static void what_was_freed_is_no_leak(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 60);
    struct ht_burst bursts[] = {{.count = 1}, {.count = 1}};
    struct ht_group group = {.freed = true, .bursts = {bursts, 2, 2}};
    const struct ht_group_input input = {.trace = &b.trace};
    builder_must(ht_decide(&input, &group));
    assert_int_equal(group.judgement.verdict, HT_VERDICT_TRANSIENT);
    assert_int_equal(group.judgement.confidence, HT_CONFIDENCE_HIGH);
    assert_int_equal(group.evidence_count, 1);
    assert_int_equal(group.evidence[0].kind, HT_EVIDENCE_SURVIVAL);
    assert_string_equal(group.evidence[0].message, "the later look shows that all were freed");
    builder_deinit(&b);
}

/* What one run of a section leaves is told kept by a rule alone; what it leaves again and again is a leak all the same.
 */
static void one_run_tells_little(void **state)
{
    (void)state;
    static const struct ht_signature kept = {.id = "x", .class = HT_SIGNATURE_RETAINED};
    static const struct {
        uint32_t runs, blocks;
        const struct ht_signature *signature;
        enum ht_verdict verdict;
    } cases[] = {{1, 1, NULL, HT_VERDICT_UNKNOWN},
                 {2, 1, NULL, HT_VERDICT_RETAINED},
                 {1, 1, &kept, HT_VERDICT_RETAINED},
                 {1, 12, NULL, HT_VERDICT_LEAK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const uint32_t records[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, numbers[] = {1, 2};
        struct ht_burst bursts[12];
        struct fixture f;
        setup(&f, 0);
        for (uint32_t k = 0; k < cases[i].blocks; k++) {
            add(&f, 1 + k, 100, "malloc<filter_open<app_main");
            bursts[k] = (struct ht_burst){.count = 1, .records = &records[k]};
        }
        if (cases[i].runs > 1)
            builder_window(&f.b, 0);
        prepare(&f);
        f.input.runs = (struct ht_runs){cases[i].runs, numbers};
        struct ht_group group = {.kind = cases[i].signature ? HT_GROUP_RULE : HT_GROUP_OWNER,
                                 .signature = cases[i].signature,
                                 .named = true,
                                 .bursts = {bursts, cases[i].blocks, 12}};
        builder_must(ht_decide(&f.input, &group));
        assert_int_equal(group.judgement.verdict, cases[i].verdict);
        teardown(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_from_probabilities),
        cmocka_unit_test(what_was_freed_is_no_leak),
        cmocka_unit_test(one_run_tells_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
