#include "trace_builder.h"

#include "verdict.h"

enum { WINDOWS_MAX = 2, BURSTS_MAX = 64 };

/* A draft made by hand: bursts of one shape at given ages. */
struct fixture {
    struct trace_builder b;
    struct ht_verdict_window windows[WINDOWS_MAX];
    uint64_t ages[WINDOWS_MAX][2 * BURSTS_MAX + 1];
    uint8_t seen[WINDOWS_MAX][2 * BURSTS_MAX + 1];
    uint32_t places[WINDOWS_MAX][2 * BURSTS_MAX + 1];
    struct ht_signature signature;
    struct ht_shapes shapes;
    struct ht_shape shape;
    struct ht_burst bursts[2 * BURSTS_MAX];
    uint32_t sizes[7];
    struct ht_draft draft;
};

/* Starts a window; its first record, which is none of the draft's, was allocated at its beginning. */
static void window(struct fixture *f, double seconds)
{
    size_t w = f->b.trace.window_count;
    builder_window(&f->b, seconds);
    f->windows[w] = (struct ht_verdict_window){.seconds = seconds, .cpu_hz = BUILDER_HZ, .ages = f->ages[w]};
    f->ages[w][0] = (uint64_t)(seconds * BUILDER_HZ);
    builder_add(&f->b, 0, 4, 0);
}

static void setup(struct fixture *f, double seconds)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    f->sizes[0] = 24;
    f->sizes[1] = 40;
    f->shape = (struct ht_shape){.sizes = f->sizes, .count = 2, .known = true};
    f->shapes = (struct ht_shapes){.items = &f->shape, .count = 1};
    f->draft = (struct ht_draft){.kind = HT_DRAFT_GROUP, .shapes = &f->shapes, .bursts = {.items = f->bursts}};
    window(f, seconds);
}

/* A burst that many seconds after the newest window's beginning. */
static void burst(struct fixture *f, double at)
{
    uint32_t w = (uint32_t)f->b.trace.window_count - 1, place = (uint32_t)f->b.window->record_count;
    builder_add(&f->b, at, 24, 0);
    f->ages[w][place] = (uint64_t)((f->b.window->seconds - at) * BUILDER_HZ);
    f->places[w][place] = place;
    f->bursts[f->draft.bursts.count++] = (struct ht_burst){.window = w, .count = 1, .records = &f->places[w][place]};
    f->shape.bursts++;
}

/* Bursts from one time on, this many seconds apart. */
static void bursts(struct fixture *f, int count, double from, double step)
{
    for (int i = 0; i < count; i++)
        burst(f, from + i * step);
}

static void signature(struct fixture *f, enum ht_signature_class class)
{
    f->signature = (struct ht_signature){.id = "x", .class = class, .title = "an x"};
    f->draft.signature = &f->signature;
}

static const struct ht_evidence *evidence(const struct fixture *f, enum ht_evidence_kind kind)
{
    for (size_t i = 0; i < f->draft.evidence_count; i++) {
        if (f->draft.evidence[i].kind == kind)
            return &f->draft.evidence[i];
    }
    return NULL;
}

static void decide(struct fixture *f)
{
    const struct ht_verdict_context context = {.arena = &f->b.arena, .trace = &f->b.trace, .windows = f->windows};
    f->draft.evidence_count = 0;
    builder_must(ht_decide(&context, &f->draft));
    assert_true(f->draft.evidence_count > 0);
    for (size_t i = 0; i < f->draft.evidence_count; i++) {
        size_t length = strlen(f->draft.evidence[i].message);
        assert_true(length > 0 && f->draft.evidence[i].message[length - 1] != '.');
    }
}

static void assert_decides(struct fixture *f, enum ht_verdict verdict, enum ht_confidence confidence)
{
    decide(f);
    assert_int_equal(f->draft.verdict, verdict);
    assert_int_equal(f->draft.confidence, confidence);
}

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
        {8, 315, 20, HT_VERDICT_UNKNOWN},
        {8, 150, 20, HT_VERDICT_UNKNOWN},
        {5, 320, 55, HT_VERDICT_LEAK},
        {5, 60, 55, HT_VERDICT_LEAK},
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

/* --- growth --- */

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
        {20, 40, 2, HT_VERDICT_LEAK},   {19, 40, 2, HT_VERDICT_UNKNOWN}, {20, 40, 1, HT_VERDICT_LEAK},
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
        cmocka_unit_test(repetition_over_the_window_is_a_leak),
        cmocka_unit_test(confidence_of_repetition),
        cmocka_unit_test(few_look_alikes_are_unknown),
        cmocka_unit_test(bunched_at_an_edge_is_unknown),
        cmocka_unit_test(in_one_half_only_is_unknown),
        cmocka_unit_test(seen_once_and_long_ago_is_retained),
        cmocka_unit_test(seen_once_and_lately_is_unknown),
        cmocka_unit_test(growth_makes_it_certain),
        cmocka_unit_test(a_level_number_is_no_leak),
        cmocka_unit_test(a_buffer_that_may_have_been_full_refutes_nothing),
        cmocka_unit_test(growth_needs_lengths),
        cmocka_unit_test(a_level_number_in_like_windows_is_unknown),
        cmocka_unit_test(a_level_number_overrides_no_rule),
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
        cmocka_unit_test(survival_with_new_bursts_is_a_leak),
        cmocka_unit_test(what_was_freed_between_looks_is_transient),
        cmocka_unit_test(survival_of_transients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
