#include "dwarf_parts.h"

/* --- line programs ------------------------------------------------------------------------------------------------ */

void dwarf_end_program(void)
{
    if (making.program != SIZE_MAX)
        patch(LINE, making.program - 4, making.sections[LINE].size - making.program, 4);
    making.program = SIZE_MAX;
}

static void put_tables(const struct dwarf_step *step, unsigned version)
{
    if (version < 5) {
        put(LINE, "/idf\0main\0", 11);
        put(LINE, "a.c\0\1\0\0b.c\0\2\0\0", 15);
        return;
    }
    bool strings = step->c % 2;
    put_int(LINE, 1, 1);
    put_int(LINE, 1, 1);
    put_int(LINE, strings ? 0x08 : 0x1f, 1);
    put_int(LINE, 1, 1);
    put(LINE, strings ? "/d\0\0" : "\0\0\0", strings ? 3 : 4);
    put(LINE, "\2\1\x0e\2\x0b", 5); /* path: strp, directory_index: data1 */
    put_int(LINE, 2, 1);
    for (uint32_t i = 0; i < 2; i++) {
        put_int(LINE, marked(&making.strings, step->v + i), 4);
        put_int(LINE, step->c % 4 == 3, 1);
    }
}

void dwarf_begin_program(const struct dwarf_step *step)
{
    static const uint8_t operands[] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
    unsigned version = step->a < 240 ? 5 - step->a % 4 : step->a;
    dwarf_end_program();
    mark(&making.programs, LINE);
    put_int(LINE, 0, 4);
    making.program = making.sections[LINE].size;
    put_int(LINE, version, 2);
    if (version >= 5)
        put_int(LINE, step->v % 64 == 63 ? 8 : 4, 2);
    put_int(LINE, 0, 4);
    size_t header = making.sections[LINE].size;
    put_int(LINE, step->b < 240 ? 1 : step->b % 5, 1); /* minimum_instruction_length */
    if (version >= 4)
        put_int(LINE, step->b < 250 ? 1 : 0, 1);
    put_int(LINE, 1, 1);
    put_int(LINE, is_wild(step->v) ? step->v : 0xfb, 1); /* line_base, line_range */
    put_int(LINE, is_wild(step->v) ? step->v >> 8 : 14, 1);
    unsigned base = is_wild(step->v) ? step->v >> 16 & 0xff : 13;
    put_int(LINE, base, 1);
    put(LINE, operands, base > 13 ? 12 : base ? base - 1 : 0);
    put_tables(step, version);
    patch(LINE, header - 4, making.sections[LINE].size - header, 4);
}

void dwarf_add_opcode(const struct dwarf_step *step)
{
    if (making.program == SIZE_MAX)
        return;
    switch (step->a % 8) {
    case 0: /* set_address */
        put(LINE, "\0\5\2", 3);
        put_int(LINE, address(step->v), 4);
        break;
    case 1: /* end_sequence, behind an advance */
        put_int(LINE, 2, 1);
        put_uleb(LINE, step->v % 64);
        put(LINE, "\0\1\1", 3);
        break;
    case 2: /* with a ULEB128: advance_pc, advance_line, set_file, set_column, set_isa */
        put_int(LINE, step->b % 5 == 4 ? 12 : 2 + step->b % 5, 1);
        put_uleb(LINE, is_wild(step->v) ? step->v : step->v % 100);
        break;
    case 3: /* without one */
        put(LINE, &"\1\6\7\10\12\13"[step->b % 6], 1);
        break;
    case 4:
        put_int(LINE, 9, 1);
        put_int(LINE, step->v, 2);
        break;
    case 5: /* extended: define_file, set_discriminator, unknown; of a length that may be wrong */
        put_int(LINE, 0, 1);
        put_uleb(LINE, step->b < 240 ? 7 : step->v);
        put_int(LINE, 3 + step->b % 3, 1);
        put(LINE, "c.c\0\1\0\0", 6);
        break;
    default:
        put_int(LINE, step->b % 242 + 13, 1);
    }
}

/* --- tables beside them ------------------------------------------------------------------------------------------- */

void dwarf_add_range(const struct dwarf_step *step)
{
    uint32_t low = step->v % CODE_SIZE, length = step->v >> 12 & 0xff;
    if (step->a % 4 == 0) {
        put_int(RANGES, 0, 8);
        put_int(LISTS5, 0, 1);
        mark(&making.ranges, RANGES);
        mark(&making.lists, LISTS5);
        return;
    }
    bool based = step->a % 4 == 1;
    put_int(RANGES, based ? 0xffffffff : low, 4);
    put_int(RANGES, based ? address(step->v) : low + length, 4);
    unsigned entry = step->b < 240 ? 1 + step->b % 7 : step->b;
    put_int(LISTS5, entry, 1);
    if (entry <= 4) {
        put_uleb(LISTS5, entry == 4 ? low : low % LISTS);
        if (entry > 1)
            put_uleb(LISTS5, entry == 4 ? low + length : length);
    } else {
        put_int(LISTS5, address(step->v), 4);
        if (entry == 6)
            put_int(LISTS5, address(step->v) + length, 4);
        else if (entry == 7)
            put_uleb(LISTS5, length);
    }
}

void dwarf_add_aranges(const struct dwarf_step *step)
{
    size_t tuples = step->a % 8, spoilt = step->b >= 240;
    if (making.unit == SIZE_MAX)
        return;
    put_int(ARANGE, 12 + 8 * (tuples + 1) + spoilt, 4);
    put_int(ARANGE, 2, 2);
    put_int(ARANGE, unit_start(), 4);
    put_int(ARANGE, spoilt ? step->b : 4, 1);
    put_int(ARANGE, 0, 5);
    for (uint32_t i = 0; i < tuples; i++) {
        put_int(ARANGE, address(step->v + i * 64), 4);
        put_int(ARANGE, is_wild(step->v) ? step->v : step->v >> 12 & 0x3ff, 4);
    }
    put_int(ARANGE, 0, 8);
}

void dwarf_add_string(const struct dwarf_step *step)
{
    static const char *const strings[] = {"main",     "_ZN3foo3barEi", "app_main",  "",
                                          "/idf/a.c", "x.c",           "_RNvC1a1b", "_Z1fIiEvT_"};
    const char *string = strings[step->a % 8];
    mark(&making.strings, STRS);
    put_int(OFFSETS, is_wild(step->v) ? step->v : making.sections[STRS].size, 4);
    put(STRS, string, strlen(string) + 1);
    put(LINE_STRS, string, strlen(string) + 1);
}
