#include "dwarf/names.h"

#include <string.h>

#include "base/strbuf.h"
#include "dwarf/entry.h"

/* The DIE that goes on with what this one says. */
static struct ht_dwarf_reference get_reference(struct ht_dwarf_entry *entry)
{
    bool specified = ht_dwarf_entry_has(entry, DW_AT_specification);
    return ht_dwarf_entry_reference(entry, specified ? DW_AT_specification : DW_AT_abstract_origin);
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
    uint64_t levels[HT_DWARF_SCOPES], level = 0; /* those of the scopes, and that of the DIE at pos */
    /* Functions are asked for in about the order they stand in: not from the start for each. */
    bool ahead = unit->scopes_from && unit->scopes_from <= offset;
    uint64_t pos = ahead ? unit->scopes_from : unit->root.end;
    *count = 0;
    if (!unit->root.has_children)
        return false;
    while (pos < offset) {
        struct ht_die die;
        if (!level)
            unit->scopes_from = pos;
        if (!ht_die_read(&unit->dies, pos, &die) || (!die.tag && !level))
            return false;
        pos = die.end;
        if (!die.tag) {
            level--;
            while (*count && levels[*count - 1] >= level)
                (*count)--;
        } else if (die.sibling > die.end && die.sibling <= offset) {
            pos = die.sibling;
        } else if (die.has_children) {
            if (is_scope(die.tag) && *count == HT_DWARF_SCOPES)
                return false;
            if (is_scope(die.tag)) {
                levels[*count] = level;
                scopes[(*count)++] = die.offset;
            }
            level++;
        }
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

static const char *linkage_name(struct ht_dwarf_entry *entry)
{
    const char *name = ht_dwarf_entry_text(entry, DW_AT_linkage_name);
    if (!name)
        name = ht_dwarf_entry_text(entry, DW_AT_MIPS_linkage_name);
    return name && strlen(name) <= HT_DWARF_LINKAGE_MAX ? name : NULL;
}

static struct ht_error *collect_names(struct ht_dwarf_unit *unit, uint64_t offset, struct names *ret)
{
    *ret = (struct names){.unit = unit, .offset = offset};
    for (unsigned hop = 0; hop < HT_DWARF_HOPS && unit; hop++) {
        struct ht_dwarf_entry entry;
        struct ht_dwarf_reference next = {HT_REFERENCE_NONE, 0};
        if (ht_dwarf_entry_open(unit, offset, &entry)) {
            ret->unit = unit;
            ret->offset = offset;
            if (!ret->name)
                ret->name = ht_dwarf_entry_text(&entry, DW_AT_name);
            if (!ret->linkage_name)
                ret->linkage_name = linkage_name(&entry);
            next = get_reference(&entry);
        }
        struct ht_error *error = ht_dwarf_entry_close(&entry);
        if (error || next.kind == HT_REFERENCE_NONE)
            return error;
        offset = next.offset;
        if (next.kind == HT_REFERENCE_GLOBAL) {
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
        struct ht_dwarf_entry entry;
        const char *scope = NULL;
        if (ht_dwarf_entry_open(names.unit, scopes[i], &entry))
            scope = ht_dwarf_entry_text(&entry, DW_AT_name);
        error = ht_dwarf_entry_close(&entry);
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
    struct ht_dwarf_entry entry;
    *ret = offset;
    if (ht_dwarf_entry_open(unit, offset, &entry) && !ht_dwarf_entry_has(&entry, DW_AT_name) &&
        !ht_dwarf_entry_has(&entry, DW_AT_linkage_name) && !ht_dwarf_entry_has(&entry, DW_AT_MIPS_linkage_name)) {
        struct ht_dwarf_reference next = get_reference(&entry);
        if (next.kind == HT_REFERENCE_LOCAL)
            *ret = next.offset;
    }
    return ht_dwarf_entry_close(&entry);
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
    if (!error && text.length > strlen(names.name) && text.length <= HT_NAME_MAX) {
        ret->name = ht_name_copy(arena, text.text, text.length);
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
    struct ht_dwarf_entry entry;
    *ret = (struct ht_dwarf_call_site){0, 0, 0};
    if (ht_dwarf_entry_open(unit, offset, &entry)) {
        ret->file = ht_dwarf_entry_number(&entry, DW_AT_call_file);
        ret->line = to_u32(ht_dwarf_entry_number(&entry, DW_AT_call_line));
        ret->column = to_u32(ht_dwarf_entry_number(&entry, DW_AT_call_column));
    }
    return ht_dwarf_entry_close(&entry);
}

struct ht_error *ht_dwarf_unit_names(struct ht_dwarf_unit *unit, const char **comp_dir, const char **split_file)
{
    struct ht_dwarf_entry entry = {.unit = unit, .die = unit->root};
    *comp_dir = ht_dwarf_entry_text(&entry, DW_AT_comp_dir);
    *split_file = ht_dwarf_entry_text(&entry, DW_AT_dwo_name);
    if (!*split_file)
        *split_file = ht_dwarf_entry_text(&entry, DW_AT_GNU_dwo_name);
    return ht_dwarf_entry_close(&entry);
}
