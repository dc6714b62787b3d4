/*
 * Every field of an ELF's headers with every extreme value: 4 GiB counts, offsets and sizes, ends that overflow, tables
 * over each other. A run over such a file ends in time, in the bytes of the file, and in memory that the file is worth.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "dwarf_fixture.h"
#include "symbols/symbolizer.h"

/* A field of a header: two or four bytes at an offset. */
struct field {
    size_t offset, width;
};

static const struct field file_fields[] = {
    {offsetof(Elf32_Ehdr, e_type), 2},      {offsetof(Elf32_Ehdr, e_machine), 2},
    {offsetof(Elf32_Ehdr, e_version), 4},   {offsetof(Elf32_Ehdr, e_entry), 4},
    {offsetof(Elf32_Ehdr, e_phoff), 4},     {offsetof(Elf32_Ehdr, e_shoff), 4},
    {offsetof(Elf32_Ehdr, e_flags), 4},     {offsetof(Elf32_Ehdr, e_ehsize), 2},
    {offsetof(Elf32_Ehdr, e_phentsize), 2}, {offsetof(Elf32_Ehdr, e_phnum), 2},
    {offsetof(Elf32_Ehdr, e_shentsize), 2}, {offsetof(Elf32_Ehdr, e_shnum), 2},
    {offsetof(Elf32_Ehdr, e_shstrndx), 2},
};

/* Program headers are eight words, section headers ten. */
enum { SEGMENT_WORDS = sizeof(Elf32_Phdr) / 4, SECTION_WORDS = sizeof(Elf32_Shdr) / 4 };

static const char *const files[] = {"testdata/elf/dwarf_mixed.elf", "testdata/elf/dwarf_lto.elf",
                                    "testdata/elf/inlined.elf"};

/* Resolves some addresses in a copy of the exact size, so that the sanitizer sees a byte too far; how many it knew. */
static size_t run_over(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    struct ht_frame items[] = {
        {.pc = 0}, {.pc = 0x42000012}, {.pc = 0x42000100}, {.pc = 0x42000200}, {.pc = UINT32_MAX}};
    struct ht_frames frames = {.items = items, .count = sizeof items / sizeof *items};
    struct ht_symbolizer_settings settings = {0};
    struct ht_arena arena;
    struct ht_elf_image *image;
    ht_arena_init(&arena);
    struct ht_error *error = ht_elf_image_open_memory("spoilt.elf", copy, size, &image);
    if (!error) {
        error = ht_symbolize(&arena, &image, 1, ht_chip_find("esp32c3"), &settings, &frames);
        ht_elf_image_close(image);
    }
    if (error && error->code != HT_ERROR_INPUT)
        fail_msg("%s", error->message);
    ht_error_destroy(error);
    ht_arena_deinit(&arena);
    free(copy);
    size_t known = 0;
    for (size_t i = 0; i < frames.count; i++)
        known += items[i].location_count > 0;
    return known;
}

/* The field with each value that a size, a count or an offset can overflow with. */
static void spoil(struct dwarf_fixture *fixture, size_t at, size_t width)
{
    const uint32_t size = (uint32_t)fixture->size;
    const uint32_t values[] = {0,          1,         2,      size - 1, size,       size + 1,   0x7fff,
                               0x8000,     0xff00,    0xffff, 0x10000,  0x7fffffff, 0x80000000, 0xffffffff - size,
                               0xfffffff0, 0xffffffff};
    uint8_t before[4];
    assert_true(at + width <= fixture->size);
    memcpy(before, fixture->bytes + at, width);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        for (size_t k = 0; k < width; k++)
            fixture->bytes[at + k] = (uint8_t)(values[i] >> (8 * k));
        run_over(fixture->bytes, fixture->size);
    }
    memcpy(fixture->bytes + at, before, width);
}

/* What a field holds: the files are little-endian, wherever the test runs. */
static size_t value_of(const struct dwarf_fixture *fixture, size_t at, size_t width)
{
    size_t value = 0;
    for (size_t k = width; k-- > 0;)
        value = value << 8 | fixture->bytes[at + k];
    return value;
}

static void every_field_with_extreme_values(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct dwarf_fixture fixture;
        fixture_read(&fixture, files[f]);
        const size_t segments = value_of(&fixture, offsetof(Elf32_Ehdr, e_phnum), 2) * SEGMENT_WORDS;
        const size_t sections = value_of(&fixture, offsetof(Elf32_Ehdr, e_shnum), 2) * SECTION_WORDS;
        const size_t segments_at = value_of(&fixture, offsetof(Elf32_Ehdr, e_phoff), 4);
        const size_t sections_at = value_of(&fixture, offsetof(Elf32_Ehdr, e_shoff), 4);
        assert_true(run_over(fixture.bytes, fixture.size) > 0);
        for (size_t i = 0; i < sizeof file_fields / sizeof *file_fields; i++)
            spoil(&fixture, file_fields[i].offset, file_fields[i].width);
        for (size_t i = 0; i < segments; i++)
            spoil(&fixture, segments_at + 4 * i, 4);
        for (size_t i = 0; i < sections; i++)
            spoil(&fixture, sections_at + 4 * i, 4);
        fixture.image = NULL;
        fixture_close(&fixture);
    }
    /* The most memory that any of them took: far from 4 GiB, though a sanitizer keeps what was freed. */
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    assert_true(usage.ru_maxrss < 1024 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_with_extreme_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
