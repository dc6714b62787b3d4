#include "failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "farm_fixture.h"
#include "report/writers.h"

/* Compares and writes with granted allocations. True when memory ran out. */
static bool compare_with(const struct farm *farm, const struct ht_writer *writer, size_t granted)
{
    const struct ht_writer_settings settings = {.width = 100, .utf8 = true, .color = true};
    struct ht_comparison comparison;
    struct ht_arena arena;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    ht_arena_init(&arena);
    memory_left = granted;
    struct ht_error *error = ht_comparison_make(&arena, farm->builds, FARM_BUILDS, NULL, 0, &comparison);
    if (!error)
        error = ht_writer_compare(writer, out, &comparison, &settings);
    bool ran_out = !memory_left;
    memory_left = SIZE_MAX;
    assert_int_equal(fclose(out), 0);
    if (error)
        assert_int_equal(error->code, HT_ERROR_NOMEM);
    assert_true(error || strlen(text) > 100);
    ht_error_destroy(error);
    ht_arena_deinit(&arena);
    free(text);
    return ran_out;
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    struct ht_build_doubt doubt = {"overflow", "the buffer is full", false};
    struct farm farm;
    farm_init(&farm);
    for (size_t i = 0; i < FARM_BUILDS; i++) {
        farm_add(&farm, i, "grow", HT_VERDICT_LEAK)->bytes_per_burst = (double)(100 + 100 * i);
        farm_add(&farm, i, i < 2 ? "old" : "new", HT_VERDICT_LEAK);
    }
    farm.builds[1].doubts = &doubt;
    farm.builds[1].doubt_count = 1;
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        size_t granted = 0;
        while (writer->compare && compare_with(&farm, writer, granted))
            assert_true(granted++ < 10000);
    }
    ht_arena_deinit(&farm.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
