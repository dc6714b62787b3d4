#include "verdict_fixture.h"

/* --- chains that nobody knows --- */

static void repetition_over_the_window_is_a_leak(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    bursts(&f, 12, 20, 50);
    assert_decides(&f, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM);
    assert_true(evidence(&f, HT_EVIDENCE_REPETITION)->value == 12);
    assert_near(evidence(&f, HT_EVIDENCE_SPREAD)->value, -0.05 / 0.6 * 0.2, 0.1);
    builder_deinit(&f.b);
}

/* Medium takes eight bursts of which half are older than the longest lifetime. */
static void confidence_of_repetition(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        int count;
        enum ht_confidence confidence;
    } cases[] = {
        {600, 8, HT_CONFIDENCE_MEDIUM}, {600, 7, HT_CONFIDENCE_LOW}, {600, 5, HT_CONFIDENCE_LOW},
        {250, 8, HT_CONFIDENCE_MEDIUM}, {100, 8, HT_CONFIDENCE_LOW}, {200, 20, HT_CONFIDENCE_LOW},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, cases[i].seconds);
        bursts(&f, cases[i].count, cases[i].seconds / cases[i].count / 2, cases[i].seconds / cases[i].count);
        assert_decides(&f, HT_VERDICT_LEAK, cases[i].confidence);
        builder_deinit(&f.b);
    }
}

/* Open sessions and sockets in TIME_WAIT cannot be told from a leak without names, unless by age and size. */
static void nobody_is_known_by_name(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        uint32_t largest;
        enum ht_verdict verdict;
    } cases[] = {
        {600, 40, HT_VERDICT_LEAK},   {250, 40, HT_VERDICT_LEAK},      {90, 40, HT_VERDICT_UNKNOWN},
        {600, 4095, HT_VERDICT_LEAK}, {600, 4096, HT_VERDICT_UNKNOWN}, {90, 16717, HT_VERDICT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, cases[i].seconds);
        f.draft.named = false;
        f.sizes[1] = cases[i].largest;
        bursts(&f, 10, cases[i].seconds / 20, cases[i].seconds / 10);
        decide(&f);
        assert_int_equal(f.draft.verdict, cases[i].verdict);
        assert_int_equal(evidence(&f, HT_EVIDENCE_SINGLE) != NULL, cases[i].verdict == HT_VERDICT_UNKNOWN);
        builder_deinit(&f.b);
    }
}

static void few_look_alikes_are_unknown(void **state)
{
    (void)state;
    for (int count = 2; count <= 4; count++) {
        struct fixture f;
        setup(&f, 600);
        bursts(&f, count, 20, 70);
        assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
        builder_deinit(&f.b);
    }
}

static void bunched_at_an_edge_is_unknown(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    bursts(&f, 12, 2, 10);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    assert_true(evidence(&f, HT_EVIDENCE_SPREAD)->value < -2.58);
    builder_deinit(&f.b);
    setup(&f, 600);
    bursts(&f, 12, 480, 10);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    assert_true(evidence(&f, HT_EVIDENCE_SPREAD)->value > 2.58);
    builder_deinit(&f.b);
}

/* Their middle says little, but that none of eight stands in the other half is no chance. */
static void in_one_half_only_is_unknown(void **state)
{
    (void)state;
    static const struct {
        int count;
        double from, step;
        enum ht_verdict verdict;
    } cases[] = {
        {8, 315, 20, HT_VERDICT_UNKNOWN}, {8, 150, 20, HT_VERDICT_UNKNOWN}, {5, 320, 55, HT_VERDICT_UNKNOWN},
        {5, 240, 70, HT_VERDICT_LEAK},    {5, 60, 55, HT_VERDICT_LEAK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 600);
        bursts(&f, cases[i].count, cases[i].from, cases[i].step);
        decide(&f);
        assert_int_equal(f.draft.verdict, cases[i].verdict);
        builder_deinit(&f.b);
    }
}

/* What nobody knows bunches at the end sooner than what a rule calls a leak of sessions. */
static void orphans_may_lean_to_the_end(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    bursts(&f, 10, 250, 36);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    assert_true(evidence(&f, HT_EVIDENCE_SPREAD)->value > 1.75 && evidence(&f, HT_EVIDENCE_SPREAD)->value < 2.58);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.draft.kind = HT_DRAFT_ORPHANS;
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_LEAK);
    builder_deinit(&f.b);
}

/* A counter that wraps shows little of a long pause: bursts that seem to stop may go on. */
static void lost_time_proves_no_early_end(void **state)
{
    (void)state;
    for (int close = 0; close <= 1; close++) {
        struct fixture f;
        setup(&f, 3600);
        f.ages[0][0] = (uint64_t)(600.0 * BUILDER_HZ); /* of an hour the counters saw ten minutes */
        bursts(&f, 20, 3003, close ? 0.5 : 8);
        decide(&f);
        assert_int_equal(f.draft.verdict, close ? HT_VERDICT_UNKNOWN : HT_VERDICT_LEAK);
        assert_true(evidence(&f, HT_EVIDENCE_SPREAD)->value < -2.58);
        assert_int_equal(strstr(evidence(&f, HT_EVIDENCE_SPREAD)->message, "counters") != NULL, !close);
        builder_deinit(&f.b);
    }
}

static void growth_outweighs_a_lost_beginning(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    burst(&f, 20);
    window(&f, 1200);
    bursts(&f, 24, 5, 10); /* it stopped, or the counters did */
    assert_decides(&f, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    assert_non_null(evidence(&f, HT_EVIDENCE_GROWTH));
    builder_deinit(&f.b);
}

static void what_stands_beside_connections_is_transient(void **state)
{
    (void)state;
    static const struct {
        uint32_t companions;
        enum ht_verdict verdict;
    } cases[] = {{12, HT_VERDICT_TRANSIENT}, {8, HT_VERDICT_TRANSIENT}, {7, HT_VERDICT_LEAK}, {0, HT_VERDICT_LEAK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 600);
        bursts(&f, 12, 20, 50);
        f.draft.companions = cases[i].companions;
        decide(&f);
        assert_int_equal(f.draft.verdict, cases[i].verdict);
        builder_deinit(&f.b);
    }
}

static void a_cache_by_its_name_is_left_unknown(void **state)
{
    (void)state;
    for (int count = 20; count <= 64; count += 44) {
        struct fixture f;
        setup(&f, 6400);
        bursts(&f, count, 40, 6300.0 / count);
        f.draft.keeps = true;
        decide(&f);
        assert_int_equal(f.draft.verdict, count < 64 ? HT_VERDICT_UNKNOWN : HT_VERDICT_LEAK);
        builder_deinit(&f.b);
    }
}

/* Sockets live as long as they like, but there are not that many. */
static void more_sockets_than_can_be_open(void **state)
{
    (void)state;
    for (int count = 16; count <= 17; count++) {
        struct fixture f;
        setup(&f, 1200);
        signature(&f, HT_SIGNATURE_TRANSIENT);
        f.signature.connection = true;
        bursts(&f, count, 30, 66);
        decide(&f);
        assert_int_equal(f.draft.verdict, count > 16 ? HT_VERDICT_LEAK : HT_VERDICT_TRANSIENT);
        for (size_t i = 0; i < f.draft.evidence_count; i++)
            assert_null(strstr(f.draft.evidence[i].message, " 0 s"));
        builder_deinit(&f.b);
    }
}

static void seen_once_and_long_ago_is_retained(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    burst(&f, 20);
    assert_decides(&f, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    assert_non_null(evidence(&f, HT_EVIDENCE_SINGLE));
    builder_deinit(&f.b);
}

static void seen_once_and_lately_is_unknown(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    burst(&f, 490);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
}

/* --- known leaks --- */

static void a_known_leak(void **state)
{
    (void)state;
    for (int count = 1; count <= 3; count++) {
        struct fixture f;
        setup(&f, 600);
        signature(&f, HT_SIGNATURE_LEAK);
        bursts(&f, count, 100, 50);
        assert_decides(&f, HT_VERDICT_LEAK, count > 1 ? HT_CONFIDENCE_HIGH : HT_CONFIDENCE_LOW);
        assert_non_null(evidence(&f, HT_EVIDENCE_SIGNATURE));
        assert_int_equal(evidence(&f, HT_EVIDENCE_SINGLE) != NULL, count == 1);
        assert_int_equal(evidence(&f, HT_EVIDENCE_REPETITION) != NULL, count > 1);
        assert_int_equal(evidence(&f, HT_EVIDENCE_SPREAD) != NULL, count > 2);
        builder_deinit(&f.b);
    }
}

static void the_known_leak_names_releases_and_events(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    signature(&f, HT_SIGNATURE_LEAK);
    f.signature.affected = "v6.0";
    f.signature.event = "TLS handshake";
    bursts(&f, 12, 20, 50);
    decide(&f);
    assert_non_null(strstr(evidence(&f, HT_EVIDENCE_SIGNATURE)->message, "v6.0"));
    assert_non_null(strstr(evidence(&f, HT_EVIDENCE_REPETITION)->message, "12 TLS handshake"));
    builder_deinit(&f.b);
}

static void a_known_leak_that_does_not_grow_is_unknown(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 90);
    signature(&f, HT_SIGNATURE_LEAK);
    bursts(&f, 8, 5, 10);
    window(&f, 900);
    bursts(&f, 8, 50, 100);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
}

/* --- transient rules --- */

static void within_its_lifetime_it_is_transient(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.signature.lifetime = 120;
    bursts(&f, 11, 485, 10);
    assert_decides(&f, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    assert_non_null(evidence(&f, HT_EVIDENCE_SIGNATURE));
    assert_true(evidence(&f, HT_EVIDENCE_RECENCY)->value == 0);
    builder_deinit(&f.b);
}

/* In a window shorter than the lifetime repetition cannot override the rule. */
static void a_short_window_cannot_override_the_rule(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.signature.lifetime = 120;
    bursts(&f, 20, 2, 5);
    assert_decides(&f, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    builder_deinit(&f.b);
}

static void older_than_its_lifetime_it_is_a_leak(void **state)
{
    (void)state;
    for (int old = 4; old <= 8; old++) {
        struct fixture f;
        setup(&f, 600);
        signature(&f, HT_SIGNATURE_TRANSIENT);
        f.signature.lifetime = 120;
        bursts(&f, old, 30, 440.0 / old);
        bursts(&f, 2, 485, 60);
        decide(&f);
        assert_int_equal(f.draft.verdict, old >= 5 ? HT_VERDICT_LEAK : HT_VERDICT_TRANSIENT);
        assert_true(evidence(&f, HT_EVIDENCE_RECENCY)->value == old);
        if (old >= 5)
            assert_int_equal(f.draft.confidence, old >= 8 ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW);
        builder_deinit(&f.b);
    }
}

/* The rule's own lifetime counts, not the longest known one. */
static void each_rule_has_its_lifetime(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 110);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.signature.lifetime = 10;
    bursts(&f, 10, 5, 10);
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_LEAK);
    f.signature.lifetime = 0; /* as long as it likes */
    decide(&f);
    assert_int_equal(f.draft.verdict, HT_VERDICT_TRANSIENT);
    builder_deinit(&f.b);
}

static void open_sessions_are_transient(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    signature(&f, HT_SIGNATURE_TRANSIENT);
    f.signature.session = true;
    f.draft.kind = HT_DRAFT_SESSIONS;
    bursts(&f, 7, 20, 80);
    assert_decides(&f, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    builder_deinit(&f.b);
}

/* Five or more in the orphan pattern are medium, whatever their rule says. */
static void orphans_are_a_leak(void **state)
{
    (void)state;
    for (int count = 4; count <= 7; count++) {
        struct fixture f;
        setup(&f, 600);
        signature(&f, HT_SIGNATURE_TRANSIENT);
        f.draft.kind = HT_DRAFT_ORPHANS;
        bursts(&f, count, 40, 520.0 / count);
        assert_decides(&f, count >= 5 ? HT_VERDICT_LEAK : HT_VERDICT_UNKNOWN,
                       count >= 5 ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW);
        builder_deinit(&f.b);
    }
}

/* --- retained rules --- */

static void what_is_kept_on_purpose(void **state)
{
    (void)state;
    static const struct {
        int count;
        enum ht_verdict verdict;
        enum ht_confidence confidence;
    } cases[] = {
        {1, HT_VERDICT_RETAINED, HT_CONFIDENCE_MEDIUM}, {4, HT_VERDICT_RETAINED, HT_CONFIDENCE_MEDIUM},
        {5, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},    {7, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},
        {19, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW},   {20, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 600);
        signature(&f, HT_SIGNATURE_RETAINED);
        bursts(&f, cases[i].count, 280.0 / cases[i].count, 560.0 / cases[i].count);
        assert_decides(&f, cases[i].verdict, cases[i].confidence);
        assert_non_null(evidence(&f, HT_EVIDENCE_SIGNATURE));
        builder_deinit(&f.b);
    }
}

static void kept_at_the_start_or_in_a_short_window(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    signature(&f, HT_SIGNATURE_RETAINED);
    bursts(&f, 20, 1, 5);
    assert_decides(&f, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
    setup(&f, 100);
    signature(&f, HT_SIGNATURE_RETAINED);
    bursts(&f, 20, 2, 5);
    assert_decides(&f, HT_VERDICT_RETAINED, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
}

/* --- shallow stacks --- */

static void a_name_among_shallow_stacks_is_a_leak(void **state)
{
    (void)state;
    static const uint32_t isrg[] = {2, 3, 3, 3, 12, 32, 81};
    struct fixture f;
    setup(&f, 600);
    signature(&f, HT_SIGNATURE_LEAK);
    f.draft.kind = HT_DRAFT_SHAPE;
    f.draft.named = false;
    memcpy(f.sizes, isrg, sizeof isrg);
    f.shape.count = 7;
    bursts(&f, 2, 40, 300);
    assert_decides(&f, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    builder_deinit(&f.b);
}

static void a_name_that_no_signature_knows_has_to_repeat(void **state)
{
    (void)state;
    static const uint32_t isrg[] = {2, 3, 3, 3, 12, 32, 81};
    struct fixture f;
    setup(&f, 600);
    f.draft.kind = HT_DRAFT_SHAPE;
    memcpy(f.sizes, isrg, sizeof isrg);
    f.shape.count = 7;
    bursts(&f, 2, 40, 300);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    builder_deinit(&f.b);
}

static void shapes_among_shallow_stacks(void **state)
{
    (void)state;
    static const struct {
        int count;
        uint32_t largest, sizes;
        enum ht_verdict verdict;
    } cases[] = {
        {13, 40, 2, HT_VERDICT_LEAK},   {12, 40, 2, HT_VERDICT_UNKNOWN}, {20, 40, 1, HT_VERDICT_LEAK},
        {8, 40, 1, HT_VERDICT_UNKNOWN}, {20, 4095, 2, HT_VERDICT_LEAK},  {20, 4096, 2, HT_VERDICT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 600);
        f.draft.kind = HT_DRAFT_SHAPE;
        f.sizes[cases[i].sizes - 1] = cases[i].largest;
        f.shape.count = cases[i].sizes;
        bursts(&f, cases[i].count, 280.0 / cases[i].count, 560.0 / cases[i].count);
        decide(&f);
        assert_int_equal(f.draft.verdict, cases[i].verdict);
        builder_deinit(&f.b);
    }
}

static void the_rest_of_shallow_stacks_is_unknown(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    f.draft.kind = HT_DRAFT_REST;
    bursts(&f, 20, 10, 28);
    assert_decides(&f, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    assert_non_null(strstr(f.draft.evidence[0].message, "CONFIG_HEAP_TRACING_STACK_DEPTH"));
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repetition_over_the_window_is_a_leak),
        cmocka_unit_test(confidence_of_repetition),
        cmocka_unit_test(nobody_is_known_by_name),
        cmocka_unit_test(few_look_alikes_are_unknown),
        cmocka_unit_test(bunched_at_an_edge_is_unknown),
        cmocka_unit_test(in_one_half_only_is_unknown),
        cmocka_unit_test(orphans_may_lean_to_the_end),
        cmocka_unit_test(lost_time_proves_no_early_end),
        cmocka_unit_test(growth_outweighs_a_lost_beginning),
        cmocka_unit_test(what_stands_beside_connections_is_transient),
        cmocka_unit_test(a_cache_by_its_name_is_left_unknown),
        cmocka_unit_test(more_sockets_than_can_be_open),
        cmocka_unit_test(seen_once_and_long_ago_is_retained),
        cmocka_unit_test(seen_once_and_lately_is_unknown),
        cmocka_unit_test(a_known_leak),
        cmocka_unit_test(the_known_leak_names_releases_and_events),
        cmocka_unit_test(a_known_leak_that_does_not_grow_is_unknown),
        cmocka_unit_test(within_its_lifetime_it_is_transient),
        cmocka_unit_test(a_short_window_cannot_override_the_rule),
        cmocka_unit_test(older_than_its_lifetime_it_is_a_leak),
        cmocka_unit_test(each_rule_has_its_lifetime),
        cmocka_unit_test(open_sessions_are_transient),
        cmocka_unit_test(orphans_are_a_leak),
        cmocka_unit_test(what_is_kept_on_purpose),
        cmocka_unit_test(kept_at_the_start_or_in_a_short_window),
        cmocka_unit_test(a_name_among_shallow_stacks_is_a_leak),
        cmocka_unit_test(a_name_that_no_signature_knows_has_to_repeat),
        cmocka_unit_test(shapes_among_shallow_stacks),
        cmocka_unit_test(the_rest_of_shallow_stacks_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
