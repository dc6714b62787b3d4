#include "explain_fixture.h"

static void each_term_has_its_numbers(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.seen.looked = true;
    f.seen.survived = 9;
    f.seen.joined = 3;
    explain(&f);
    assert_int_equal(f.group.judgement.verdict, HT_VERDICT_LEAK);
    assert_int_equal(says(&f, "a bare block")->kind, HT_EVIDENCE_SIGNATURE);
    assert_int_equal(says(&f, "12 events in 600 s left blocks that are still there, one every 50 s")->kind,
                     HT_EVIDENCE_REPETITION);
    assert_int_equal(says(&f, "the first of 12 came 12 s after the trace began, the last 30 s before its end")->kind,
                     HT_EVIDENCE_SPREAD);
    assert_int_equal(says(&f, "of 9 that the earlier look shows 0 were freed; 3 joined since")->kind,
                     HT_EVIDENCE_SURVIVAL);
    double sum = 0, leak = f.probability[HT_RIVAL_LEAK];
    for (size_t i = 0; i < f.group.evidence_count; i++)
        sum += isnan(f.group.evidence[i].nats) ? 0 : f.group.evidence[i].nats;
    assert_near(sum, log(leak / (1 - leak)), 1e-6);
    assert_int_equal(f.group.evidence_count, 4);
    f.seen.freed = 1;
    explain(&f);
    says(&f, "of 10 that the earlier look shows 1 was freed; 3 joined since");
    builder_deinit(&f.b);
}

/* A place that is hardly known has no figure, nor has one that is told by hidden time alone. */
static void a_place_that_is_not_known_is_said_to_be(void **state)
{
    (void)state;
    static const struct {
        double first[2], at;
        bool told;
    } cases[] = {{{0.02, 0.02}, 550, true},
                 {{0.02, 0.9}, 550, false},
                 {{0.02, 0.02}, 20, false},
                 {{0.02, 0.02}, 57, true}, /* a tenth of the 558 s between the two */
                 {{0.02, 0.02}, 55, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        static const uint32_t records[] = {0, 1};
        struct ht_burst bursts[] = {{.count = 1, .records = &records[0]}, {.count = 1, .records = &records[1]}};
        double at[] = {5, 5 + cases[i].at};
        f.timelines[0] = (struct ht_timeline){.at = at};
        f.group.bursts = (struct ht_bursts){.items = bursts, .count = 2};
        f.samples[0].first =
            (struct ht_spread){.place = {cases[i].first[0], cases[i].first[1]}, .weight = {0.5, 0.5}, .count = 2};
        explain(&f);
        if (cases[i].told)
            says(&f, "the first of 12 came about 12 s after the trace began, the last about 30 s before its end");
        else {
            char text[128];
            snprintf(text, sizeof text,
                     "the first and the last of 12 are %.0f s apart or more, and the counter does not", cases[i].at);
            says(&f, text);
        }
        builder_deinit(&f.b);
    }
}

/* Places that prove little for or against a leak are told without what they are like. */
static void places_that_prove_little_are_like_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.samples[0].events = 2;
    f.samples[0].first = (struct ht_spread){{0.3}, {1}, 1};
    f.samples[0].last = (struct ht_spread){{0.5}, {1}, 1};
    explain(&f);
    const struct ht_evidence *places = says(&f, "the first of 2 came 180 s after the trace began");
    assert_true(fabs(places->nats) < 0.2);
    assert_null(strstr(places->message, ": "));
    builder_deinit(&f.b);
}

/* Less than ten seconds have a digit more. */
static void how_often_events_come(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.samples[0].seconds = 132;
    explain(&f);
    says(&f, "12 events in 132 s left blocks that are still there, one every 11 s");
    f.samples[0].seconds = 108;
    explain(&f);
    says(&f, "12 events in 108 s left blocks that are still there, one every 9.0 s");
    f.samples[0].seconds = 120;
    explain(&f);
    assert_string_equal(says(&f, "12 events in 120 s")->message,
                        "12 events in 120 s left blocks that are still there, one every 10 s");
    f.samples[0].seconds = 0;
    explain(&f);
    assert_string_equal(says(&f, "12 events")->message, "12 events left blocks that are still there");
    builder_deinit(&f.b);
}

/* Where the count is why it is told no leak, that is said, and no rate, which would sound like one. */
static void so_few_are_no_leak(void **state)
{
    (void)state;
    static const struct {
        struct ht_weights weights;
        const char *words;
    } cases[] = {
        {{{{0, 3, 0, 0}, {-1}}}, "12 events in 600 s left blocks that are still there: as many as may be in use"},
        {{{{0, 0, 3, 0}, {-1}}},
         "12 events in 600 s left blocks that are still there: as many as a container may hold"},
        {{{{0, 0, 0, 3}, {-1}}}, "12 events in 600 s left blocks that are still there: so few may be made once"},
        {{{{0, 0, 0, 3}, {-0.1}}}, "12 events in 600 s left blocks that are still there, one every 50 s"},
        {{{{5, 0, 0, 0}, {-1}}}, "12 events in 600 s left blocks that are still there, one every 50 s"},
    };
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        explain_by(&f, &cases[i].weights);
        assert_string_equal(says(&f, "12 events")->message, cases[i].words);
    }
    builder_deinit(&f.b);
}

static void one_event_proves_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.group.named = false;
    f.samples[0].events = 1;
    explain(&f);
    assert_int_equal(f.group.judgement.verdict, HT_VERDICT_RETAINED);
    assert_int_equal(says(&f, "seen once, like what is made at first use")->kind, HT_EVIDENCE_SINGLE);
    for (size_t i = 0; i < f.group.evidence_count; i++)
        assert_null(strstr(f.group.evidence[i].message, "the first"));
    explain_with(&f, 0, 0, 0, 0);
    assert_int_equal(f.group.judgement.verdict, HT_VERDICT_UNKNOWN);
    assert_int_equal(says(&f, "seen once: one event proves no repetition")->kind, HT_EVIDENCE_SINGLE);
    builder_deinit(&f.b);
}

/* The two nearest rivals with their shares, first of all; and what would decide, last. */
static void unknown_says_what_would_decide(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.samples[0].placed = false;
    f.samples[0].events = 4;
    f.group.named = false;
    explain(&f);
    assert_int_equal(f.group.judgement.verdict, HT_VERDICT_UNKNOWN);
    const struct ht_evidence *first = &f.group.evidence[0], *last = &f.group.evidence[f.group.evidence_count - 1];
    char text[128];
    snprintf(text, sizeof text, "fits what will be freed (%.0f %%) and a leak (%.0f %%)",
             100 * f.probability[HT_RIVAL_TRANSIENT], 100 * f.probability[HT_RIVAL_LEAK]);
    assert_string_equal(first->message, text);
    assert_true(isnan(first->nats) && isnan(last->nats));
    assert_string_equal(last->message,
                        "a window of 1,800 s would decide: of a leak it holds about 12, of anything else about 4");
    builder_deinit(&f.b);
}

static void windows_in_proportion(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.seen.count = 2;
    f.samples[1] = f.samples[0];
    f.samples[1].seconds = 1800;
    f.samples[1].events = 36;
    explain(&f);
    assert_int_equal(says(&f, "12 events in 600 s and 36 in 1,800 s: in proportion to the time")->kind,
                     HT_EVIDENCE_GROWTH);
    f.samples[1].events = 12;
    explain(&f);
    says(&f, "12 events in 600 s and 12 in 1,800 s: not in proportion to the time");
    says(&f, "the first of 12 came 12 s after"); /* in the first window with the most of them */
    f.seen.count = 3;
    f.samples[2] = f.samples[1];
    f.samples[2].events = 36;
    explain(&f);
    says(&f, "12 events in 600 s, 12 in 1,800 s and 36 in 1,800 s");
    says(&f, "the first of 36 came 36 s after");
    f.seen.count = 2;
    f.samples[0].seconds = f.samples[1].seconds = 0;
    explain(&f);
    assert_string_equal(says(&f, "12 events")->message, "12 events and 12");
    builder_deinit(&f.b);
}

static void a_certificate_is_told_by_its_sizes(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    struct ht_release_range range = {{.major = 6}, {.major = 6}};
    f.signature = (struct ht_signature){.class = HT_SIGNATURE_LEAK,
                                        .affected = "v6.0",
                                        .history = {.affected = &range, .affected_count = 1},
                                        .event = "TLS handshake"};
    f.group.kind = HT_GROUP_RULE;
    f.group.signature = &f.signature;
    f.group.by_sizes = true;
    explain(&f);
    assert_string_equal(f.group.evidence[0].message,
                        "the sizes are those of one certificate's name in pieces, by DER "
                        "and RFC 5280: a known leak of ESP-IDF v6.0, if this firmware's is one of "
                        "them");
    f.signature.release = "v6.0";
    f.signature.standing.state = HT_RELEASE_AFFECTED;
    explain(&f);
    says(&f, "a known leak of ESP-IDF v6.0; this firmware's is v6.0");
    f.signature.release = "v6.1-dev-9-gabc";
    f.signature.standing.unsure = true;
    explain(&f);
    says(&f, "a known leak of ESP-IDF v6.0; v6.1-dev-9-gabc lies between or behind them, and may have the fix");
    f.signature.class = HT_SIGNATURE_RETAINED;
    explain(&f);
    says(&f, "known to be kept on purpose, and a known leak of ESP-IDF v6.0");
    f.signature.class = HT_SIGNATURE_LEAK;
    says(&f, "12 TLS handshakes in 600 s");
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_term_has_its_numbers),
        cmocka_unit_test(a_place_that_is_not_known_is_said_to_be),
        cmocka_unit_test(places_that_prove_little_are_like_nothing),
        cmocka_unit_test(how_often_events_come),
        cmocka_unit_test(so_few_are_no_leak),
        cmocka_unit_test(one_event_proves_nothing),
        cmocka_unit_test(unknown_says_what_would_decide),
        cmocka_unit_test(windows_in_proportion),
        cmocka_unit_test(a_certificate_is_told_by_its_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
