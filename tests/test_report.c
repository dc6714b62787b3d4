#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "judge/report.h"

/* A finding that nobody decided on must not pass for a leak that is sure. */
static void what_is_not_decided_is_no_leak(void **state)
{
    (void)state;
    const struct ht_finding finding = {0};
    assert_int_not_equal(finding.verdict, HT_VERDICT_LEAK);
    assert_int_not_equal(finding.confidence, HT_CONFIDENCE_HIGH);
    assert_string_equal(ht_verdict_name(finding.verdict), "undecided");
    assert_string_equal(ht_confidence_name(finding.confidence), "none");
}

static void names_are_those_of_the_schema(void **state)
{
    (void)state;
    static const char *const verdicts[] = {"leak", "transient", "retained", "unknown"};
    for (int i = HT_VERDICT_LEAK; i < HT_VERDICT_COUNT; i++)
        assert_string_equal(ht_verdict_name((enum ht_verdict)i), verdicts[i - HT_VERDICT_LEAK]);
    assert_string_equal(ht_confidence_name(HT_CONFIDENCE_LOW), "low");
    assert_string_equal(ht_verdict_name(HT_VERDICT_COUNT), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_decided_is_no_leak),
        cmocka_unit_test(names_are_those_of_the_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
