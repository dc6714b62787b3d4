#include "failing_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "cli/auto_elf.h"
#include "compare/build_file.h"
#include "infer/signatures_file.h"
#include "judge/config.h"

/* One reader of each kind of file, and a text that it reads, or refuses with a place. */
enum kind { REPORT, SIGNATURES, CONFIG, DESCRIPTION };
static const struct {
    enum kind kind;
    const char *text;
} files[] = {
    {REPORT,
     "{\"schema\":\"htanalyze-report/1\",\"firmware\":{\"project\":\"p\",\"version\":null,\"built\":null,"
     "\"idf_version\":\"v5\",\"chip\":null},\"windows\":[{\"seconds\":600.0,\"trace\":0}],"
     "\"frames\":[{\"pc\":\"0x42000000\",\"role\":\"code\",\"function\":\"f\",\"inlined\":[{\"function\":\"g\"}]}],"
     "\"chains\":[{\"id\":0,\"pcs\":[\"0x42000000\"],\"bytes\":8}],\"findings\":[{\"key\":\"f\",\"title\":\"T\","
     "\"rule\":null,\"verdict\":\"leak\",\"confidence\":\"high\",\"owner\":{\"function\":\"f\",\"file\":null,"
     "\"line\":1},\"suppressed_by\":null,\"count\":4,\"bytes\":8,\"bursts\":4,\"bytes_per_burst\":2.0,"
     "\"chains\":[0],\"rate\":{\"bytes_per_hour\":null,\"lower_bound\":false,\"low\":null,\"high\":null},"
     "\"fingerprints\":[{\"sizes\":[[2,1]]}]}],\"doubts\":[{\"code\":\"c\",\"message\":\"m\",\"accepted\":true}]}"},
    {REPORT, "{\"schema\":\"htanalyze-report/1\",\"windows\":[{}],\"frames\":[],\"chains\":[],\"findings\":[]}"},
    {SIGNATURES, "{\"signatures\":[{\"id\":\"a\",\"class\":\"leak\",\"title\":\"T\",\"functions\":[\"f\",\"g\"],"
                 "\"affected\":[\"v5.0 to v5.1\"],\"fixed\":[\"v5.2\"],\"match\":\"owner\",\"through\":[\"*\"]}]}"},
    {SIGNATURES, "{\"signatures\":[{\"id\":\"a\",\"titel\":1}]}"},
    {CONFIG, "{\"A\":true,\"B\":10,\"C\":\"x\"}"},
    {CONFIG, "[]"},
    {DESCRIPTION, "{\"target\":\"esp32s3\",\"app_elf\":\"a.elf\"}"},
    {DESCRIPTION, "{\"target\":\"esp32s3\"}"},
};

static struct ht_error *read_file(struct ht_arena *arena, enum kind kind, const char *text)
{
    struct ht_build build;
    struct ht_signatures signatures;
    struct ht_config config;
    const char *elf;
    switch (kind) {
    case REPORT:
        return ht_build_read(arena, "a.json", text, strlen(text), &build);
    case SIGNATURES:
        return ht_signatures_read(arena, "a.json", text, strlen(text), &signatures);
    case CONFIG:
        return ht_config_read(arena, "a.json", text, strlen(text), &config);
    default:
        return ht_auto_elf_name(arena, "a.json", text, strlen(text), &elf);
    }
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t granted = 0;
        for (bool ran_out = true; ran_out; granted++) {
            struct ht_arena arena;
            ht_arena_init(&arena);
            memory_left = granted;
            struct ht_error *error = read_file(&arena, files[i].kind, files[i].text);
            ran_out = !memory_left;
            memory_left = SIZE_MAX;
            if (ran_out && error)
                assert_true(error->code == HT_ERROR_NOMEM || error->code == HT_ERROR_INPUT);
            else if (!ran_out && error)
                assert_int_equal(error->code, HT_ERROR_INPUT);
            ht_error_destroy(error);
            ht_arena_deinit(&arena);
        }
        assert_true(granted > 5);
    }
}

/* cJSON stands in a shared library, beyond the linker's reach. */
static void *cjson_malloc(size_t size)
{
    return __wrap_malloc(size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_nth_allocation_fails)};
    cJSON_Hooks hooks = {cjson_malloc, free};
    cJSON_InitHooks(&hooks);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
