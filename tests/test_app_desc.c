#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "elf/app_desc.h"
#include "elf_maker.h"

struct bench {
    struct ht_arena arena;
    struct elf_maker maker;
    struct ht_elf_image *image;
    struct ht_firmware firmware;
};

static void bench_init(struct bench *bench)
{
    memset(bench, 0, sizeof *bench);
    ht_arena_init(&bench->arena);
    elf_maker_init(&bench->maker, EM_RISCV, ET_EXEC);
    elf_maker_symbol(&bench->maker, "app_main", 0x42000020, 4, STB_GLOBAL, STT_FUNC, 1);
}

static void bench_read(struct bench *bench)
{
    elf_maker_finish(&bench->maker);
    assert_null(ht_elf_image_open_memory("a.elf", bench->maker.bytes, bench->maker.size, &bench->image));
    assert_null(ht_elf_app_desc(&bench->arena, bench->image, &bench->firmware));
}

static void bench_deinit(struct bench *bench)
{
    ht_elf_image_close(bench->image);
    ht_arena_deinit(&bench->arena);
}

/* Behind the warning about its debug information; NULL: there is none. */
static void assert_warned(const struct bench *bench, const char *words)
{
    const char *const *warnings = ht_elf_image_warnings(bench->image);
    assert_non_null(warnings);
    if (words)
        assert_string_equal(warnings[1], words);
    else
        assert_null(warnings[1]);
}

static void each_section_that_may_hold_it(void **state)
{
    (void)state;
    static const char *const sections[] = {".flash.appdesc", ".rodata_desc", ".flash.rodata"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct bench bench;
        bench_init(&bench);
        elf_maker_app_desc(&bench.maker, sections[i], APP_DESC_SIZE);
        bench_read(&bench);
        assert_string_equal(bench.firmware.project, "btclock");
        assert_string_equal(bench.firmware.version, "4.0.1");
        assert_string_equal(bench.firmware.idf_version, "v6.0.1");
        assert_string_equal(bench.firmware.built, "Jul 15 2026 10:43:57");
        assert_null(bench.firmware.chip);
        assert_warned(&bench, NULL);
        bench_deinit(&bench);
    }
}

static void none(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    uint8_t *desc = elf_maker_app_desc(&bench.maker, ".flash.rodata", APP_DESC_SIZE);
    desc[0] ^= 1; /* other read-only data */
    elf_maker_app_desc(&bench.maker, ".text", APP_DESC_SIZE);
    bench_read(&bench);
    assert_null(bench.firmware.project);
    assert_null(bench.firmware.idf_version);
    assert_warned(&bench, NULL);
    bench_deinit(&bench);
}

static void empty_fields_are_not_known(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    uint8_t *desc = elf_maker_app_desc(&bench.maker, ".flash.appdesc", APP_DESC_SIZE);
    desc[16] = desc[80] = desc[48] = 0;
    bench_read(&bench);
    assert_null(bench.firmware.version);
    assert_null(bench.firmware.project);
    assert_string_equal(bench.firmware.built, "Jul 15 2026");
    assert_warned(&bench, NULL);
    bench_deinit(&bench);
}

static void damaged_ones_are_told_of(void **state)
{
    (void)state;
    static const struct {
        size_t offset, count;
        uint8_t byte;
        const char *words;
    } cases[] = {
        {48, 32, 'A', "its application description is damaged: the project's name has no end"},
        {16, 1, 0x1b, "its application description is damaged: the version is no text"},
        {16, 1, 0x7f, "its application description is damaged: the version is no text"},
        {112, 1, 0xff, "its application description is damaged: the version of ESP-IDF is no text"},
        {96, 16, '1', "its application description is damaged: the date of the build has no end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench);
        uint8_t *desc = elf_maker_app_desc(&bench.maker, ".flash.appdesc", APP_DESC_SIZE);
        memset(desc + cases[i].offset, cases[i].byte, cases[i].count);
        bench_read(&bench);
        assert_warned(&bench, cases[i].words);
        assert_int_equal(bench.firmware.project == NULL, cases[i].offset == 48);
        assert_int_equal(bench.firmware.version == NULL, cases[i].offset == 16);
        assert_int_equal(bench.firmware.idf_version == NULL, cases[i].offset == 112);
        assert_int_equal(bench.firmware.built == NULL, cases[i].offset == 96);
        bench_deinit(&bench);
    }
}

static void one_that_its_section_cuts_off(void **state)
{
    (void)state;
    static const size_t sizes[] = {4, 15, 143, 144};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        bool whole = sizes[i] == 144; /* the hash behind it is not read */
        struct bench bench;
        bench_init(&bench);
        elf_maker_app_desc(&bench.maker, ".flash.appdesc", sizes[i]);
        bench_read(&bench);
        assert_int_equal(bench.firmware.project != NULL, whole);
        assert_warned(&bench,
                      whole ? NULL : "its application description is cut off by the end of section .flash.appdesc");
        bench_deinit(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_section_that_may_hold_it), cmocka_unit_test(none),
        cmocka_unit_test(empty_fields_are_not_known),    cmocka_unit_test(damaged_ones_are_told_of),
        cmocka_unit_test(one_that_its_section_cuts_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
