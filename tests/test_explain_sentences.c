/* What is said in which case, whatever the weights are. */
#include "explain_fixture.h"

/* In proportion or not is said of three events and more, and of windows of which one is half as long again. */
static void proportions_are_told_of_some_events(void **state)
{
    (void)state;
    static const struct {
        uint32_t events;
        double longer, nats;
        const char *words;
    } cases[] = {{3, 900, 0.3, "1 event in 600 s and 3 in 900 s: in proportion to the time"},
                 {3, 900, -0.3, "1 event in 600 s and 3 in 900 s: not in proportion to the time"},
                 {3, 900, 0.1, "1 event in 600 s and 3 in 900 s"},
                 {3, 899, 0.3, "1 event in 600 s and 3 in 899 s"},
                 {3, 0, 0.3, "1 event in 600 s and 3"}, /* nobody knows how long it was */
                 {2, 900, 0.3, "1 event in 600 s and 2 in 900 s"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        f.seen.count = 2;
        f.samples[1] = f.samples[0];
        f.samples[0].events = 1;
        f.samples[1].events = cases[i].events;
        f.samples[1].seconds = cases[i].longer;
        explain_with(&f, 0, cases[i].nats, 0, 0);
        assert_string_equal(says(&f, "1 event in")->message, cases[i].words);
        builder_deinit(&f.b);
    }
}

/* Places that speak against a leak are like one of two other things. */
static void places_are_like_something(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    explain_with(&f, 0, 0, 1, 0);
    says(&f, "the first of 12 came 12 s after the trace began, the last 30 s before its end: spread like a leak");
    explain_with(&f, 0, 0, -1, 0);
    says(&f, "the last 30 s before its end: like what is made at the start, or fills up and stays");
    f.samples[0].first.place[0] = 0.1007;
    explain_with(&f, 0, 0, -1, 0);
    says(&f, "the first of 12 came 60.4 s after the trace began, the last 30 s before its end: like the newest entries "
             "of a list, or what will soon be freed");
    builder_deinit(&f.b);
}

/* By a counter figures are rounded, and told where it shows enough of the first window that holds the most events. */
static void places_by_a_counter(void **state)
{
    (void)state;
    static const uint32_t records[] = {0, 1, 2};
    static const struct {
        uint32_t windows[5]; /* of the bursts, which are one record each */
        double at[2][3];     /* of the records of two windows */
        const char *words;
    } cases[] = {
        {{0, 0, 0, 1, 1},
         {{10, 20, 500}, {10, 12, 13}},
         "the first of 12 came about 60 s after the trace began, the last about 30 s before its end: like the newest"},
        {{0, 0, 0, 1, 1},
         {{10, 20, 40}, {10, 500, 500}},
         "the first and the last of 12 are 30 s apart or more, and the counter does not tell when they came: like what "
         "was made at the start, or lately"},
        {{0, 0, 1, 1, 1}, {{10, 500, 500}, {10, 20, 40}}, "the first and the last of 12 are 30 s apart"},
        {{0, 0, 1, 1, 2}, {{10, 40, 40}, {10, 500, 500}}, "the first and the last of 12 are 30 s apart"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        struct ht_burst bursts[5];
        double at[2][3];
        uint32_t place = 0;
        setup(&f);
        memcpy(at, cases[i].at, sizeof at);
        for (size_t k = 0; k < 5; k++) {
            place = k && cases[i].windows[k] == cases[i].windows[k - 1] ? place + 1 : 0;
            bursts[k] = (struct ht_burst){.window = cases[i].windows[k], .count = 1, .records = &records[place]};
        }
        for (size_t w = 0; w < 2; w++)
            f.timelines[w] = (struct ht_timeline){.at = at[w]};
        f.group.bursts = (struct ht_bursts){.items = bursts, .count = 5};
        f.samples[0].first.place[0] = 0.1007;
        explain_with(&f, 0, 0, -1, 0);
        says(&f, cases[i].words);
        builder_deinit(&f.b);
    }
}

/* What a rule knows: which releases have the leak, how long something lives. */
static void rules_are_told(void **state)
{
    (void)state;
    struct ht_release_range range = {{.major = 6}, {.major = 6}};
    struct fixture f;
    setup(&f);
    f.group.kind = HT_GROUP_RULE;
    f.group.signature = &f.signature;
    f.signature = (struct ht_signature){.class = HT_SIGNATURE_LEAK};
    explain(&f);
    assert_string_equal(f.group.evidence[0].message, "a known leak");
    f.signature.affected = "mdns 1.3.0";
    explain(&f);
    assert_string_equal(f.group.evidence[0].message, "a known leak of mdns 1.3.0");
    f.signature.affected = "v6.0";
    f.signature.release = "v6.0";
    f.signature.history = (struct ht_release_history){.affected = &range, .affected_count = 1};
    explain(&f);
    assert_string_equal(f.group.evidence[0].message, "a known leak of ESP-IDF v6.0, if this firmware's is one of them");
    f.signature = (struct ht_signature){.class = HT_SIGNATURE_RETAINED};
    explain(&f);
    assert_string_equal(f.group.evidence[0].message, "known to be kept on purpose");
    f.signature = (struct ht_signature){.class = HT_SIGNATURE_TRANSIENT, .lifetime = 60};
    explain(&f);
    assert_string_equal(f.group.evidence[0].message, "known to be freed within 60 s");
    f.signature.connection = true;
    explain(&f);
    assert_string_equal(f.group.evidence[0].message, "kept while a connection is open, and then for 60 s");
    builder_deinit(&f.b);
}

static void a_pause_is_told(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.input.paused = 300;
    explain_with(&f, 3, 3, 3, 3);
    assert_string_equal(says(&f, "outlived")->message,
                        "outlived 300 s in which frees went on and nothing new was recorded");
    f.seen.freed = 2;
    explain_with(&f, 3, 3, 3, 3);
    says(&f, "2 more of the same owner were freed in the window; outlived 300 s");
    f.input.paused = 0;
    explain_with(&f, 3, 3, 3, 3);
    assert_string_equal(says(&f, "2 more")->message, "2 more of the same owner were freed in the window");
    builder_deinit(&f.b);
}

/* What speaks for the verdict stands before what speaks against it, the strongest first; what is certain is finite. */
static void the_strongest_comes_first(void **state)
{
    (void)state;
    static const enum ht_evidence_kind for_leak[] = {HT_EVIDENCE_SPREAD, HT_EVIDENCE_SIGNATURE, HT_EVIDENCE_REPETITION},
                                       against[] = {HT_EVIDENCE_REPETITION, HT_EVIDENCE_SIGNATURE, HT_EVIDENCE_SPREAD};
    struct fixture f;
    setup(&f);
    for (int leak = 0; leak <= 1; leak++) {
        /* Once or a leak: what speaks against the one speaks for the other. */
        explain_by(&f, &(struct ht_weights){{{2, -30, -30, 0}, {leak ? -1 : -12}, {5}}});
        assert_int_equal(f.group.judgement.verdict == HT_VERDICT_LEAK, leak);
        size_t skipped = f.group.judgement.verdict == HT_VERDICT_UNKNOWN;
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(f.group.evidence[i + skipped].kind, leak ? for_leak[i] : against[i]);
    }
    explain_with(&f, 2000, 1, 1, 1);
    for (size_t i = 0; i < f.group.evidence_count; i++)
        assert_true(isfinite(f.group.evidence[i].nats));
    builder_deinit(&f.b);
}

/* That a container holds such blocks speaks against a leak, and no reason why they are told transient. */
static void a_reason_is_of_the_verdict(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    explain_by(&f, &(struct ht_weights){{{-3, 0, 3, 0}, {0}, {0, 8, 0, 0}}});
    assert_int_equal(f.group.judgement.verdict, HT_VERDICT_TRANSIENT);
    assert_int_equal(f.group.evidence[0].kind, HT_EVIDENCE_SPREAD);
    explain_by(&f, &(struct ht_weights){{{-3, 0, 3, 0}, {0}, {0, 0, 2, 0}}});
    assert_int_equal(f.group.judgement.verdict, HT_VERDICT_RETAINED);
    assert_int_equal(f.group.evidence[0].kind, HT_EVIDENCE_SIGNATURE);
    builder_deinit(&f.b);
}

static void explain_shares(struct fixture *f, double leak, double transient, double bounded, double once)
{
    const struct ht_weights weights = {{{log(leak), log(transient), log(bounded), log(once)}}};
    explain_by(f, &weights);
}

/* What would decide is told of leaks that are not sure, and of what is not told at all. */
static void what_would_decide(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    explain_shares(&f, 0.8, 0.1, 0.05, 0.05);
    assert_string_equal(last_of(&f),
                        "a window of 1,800 s would decide: of a leak it holds about 36, of anything else about 12");
    explain_shares(&f, 0.95, 0.03, 0.01, 0.01);
    assert_null(strstr(last_of(&f), "would decide"));
    explain_shares(&f, 0.1, 0.8, 0.05, 0.05);
    assert_null(strstr(last_of(&f), "would decide"));
    explain_shares(&f, 0.1, 0.6, 0.25, 0.05);
    says(&f, "fits what will be freed (60 %) and a container (25 %)");
    says(&f, "would decide");
    f.samples[0].seconds = 0;
    explain_shares(&f, 0.1, 0.6, 0.25, 0.05);
    assert_string_equal(last_of(&f),
                        "the window's length is unknown: give it (-w), and a second one of another length");
    f.group.holder = HT_HOLDER_COLLECTOR;
    explain_shares(&f, 0.1, 0.6, 0.25, 0.05);
    assert_non_null(strstr(last_of(&f), "let the collector run to its end just before the dump"));
    f.group.holder = HT_HOLDER_ANY;
    f.group.kind = HT_GROUP_SESSIONS;
    explain_shares(&f, 0.1, 0.6, 0.25, 0.05);
    assert_non_null(strstr(last_of(&f), "12 open at once or never closed"));
    builder_deinit(&f.b);
}

/* Chains that show nobody: cut off by the device, or ending by themselves. */
static void where_chains_end(void **state)
{
    (void)state;
    static const struct {
        uint32_t room;
        const char *chain, *words;
    } cases[] = {
        {0, "a", "the dump holds no call chains"},
        {2, "a<b", "the stack shows only allocators: set CONFIG_HEAP_TRACING_STACK_DEPTH to 5 or more"},
        {5, "a<b<c<d<e", "the stack shows only allocators: set CONFIG_HEAP_TRACING_STACK_DEPTH to more than 5"},
        {8, "a", "the call chain ends by itself after 1 frame, though the dump has room for 8"},
        {8, "a<b", "the call chain ends by itself after 2 frames, though"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const uint32_t record = 0;
        struct fixture f;
        setup(&f);
        builder_add(&f.b, 1, 16, builder_chain(&f.b, cases[i].chain));
        f.b.window->depth = cases[i].room;
        f.burst = (struct ht_burst){.count = 1, .records = &record};
        f.group.kind = HT_GROUP_SHAPE;
        explain_shares(&f, 0.1, 0.6, 0.25, 0.05);
        if (!strstr(last_of(&f), cases[i].words))
            fail_msg("%s", last_of(&f));
        builder_deinit(&f.b);
    }
}

static void what_was_freed_is_told(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    struct ht_burst bursts[] = {{.count = 1}, {.count = 1}};
    uint8_t reused = true;
    struct ht_survival survival = {.reused = &reused};
    f.group.bursts = (struct ht_bursts){.items = bursts, .count = 1};
    f.input.survival = &survival;
    builder_must(ht_explain_freed(&f.input, &f.group));
    assert_string_equal(last_of(&f), "a later run has its address again: it was freed in between");
    f.group.bursts.count = 2;
    builder_must(ht_explain_freed(&f.input, &f.group));
    assert_string_equal(last_of(&f), "a later run has their addresses again: all were freed in between");
    survival.reused = NULL;
    builder_must(ht_explain_freed(&f.input, &f.group));
    assert_string_equal(last_of(&f), "the later look shows that all were freed");
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proportions_are_told_of_some_events),
        cmocka_unit_test(places_are_like_something),
        cmocka_unit_test(places_by_a_counter),
        cmocka_unit_test(rules_are_told),
        cmocka_unit_test(a_pause_is_told),
        cmocka_unit_test(the_strongest_comes_first),
        cmocka_unit_test(a_reason_is_of_the_verdict),
        cmocka_unit_test(what_would_decide),
        cmocka_unit_test(where_chains_end),
        cmocka_unit_test(what_was_freed_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
