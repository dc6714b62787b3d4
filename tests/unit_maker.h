/*
 * Makes small ELFs with debug information byte by byte, and asks for an address in them.
 */
#ifndef HT_UNIT_MAKER_H
#define HT_UNIT_MAKER_H

#include "dwarf/compat.h"
#include "dwarf/dwarf.h"
#include "elf_maker.h"

#define CODE 0x42000000
#define CODE_SIZE 0x40

/* Bytes of a section in the making. */
struct bytes {
    uint8_t data[4096];
    size_t size;
};

static inline void put(struct bytes *bytes, const void *data, size_t size)
{
    assert_true(size <= sizeof bytes->data - bytes->size);
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static inline void put8(struct bytes *bytes, unsigned value)
{
    uint8_t byte = (uint8_t)value;
    put(bytes, &byte, 1);
}

static inline void put32(struct bytes *bytes, uint32_t value)
{
    uint8_t little[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    put(bytes, little, sizeof little);
}

/* Writes the length of what follows a length of 4 bytes at the start. */
static inline void close_length(struct bytes *bytes)
{
    uint32_t length = (uint32_t)(bytes->size - 4);
    size_t size = bytes->size;
    bytes->size = 0;
    put32(bytes, length);
    bytes->size = size;
}

/* Abbreviation 1: a unit with low_pc, high_pc (a length) and stmt_list; 2 and on: as told. */
static inline void put_unit_abbrev(struct bytes *abbrev)
{
    static const uint8_t unit[] = {
        1, 0x11, 1, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, DW_AT_stmt_list, DW_FORM_sec_offset,
        0, 0};
    put(abbrev, unit, sizeof unit);
}

/* A DWARF 4 unit with its first DIE; its children follow at offset 24. */
static inline void put_unit(struct bytes *info)
{
    put32(info, 0);
    put(info, "\4\0", 2);
    put32(info, 0);
    put8(info, 4);
    put8(info, 1);
    put32(info, CODE);
    put32(info, CODE_SIZE);
    put32(info, 0);
}

struct made {
    struct elf_maker maker;
    struct ht_elf_image *image;
    struct ht_arena arena;
    struct ht_dwarf_query query;
};

/* A section besides those of the unit. */
struct made_section {
    const char *name;
    const void *data;
    size_t size;
};

/* Makes the ELF, with some sections more, and resolves an address in the middle of its code. */
static inline void made_resolve_with(struct made *made, const struct bytes *abbrev, const struct bytes *info,
                                     const struct made_section *others, size_t count)
{
    static const uint8_t code[CODE_SIZE];
    elf_maker_init(&made->maker, EM_RISCV, ET_EXEC);
    elf_maker_code(&made->maker, CODE, code, sizeof code);
    elf_maker_section(&made->maker, ".debug_abbrev", SHT_PROGBITS, 0, abbrev->data, abbrev->size);
    elf_maker_section(&made->maker, ".debug_info", SHT_PROGBITS, 0, info->data, info->size);
    for (size_t i = 0; i < count; i++)
        elf_maker_section(&made->maker, others[i].name, SHT_PROGBITS, 0, others[i].data, others[i].size);
    elf_maker_finish(&made->maker);
    ht_arena_init(&made->arena);
    made->query = (struct ht_dwarf_query){.addr = CODE + 0x10};
    assert_null(ht_elf_image_open_memory("made", made->maker.bytes, made->maker.size, &made->image));
    assert_null(ht_dwarf_resolve(made->image, &made->arena, &made->query, 1));
}

static inline void made_resolve(struct made *made, const struct bytes *abbrev, const struct bytes *info,
                                const struct bytes *line)
{
    struct made_section lines = {".debug_line", NULL, 0};
    if (line)
        lines = (struct made_section){".debug_line", line->data, line->size};
    made_resolve_with(made, abbrev, info, &lines, line ? 1 : 0);
}

static inline void made_close(struct made *made)
{
    ht_elf_image_close(made->image);
    ht_arena_deinit(&made->arena);
}

#endif
