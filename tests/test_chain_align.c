#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "compare/build_match.h"
#include "cost.h"

#define FINDINGS 64
#define CHAINS HT_NAMED_CHAINS_MAX
#define FUNCTIONS HT_NAMED_FUNCTIONS_MAX

/* A build whose chains have one function in common with any other's, and all others to themselves. */
static struct ht_build make(struct ht_arena *arena, char tag)
{
    struct ht_build build = {.finding_count = FINDINGS};
    build.findings = ht_arena_array(arena, FINDINGS, sizeof *build.findings);
    build.functions = ht_arena_array(arena, FINDINGS * CHAINS * FUNCTIONS, sizeof *build.functions);
    assert_true(build.findings && build.functions);
    for (size_t i = 0; i < FINDINGS; i++) {
        struct ht_build_finding *finding = &build.findings[i];
        finding->key = ht_arena_printf(arena, "%c%zu", tag, i);
        finding->verdict = HT_VERDICT_LEAK;
        finding->chains = ht_arena_array(arena, CHAINS, sizeof *finding->chains);
        assert_true(finding->key && finding->chains);
        for (; finding->chain_count < CHAINS; finding->chain_count++) {
            struct ht_named_chain *chain = &finding->chains[finding->chain_count];
            chain->functions = ht_arena_array(arena, FUNCTIONS, sizeof *chain->functions);
            assert_non_null(chain->functions);
            for (; chain->count < FUNCTIONS; chain->count++) {
                chain->functions[chain->count] =
                    chain->count ? ht_arena_printf(arena, "%c_%zu", tag, build.function_count) : "common";
                assert_non_null(chain->functions[chain->count]);
                build.functions[build.function_count++] = chain->functions[chain->count];
            }
        }
    }
    qsort(build.functions, build.function_count, sizeof *build.functions, ht_compare_names);
    return build;
}

/* 600 million pairs of functions, each of which was looked for in both builds: minutes. */
static void builds_that_have_nothing_in_common_take_no_time(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_match_result *matches;
    bool *gone;
    ht_arena_init(&arena);
    struct ht_build old = make(&arena, 'a'), now = make(&arena, 'b');
    double start = cost_now();
    assert_null(ht_build_match(&arena, &now, &old, &matches, &gone));
    assert_cheap_since(start);
    for (size_t i = 0; i < FINDINGS; i++) {
        assert_true(matches[i].finding == HT_NO_MATCH);
        assert_true(gone[i]);
    }
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_that_have_nothing_in_common_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
