#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dwarf_fixture.h"
#include "failing_memory.h"

/* Resolves the code of a file with one allocation more granted each time, until all are. */
static void fail_each_allocation(const char *path)
{
    struct dwarf_fixture fixture;
    fixture_load(&fixture, path);
    static struct ht_dwarf_query queries[0x180];
    const size_t count = sizeof queries / sizeof *queries;
    struct ht_error *error;
    size_t granted = 0;
    do {
        for (size_t i = 0; i < count; i++)
            queries[i].addr = 0x42000000 + i;
        memory_left = granted++;
        error = ht_dwarf_resolve(fixture.image, &fixture.arena, queries, count);
        memory_left = SIZE_MAX;
        if (error)
            assert_int_equal(error->code, HT_ERROR_NOMEM);
        ht_error_destroy(error);
        ht_arena_deinit(&fixture.arena);
    } while (error);
    assert_true(granted > 20);
    fixture_close(&fixture);
}

static void every_version(void **state)
{
    (void)state;
    fail_each_allocation("testdata/elf/dwarf_mixed.elf");
}

static void by_ranges_of_units(void **state)
{
    (void)state;
    fail_each_allocation("testdata/elf/dwarf_noaranges.elf");
    fail_each_allocation("testdata/elf/dwarf_clang.elf");
}

static void from_unit_to_unit(void **state)
{
    (void)state;
    fail_each_allocation("testdata/elf/dwarf_lto.elf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version),
        cmocka_unit_test(by_ranges_of_units),
        cmocka_unit_test(from_unit_to_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
