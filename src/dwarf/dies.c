#include "dwarf/dies.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"
#include "dwarf/compat.h"

void ht_dies_deinit(struct ht_dies *dies)
{
    struct ht_abbrevs *abbrevs = dies->abbrevs;
    dies->abbrevs = NULL;
    if (!abbrevs || --abbrevs->users)
        return;
    free(abbrevs->items);
    free(abbrevs->attrs);
    free(abbrevs);
}

/* Text in a DIE itself costs a step more for so many bytes. */
#define STRING_STEP 1024

/* Takes steps for what stands at an offset in the unit. */
static bool take_steps(const struct ht_dies *dies, uint64_t steps, uint64_t offset)
{
    return ht_dwarf_take(dies->budget, steps, ".debug_info", dies->start + offset);
}

/* How the value of a form is read; the first two that are known have a size of their own. */
enum form_kind { FORM_UNKNOWN, FORM_NUMBER, FORM_IMPLICIT, FORM_ULEB, FORM_SLEB, FORM_TEXT, FORM_BLOCK, FORM_INDIRECT };

/* Sizes that the unit tells. */
enum { ADDRESS = 64, OFFSET, REFERENCE };

/*
 * The forms of DWARF 5, section 7.5.6: how many bytes a number takes, or the length of a block, which is a LEB128 when
 * that is 0.
 */
static const struct form {
    uint8_t kind, size;
} forms[] = {
    [DW_FORM_addr] = {FORM_NUMBER, ADDRESS},
    [DW_FORM_block2] = {FORM_BLOCK, 2},
    [DW_FORM_block4] = {FORM_BLOCK, 4},
    [DW_FORM_data2] = {FORM_NUMBER, 2},
    [DW_FORM_data4] = {FORM_NUMBER, 4},
    [DW_FORM_data8] = {FORM_NUMBER, 8},
    [DW_FORM_string] = {FORM_TEXT, 0},
    [DW_FORM_block] = {FORM_BLOCK, 0},
    [DW_FORM_block1] = {FORM_BLOCK, 1},
    [DW_FORM_data1] = {FORM_NUMBER, 1},
    [DW_FORM_flag] = {FORM_NUMBER, 1},
    [DW_FORM_sdata] = {FORM_SLEB, 0},
    [DW_FORM_strp] = {FORM_NUMBER, OFFSET},
    [DW_FORM_udata] = {FORM_ULEB, 0},
    [DW_FORM_ref_addr] = {FORM_NUMBER, REFERENCE},
    [DW_FORM_ref1] = {FORM_NUMBER, 1},
    [DW_FORM_ref2] = {FORM_NUMBER, 2},
    [DW_FORM_ref4] = {FORM_NUMBER, 4},
    [DW_FORM_ref8] = {FORM_NUMBER, 8},
    [DW_FORM_ref_udata] = {FORM_ULEB, 0},
    [DW_FORM_indirect] = {FORM_INDIRECT, 0},
    [DW_FORM_sec_offset] = {FORM_NUMBER, OFFSET},
    [DW_FORM_exprloc] = {FORM_BLOCK, 0},
    [DW_FORM_flag_present] = {FORM_IMPLICIT, 0},
    [DW_FORM_strx] = {FORM_ULEB, 0},
    [DW_FORM_addrx] = {FORM_ULEB, 0},
    [DW_FORM_ref_sup4] = {FORM_NUMBER, 4},
    [DW_FORM_strp_sup] = {FORM_NUMBER, OFFSET},
    [DW_FORM_data16] = {FORM_NUMBER, 16},
    [DW_FORM_line_strp] = {FORM_NUMBER, OFFSET},
    [DW_FORM_ref_sig8] = {FORM_NUMBER, 8},
    [DW_FORM_implicit_const] = {FORM_IMPLICIT, 0},
    [DW_FORM_loclistx] = {FORM_ULEB, 0},
    [DW_FORM_rnglistx] = {FORM_ULEB, 0},
    [DW_FORM_ref_sup8] = {FORM_NUMBER, 8},
    [DW_FORM_strx1] = {FORM_NUMBER, 1},
    [DW_FORM_strx2] = {FORM_NUMBER, 2},
    [DW_FORM_strx3] = {FORM_NUMBER, 3},
    [DW_FORM_strx4] = {FORM_NUMBER, 4},
    [DW_FORM_addrx1] = {FORM_NUMBER, 1},
    [DW_FORM_addrx2] = {FORM_NUMBER, 2},
    [DW_FORM_addrx3] = {FORM_NUMBER, 3},
    [DW_FORM_addrx4] = {FORM_NUMBER, 4},
};

/* What GNU had before DWARF 5 is read as what that made of it. */
static unsigned standard_form(unsigned form)
{
    switch (form) {
    case DW_FORM_GNU_addr_index:
        return DW_FORM_addrx;
    case DW_FORM_GNU_str_index:
        return DW_FORM_strx;
    case DW_FORM_GNU_ref_alt:
    case DW_FORM_GNU_strp_alt:
        return DW_FORM_strp_sup;
    default:
        return form;
    }
}

static struct form find_form(const struct ht_dies *dies, unsigned number)
{
    number = standard_form(number);
    struct form form = number < sizeof forms / sizeof *forms ? forms[number] : (struct form){FORM_UNKNOWN, 0};
    if (form.size == ADDRESS || (form.size == REFERENCE && dies->version <= 2))
        form.size = (uint8_t)dies->address_size;
    else if (form.size == OFFSET || form.size == REFERENCE)
        form.size = (uint8_t)dies->offset_size;
    return form;
}

/* Reads a value; blocks, and numbers that are too large, are skipped and give 0. */
static struct ht_die_value read_value(const struct ht_dies *dies, struct ht_reader *reader,
                                      const struct ht_abbrev_attr *attr)
{
    struct ht_die_value value = {.form = attr->form};
    struct form form = {attr->kind, attr->size};
    if (form.kind == FORM_INDIRECT) {
        uint64_t number = ht_reader_uleb(reader);
        value.form = number <= UINT16_MAX ? (unsigned)number : 0;
        form = find_form(dies, value.form);
    }
    switch (form.kind) {
    case FORM_NUMBER:
        if (form.size <= 8)
            value.value = ht_reader_uint(reader, form.size);
        else
            ht_reader_skip(reader, form.size);
        break;
    case FORM_ULEB:
        value.value = ht_reader_uleb(reader);
        break;
    case FORM_SLEB:
        value.value = (uint64_t)ht_reader_sleb(reader);
        break;
    case FORM_TEXT:
        value.value = reader->pos;
        ht_reader_string(reader);
        if (!take_steps(dies, (reader->pos - value.value) / STRING_STEP, value.value))
            ht_reader_fail(reader);
        break;
    case FORM_BLOCK:
        ht_reader_skip(reader, form.size ? ht_reader_uint(reader, form.size) : ht_reader_uleb(reader));
        break;
    case FORM_IMPLICIT:
        value.value = (uint64_t)attr->implicit;
        break;
    default: /* one that nobody knows, or leads to another */
        ht_reader_fail(reader);
    }
    return value;
}

uint64_t ht_form_read(const struct ht_dies *dies, struct ht_reader *reader, unsigned form)
{
    const struct form found = find_form(dies, form);
    const struct ht_abbrev_attr attr = {.form = (uint16_t)form, .kind = found.kind, .size = found.size};
    return read_value(dies, reader, &attr).value;
}

static inline bool is_sized(const struct ht_abbrev_attr *attr)
{
    return attr->kind <= FORM_IMPLICIT;
}

static inline void skip_value(const struct ht_dies *dies, struct ht_reader *reader, const struct ht_abbrev_attr *attr)
{
    if (is_sized(attr))
        ht_reader_skip(reader, attr->size);
    else
        read_value(dies, reader, attr);
}

/* Takes note of an attribute in its abbreviation: what skimming needs to know without looking at it again. */
static bool note_attr(const struct ht_dies *dies, struct ht_abbrev *abbrev, struct ht_abbrev_attr *attr)
{
    struct form form = find_form(dies, attr->form);
    attr->kind = form.kind;
    attr->size = form.size;
    if (attr->name == DW_AT_low_pc || attr->name == DW_AT_ranges)
        abbrev->has_pcs = true;
    if (attr->name == DW_AT_sibling && attr->form == DW_FORM_ref4)
        abbrev->sibling_at = abbrev->size;
    if (abbrev->size >= 0)
        abbrev->size = is_sized(attr) ? abbrev->size + form.size : -1;
    return form.kind != FORM_UNKNOWN;
}

/* The name and the form of an attribute: mostly a byte each. */
static inline void read_spec(struct ht_reader *reader, uint64_t *name, uint64_t *form)
{
    const uint8_t *bytes = reader->data + reader->pos;
    if (ht_reader_left(reader) >= 2 && (bytes[0] | bytes[1]) < 0x80) {
        *name = bytes[0];
        *form = bytes[1];
        reader->pos += 2;
        return;
    }
    *name = ht_reader_uleb(reader);
    *form = ht_reader_uleb(reader);
}

/* Decodes the next abbreviation; false at the end of them and where they are broken. */
static bool decode_abbrev(struct ht_dies *dies)
{
    struct ht_abbrevs *abbrevs = dies->abbrevs;
    struct ht_reader *reader = &abbrevs->reader;
    struct ht_abbrev abbrev = {.sibling_at = -1, .first_attr = (uint32_t)abbrevs->attr_count};
    abbrev.code = ht_reader_uleb(reader);
    if (dies->nomem || !abbrev.code || abbrevs->count == HT_ABBREVS_MAX ||
        !ht_dwarf_take(dies->budget, 1, ".debug_abbrev", reader->pos))
        return false;
    uint64_t tag = ht_reader_uleb(reader);
    abbrev.tag = tag && tag <= UINT16_MAX ? (uint16_t)tag : UINT16_MAX; /* 0 is for null entries */
    abbrev.has_children = ht_reader_u8(reader) != 0;
    for (;;) {
        uint64_t name, form;
        read_spec(reader, &name, &form);
        if (reader->failed || name > UINT16_MAX || form > UINT16_MAX || abbrev.attr_count == HT_ABBREV_ATTRS_MAX ||
            abbrevs->attr_count == HT_ABBREVS_ATTRS_MAX)
            return false;
        if ((!name && !form) || !ht_dwarf_take(dies->budget, 1, ".debug_abbrev", reader->pos))
            break;
        struct ht_abbrev_attr attr = {.name = (uint16_t)name, .form = (uint16_t)form, .implicit = 1};
        if (form == DW_FORM_implicit_const)
            attr.implicit = ht_reader_sleb(reader);
        if (!note_attr(dies, &abbrev, &attr))
            return false;
        if (!HT_VEC_PUSH(abbrevs->attrs, abbrevs->attr_count, abbrevs->attr_capacity, attr)) {
            dies->nomem = true;
            return false;
        }
        abbrev.attr_count++;
    }
    if (!HT_VEC_PUSH(abbrevs->items, abbrevs->count, abbrevs->capacity, abbrev)) {
        dies->nomem = true;
        return false;
    }
    abbrevs->ordered += abbrevs->ordered + 1 == abbrevs->count && abbrev.code == abbrevs->count;
    return true;
}

static int by_code(const void *a, const void *b)
{
    const struct ht_abbrev *x = a, *y = b;
    return HT_ORDER(x->code, y->code);
}

/* Codes are 1, 2, 3, … wherever compilers wrote them; whatever else there is gets sorted. */
static const struct ht_abbrev *find_sorted(struct ht_dies *dies, uint64_t code)
{
    struct ht_abbrevs *abbrevs = dies->abbrevs;
    size_t count = abbrevs->count - abbrevs->ordered;
    dies->unordered = true;
    if (dies->nomem || !count)
        return NULL;
    struct ht_abbrev *others = abbrevs->items + abbrevs->ordered;
    if (!abbrevs->sorted)
        qsort(others, count, sizeof *others, by_code);
    abbrevs->sorted = true;
    struct ht_abbrev key = {.code = code};
    return bsearch(&key, others, count, sizeof key, by_code);
}

/* What it gives stays valid until the next call. */
static const struct ht_abbrev *find_abbrev(struct ht_dies *dies, uint64_t code)
{
    struct ht_abbrevs *abbrevs = dies->abbrevs;
    while (code > abbrevs->ordered && !abbrevs->complete)
        abbrevs->complete = !decode_abbrev(dies);
    return code <= abbrevs->ordered ? &abbrevs->items[code - 1] : find_sorted(dies, code);
}

/* Reads a DIE whose attributes are as many bytes as size says: nothing has to be looked at but its sibling. */
static bool read_sized(const struct ht_dies *dies, const struct ht_abbrev *abbrev, struct ht_die *ret)
{
    size_t size = (size_t)abbrev->size;
    if (size > dies->reader.size - ret->attrs)
        return false;
    if (abbrev->sibling_at >= 0)
        ret->sibling = ht_load_u32(dies->reader.data + ret->attrs + abbrev->sibling_at, dies->reader.big_endian);
    ret->end = ret->attrs + size;
    return true;
}

/* Reads one of which some attribute has a size of its own. */
static bool read_varying(const struct ht_dies *dies, const struct ht_abbrev *abbrev, struct ht_die *ret)
{
    struct ht_reader reader = dies->reader;
    reader.pos = (size_t)ret->attrs;
    if (!take_steps(dies, abbrev->attr_count, ret->offset))
        return false;
    const struct ht_abbrev_attr *attrs = dies->abbrevs->attrs + abbrev->first_attr;
    for (uint32_t i = 0; i < abbrev->attr_count; i++) {
        if (attrs[i].name == DW_AT_sibling)
            ret->sibling = read_value(dies, &reader, &attrs[i]).value;
        else
            skip_value(dies, &reader, &attrs[i]);
    }
    ret->end = reader.pos;
    return !reader.failed;
}

bool ht_die_read(struct ht_dies *dies, uint64_t offset, struct ht_die *ret)
{
    if (offset >= dies->reader.size || dies->nomem || !take_steps(dies, 1, offset))
        return false;
    uint64_t code = dies->reader.data[offset], attrs = offset + 1;
    if (code >= 0x80) {
        struct ht_reader reader = dies->reader;
        reader.pos = (size_t)offset;
        code = ht_reader_uleb(&reader);
        attrs = reader.pos;
        if (reader.failed)
            return false;
    }
    *ret = (struct ht_die){.offset = offset, .attrs = attrs, .end = attrs};
    if (!code)
        return true;
    const struct ht_abbrev *abbrev = find_abbrev(dies, code);
    if (!abbrev)
        return false;
    ret->code = code;
    ret->first_attr = abbrev->first_attr;
    ret->attr_count = abbrev->attr_count;
    ret->tag = abbrev->tag;
    ret->has_children = abbrev->has_children;
    ret->has_pcs = abbrev->has_pcs;
    return abbrev->size >= 0 ? read_sized(dies, abbrev, ret) : read_varying(dies, abbrev, ret);
}

bool ht_die_next_sibling(struct ht_dies *dies, const struct ht_die *die, uint64_t *ret)
{
    *ret = die->end;
    if (!die->has_children)
        return true;
    /* One that leads backwards would lead around for ever. */
    if (die->sibling > die->end && die->sibling <= dies->reader.size) {
        *ret = die->sibling;
        return true;
    }
    for (uint64_t depth = 1; depth;) {
        struct ht_die child;
        if (!ht_die_read(dies, *ret, &child))
            return false;
        *ret = child.end;
        if (!child.tag)
            depth--;
        else if (child.has_children) {
            if (child.sibling > child.end && child.sibling <= dies->reader.size)
                *ret = child.sibling;
            else
                depth++;
        }
    }
    return true;
}

void ht_die_values(struct ht_dies *dies, const struct ht_die *die, const uint16_t *names, struct ht_die_value *values,
                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (struct ht_die_value){0, 0};
    struct ht_reader reader = dies->reader;
    reader.pos = (size_t)die->attrs;
    if (!take_steps(dies, die->attr_count, die->offset))
        return;
    size_t missing = count;
    for (uint32_t i = 0; i < die->attr_count && missing; i++) {
        const struct ht_abbrev_attr *attr = &dies->abbrevs->attrs[die->first_attr + i];
        size_t k = 0;
        while (k < count && names[k] != attr->name)
            k++;
        if (k == count || values[k].form) {
            skip_value(dies, &reader, attr);
            continue;
        }
        struct ht_die_value value = read_value(dies, &reader, attr);
        if (reader.failed)
            return;
        values[k] = value;
        missing--;
    }
}
