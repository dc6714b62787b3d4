#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/marks.h"
#include "report_fixture.h"

static void an_url_is_told_once(void **state)
{
    (void)state;
    struct ht_advice advice[] = {
        {"a", NULL}, {"b", "https://x.org/1"}, {"c", "https://x.org/2"}, {"d", "https://x.org/1"}};
    struct ht_finding finding = {.advice = advice, .advice_count = 4};
    assert_string_equal(ht_mark_issue(&finding), "https://x.org/1");
    assert_false(ht_mark_told(&finding, 1));
    assert_false(ht_mark_told(&finding, 2));
    assert_true(ht_mark_told(&finding, 3));
    finding.rule = "known"; /* beside which the issue stands */
    assert_true(ht_mark_told(&finding, 1));
    assert_false(ht_mark_repeats(&finding, 1));
    assert_true(ht_mark_repeats(&finding, 3));
    finding.advice_count = 0;
    assert_null(ht_mark_issue(&finding));
}

static void the_reason_comes_first_and_the_decider_last(void **state)
{
    (void)state;
    struct ht_evidence evidence[] = {{HT_EVIDENCE_SINGLE, "fits a leak and a container", 0, NAN},
                                     {HT_EVIDENCE_REPETITION, "seen twice", 2, -0.5},
                                     {HT_EVIDENCE_SINGLE, "another window would decide", 0, NAN}};
    struct ht_finding finding = {.verdict = HT_VERDICT_UNKNOWN, .evidence = evidence, .evidence_count = 3};
    assert_string_equal(ht_mark_reason(&finding), "fits a leak and a container");
    assert_string_equal(ht_mark_decider(&finding), "another window would decide");
    finding.evidence_count = 2;
    assert_null(ht_mark_decider(&finding));
    finding.verdict = HT_VERDICT_LEAK;
    finding.evidence_count = 3;
    assert_null(ht_mark_decider(&finding));
    finding.evidence_count = 0;
    assert_null(ht_mark_reason(&finding));
    assert_null(ht_mark_decider(&finding));
}

static void without_any_name(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    assert_false(ht_mark_nameless(&f.report));
    for (size_t i = 0; i < f.frames.count; i++)
        f.frame_items[i].location_count = 0;
    assert_true(ht_mark_nameless(&f.report));
    f.frames.count = 0;
    assert_false(ht_mark_nameless(&f.report));
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_url_is_told_once),
        cmocka_unit_test(the_reason_comes_first_and_the_decider_last),
        cmocka_unit_test(without_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
