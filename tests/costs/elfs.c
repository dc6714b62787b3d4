#include <elf.h>
#include <stdbool.h>
#include <string.h>

#include "costs.h"

/*
 * ELFs of RISC-V with their code, of calls only (c.jalr ra), and DWARF 4. Values are written byte by byte; a section's
 * header is written when it ends.
 */
#define CODE 0x42000000u
#define CODE_SIZE 0x100000u /* that units and functions claim */
#define CALLS 40000u
#define SECTIONS 6u
#define HEADERS (sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr) + SECTIONS * sizeof(Elf32_Shdr))

static void put(struct input *input, const void *bytes, size_t size)
{
    if (size > input->size - input->elf.size)
        return;
    memcpy(input->elf.items + input->elf.size, bytes, size);
    input->elf.size += size;
}

static void store32(void *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        ((uint8_t *)at)[i] = (uint8_t)(value >> 8 * i);
}

static void put32(struct input *input, uint32_t value)
{
    uint8_t bytes[4];
    store32(bytes, value);
    put(input, bytes, sizeof bytes);
}

static size_t left(const struct input *input)
{
    return input->size - input->elf.size;
}

enum { TEXT = 1, ABBREV, INFO, OTHER, NAMES };
static const char names[] = "\0.text\0.debug_abbrev\0.debug_info\0.debug_line\0.debug_str";
static const uint8_t name_at[] = {0, 1, 7, 21, 33, 0};

static void end(struct input *input, unsigned section, uint32_t name, size_t start)
{
    uint32_t type = section == NAMES ? SHT_STRTAB : SHT_PROGBITS, code = section == TEXT;
    const uint32_t words[] = {name,
                              type,
                              code ? SHF_ALLOC | SHF_EXECINSTR : 0,
                              code ? CODE : 0,
                              (uint32_t)start,
                              (uint32_t)(input->elf.size - start),
                              0,
                              0,
                              1,
                              0};
    char *at = input->elf.items + sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr) + section * sizeof(Elf32_Shdr);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        store32(at + 4 * i, words[i]);
}

/* The headers, the code, the names and the abbreviations: of a unit, and what is given. Returns the next section. */
static size_t begin(struct input *input, const void *abbrevs, size_t size)
{
    static const uint8_t unit[] = {1, 0x11, 1, 0x10, 0x17, 0x11, 1, 0x12, 6, 0, 0};
    uint32_t calls = (uint32_t)(input->size / 8 < 2 * CALLS ? input->size / 8 : 2 * CALLS) & ~1u;
    const uint32_t words[] = {ET_EXEC | 243 << 16, EV_CURRENT, CODE, sizeof(Elf32_Ehdr),
                              sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr), 0, sizeof(Elf32_Ehdr) | sizeof(Elf32_Phdr) << 16,
                              1 | sizeof(Elf32_Shdr) << 16, SECTIONS | NAMES << 16,
                              /* the segment */
                              PT_LOAD, HEADERS, CODE, CODE, calls, CODE_SIZE, PF_R | PF_X, 4};
    memset(input->elf.items, 0, HEADERS);
    input->elf.size = 0;
    put(input, ELFMAG "\1\1\1\0\0\0\0\0\0\0\0", EI_NIDENT);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        put32(input, words[i]);
    input->elf.size = HEADERS;
    for (uint32_t i = 0; i < calls; i += 2)
        put(input, "\x82\x90", 2);
    end(input, TEXT, name_at[TEXT], HEADERS);
    size_t start = input->elf.size;
    put(input, names, sizeof names);
    end(input, NAMES, 0, start);
    start = input->elf.size;
    put(input, unit, sizeof unit);
    put(input, abbrevs, size);
    put(input, "", 1);
    end(input, ABBREV, name_at[ABBREV], start);
    return input->elf.size;
}

/* A unit from an address on; its length is written by end_unit(). */
static size_t begin_unit(struct input *input, uint32_t low, uint32_t size)
{
    size_t start = input->elf.size;
    put(input, "\0\0\0\0\4\0\0\0\0\0\4\1\0\0\0\0", 16);
    put32(input, low);
    put32(input, size);
    return start;
}

static void end_unit(struct input *input, size_t start)
{
    put(input, "", 1);
    store32(input->elf.items + start, (uint32_t)(input->elf.size - start - 4));
}

/* Two names of 4 KB, by turns. */
static void end_with_names(struct input *input)
{
    char name[4090];
    size_t start = input->elf.size;
    memset(name, 'n', sizeof name);
    for (int i = 0; i < 2; i++) {
        put(input, name, sizeof name);
        put(input, "", 1);
    }
    end(input, OTHER, 45, start);
}

/* Functions: name (strp), low_pc, high_pc (data4), with children for inlined ones; or of a fixed depth. */
static const uint8_t functions[] = {2, 0x2e, 0, 3, 0x0e, 0x11, 1, 0x12, 6, 0, 0,
                                    3, 0x1d, 1, 3, 0x0e, 0x11, 1, 0x12, 6, 0, 0};

static void put_function(struct input *input, uint8_t code, uint32_t name, uint32_t low, uint32_t size)
{
    put(input, &code, 1);
    put32(input, name);
    put32(input, low);
    put32(input, size);
}

void cost_make_names(struct input *input)
{
    size_t info = begin(input, functions, sizeof functions), unit = begin_unit(input, CODE, CODE_SIZE);
    for (uint32_t i = 0; left(input) > 9000; i++)
        put_function(input, 2, i % 4000, CODE + 2 * i, 2);
    end_unit(input, unit);
    end(input, INFO, name_at[INFO], info);
    end_with_names(input);
}

void cost_make_overlaps(struct input *input)
{
    size_t info = begin(input, functions, sizeof functions), unit = begin_unit(input, CODE, CODE_SIZE);
    while (left(input) > 9000)
        put_function(input, 2, 0, CODE, CODE_SIZE);
    end_unit(input, unit);
    end(input, INFO, name_at[INFO], info);
    end_with_names(input);
}

void cost_make_inlines(struct input *input)
{
    size_t info = begin(input, functions, sizeof functions), unit = begin_unit(input, CODE, CODE_SIZE);
    for (uint32_t i = 0; i < 250; i++)
        put_function(input, 3, i, CODE, CODE_SIZE);
    for (uint32_t i = 0; i < 250; i++)
        put(input, "", 1);
    end_unit(input, unit);
    end(input, INFO, name_at[INFO], info);
    end_with_names(input);
}

/* Units of two PCs each that all have one line program, of a byte a row. */
void cost_make_shared_lines(struct input *input)
{
    static const uint8_t header[] = {0, 0, 0, 0, 4, 0, 27, 0, 0, 0,   1,   1,   1, 0xfb, 14, 13, 0, 1, 1, 1,
                                     1, 0, 0, 0, 1, 0, 0,  1, 0, 'a', '.', 'c', 0, 0,    0,  0,  0, 0, 5, 2};
    size_t info = begin(input, "", 0);
    for (uint32_t i = 0; left(input) > input->size / 2; i++)
        end_unit(input, begin_unit(input, CODE + 4 * i, 4));
    end(input, INFO, name_at[INFO], info);
    size_t lines = input->elf.size;
    put(input, header, sizeof header);
    put32(input, CODE);
    while (left(input) > 8)
        put(input, "\x20", 1);
    put(input, "\0\1\1", 3);
    store32(input->elf.items + lines, (uint32_t)(input->elf.size - lines - 4));
    end(input, OTHER, name_at[OTHER], lines);
}

/* Units that share a table of abbreviations, of which they use the first and, with last, the last one. */
static void make_sharing(struct input *input, bool last)
{
    static const uint8_t used[] = {0x2e, 0, 0, 0};
    static uint8_t table[COSTS_SIZE_MAX / 2];
    size_t size = 0;
    uint8_t code[3];
    for (uint32_t i = 2; size + 9 < input->size / 3; i++) {
        const uint8_t leb[] = {(uint8_t)(i | 0x80), (uint8_t)(i >> 7 | 0x80), (uint8_t)(i >> 14)};
        memcpy(code, leb, sizeof code);
        memcpy(table + size, code, sizeof code);
        memcpy(table + size + sizeof code, used, sizeof used);
        size += sizeof code + sizeof used;
    }
    size_t info = begin(input, table, size);
    for (uint32_t i = 0; left(input) > 100; i++) {
        size_t unit = begin_unit(input, CODE + 4 * i, 4);
        put(input, code, last ? sizeof code : 0);
        end_unit(input, unit);
    }
    end(input, INFO, name_at[INFO], info);
}

void cost_make_units(struct input *input)
{
    make_sharing(input, false);
}

void cost_make_abbreviations(struct input *input)
{
    make_sharing(input, true);
}
