/*
 * Runs in several threads at once, each its own: they know nothing of each other. `make tsan` proves that they share no
 * memory; here they give the reports that they give alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>

#include <cmocka.h>

#include "htanalyze.h"

enum { THREADS = 4, ROUNDS = 3, DUMP_MAX = 64 << 10 };

static char dump[DUMP_MAX];
static size_t dump_size;

/* What a thread is to do: no assertions in there, they jump. */
struct job {
    const char *format, *grouping;
    char *text; /* the report, or NULL */
};

static struct ht_error *analyse(struct htanalyze *run, const struct job *job)
{
    static const char symbols[] = "0x42000abc: _ZN3app4loseEv at /src/main.cpp:9\n";
    static const char suppressions[] = "leak:nobody\n";
    struct ht_error *error = htanalyze_set(run, "group-by", job->grouping);
    if (!error)
        error = htanalyze_add_elf(run, "testdata/elf/inlined.elf");
    if (!error)
        error = htanalyze_add_symbols(run, "symbols", symbols, strlen(symbols));
    if (!error)
        error = htanalyze_add_suppressions(run, "known", suppressions, strlen(suppressions));
    if (!error)
        error = htanalyze_add_dump(run, "window_600s.json", dump, dump_size);
    return error ? error : htanalyze_analyse(run);
}

static void *work(void *argument)
{
    struct job *job = argument;
    struct htanalyze *run;
    size_t size;
    struct ht_error *error = htanalyze_create(&run);
    if (error)
        return NULL;
    error = analyse(run, job);
    FILE *memory = error ? NULL : open_memstream(&job->text, &size);
    if (memory) {
        error = htanalyze_write(run, job->format, memory);
        fclose(memory);
    }
    htanalyze_error_destroy(error);
    htanalyze_destroy(run);
    return NULL;
}

static void threads_get_what_they_get_alone(void **state)
{
    (void)state;
    static const char *const formats[THREADS] = {"json", "text", "html", "sarif"};
    static const char *const groupings[THREADS] = {"finding", "chain", "function", "finding"};
    FILE *file = fopen("testdata/inlined/window_600s.json", "rb");
    assert_non_null(file);
    dump_size = fread(dump, 1, sizeof dump, file);
    fclose(file);
    struct job alone[THREADS];
    for (int i = 0; i < THREADS; i++) {
        alone[i] = (struct job){formats[i], groupings[i], NULL};
        work(&alone[i]);
        assert_non_null(alone[i].text);
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct job jobs[THREADS];
        pthread_t threads[THREADS];
        for (int i = 0; i < THREADS; i++) {
            jobs[i] = (struct job){formats[i], groupings[i], NULL};
            assert_int_equal(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            assert_int_equal(pthread_join(threads[i], NULL), 0);
            assert_non_null(jobs[i].text);
            assert_string_equal(jobs[i].text, alone[i].text);
            free(jobs[i].text);
        }
    }
    for (int i = 0; i < THREADS; i++)
        free(alone[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_get_what_they_get_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
