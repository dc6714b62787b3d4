#include "dwarf_parts.h"

enum {
    AT_STMT_LIST = 0x10,
    AT_HIGH_PC = 0x12,
    AT_RANGES = 0x55,
    AT_STR_OFFSETS_BASE = 0x72,
    AT_ADDR_BASE,
    AT_LISTS_BASE
};
enum { FORM_STRP = 0x0e, FORM_IMPLICIT = 0x21, FORM_GNU_INDEX = 0x1f01 };

static const uint16_t tags[] = {0x11, 0x2e, 0x1d, 0x0b, 0x39, 0x13, 0x02, 0x4a, 0x34, 0x05, 0x1e, 0x3c, 0x48, 0x41};

/* Attributes, with forms that the standard allows them. */
static const struct {
    uint16_t at;
    uint8_t forms[6];
} attributes[] = {
    {0x03, {0x08, 0x0e, 0x1a, 0x25, 0x1f, 0x27}}, /* name */
    {0x11, {0x01, 0x1b, 0x29, 0x01, 0x2b, 0x2c}}, /* low_pc */
    {AT_HIGH_PC, {0x06, 0x01, 0x0f, 0x0b, 0x05, 0x07}},
    {AT_RANGES, {0x17, 0x23, 0x06, 0x17, 0x17, 0x23}},
    {AT_STMT_LIST, {0x17, 0x06, 0x17, 0x17, 0x17, 0x07}},
    {0x1b, {0x08, 0x0e, 0x1f, 0x1a, 0x26, 0x28}}, /* comp_dir */
    {0x31, {0x13, 0x10, 0x11, 0x12, 0x15, 0x14}}, /* abstract_origin */
    {0x47, {0x13, 0x10, 0x11, 0x12, 0x15, 0x14}}, /* specification */
    {0x57, {0x0b, 0x0f, 0x21, 0x05, 0x0d, 0x21}}, /* call_column */
    {0x58, {0x0b, 0x0f, 0x21, 0x05, 0x0d, 0x21}}, /* call_file */
    {0x59, {0x0b, 0x0f, 0x21, 0x05, 0x0d, 0x21}}, /* call_line */
    {0x6e, {0x0e, 0x08, 0x1a, 0x0e, 0x25, 0x1f}}, /* linkage_name */
    {AT_STR_OFFSETS_BASE, {0x17, 0x17, 0x17, 0x17, 0x17, 0x06}},
    {AT_ADDR_BASE, {0x17, 0x17, 0x17, 0x17, 0x17, 0x06}},
    {AT_LISTS_BASE, {0x17, 0x17, 0x17, 0x17, 0x17, 0x06}},
    {0x13, {0x0b, 0x05, 0x0f, 0x0b, 0x21, 0x0b}}, /* language */
    {0x01, {0x13, 0x11, 0x12, 0x15, 0x10, 0x13}}, /* sibling */
    {0x3a, {0x0b, 0x0f, 0x21, 0x05, 0x06, 0x21}}, /* decl_file */
    {0x49, {0x13, 0x20, 0x10, 0x12, 0x15, 0x1c}}, /* type */
    {0x40, {0x18, 0x0a, 0x03, 0x04, 0x09, 0x18}}, /* frame_base */
    {0x3f, {0x19, 0x0c, 0x19, 0x0c, 0x19, 0x16}}, /* external */
    {0x1c, {0x1e, 0x09, 0x0d, 0x08, 0x21, 0x22}}, /* const_value */
    {0x76, {0x0e, 0x08, 0x1a, 0x1d, 0x0e, 0x0e}}, /* dwo_name */
};

/* What a value of each form is, and its bytes: 0 for those of LEB128, without any, and of offsets. */
static const char classes[] = " a bbnnnsbbnnuouArrrrriSb xxnodon xxnxxxxxxxx";
static const uint8_t lengths[] = {0, 4, 0, 2, 4, 2, 4, 8, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 2, 4, 8, 0, 0,
                                  0, 1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 8, 1, 2, 3, 4, 1, 2, 3, 4};

void dwarf_end_unit(void)
{
    if (making.unit == SIZE_MAX)
        return;
    for (; making.depth; making.depth--)
        put_int(INFO, 0, 1);
    patch(INFO, making.unit - (making.wide ? 8 : 4), making.sections[INFO].size - making.unit, making.wide ? 8 : 4);
    making.unit = SIZE_MAX;
}

static void begin_table(void)
{
    put_int(ABBREVS, 0, 1);
    making.table = making.sections[ABBREVS].size;
    making.decl_count = 0;
}

void dwarf_begin_unit(const struct dwarf_step *step)
{
    dwarf_end_unit();
    if (step->c >= 128)
        begin_table();
    making.version = (uint8_t)(step->a < 240 ? 5 - step->a % 4 : step->a);
    making.wide = step->b % 8 == 7;
    put_int(INFO, 0xffffffff, making.wide ? 4 : 0);
    put_int(INFO, 0, making.wide ? 8 : 4);
    making.unit = making.sections[INFO].size;
    put_int(INFO, making.version, 2);
    size_t address_size = step->v % 64 == 63 ? step->v >> 8 & 0xff : 4;
    if (making.version >= 5) {
        put_int(INFO, step->b < 200 ? 1 : step->b % 8, 1);
        put_int(INFO, address_size, 1);
        put_int(INFO, making.table, making.wide ? 8 : 4);
        put(INFO, "signaturetype", step->b >= 200 && step->b % 8 > 3 ? 8 : 0);
    } else {
        put_int(INFO, making.table, making.wide ? 8 : 4);
        put_int(INFO, address_size, 1);
    }
}

/* The two zeros behind the attributes are taken back when another one comes. */
void dwarf_begin_decl(const struct dwarf_step *step)
{
    if (making.decl_count == sizeof making.decls / sizeof *making.decls)
        return;
    making.decls[making.decl_count++] = (struct decl){.children = step->b % 2};
    put_uleb(ABBREVS, is_wild(step->v) ? step->v : (uint32_t)making.decl_count);
    put_uleb(ABBREVS, step->a < 240 ? tags[step->a % (sizeof tags / sizeof *tags)] : step->v % 0x60);
    put_int(ABBREVS, step->b % 2, 1);
    put_int(ABBREVS, 0, 2);
}

void dwarf_add_attribute(const struct dwarf_step *step)
{
    struct decl *decl = making.decl_count ? &making.decls[making.decl_count - 1] : NULL;
    struct section *abbrevs = &making.sections[ABBREVS];
    if (!decl || decl->count == sizeof decl->specs / sizeof *decl->specs || abbrevs->size < 2 ||
        abbrevs->size > SECTION_MAX - 16)
        return;
    size_t number = step->a % (sizeof attributes / sizeof *attributes);
    struct spec *spec = &decl->specs[decl->count++];
    *spec = (struct spec){attributes[number].at, attributes[number].forms[step->b % 6], step->v};
    if (step->b >= 240)
        spec->form = step->c < sizeof lengths ? step->c : FORM_GNU_INDEX + step->c % 2;
    abbrevs->size -= 2;
    put_uleb(ABBREVS, spec->at);
    put_uleb(ABBREVS, spec->form);
    if (spec->form == FORM_IMPLICIT)
        put_int(ABBREVS, spec->value & 0x3f, 1);
    put_int(ABBREVS, 0, 2);
}

/* A number for an attribute. */
static uint32_t number_for(uint16_t at, uint32_t v)
{
    if (is_wild(v))
        return v;
    switch (at) {
    case AT_HIGH_PC:
        return v % CODE_SIZE;
    case AT_STMT_LIST:
        return marked(&making.programs, v);
    case AT_RANGES:
        return making.version >= 5 ? marked(&making.lists, v) : marked(&making.ranges, v);
    case AT_LISTS_BASE:
        return 12;
    case AT_STR_OFFSETS_BASE:
    case AT_ADDR_BASE:
        return 8;
    default:
        return v % 97;
    }
}

static void put_number(uint32_t value, size_t length)
{
    if (length)
        put_int(INFO, value, length);
    else
        put_uleb(INFO, value);
}

static void put_value(uint16_t at, uint16_t form, uint32_t v)
{
    size_t length = form < sizeof lengths ? lengths[form] : 0, offset = making.wide ? 8 : 4;
    switch (form < sizeof lengths ? classes[form] : 'x') {
    case 'a': /* address */
        put_int(INFO, address(v), length);
        break;
    case 'b': /* block, with its length */
        put_int(INFO, is_wild(v) ? v : v % 9, length);
        put(INFO, "\3\0\0\0\102\xf1\x9f\1", v % 9);
        break;
    case 's': /* string */
        put(INFO, "_ZN1a1bEv", v % 2 ? 10 : 1);
        break;
    case 'o': /* offset of a string */
        put_int(INFO, is_wild(v) ? v : form == FORM_STRP ? marked(&making.strings, v) : v % 8, offset);
        break;
    case 'A': /* entry, anywhere or in the unit */
        put_int(INFO, is_wild(v) ? v : marked(&making.entries, v), making.version == 2 ? 4 : offset);
        break;
    case 'r':
        put_number(is_wild(v) ? v : marked(&making.entries, v) - unit_start(), length);
        break;
    case 'i': /* indirect: data1 */
        put_int(INFO, is_wild(v) ? v : 0x0b, 1);
        put_int(INFO, v, 1);
        break;
    case 'S': /* offset of what the attribute names */
        put_int(INFO, number_for(at, v), offset);
        break;
    case 'd': /* data16 */
        put(INFO, "0123456789abcdef", 16);
        break;
    case 'x': /* index */
        put_number(is_wild(v) ? v : v % LISTS, length);
        break;
    case 'n':
    case 'u':
        put_number(number_for(at, v), length);
        break;
    }
}

void dwarf_add_entry(const struct dwarf_step *step)
{
    if (!making.decl_count || making.unit == SIZE_MAX)
        return;
    size_t number = step->a % making.decl_count;
    const struct decl *decl = &making.decls[number];
    mark(&making.entries, INFO);
    put_uleb(INFO, step->b < 250 ? (uint32_t)number + 1 : step->v);
    for (size_t i = 0; i < decl->count; i++)
        put_value(decl->specs[i].at, decl->specs[i].form, step->v * (uint32_t)(i + 1) + step->c * (uint32_t)i);
    making.depth += decl->children;
}
