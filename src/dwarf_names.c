#include "dwarf_names.h"

#include <stdlib.h>
#include <string.h>

#include "dwarf_constants.h"
#include "libdwarf_slice.h"
#include "strbuf.h"

static struct ht_error *open_libdwarf(struct ht_dwarf_unit *unit, struct ht_libdwarf **ret)
{
    if (!unit->libdwarf) {
        const struct ht_elf_bytes slice = {unit->dies.reader.data, unit->dies.reader.size};
        struct ht_error *error = ht_libdwarf_open(&unit->dwarf->sections, slice, unit->dies.address_size,
                                                  unit->dies.offset_size, &unit->libdwarf);
        if (error)
            return error;
    }
    *ret = unit->libdwarf;
    return NULL;
}

/* A DIE that both walks know: our skimmer makes sure that there is one before libdwarf is asked. */
struct entry {
    struct ht_dwarf_unit *unit;
    struct ht_libdwarf *libdwarf;
    struct ht_die die;
    Dwarf_Die handle; /* NULL: there is none */
};

static struct ht_error *open_entry(struct ht_dwarf_unit *unit, uint64_t offset, struct entry *ret)
{
    *ret = (struct entry){.unit = unit};
    if (!ht_die_read(&unit->dies, offset, &ret->die) || !ret->die.tag)
        return unit->dies.nomem ? ht_error_nomem() : NULL;
    struct ht_error *failed = open_libdwarf(unit, &ret->libdwarf);
    if (failed || !ret->libdwarf->debug)
        return failed;
    Dwarf_Error error = NULL;
    if (dwarf_offdie_b(ret->libdwarf->debug, offset, true, &ret->handle, &error) != DW_DLV_OK) {
        ret->handle = NULL;
        ht_libdwarf_drop_error(ret->libdwarf, error);
    }
    return NULL;
}

static void close_entry(struct entry *entry)
{
    if (entry->handle)
        dwarf_dealloc_die(entry->handle);
    entry->handle = NULL;
}

static bool get_attribute(const struct entry *entry, unsigned name, Dwarf_Attribute *ret)
{
    if (!entry->handle || !ht_die_has(&entry->unit->dies, &entry->die, name))
        return false;
    Dwarf_Error error = NULL;
    if (dwarf_attr(entry->handle, (Dwarf_Half)name, ret, &error) == DW_DLV_OK)
        return true;
    ht_libdwarf_drop_error(entry->libdwarf, error);
    return false;
}

/* The text of an attribute, which lies in the image; NULL when there is none. */
static const char *get_text(const struct entry *entry, unsigned name)
{
    Dwarf_Attribute attribute;
    if (!get_attribute(entry, name, &attribute))
        return NULL;
    char *text = NULL;
    Dwarf_Error error = NULL;
    if (dwarf_formstring(attribute, &text, &error) != DW_DLV_OK) {
        text = NULL;
        ht_libdwarf_drop_error(entry->libdwarf, error);
    }
    dwarf_dealloc_attribute(attribute);
    return text && *text ? text : NULL;
}

/* 20210528 has values of some forms only as signed numbers. */
static uint64_t get_number(const struct entry *entry, unsigned name)
{
    Dwarf_Attribute attribute;
    if (!get_attribute(entry, name, &attribute))
        return 0;
    Dwarf_Unsigned number = 0;
    Dwarf_Error error = NULL;
    if (dwarf_formudata(attribute, &number, &error) != DW_DLV_OK) {
        ht_libdwarf_drop_error(entry->libdwarf, error);
        error = NULL;
        Dwarf_Signed with_sign = 0;
        if (dwarf_formsdata(attribute, &with_sign, &error) != DW_DLV_OK) {
            ht_libdwarf_drop_error(entry->libdwarf, error);
            with_sign = 0;
        }
        number = with_sign > 0 ? (Dwarf_Unsigned)with_sign : 0;
    }
    dwarf_dealloc_attribute(attribute);
    return number;
}

struct reference {
    enum { REFERENCE_NONE, REFERENCE_LOCAL, REFERENCE_GLOBAL } kind;
    uint64_t offset; /* in the unit, or in .debug_info */
};

static struct reference get_reference(const struct entry *entry, unsigned name)
{
    struct reference reference = {REFERENCE_NONE, 0};
    Dwarf_Attribute attribute;
    if (!get_attribute(entry, name, &attribute))
        return reference;
    Dwarf_Error error = NULL;
    Dwarf_Half form = 0;
    Dwarf_Off target = 0;
    if (dwarf_whatform(attribute, &form, &error) != DW_DLV_OK ||
        dwarf_global_formref(attribute, &target, &error) != DW_DLV_OK) {
        ht_libdwarf_drop_error(entry->libdwarf, error);
        form = 0;
    }
    dwarf_dealloc_attribute(attribute);
    reference.offset = target;
    switch (form) {
    case HT_DW_FORM_ref1:
    case HT_DW_FORM_ref2:
    case HT_DW_FORM_ref4:
    case HT_DW_FORM_ref8:
    case HT_DW_FORM_ref_udata:
        reference.kind = REFERENCE_LOCAL;
        break;
    case HT_DW_FORM_ref_addr: /* libdwarf knows the slice only, but hands the offset through */
        reference.kind = REFERENCE_GLOBAL;
        break;
    default: /* into a type unit or a file we do not have */
        break;
    }
    return reference;
}

static bool is_scope(unsigned tag)
{
    return tag == HT_DW_TAG_namespace || tag == HT_DW_TAG_class_type || tag == HT_DW_TAG_structure_type ||
           tag == HT_DW_TAG_union_type || tag == HT_DW_TAG_interface_type || tag == HT_DW_TAG_enumeration_type ||
           tag == HT_DW_TAG_module || tag == HT_DW_TAG_subprogram;
}

/* The scopes around the DIE at offset, outermost first; false when there is no way to it. */
static bool find_scopes(struct ht_dwarf_unit *unit, uint64_t offset, uint64_t *scopes, size_t *count)
{
    *count = 0;
    uint64_t pos = unit->root.end;
    if (!unit->root.has_children)
        return false;
    while (pos < offset) {
        struct ht_die die;
        uint64_t next;
        if (!ht_die_read(&unit->dies, pos, &die) || !die.tag || !ht_die_next_sibling(&unit->dies, &die, &next))
            return false;
        if (offset < next) {
            if (!die.has_children)
                return false;
            if (is_scope(die.tag)) {
                if (*count == HT_DWARF_SCOPES)
                    return false;
                scopes[(*count)++] = die.offset;
            }
            next = die.end;
        }
        pos = next;
    }
    return pos == offset;
}

static bool has_scopes(const struct ht_dwarf_unit *unit)
{
    switch (unit->language) {
    case HT_DW_LANG_C89:
    case HT_DW_LANG_C:
    case HT_DW_LANG_C99:
    case HT_DW_LANG_C11:
    case HT_DW_LANG_C17:
    case HT_DW_LANG_Mips_Assembler:
        return false;
    default:
        return true;
    }
}

/* The names a DIE and those it refers to have. */
struct names {
    const char *name, *linkage_name;
    struct ht_dwarf_unit *unit; /* of the last one: the declaration, whose scopes count */
    uint64_t offset;
};

static struct ht_error *collect_names(struct ht_dwarf_unit *unit, uint64_t offset, struct names *ret)
{
    *ret = (struct names){.unit = unit, .offset = offset};
    for (unsigned hop = 0; hop < HT_DWARF_HOPS && unit; hop++) {
        struct entry entry;
        struct ht_error *error = open_entry(unit, offset, &entry);
        if (error)
            return error;
        if (!entry.handle)
            return NULL;
        ret->unit = unit;
        ret->offset = offset;
        if (!ret->name)
            ret->name = get_text(&entry, HT_DW_AT_name);
        if (!ret->linkage_name)
            ret->linkage_name = get_text(&entry, HT_DW_AT_linkage_name);
        if (!ret->linkage_name)
            ret->linkage_name = get_text(&entry, HT_DW_AT_MIPS_linkage_name);
        struct reference next = get_reference(&entry, HT_DW_AT_specification);
        if (next.kind == REFERENCE_NONE)
            next = get_reference(&entry, HT_DW_AT_abstract_origin);
        close_entry(&entry);
        if (next.kind == REFERENCE_NONE)
            return NULL;
        offset = next.offset;
        if (next.kind == REFERENCE_GLOBAL) {
            struct ht_dwarf *dwarf = unit->dwarf;
            error = ht_dwarf_unit_open_at(dwarf, next.offset, &unit);
            if (error)
                return error;
            offset -= unit ? unit->offset : 0;
        }
    }
    return NULL;
}

/* What a scope without a name is called, as c++filt and gdb do. */
static const char *unnamed_scope(unsigned tag)
{
    switch (tag) {
    case HT_DW_TAG_namespace:
        return "(anonymous namespace)";
    case HT_DW_TAG_class_type:
        return "(anonymous class)";
    case HT_DW_TAG_structure_type:
        return "(anonymous struct)";
    case HT_DW_TAG_union_type:
        return "(anonymous union)";
    default:
        return "";
    }
}

/* Is it the class of a lambda: one without a name around a call operator? */
static bool is_lambda(unsigned tag, const char *function)
{
    return (tag == HT_DW_TAG_class_type || tag == HT_DW_TAG_structure_type) && function &&
           strcmp(function, "operator()") == 0;
}

/*
 * Appends the function's name behind those of its scopes. A scope that is a function itself (of a lambda, of a local
 * class) brings its own scopes, which stand elsewhere; depth counts those.
 */
static struct ht_error *add_qualified(struct ht_dwarf_unit *unit, uint64_t offset, unsigned depth,
                                      struct ht_strbuf *text)
{
    struct names names;
    struct ht_error *error = collect_names(unit, offset, &names);
    if (error)
        return error;
    uint64_t scopes[HT_DWARF_SCOPES];
    size_t count = 0;
    if (has_scopes(names.unit) && !find_scopes(names.unit, names.offset, scopes, &count))
        count = 0;
    if (names.unit->dies.nomem)
        return ht_error_nomem();
    size_t before = text->length;
    for (size_t i = 0; i < count; i++) {
        struct entry entry;
        error = open_entry(names.unit, scopes[i], &entry);
        if (error)
            return error;
        const char *scope = get_text(&entry, HT_DW_AT_name);
        close_entry(&entry);
        if (entry.die.tag == HT_DW_TAG_subprogram && depth < HT_DWARF_NESTED_FUNCTIONS) {
            ht_strbuf_reset(text);
            error = add_qualified(names.unit, scopes[i], depth + 1, text);
            if (error)
                return error;
        } else {
            bool lambda = !scope && i + 1 == count && is_lambda(entry.die.tag, names.name);
            ht_strbuf_adds(text, scope ? scope : lambda ? "{lambda}" : unnamed_scope(entry.die.tag));
        }
        if (text->length > before)
            ht_strbuf_adds(text, "::");
    }
    if (names.name)
        ht_strbuf_adds(text, names.name);
    return text->failed ? ht_error_nomem() : NULL;
}

struct ht_error *ht_dwarf_function_name(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_arena *arena,
                                        struct ht_dwarf_location *location)
{
    struct names names;
    struct ht_error *error = collect_names(unit, offset, &names);
    if (error)
        return error;
    location->linkage_name = names.linkage_name;
    location->name = names.name;
    if (!names.name || !has_scopes(names.unit))
        return NULL;
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    error = add_qualified(unit, offset, 0, &text);
    if (!error && text.length > strlen(names.name) && text.length <= HT_DWARF_NAME_MAX) {
        location->name = ht_arena_strndup(arena, text.text, text.length);
        if (!location->name)
            error = ht_error_nomem();
    }
    ht_strbuf_deinit(&text);
    return error;
}

static uint32_t to_u32(uint64_t number)
{
    return number <= UINT32_MAX ? (uint32_t)number : 0;
}

struct ht_error *ht_dwarf_call_site(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_dwarf_call_site *ret)
{
    struct entry entry;
    struct ht_error *error = open_entry(unit, offset, &entry);
    if (error)
        return error;
    ret->file = get_number(&entry, HT_DW_AT_call_file);
    ret->line = to_u32(get_number(&entry, HT_DW_AT_call_line));
    ret->column = to_u32(get_number(&entry, HT_DW_AT_call_column));
    close_entry(&entry);
    return NULL;
}

struct ht_error *ht_dwarf_comp_dir(struct ht_dwarf_unit *unit, const char **ret)
{
    if (!unit->comp_dir_known) {
        struct entry entry;
        struct ht_error *error = open_entry(unit, unit->root.offset, &entry);
        if (error)
            return error;
        unit->comp_dir = get_text(&entry, HT_DW_AT_comp_dir);
        unit->comp_dir_known = true;
        close_entry(&entry);
    }
    *ret = unit->comp_dir;
    return NULL;
}

struct ht_error *ht_dwarf_split_file(struct ht_dwarf_unit *unit, const char **ret)
{
    static const unsigned names[] = {HT_DW_AT_dwo_name, HT_DW_AT_GNU_dwo_name};
    *ret = NULL;
    for (size_t i = 0; i < 2 && !*ret; i++) {
        if (!ht_die_has(&unit->dies, &unit->root, names[i]))
            continue;
        struct entry entry;
        struct ht_error *error = open_entry(unit, unit->root.offset, &entry);
        if (error)
            return error;
        *ret = get_text(&entry, names[i]);
        close_entry(&entry);
    }
    return NULL;
}
