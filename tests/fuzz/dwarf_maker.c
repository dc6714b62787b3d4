#include "dwarf_maker.h"

#include <elf.h>
#include <string.h>

#include "dwarf_parts.h"

static const char *const section_names[SECTIONS] = {
    ".debug_info",   ".debug_abbrev",   ".debug_str",  ".debug_line",        ".debug_line_str",
    ".debug_ranges", ".debug_rnglists", ".debug_addr", ".debug_str_offsets", ".debug_aranges",
    ".text",         ".symtab",         ".strtab"};

struct dwarf_making making;

/* --- steps -------------------------------------------------------------------------------------------------------- */

static void go_up(const struct dwarf_step *step)
{
    (void)step;
    if (making.depth && making.unit != SIZE_MAX) {
        put_int(INFO, 0, 1);
        making.depth--;
    }
}

static void add_address(const struct dwarf_step *step)
{
    put_int(ADDRS, address(step->v), 4);
}

static void spoil(const struct dwarf_step *step)
{
    struct section *section = &making.sections[step->a % TEXT];
    if (section->size)
        section->bytes[(step->v & 0xffff) % section->size] = (uint8_t)(step->v >> 16);
}

static void cut(const struct dwarf_step *step)
{
    struct section *section = &making.sections[step->a % TEXT];
    section->size -= step->b % 2 ? section->size : section->size % (step->c + 1u);
}

static void take(const struct dwarf_step *steps, size_t number, bool again)
{
    static void (*const takers[DWARF_KINDS])(const struct dwarf_step *) = {[DWARF_UNIT] = dwarf_begin_unit,
                                                                           [DWARF_ABBREV] = dwarf_begin_decl,
                                                                           [DWARF_ATTR] = dwarf_add_attribute,
                                                                           [DWARF_ENTRY] = dwarf_add_entry,
                                                                           [DWARF_UP] = go_up,
                                                                           [DWARF_PROGRAM] = dwarf_begin_program,
                                                                           [DWARF_OPCODE] = dwarf_add_opcode,
                                                                           [DWARF_RANGE] = dwarf_add_range,
                                                                           [DWARF_ADDR] = add_address,
                                                                           [DWARF_STR] = dwarf_add_string,
                                                                           [DWARF_ARANGES] = dwarf_add_aranges,
                                                                           [DWARF_SPOIL] = spoil,
                                                                           [DWARF_CUT] = cut};
    const struct dwarf_step *step = &steps[number];
    unsigned kind = step->kind % DWARF_KINDS;
    if (kind != DWARF_REPEAT) {
        takers[kind](step);
        return;
    }
    size_t from = number - (number < 3 ? number : step->b % 4);
    for (uint32_t i = again ? 0 : step->v % (is_wild(step->v) ? 1024 : 16); i; i--) {
        for (size_t k = from; k < number; k++)
            take(steps, k, true);
    }
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

static void reset(void)
{
    for (int i = 0; i < SECTIONS; i++)
        making.sections[i].size = 0;
    making.entries.count = making.strings.count = making.programs.count = making.ranges.count = making.lists.count = 0;
    making.decl_count = making.table = making.depth = 0;
    making.unit = making.program = SIZE_MAX;
    making.wide = false;
    making.version = 5;
    put(LISTS5, "\0\0\0\0\5\0\4\0", 8);
    put_int(LISTS5, LISTS, 4);
    for (uint32_t i = 0; i < LISTS; i++)
        put_int(LISTS5, 0, 4);
    put(ADDRS, "\0\0\0\0\5\0\4\0", 8);
    put(OFFSETS, "\0\0\0\0\5\0\0\0", 8);
    mark(&making.lists, LISTS5);
    mark(&making.ranges, RANGES);
}

/* Lengths and offsets that are known now; a function for every 64 bytes, so that PCs are asked for. */
static void finish(void)
{
    static const uint8_t code[CODE_SIZE];
    dwarf_end_unit();
    dwarf_end_program();
    put_int(ABBREVS, 0, 1);
    put_int(RANGES, 0, 8);
    put_int(LISTS5, 0, 1);
    for (uint32_t i = 0; i < LISTS; i++)
        patch(LISTS5, 12 + 4 * i, marked(&making.lists, i) - 12, 4);
    for (int i = LISTS5; i <= OFFSETS; i++)
        patch(i, 0, making.sections[i].size - 4, 4);
    put(TEXT, code, sizeof code);
    put_int(SYMBOLS, 0, 8);
    put_int(SYMBOLS, 0, 8);
    put_int(NAMES, 0, 1);
    for (uint32_t i = 0; i < CODE_SIZE / 64; i++) {
        put_int(SYMBOLS, 1, 4);
        put_int(SYMBOLS, CODE + 64 * i, 4);
        put_int(SYMBOLS, 64, 4);
        put_int(SYMBOLS, ELF32_ST_INFO(STB_GLOBAL, STT_FUNC) | (TEXT + 1) << 16, 4);
    }
    put(NAMES, "f", 2);
    for (int i = 0; i < SECTIONS; i++)
        put(NAMES, section_names[i], strlen(section_names[i]) + 1);
}

static uint8_t *put_words(uint8_t *at, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++, at += 4)
        store(at, words[i], 4);
    return at;
}

size_t dwarf_make(const struct dwarf_step *steps, size_t count, uint8_t *ret, size_t max_size)
{
    reset();
    for (size_t i = 0; i < count; i++)
        take(steps, i, false);
    finish();
    const uint32_t machine = 243, headers = sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr);
    size_t size = headers + (SECTIONS + 1) * sizeof(Elf32_Shdr);
    for (int i = 0; i < SECTIONS; i++)
        size += making.sections[i].size;
    if (size > max_size)
        return 0;
    uint32_t name = 3, offset = headers + (SECTIONS + 1) * sizeof(Elf32_Shdr), code = 0;
    uint8_t *at = ret + headers;
    memset(ret, 0, offset);
    at += sizeof(Elf32_Shdr);
    for (int i = 0; i < SECTIONS; i++) {
        const struct section *section = &making.sections[i];
        uint32_t length = (uint32_t)section->size;
        uint32_t type = i == SYMBOLS ? SHT_SYMTAB : i == NAMES ? SHT_STRTAB : SHT_PROGBITS;
        const uint32_t words[] = {name,
                                  type,
                                  i == TEXT ? SHF_ALLOC | SHF_EXECINSTR : 0,
                                  i == TEXT ? CODE : 0,
                                  offset,
                                  length,
                                  i == SYMBOLS ? NAMES + 1 : 0,
                                  i == SYMBOLS,
                                  1,
                                  i == SYMBOLS ? sizeof(Elf32_Sym) : 0};
        at = put_words(at, words, 10);
        memcpy(ret + offset, section->bytes, length);
        code = i == TEXT ? offset : code;
        offset += length;
        name += (uint32_t)strlen(section_names[i]) + 1;
    }
    const uint32_t header[] = {ET_EXEC | machine << 16,
                               EV_CURRENT,
                               CODE,
                               sizeof(Elf32_Ehdr),
                               headers,
                               0,
                               sizeof(Elf32_Ehdr) | sizeof(Elf32_Phdr) << 16,
                               1 | sizeof(Elf32_Shdr) << 16,
                               (SECTIONS + 1) | (NAMES + 1) << 16};
    const uint32_t segment[] = {PT_LOAD, code, CODE, CODE, CODE_SIZE, CODE_SIZE, PF_R | PF_X, 4};
    memcpy(ret, ELFMAG "\1\1\1", 7);
    put_words(put_words(ret + EI_NIDENT, header, 9), segment, 8);
    return size;
}
