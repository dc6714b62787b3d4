#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/compare/labels.h"

static void labels_are_what_differs(void **state)
{
    (void)state;
    static const struct {
        const char *paths[3], *labels[3];
    } cases[] = {
        {{"report_v1.json", "report_v2.json", "report_v10.json"}, {"v1", "v2", "v10"}},
        {{"v1/report.json", "v2/report.json.gz", "v3/report.json.zst"}, {"v1", "v2", "v3"}},
        {{"out/heap-2026-11-27.json", "out/heap-2026-11-28.json", "out/heap-2026-12-01.json"},
         {"11-27", "11-28", "12-01"}},
        {{"report1.json", "report2.json", "report3.json"}, {"report1", "report2", "report3"}},
        {{"old.json", "new.json", "newer.json"}, {"old", "new", "newer"}},
        /* One has nothing of its own. */
        {{"report.json", "report.v2.json", "report.v3.json"}, {"report", "report.v2", "report.v3"}},
        {{"report_.json", "report_v2.json", "report_v3.json"}, {"report_", "v2", "v3"}},
        /* The same but for the packing, and what is no name of a report. */
        {{"a.json", "a.json.gz", "b.json"}, {"a.json", "a.json.gz", "b.json"}},
        {{"-", "/dev/fd/3", ".json"}, {"-", "/dev/fd/3", ".json"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_arena arena;
        ht_arena_init(&arena);
        struct ht_build builds[3] = {{0}};
        for (size_t k = 0; k < 3; k++)
            builds[k].path = cases[i].paths[k];
        const char **labels = ht_compare_labels(&arena, builds, 3);
        assert_non_null(labels);
        for (size_t k = 0; k < 3; k++)
            assert_string_equal(labels[k], cases[i].labels[k]);
        ht_arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(labels_are_what_differs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
