/*
 * What the DWARF tests share: ELFs from testdata, answers for whole functions.
 */
#ifndef HT_DWARF_FIXTURE_H
#define HT_DWARF_FIXTURE_H

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf/dwarf.h"
#include "elf_struct.h"

struct dwarf_fixture {
    uint8_t *bytes;
    size_t size;
    struct ht_elf_image *image;
    struct ht_arena arena;
    struct ht_dwarf_query *queries; /* of the last function asked for */
    size_t count;
};

/* Reads a file: it may be changed in bytes before fixture_open(). */
static inline void fixture_read(struct dwarf_fixture *fixture, const char *path)
{
    memset(fixture, 0, sizeof *fixture);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    fixture->size = (size_t)ftell(file);
    rewind(file);
    fixture->bytes = malloc(fixture->size);
    assert_non_null(fixture->bytes);
    assert_int_equal(fread(fixture->bytes, 1, fixture->size, file), fixture->size);
    fclose(file);
    ht_arena_init(&fixture->arena);
}

static inline void fixture_open(struct dwarf_fixture *fixture)
{
    assert_null(ht_elf_image_open_memory("fixture", fixture->bytes, fixture->size, &fixture->image));
}

static inline void fixture_load(struct dwarf_fixture *fixture, const char *path)
{
    fixture_read(fixture, path);
    fixture_open(fixture);
}

static inline void fixture_close(struct dwarf_fixture *fixture)
{
    ht_elf_image_close(fixture->image);
    ht_arena_deinit(&fixture->arena);
    free(fixture->queries);
    free(fixture->bytes);
}

/* The header of a section of a little-endian ELF32; returns where it stands in bytes. The section has to be there. */
static inline uint8_t *fixture_section(struct dwarf_fixture *fixture, const char *name, Elf32_Shdr *ret)
{
    Elf32_Ehdr header;
    elf_struct_get(&header, fixture->bytes, sizeof header, ELF_T_EHDR);
    uint8_t *table = fixture->bytes + header.e_shoff;
    Elf32_Shdr names;
    elf_struct_get(&names, table + header.e_shstrndx * sizeof names, sizeof names, ELF_T_SHDR);
    for (unsigned i = 0; i < header.e_shnum; i++) {
        elf_struct_get(ret, table + i * sizeof *ret, sizeof *ret, ELF_T_SHDR);
        if (strcmp((const char *)fixture->bytes + names.sh_offset + ret->sh_name, name) == 0)
            return table + i * sizeof *ret;
    }
    fail_msg("no section %s", name);
    return NULL;
}

static inline struct ht_elf_symbol fixture_symbol(struct dwarf_fixture *fixture, const char *name)
{
    struct ht_elf_symbol symbol = {0};
    size_t count = ht_elf_image_symbol_count(fixture->image);
    for (size_t i = 0; i < count; i++) {
        if (ht_elf_image_symbol(fixture->image, i, &symbol) &&
            strcmp(ht_elf_image_symbol_name(fixture->image, &symbol), name) == 0)
            return symbol;
    }
    fail_msg("no symbol %s", name);
    return symbol;
}

/* Resolves every address from low up to high. */
static inline void fixture_resolve(struct dwarf_fixture *fixture, uint64_t low, uint64_t high)
{
    free(fixture->queries);
    fixture->count = (size_t)(high - low);
    fixture->queries = calloc(fixture->count, sizeof *fixture->queries);
    assert_non_null(fixture->queries);
    for (size_t i = 0; i < fixture->count; i++)
        fixture->queries[i].addr = low + i;
    assert_null(ht_dwarf_resolve(fixture->image, &fixture->arena, fixture->queries, fixture->count));
}

static inline void fixture_resolve_function(struct dwarf_fixture *fixture, const char *symbol)
{
    struct ht_elf_symbol found = fixture_symbol(fixture, symbol);
    assert_true(found.size > 0);
    fixture_resolve(fixture, found.addr, found.addr + found.size);
}

/* "name file:line < name file:line" of an answer, innermost first; in a static buffer. */
static inline const char *fixture_text(const struct ht_dwarf_query *query)
{
    static char text[2048];
    int length = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < query->location_count; i++) {
        const struct ht_dwarf_location *location = &query->locations[i];
        length += snprintf(text + length, sizeof text - (size_t)length, "%s%s %s:%u", i ? " < " : "",
                           location->name ? location->name : "?", location->file ? location->file : "?",
                           (unsigned)location->line);
    }
    return text;
}

/* Does some address of the last function have this answer? */
static inline void assert_some(const struct dwarf_fixture *fixture, const char *text)
{
    for (size_t i = 0; i < fixture->count; i++) {
        if (strcmp(fixture_text(&fixture->queries[i]), text) == 0)
            return;
    }
    for (size_t i = 0; i < fixture->count; i++)
        print_message("0x%llx %s\n", (unsigned long long)fixture->queries[i].addr, fixture_text(&fixture->queries[i]));
    fail_msg("nowhere: %s", text);
}

/* Is the function around all addresses of the last one called name? */
static inline void assert_all_in(const struct dwarf_fixture *fixture, const char *name)
{
    for (size_t i = 0; i < fixture->count; i++) {
        const struct ht_dwarf_query *query = &fixture->queries[i];
        assert_true(query->location_count > 0);
        assert_non_null(query->locations[query->location_count - 1].name);
        assert_string_equal(query->locations[query->location_count - 1].name, name);
        assert_non_null(query->locations[0].file);
        assert_true(query->locations[0].line > 0);
    }
}

#endif
