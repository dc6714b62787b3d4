/*
 * The public interface without memory: a call that fails says so and leaves the run as it was, so that it succeeds when
 * it is made again, and the report is the same as ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing_memory.h"
#include "htanalyze.h"

enum { FILE_MAX = 64 << 10 };

/* The inputs, read before memory runs out. */
static char elf[FILE_MAX], dump[FILE_MAX], baseline[FILE_MAX], symbols[FILE_MAX], signatures[FILE_MAX];
static size_t elf_size, dump_size, baseline_size, symbols_size, signatures_size;
static const char suppressions[] = "# to live with\nleak:nobody\n";
static const char log_text[] = "0x420000fd: copy_name at /src/main.c:7\n"
                               "24 bytes (@ 0x3fca7a68) allocated CPU 0 ccount 0x00000004 caller 0x420000fd\n";

static size_t slurp(const char *path, char *bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    assert_true(size > 0 && size < FILE_MAX);
    fclose(file);
    return size;
}

/* The calls before the analysis, one by one. */
static struct ht_error *call(struct htanalyze *run, int number)
{
    switch (number) {
    case 0:
        return htanalyze_set(run, "path-map", "/src=.");
    case 1:
        return htanalyze_set(run, "window", "600,600");
    case 2:
        return htanalyze_set(run, "fail-on", "leak");
    case 3:
        return htanalyze_add_elf_memory(run, "app.elf", elf, elf_size);
    case 4:
        return htanalyze_add_elf(run, "testdata/elf/inlined.elf");
    case 5:
        return htanalyze_add_dump(run, "window", dump, dump_size);
    case 6:
        return htanalyze_add_dump(run, "log", log_text, strlen(log_text));
    case 7:
        return htanalyze_add_symbols(run, "symbols", symbols, symbols_size);
    case 8:
        return htanalyze_add_signatures(run, "rules", signatures, signatures_size);
    case 9:
        return htanalyze_add_suppressions(run, "known", suppressions, strlen(suppressions));
    default:
        return htanalyze_set_baseline(run, "baseline", baseline, baseline_size);
    }
}

enum { CALLS = 11 };

static bool ran_out;

/* Memory is back. The error must be of its want. */
static void restore(struct ht_error *error)
{
    assert_int_equal(memory_left, 0);
    memory_left = SIZE_MAX;
    ran_out = true;
    assert_int_equal(htanalyze_error_code(error), HTANALYZE_NOMEM);
    htanalyze_error_destroy(error);
}

/* The report of a run that has so many allocations until one fails; NULL when it was the analysis that failed. */
static char *report(size_t granted)
{
    struct htanalyze *run = NULL;
    memory_left = granted;
    struct ht_error *error = htanalyze_create(&run);
    if (error) {
        assert_null(run);
        restore(error);
        assert_null(htanalyze_create(&run));
    }
    for (int i = 0; i < CALLS; i++) {
        error = call(run, i);
        if (error) {
            restore(error);
            assert_null(call(run, i));
        }
    }
    error = htanalyze_analyse(run);
    bool failed = error;
    if (error) {
        restore(error);
        error = htanalyze_analyse(run);
        assert_int_equal(htanalyze_error_code(error), HTANALYZE_USAGE);
        htanalyze_error_destroy(error);
    }
    char *text = NULL;
    size_t size = 0;
    FILE *memory = failed ? NULL : open_memstream(&text, &size);
    if (memory) {
        error = htanalyze_write(run, "json", memory);
        if (error) {
            restore(error);
            rewind(memory);
            assert_null(htanalyze_write(run, "json", memory));
        }
        fclose(memory);
    }
    htanalyze_destroy(run);
    return text;
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    elf_size = slurp("testdata/elf/inlined.elf", elf);
    dump_size = slurp("testdata/inlined/window_600s.json", dump);
    baseline_size = slurp("testdata/golden/inlined.json", baseline);
    symbols_size = slurp("testdata/golden/inlined.symbols", symbols);
    signatures_size = slurp("testdata/fuzz/signatures/two", signatures);
    char *expected = report(SIZE_MAX);
    assert_non_null(expected);
    for (size_t granted = 0;; granted++) {
        ran_out = false;
        char *text = report(granted);
        ran_out |= memory_left == 0;
        memory_left = SIZE_MAX;
        if (text)
            assert_string_equal(text, expected);
        free(text);
        assert_true(granted < 20000);
        if (!ran_out)
            break;
    }
    free(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
