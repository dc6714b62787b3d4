#include "dwarf/dies.h"

#include <stdlib.h>

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

enum { FORM_VARIES = -1, FORM_UNKNOWN = -2 };

/* The bytes that a value of a form takes (DWARF 5, section 7.5.6). */
static int form_size(const struct ht_dies *dies, unsigned form)
{
    switch (form) {
    case DW_FORM_flag_present:
    case DW_FORM_implicit_const:
        return 0;
    case DW_FORM_data1:
    case DW_FORM_flag:
    case DW_FORM_ref1:
    case DW_FORM_strx1:
    case DW_FORM_addrx1:
        return 1;
    case DW_FORM_data2:
    case DW_FORM_ref2:
    case DW_FORM_strx2:
    case DW_FORM_addrx2:
        return 2;
    case DW_FORM_strx3:
    case DW_FORM_addrx3:
        return 3;
    case DW_FORM_data4:
    case DW_FORM_ref4:
    case DW_FORM_ref_sup4:
    case DW_FORM_strx4:
    case DW_FORM_addrx4:
        return 4;
    case DW_FORM_data8:
    case DW_FORM_ref8:
    case DW_FORM_ref_sig8:
    case DW_FORM_ref_sup8:
        return 8;
    case DW_FORM_data16:
        return 16;
    case DW_FORM_addr:
        return (int)dies->address_size;
    case DW_FORM_ref_addr: /* as large as an address in DWARF 2 */
        return (int)(dies->version <= 2 ? dies->address_size : dies->offset_size);
    case DW_FORM_strp:
    case DW_FORM_line_strp:
    case DW_FORM_sec_offset:
    case DW_FORM_strp_sup:
    case DW_FORM_GNU_ref_alt:
    case DW_FORM_GNU_strp_alt:
        return (int)dies->offset_size;
    case DW_FORM_block1:
    case DW_FORM_block2:
    case DW_FORM_block4:
    case DW_FORM_block:
    case DW_FORM_exprloc:
    case DW_FORM_string:
    case DW_FORM_sdata:
    case DW_FORM_udata:
    case DW_FORM_ref_udata:
    case DW_FORM_strx:
    case DW_FORM_addrx:
    case DW_FORM_loclistx:
    case DW_FORM_rnglistx:
    case DW_FORM_GNU_addr_index:
    case DW_FORM_GNU_str_index:
    case DW_FORM_indirect:
        return FORM_VARIES;
    default:
        return FORM_UNKNOWN;
    }
}

/* Reads a value; blocks are skipped and give 0. */
static struct ht_die_value read_value(const struct ht_dies *dies, struct ht_reader *reader,
                                      const struct ht_abbrev_attr *attr)
{
    struct ht_die_value value = {.form = attr->form};
    if (value.form == DW_FORM_indirect) {
        uint64_t form = ht_reader_uleb(reader);
        value.form = form <= UINT16_MAX ? (unsigned)form : 0;
    }
    switch (value.form) {
    case DW_FORM_data1:
    case DW_FORM_ref1:
    case DW_FORM_flag:
        value.value = ht_reader_u8(reader);
        return value;
    case DW_FORM_data4:
    case DW_FORM_ref4:
        value.value = ht_reader_u32(reader);
        return value;
    case DW_FORM_flag_present:
        value.value = 1;
        return value;
    case DW_FORM_implicit_const:
        value.value = (uint64_t)attr->implicit;
        return value;
    case DW_FORM_sdata:
        value.value = (uint64_t)ht_reader_sleb(reader);
        return value;
    case DW_FORM_udata:
    case DW_FORM_ref_udata:
    case DW_FORM_strx:
    case DW_FORM_addrx:
    case DW_FORM_loclistx:
    case DW_FORM_rnglistx:
    case DW_FORM_GNU_addr_index:
    case DW_FORM_GNU_str_index:
        value.value = ht_reader_uleb(reader);
        return value;
    case DW_FORM_block1:
        ht_reader_skip(reader, ht_reader_u8(reader));
        return value;
    case DW_FORM_block2:
        ht_reader_skip(reader, ht_reader_u16(reader));
        return value;
    case DW_FORM_block4:
        ht_reader_skip(reader, ht_reader_u32(reader));
        return value;
    case DW_FORM_block:
    case DW_FORM_exprloc:
        ht_reader_skip(reader, ht_reader_uleb(reader));
        return value;
    case DW_FORM_string:
        value.value = reader->pos;
        ht_reader_string(reader);
        if (!take_steps(dies, (reader->pos - value.value) / STRING_STEP, value.value))
            ht_reader_fail(reader);
        return value;
    default:
        break;
    }
    int size = form_size(dies, value.form);
    if (size < 0)
        ht_reader_fail(reader);
    else if (size > 8)
        ht_reader_skip(reader, (uint64_t)size);
    else
        value.value = ht_reader_uint(reader, (unsigned)size);
    return value;
}

static inline void skip_value(const struct ht_dies *dies, struct ht_reader *reader, const struct ht_abbrev_attr *attr)
{
    if (attr->size >= 0)
        ht_reader_skip(reader, (uint64_t)attr->size);
    else
        read_value(dies, reader, attr);
}

/* Takes note of an attribute in its abbreviation: what skimming needs to know without looking at it again. */
static bool note_attr(const struct ht_dies *dies, struct ht_abbrev *abbrev, struct ht_abbrev_attr *attr)
{
    int size = form_size(dies, attr->form);
    if (size == FORM_UNKNOWN)
        return false;
    attr->size = size == FORM_VARIES ? -1 : (int16_t)size;
    if (attr->name == DW_AT_low_pc || attr->name == DW_AT_ranges)
        abbrev->has_pcs = true;
    if (attr->name == DW_AT_sibling && attr->form == DW_FORM_ref4)
        abbrev->sibling_at = abbrev->size;
    if (abbrev->size >= 0)
        abbrev->size = size == FORM_VARIES ? -1 : abbrev->size + size;
    return true;
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
        struct ht_abbrev_attr attr = {.name = (uint16_t)name, .form = (uint16_t)form};
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
    abbrevs->ordered += abbrevs->ordered == abbrevs->count && abbrev.code == abbrevs->count + 1;
    if (HT_VEC_PUSH(abbrevs->items, abbrevs->count, abbrevs->capacity, abbrev))
        return true;
    dies->nomem = true;
    return false;
}

static int by_code(const void *a, const void *b)
{
    const struct ht_abbrev *x = a, *y = b;
    return (x->code > y->code) - (x->code < y->code);
}

/* Codes are 1, 2, 3, … wherever compilers wrote them; whatever else there is gets sorted. */
static const struct ht_abbrev *find_sorted(struct ht_dies *dies, uint64_t code)
{
    struct ht_abbrevs *abbrevs = dies->abbrevs;
    struct ht_abbrev *others = abbrevs->items + abbrevs->ordered;
    size_t count = abbrevs->count - abbrevs->ordered;
    dies->unordered = true;
    if (dies->nomem || !count)
        return NULL;
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
