#include "dwarf/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "dwarf/compat.h"
#include "dwarf/slice.h"
#include "elf/sections.h"

/* A DIE; libdwarf's view of it is opened when it has text that libdwarf has to find. */
struct entry {
    struct ht_dwarf_unit *unit;
    struct ht_die die;
    Dwarf_Die handle; /* NULL: not opened, or libdwarf will not have it */
    bool nomem;
};

/* False when there is no DIE at offset. Ends with close_entry() in any case. */
static bool open_entry(struct ht_dwarf_unit *unit, uint64_t offset, struct entry *ret)
{
    *ret = (struct entry){.unit = unit};
    return ht_die_read(&unit->dies, offset, &ret->die) && ret->die.tag;
}

static struct ht_error *close_entry(struct entry *entry)
{
    if (entry->handle)
        dwarf_dealloc_die(entry->handle);
    entry->handle = NULL;
    return entry->nomem || entry->unit->dies.nomem ? ht_error_nomem() : NULL;
}

static bool open_handle(struct entry *entry)
{
    struct ht_dwarf_unit *unit = entry->unit;
    if (!unit->libdwarf) {
        const struct ht_elf_bytes slice = {unit->dies.reader.data, unit->dies.reader.size};
        struct ht_error *failed = ht_libdwarf_open(&unit->dwarf->sections, slice, unit->dies.address_size,
                                                   unit->dies.offset_size, &unit->libdwarf);
        if (failed) {
            entry->nomem = true;
            ht_error_destroy(failed);
            return false;
        }
    }
    if (!unit->libdwarf->debug)
        return false;
    Dwarf_Error error = NULL;
    if (dwarf_offdie_b(unit->libdwarf->debug, entry->die.offset, true, &entry->handle, &error) == DW_DLV_OK)
        return true;
    entry->handle = NULL;
    ht_libdwarf_drop_error(unit->libdwarf, error);
    return false;
}

/* The text of an attribute wherever it may lie: by an index, in another file. */
static const char *find_text(struct entry *entry, unsigned name)
{
    if (!entry->handle && !open_handle(entry))
        return NULL;
    struct ht_libdwarf *libdwarf = entry->unit->libdwarf;
    Dwarf_Attribute attribute;
    Dwarf_Error error = NULL;
    if (dwarf_attr(entry->handle, (Dwarf_Half)name, &attribute, &error) != DW_DLV_OK) {
        ht_libdwarf_drop_error(libdwarf, error);
        return NULL;
    }
    char *text = NULL;
    if (dwarf_formstring(attribute, &text, &error) != DW_DLV_OK) {
        text = NULL;
        ht_libdwarf_drop_error(libdwarf, error);
    }
    dwarf_dealloc_attribute(attribute);
    return text;
}

/*
 * The text of an attribute whose value is given; in the image, NULL when there is none. Read here when the value tells
 * where it lies, as it does but in what clang writes: a Dwarf_Debug for the unit would take as long as its line
 * program.
 */
static const char *get_text(struct entry *entry, unsigned name, const struct ht_die_value *value)
{
    const struct ht_dwarf_sections *sections = &entry->unit->dwarf->sections;
    const struct ht_reader *unit = &entry->unit->dies.reader;
    const char *text = NULL;
    switch (value->form) {
    case 0:
        break;
    case DW_FORM_string:
        text = ht_dwarf_text((struct ht_elf_bytes){unit->data, unit->size}, value->value);
        break;
    case DW_FORM_strp:
        text = ht_dwarf_text(sections->str, value->value);
        break;
    case DW_FORM_line_strp:
        text = ht_dwarf_text(sections->line_str, value->value);
        break;
    default:
        text = find_text(entry, name);
    }
    /* libdwarf's may be longer than ours. */
    return text && *text && strnlen(text, HT_ELF_NAME_MAX + 1) <= HT_ELF_NAME_MAX ? text : NULL;
}

/* The same for one attribute. */
static const char *get_one_text(struct entry *entry, uint16_t name)
{
    struct ht_die_value value;
    ht_die_values(&entry->unit->dies, &entry->die, &name, &value, 1);
    return get_text(entry, name, &value);
}

struct reference {
    enum { REFERENCE_NONE, REFERENCE_LOCAL, REFERENCE_GLOBAL } kind;
    uint64_t offset; /* in the unit, or in .debug_info */
};

/* What names of a DIE are made from. */
enum { NAME, LINKAGE_NAME, MIPS_LINKAGE_NAME, SPECIFICATION, ABSTRACT_ORIGIN, NAMING_COUNT };

static void get_naming(const struct entry *entry, struct ht_die_value *values)
{
    static const uint16_t names[NAMING_COUNT] = {
        [NAME] = DW_AT_name,
        [LINKAGE_NAME] = DW_AT_linkage_name,
        [MIPS_LINKAGE_NAME] = DW_AT_MIPS_linkage_name,
        [SPECIFICATION] = DW_AT_specification,
        [ABSTRACT_ORIGIN] = DW_AT_abstract_origin,
    };
    ht_die_values(&entry->unit->dies, &entry->die, names, values, NAMING_COUNT);
}

/* The DIE that goes on with what this one says. */
static struct reference get_reference(const struct ht_die_value *values)
{
    const struct ht_die_value *value = values[SPECIFICATION].form ? &values[SPECIFICATION] : &values[ABSTRACT_ORIGIN];
    struct reference reference = {REFERENCE_NONE, value->value};
    switch (value->form) {
    case DW_FORM_ref1:
    case DW_FORM_ref2:
    case DW_FORM_ref4:
    case DW_FORM_ref8:
    case DW_FORM_ref_udata:
        reference.kind = REFERENCE_LOCAL;
        break;
    case DW_FORM_ref_addr:
        reference.kind = REFERENCE_GLOBAL;
        break;
    default: /* none, or one into a type unit or a file we do not have */
        break;
    }
    return reference;
}

static bool is_scope(unsigned tag)
{
    return tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type ||
           tag == DW_TAG_union_type || tag == DW_TAG_interface_type || tag == DW_TAG_enumeration_type ||
           tag == DW_TAG_module || tag == DW_TAG_subprogram;
}

/* The scopes around the DIE at offset, outermost first; false when there is no way to it. */
static bool find_scopes(struct ht_dwarf_unit *unit, uint64_t offset, uint64_t *scopes, size_t *count)
{
    *count = 0;
    /* Functions are asked for in about the order they stand in: not from the start for each. */
    bool ahead = unit->scopes_from && unit->scopes_from <= offset;
    uint64_t pos = ahead ? unit->scopes_from : unit->root.end;
    if (!unit->root.has_children)
        return false;
    bool outside = true;
    while (pos < offset) {
        struct ht_die die;
        uint64_t next;
        if (outside)
            unit->scopes_from = pos;
        if (!ht_die_read(&unit->dies, pos, &die) || !die.tag || !ht_die_next_sibling(&unit->dies, &die, &next))
            return false;
        if (offset < next) {
            if (!die.has_children)
                return false;
            outside = false;
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
    case DW_LANG_C89:
    case DW_LANG_C:
    case DW_LANG_C99:
    case DW_LANG_C11:
    case DW_LANG_C17:
    case DW_LANG_Mips_Assembler:
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
        struct reference next = {REFERENCE_NONE, 0};
        if (open_entry(unit, offset, &entry)) {
            ret->unit = unit;
            ret->offset = offset;
            struct ht_die_value values[NAMING_COUNT];
            get_naming(&entry, values);
            if (!ret->name)
                ret->name = get_text(&entry, DW_AT_name, &values[NAME]);
            if (!ret->linkage_name)
                ret->linkage_name = get_text(&entry, DW_AT_linkage_name, &values[LINKAGE_NAME]);
            if (!ret->linkage_name)
                ret->linkage_name = get_text(&entry, DW_AT_MIPS_linkage_name, &values[MIPS_LINKAGE_NAME]);
            next = get_reference(values);
        }
        struct ht_error *error = close_entry(&entry);
        if (error || next.kind == REFERENCE_NONE)
            return error;
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
    case DW_TAG_namespace:
        return "(anonymous namespace)";
    case DW_TAG_class_type:
        return "(anonymous class)";
    case DW_TAG_structure_type:
        return "(anonymous struct)";
    case DW_TAG_union_type:
        return "(anonymous union)";
    default:
        return "";
    }
}

/* Is it the class of a lambda: one without a name around a call operator? */
static bool is_lambda(unsigned tag, const char *function)
{
    return (tag == DW_TAG_class_type || tag == DW_TAG_structure_type) && function &&
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
        const char *scope = open_entry(names.unit, scopes[i], &entry) ? get_one_text(&entry, DW_AT_name) : NULL;
        error = close_entry(&entry);
        if (error)
            return error;
        if (entry.die.tag == DW_TAG_subprogram && depth < HT_DWARF_NESTED_FUNCTIONS) {
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

/* The DIE from which on names are told: past one that has none itself and refers to another of its unit. */
static struct ht_error *naming_die(struct ht_dwarf_unit *unit, uint64_t offset, uint64_t *ret)
{
    struct entry entry;
    *ret = offset;
    if (open_entry(unit, offset, &entry)) {
        struct ht_die_value values[NAMING_COUNT];
        get_naming(&entry, values);
        struct reference next = get_reference(values);
        if (next.kind == REFERENCE_LOCAL && !values[NAME].form && !values[LINKAGE_NAME].form &&
            !values[MIPS_LINKAGE_NAME].form)
            *ret = next.offset;
    }
    return close_entry(&entry);
}

static struct ht_error *make_name(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_arena *arena,
                                  struct ht_dwarf_named *ret)
{
    struct names names;
    struct ht_error *error = collect_names(unit, offset, &names);
    if (error)
        return error;
    ret->name = names.name;
    ret->linkage_name = names.linkage_name;
    if (!names.name || names.linkage_name || !has_scopes(names.unit))
        return NULL;
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    error = add_qualified(unit, offset, 0, &text);
    if (!error && text.length > strlen(names.name) && text.length <= HT_DWARF_NAME_MAX) {
        ret->name = ht_arena_strndup(arena, text.text, text.length);
        if (!ret->name)
            error = ht_error_nomem();
    }
    ht_strbuf_deinit(&text);
    return error;
}

struct ht_error *ht_dwarf_function_name(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_arena *arena,
                                        struct ht_dwarf_location *location)
{
    struct ht_error *error = naming_die(unit, offset, &offset);
    if (error)
        return error;
    uint64_t place = unit->offset + offset;
    struct ht_dwarf_named *named = &unit->dwarf->named[place % HT_DWARF_NAMED];
    if (named->offset != place) {
        struct ht_dwarf_named made = {.offset = place};
        error = make_name(unit, offset, arena, &made);
        if (error)
            return error;
        *named = made;
    }
    location->name = named->name;
    location->linkage_name = named->linkage_name;
    return NULL;
}

static uint32_t to_u32(uint64_t number)
{
    return number <= UINT32_MAX ? (uint32_t)number : 0;
}

struct ht_error *ht_dwarf_call_site(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_dwarf_call_site *ret)
{
    static const uint16_t names[] = {DW_AT_call_file, DW_AT_call_line, DW_AT_call_column};
    struct ht_die_value values[3] = {{0, 0}, {0, 0}, {0, 0}};
    struct entry entry;
    if (open_entry(unit, offset, &entry))
        ht_die_values(&unit->dies, &entry.die, names, values, 3);
    ret->file = values[0].value;
    ret->line = to_u32(values[1].value);
    ret->column = to_u32(values[2].value);
    return close_entry(&entry);
}

/* The text of the first of two attributes that the unit has. */
static struct ht_error *unit_text(struct ht_dwarf_unit *unit, uint16_t name, uint16_t other_name, const char **ret)
{
    struct entry entry = {.unit = unit, .die = unit->root};
    *ret = get_one_text(&entry, name);
    if (!*ret)
        *ret = get_one_text(&entry, other_name);
    return close_entry(&entry);
}

struct ht_error *ht_dwarf_comp_dir(struct ht_dwarf_unit *unit, const char **ret)
{
    return unit_text(unit, DW_AT_comp_dir, DW_AT_comp_dir, ret);
}

struct ht_error *ht_dwarf_split_file(struct ht_dwarf_unit *unit, const char **ret)
{
    return unit_text(unit, DW_AT_dwo_name, DW_AT_GNU_dwo_name, ret);
}
