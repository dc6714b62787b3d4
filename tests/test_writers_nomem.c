#include "failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_fixture.h"

/* Writes with granted allocations. A report that a writer calls whole is whole. True when memory ran out. */
static bool write_with(const struct report_fixture *f, const struct ht_writer *writer, size_t granted,
                       const char *whole)
{
    struct ht_writer_settings settings = {.width = 100, .utf8 = true, .color = true};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    memory_left = granted;
    struct ht_error *error = writer->write(out, &f->report, &settings);
    bool ran_out = !memory_left;
    memory_left = SIZE_MAX;
    assert_int_equal(fclose(out), 0);
    if (error)
        assert_int_equal(error->code, HT_ERROR_NOMEM);
    else
        assert_string_equal(text, whole);
    ht_error_destroy(error);
    free(text);
    return ran_out;
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        char *whole = fixture_write(&f, writer->name, 100, true, true);
        size_t granted = 0;
        while (write_with(&f, writer, granted, whole))
            assert_true(granted++ < 10000);
        free(whole);
    }
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
