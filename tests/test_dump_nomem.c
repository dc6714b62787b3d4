#include "failing_memory.h"

#include "dump_fixture.h"

#include <cjson/cJSON.h>
#include <stdio.h>

#include "base/input.h"
#include "dump/host.h"
#include "host_sample.h"
#include "symbols/file.h"
#include "symbols/log.h"

/* One of everything that takes memory: records, warnings, tasks, strings, chains, values for cJSON. */
static const char *const dumps[] = {
    ("{\"count\":9,\"chip\":\"a\\u0062\",\"window_s\":6e2,\"idf_version\":\"v5\",\"leaks\":["
     "{\"sz\":1e1,\"addr\":1,\"cc\":0,\"pcs\":[1,2,3],\"task\":\"mqtt\"},{\"sz\":0,\"addr\":0,\"pcs\":[]}]}"),
    "{\"by_caller\":[{\"chain\":[1],\"count\":100,\"bytes\":800}]}",
    "{\"leaks\":[{\"sz\":-1}]}",
    "{\"error\":\"no trace running\"}",
    "<html>",
    ("1 allocations trace (9 entry buffer)\n\x1b[0m1 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 cal\n"
     "ler 0x400d0010\n0x400d0010: f at x.c:1\n (inlined by) g at x.c:2\n1 bytes 'leaked' in trace (1 allocations)\n"
     "2 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d0010 freed\n"),
    "36, 0x3fcb7010, Internal, 0, 842871136, 0x4038e152, 0x0\n0, 0x0, PSRAM, 0, 0\n1, 0x3fcb7010, PSRAM, 0, 0, 0x\n",
    "hello\n",
    "task=a 84 B 0x3fcb964c 0x42008096\ntask=a 84 B 0x3fcb964c 0x42008096\n",
};

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++) {
        for (size_t granted = 0;; granted++) {
            struct ht_arena arena;
            struct ht_trace trace;
            struct ht_symbols symbols;
            struct ht_dump_settings settings = {.salvage = true, .pick = {1, HT_DUMP_END}};
            assert_true(granted < 1000);
            ht_arena_init(&arena);
            ht_trace_init(&trace, &arena);
            ht_symbols_init(&symbols, &arena);
            memory_left = granted;
            struct ht_error *error = ht_dump_read(&trace, "window.json", dumps[i], strlen(dumps[i]), &settings);
            if (!error)
                error = ht_log_symbols_read(&symbols, dumps[i], strlen(dumps[i]));
            bool ran_out = !memory_left;
            memory_left = SIZE_MAX;
            bool nomem = error && error->code == HT_ERROR_NOMEM;
            ht_error_destroy(error);
            ht_symbols_deinit(&symbols);
            ht_trace_deinit(&trace);
            ht_arena_deinit(&arena);
            if (!ran_out) {
                assert_false(nomem);
                break;
            }
        }
    }
}

/* A host trace, in memory and from files: two streams, blocks alive and freed, tasks. */
static void the_nth_allocation_fails_in_a_host_trace(void **state)
{
    (void)state;
    struct svdat_maker made = host_sample_make(HOST_OFFSETS);
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(made.bytes, 1, made.size, file), made.size);
    assert_int_equal(fflush(file), 0);
    const struct ht_host_file forms[] = {
        {.path = "m", .bytes = (const char *)made.bytes, .size = made.size},
        {.path = "f", .size = made.size, .fd = fileno(file)},
    };
    for (size_t i = 0; i < 2; i++) {
        for (size_t granted = 0;; granted++) {
            struct ht_arena arena;
            struct ht_trace trace;
            assert_true(granted < 1000);
            ht_arena_init(&arena);
            ht_trace_init(&trace, &arena);
            memory_left = granted;
            struct ht_error *error = ht_host_read(&trace, &forms[i], 1);
            bool ran_out = !memory_left;
            memory_left = SIZE_MAX;
            bool nomem = error && error->code == HT_ERROR_NOMEM;
            ht_error_destroy(error);
            ht_trace_deinit(&trace);
            ht_arena_deinit(&arena);
            assert_int_equal(nomem, error != NULL);
            if (!ran_out) {
                assert_false(nomem);
                break;
            }
        }
    }
    fclose(file);
    svdat_deinit(&made);
}

static void no_memory_for_a_file(void **state)
{
    (void)state;
    char text[] = "text";
    FILE *in = fmemopen(text, 4, "rb");
    struct ht_input input;
    memory_left = 0;
    struct ht_error *error = ht_input_read("-", in, 100, &input);
    memory_left = SIZE_MAX;
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_NOMEM);
    ht_error_destroy(error);
    fclose(in);
}

/* cJSON stands in a shared library, beyond the linker's reach. */
static void *cjson_malloc(size_t size)
{
    return __wrap_malloc(size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails),
        cmocka_unit_test(the_nth_allocation_fails_in_a_host_trace),
        cmocka_unit_test(no_memory_for_a_file),
    };
    cJSON_Hooks hooks = {cjson_malloc, free};
    cJSON_InitHooks(&hooks);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
