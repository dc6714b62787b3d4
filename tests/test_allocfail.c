/*
 * Whole runs in which memory is refused, at each request in turn: the run says so, or gives the same report as ever.
 * The linker leads our calls of malloc(), calloc() and realloc() here; those inside libraries go on as they do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/run.h"
#include "refused.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static unsigned long requests;      /* made so far */
static unsigned long first_refused; /* 0: none */
static bool refuse_ever_after;      /* false: just that one */

static bool is_refused(void)
{
    requests++;
    return first_refused && (requests == first_refused || (refuse_ever_after && requests > first_refused));
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return is_refused() ? NULL : __real_realloc(memory, size);
}

/* Runs with the n-th request refused; the report and the messages are copied to out and err. */
static enum ht_exit run(const struct ht_run_settings *settings, unsigned long n, char **out, char **err)
{
    size_t out_size, err_size;
    FILE *in = tmpfile(), *out_stream = open_memstream(out, &out_size), *err_stream = open_memstream(err, &err_size);
    assert_non_null(in);
    assert_non_null(out_stream);
    assert_non_null(err_stream);
    requests = 0;
    first_refused = n;
    enum ht_exit code = ht_run(settings, in, out_stream, err_stream);
    first_refused = 0;
    fclose(in);
    fclose(out_stream);
    fclose(err_stream);
    return code;
}

/* Refuses each request behind the first ones, which other runs have seen refused. Returns how many there are. */
static unsigned long refuse_behind(const struct ht_run_settings *settings, unsigned long first)
{
    char *expected, *out, *err;
    assert_int_equal(run(settings, 0, &expected, &err), HT_EXIT_OK);
    free(err);
    unsigned long count = requests;
    assert_true(count > 10 && count >= first);
    for (unsigned long n = first + 1; n <= count; n += refused_step()) {
        enum ht_exit code = run(settings, n, &out, &err);
        bool as_ever = code == HT_EXIT_OK && strcmp(out, expected) == 0;
        bool told = code == HT_EXIT_ERROR && strcmp(err, "htanalyze: error: out of memory\n") == 0;
        if (!as_ever && !told)
            fail_msg("request %lu of %lu in %s: exit status %d, messages: %s", n, count,
                     settings->outputs[0].writer->name, code, err);
        free(out);
        free(err);
    }
    free(expected);
    return count;
}

static void refuse_each(const struct ht_run_settings *settings)
{
    refuse_behind(settings, 0);
}

static struct ht_error *write_nothing(FILE *out, const struct ht_report *report,
                                      const struct ht_writer_settings *settings)
{
    (void)out;
    (void)report;
    (void)settings;
    return NULL;
}

/* What comes before the writer is the same for all formats, and refused once. */
static void refuse_in_every_format(bool ever_after)
{
    const char *dumps[] = {"testdata/inlined/window_600s.json"}, *elfs[] = {"testdata/elf/inlined.elf"};
    const struct ht_writer nothing = {.name = "nothing", .write = write_nothing, .whole = true};
    struct ht_run_output output = {NULL, &nothing};
    const struct ht_run_settings settings = {
        .dumps = dumps, .dump_count = 1, .elfs = elfs, .elf_count = 1, .outputs = &output, .output_count = 1};
    refuse_ever_after = ever_after;
    unsigned long before = refuse_behind(&settings, 0);
    for (output.writer = ht_writers; output.writer->name; output.writer++)
        refuse_behind(&settings, before);
}

/* What else a run can be given. */
static void with_all_inputs(void **state)
{
    (void)state;
    const char *dumps[] = {"testdata/inlined/window_600s.json"}, *elfs[] = {"testdata/elf/inlined.elf"};
    const char *symbols[] = {"testdata/golden/inlined.symbols"}, *signatures[] = {"testdata/fuzz/signatures/two"};
    const char *suppressions[] = {"testdata/known.supp"};
    struct ht_gate_condition gate;
    struct ht_run_output outputs[] = {{NULL, ht_writers}, {"/dev/null", &ht_suppressions_writer}};
    struct ht_run_settings settings = {
        .dumps = dumps,
        .dump_count = 1,
        .elfs = elfs,
        .elf_count = 1,
        .symbols = symbols,
        .symbols_count = 1,
        .signatures = signatures,
        .signatures_count = 1,
        .suppressions = suppressions,
        .suppressions_count = 1,
        .outputs = outputs,
        .output_count = 2,
        .library.session = {.gate = &gate, .gate_count = 1},
    };
    assert_null(ht_gate_parse("bytes>1M", &gate));
    for (int ever_after = 0; ever_after < 2; ever_after++) {
        refuse_ever_after = ever_after;
        refuse_each(&settings);
    }
}

static void one_request_is_refused(void **state)
{
    (void)state;
    refuse_in_every_format(false);
}

static void memory_is_gone_for_good(void **state)
{
    (void)state;
    refuse_in_every_format(true);
}

static void memory_fails_in_a_comparison(void **state)
{
    (void)state;
    const char *dumps[] = {"testdata/inlined/window_600s.json"}, *elfs[] = {"testdata/elf/inlined.elf"};
    struct ht_run_output output = {NULL, ht_writer_find("json")};
    const struct ht_run_settings settings = {.dumps = dumps,
                                             .dump_count = 1,
                                             .elfs = elfs,
                                             .elf_count = 1,
                                             .baseline = "testdata/golden/inlined.json",
                                             .outputs = &output,
                                             .output_count = 1};
    refuse_ever_after = true;
    refuse_each(&settings);
}

static void memory_fails_among_reports(void **state)
{
    (void)state;
    const char *reports[] = {"testdata/golden/window_600s.json", "testdata/golden/both.json"};
    const char *given[] = {"compare", "elf"};
    struct ht_run_output output = {NULL, NULL};
    const struct ht_run_settings settings = {.compare = "testdata/golden/window_90s.json",
                                             .dumps = reports,
                                             .dump_count = 2,
                                             .given = given,
                                             .given_count = 2,
                                             .outputs = &output,
                                             .output_count = 1};
    for (output.writer = ht_writers; output.writer->name; output.writer++) {
        refuse_ever_after = !refuse_ever_after;
        if (output.writer->compare)
            refuse_each(&settings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_request_is_refused),
        cmocka_unit_test(memory_is_gone_for_good),
        cmocka_unit_test(with_all_inputs),
        cmocka_unit_test(memory_fails_in_a_comparison),
        cmocka_unit_test(memory_fails_among_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
