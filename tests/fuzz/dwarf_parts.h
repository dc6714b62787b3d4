/*
 * What the parts of dwarf_maker.c share: an ELF in the making, by sections.
 */
#ifndef HT_DWARF_PARTS_H
#define HT_DWARF_PARTS_H

#include <stdbool.h>
#include <string.h>

#include "dwarf_maker.h"

#define CODE 0x42000000u
#define CODE_SIZE 1024u
#define SECTION_MAX ((size_t)1 << 16)
#define MARKS_MAX 512u /* places that others refer to, of each kind */
#define LISTS 8u       /* of ranges with an index */

enum { INFO, ABBREVS, STRS, LINE, LINE_STRS, RANGES, LISTS5, ADDRS, OFFSETS, ARANGE, TEXT, SYMBOLS, NAMES, SECTIONS };

struct section {
    uint8_t bytes[SECTION_MAX];
    size_t size;
};

/* Offsets in a section. */
struct marks {
    uint32_t items[MARKS_MAX];
    size_t count;
};

struct spec {
    uint16_t at, form;
    uint32_t value; /* of an implicit constant */
};

struct decl {
    struct spec specs[12];
    size_t count;
    bool children;
};

struct dwarf_making {
    struct section sections[SECTIONS];
    struct marks entries, strings, programs, ranges, lists;
    struct decl decls[64]; /* of the current table */
    size_t decl_count, table;
    size_t unit, program, depth; /* unit, program: where their lengths stand; SIZE_MAX: none is open */
    bool wide;                   /* the unit is of 64-bit DWARF */
    uint8_t version;
};

extern struct dwarf_making making;

static inline void put(int section, const void *bytes, size_t size)
{
    struct section *s = &making.sections[section];
    if (size > SECTION_MAX - s->size)
        return;
    memcpy(s->bytes + s->size, bytes, size);
    s->size += size;
}

static inline void store(uint8_t *bytes, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

static inline void put_int(int section, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    store(bytes, value, size);
    put(section, bytes, size);
}

static inline void put_uleb(int section, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        put_int(section, 0x80 | value, 1);
    put_int(section, value, 1);
}

static inline void patch(int section, size_t at, uint64_t value, size_t size)
{
    if (at <= making.sections[section].size && size <= making.sections[section].size - at)
        store(making.sections[section].bytes + at, value, size);
}

static inline void mark(struct marks *marks, int section)
{
    if (marks->count < MARKS_MAX)
        marks->items[marks->count++] = (uint32_t)making.sections[section].size;
}

static inline uint32_t marked(const struct marks *marks, uint32_t v)
{
    return marks->count ? marks->items[v % marks->count] : 0;
}

static inline bool is_wild(uint32_t v)
{
    return v >> 28 == 15;
}

static inline uint32_t address(uint32_t v)
{
    return is_wild(v) ? v << 4 : CODE + v % CODE_SIZE;
}

/* dwarf_info.c: units, abbreviations and entries. */
void dwarf_begin_unit(const struct dwarf_step *step);
void dwarf_end_unit(void);
void dwarf_begin_decl(const struct dwarf_step *step);
void dwarf_add_attribute(const struct dwarf_step *step);
void dwarf_add_entry(const struct dwarf_step *step);

/* Where the unit begins in its section. */
static inline uint32_t unit_start(void)
{
    return (uint32_t)making.unit - (making.wide ? 12 : 4);
}

/* dwarf_tables.c: line programs, ranges and indexes. */
void dwarf_begin_program(const struct dwarf_step *step);
void dwarf_end_program(void);
void dwarf_add_opcode(const struct dwarf_step *step);
void dwarf_add_range(const struct dwarf_step *step);
void dwarf_add_aranges(const struct dwarf_step *step);
void dwarf_add_string(const struct dwarf_step *step);

#endif
