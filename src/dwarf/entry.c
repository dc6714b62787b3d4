#include "dwarf/entry.h"

#include "dwarf/slice.h"

/*
 * What libdwarf is charged with, in steps: a unit, an abbreviation and a DIE, for which it allocates, and an attribute
 * of those, which it may pass some times; and how many bytes of a DIE make a step.
 */
enum { UNIT_STEPS = 512, ABBREV_STEPS = 32, DIE_STEPS = 32, ATTR_STEPS = 8, STEP_BYTES = 4 };

/*
 * Does libdwarf find the attribute of that name where it is, or with 0 all of the DIE's? Not behind one that it
 * misreads, and not in a unit whose abbreviations it finds at other places than dwarf/dies.h, or slowly.
 */
static bool is_readable(const struct ht_dies *dies, const struct ht_die *die, unsigned name)
{
    const struct ht_abbrev_attr *attrs = dies->abbrevs->attrs + die->first_attr;
    for (uint32_t i = 0; i < die->attr_count && attrs[i].name != name; i++) {
        if (attrs[i].form == DW_FORM_indirect || HT_LIBDWARF_MISREADS(attrs[i].form))
            return false;
    }
    return !dies->unordered;
}

/* The sections as libdwarf is to see them for a unit. False when memory ran out. */
static bool show_sections(struct ht_dwarf *dwarf, const struct ht_dies *dies, struct ht_dwarf_sections *ret)
{
    const struct ht_dwarf_sections *sections = &dwarf->sections;
    size_t size = sections->str.size > sections->line_str.size ? sections->str.size : sections->line_str.size;
    if (!dwarf->no_text)
        dwarf->no_text = ht_arena_alloc(&dwarf->arena, size + 1);
    *ret = *sections;
    ret->info = (struct ht_elf_bytes){dies->reader.data, dies->reader.size};
    ret->str.data = dwarf->no_text;
    ret->line_str.data = dwarf->no_text;
    if (sections->addr.size < dies->address_size)
        ret->addr.size = 0;
    return dwarf->no_text;
}

static void drop_error(struct ht_dwarf_entry *entry, Dwarf_Error error)
{
    if (error && dwarf_errno(error) == DW_DLE_ALLOC_FAIL)
        entry->nomem = true;
    if (error)
        dwarf_dealloc_error(entry->unit->libdwarf->debug, error);
}

/* Opens libdwarf's view of a DIE; NULL when it will not have it. */
static Dwarf_Die open_die(struct ht_dwarf_entry *entry, const struct ht_die *die)
{
    struct ht_dwarf_unit *unit = entry->unit;
    uint64_t steps = DIE_STEPS + ATTR_STEPS * die->attr_count + (die->end - die->attrs) / STEP_BYTES;
    uint64_t abbrev_steps = ABBREV_STEPS * die->code + ATTR_STEPS * (die->first_attr + die->attr_count);
    if (abbrev_steps > unit->libdwarf->abbrev_steps) {
        steps += abbrev_steps - unit->libdwarf->abbrev_steps;
        unit->libdwarf->abbrev_steps = abbrev_steps;
    }
    if (!ht_dwarf_take(&unit->dwarf->budget, steps, ".debug_info", unit->offset + die->offset))
        return NULL;
    Dwarf_Die handle;
    Dwarf_Error error = NULL;
    if (dwarf_offdie_b(unit->libdwarf->debug, die->offset, true, &handle, &error) == DW_DLV_OK)
        return handle;
    drop_error(entry, error);
    return NULL;
}

/* Opens libdwarf's view of the unit, once; false when there is none. It reads the first DIE for its own use then. */
static bool open_unit(struct ht_dwarf_entry *entry)
{
    struct ht_dwarf_unit *unit = entry->unit;
    struct ht_dies *dies = &unit->dies;
    if (unit->libdwarf)
        return unit->libdwarf->debug;
    if (!is_readable(dies, &unit->root, 0) ||
        !ht_dwarf_take(&unit->dwarf->budget, UNIT_STEPS, ".debug_info", unit->offset))
        return false;
    struct ht_dwarf_sections shown;
    struct ht_error *error = NULL;
    if (show_sections(unit->dwarf, dies, &shown))
        error =
            ht_libdwarf_open(&shown, HT_LIBDWARF_UNIT_SECTIONS, dies->address_size, dies->offset_size, &unit->libdwarf);
    entry->nomem = error || !unit->libdwarf;
    ht_error_destroy(error);
    if (entry->nomem || !unit->libdwarf->debug)
        return false;
    Dwarf_Die root = open_die(entry, &unit->root);
    if (!root) {
        ht_libdwarf_shut(unit->libdwarf); /* it would read the first DIE again for each that it is asked for */
        return false;
    }
    dwarf_dealloc_die(root);
    return true;
}

/* Opens libdwarf's view of the DIE, once; false when it is not to have it, or will not. */
static bool open_handle(struct ht_dwarf_entry *entry)
{
    if (!entry->handle && !entry->refused && open_unit(entry))
        entry->handle = open_die(entry, &entry->die);
    entry->refused = !entry->handle;
    return entry->handle;
}

/* An attribute that the DIE is known to have, to be freed; NULL when libdwarf does not tell. */
static Dwarf_Attribute ask(struct ht_dwarf_entry *entry, unsigned name)
{
    if (!is_readable(&entry->unit->dies, &entry->die, name) || !open_handle(entry))
        return NULL;
    Dwarf_Attribute attribute;
    Dwarf_Error error = NULL;
    if (dwarf_attr(entry->handle, (Dwarf_Half)name, &attribute, &error) == DW_DLV_OK)
        return attribute;
    drop_error(entry, error);
    return NULL;
}

bool ht_dwarf_entry_open(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_dwarf_entry *ret)
{
    *ret = (struct ht_dwarf_entry){.unit = unit};
    return ht_die_read(&unit->dies, offset, &ret->die) && ret->die.tag;
}

struct ht_error *ht_dwarf_entry_close(struct ht_dwarf_entry *entry)
{
    if (entry->handle)
        dwarf_dealloc_die(entry->handle);
    entry->handle = NULL;
    return entry->nomem || entry->unit->dies.nomem ? ht_error_nomem() : NULL;
}

/* The form of an attribute; 0 when the DIE has none. */
static unsigned form_of(const struct ht_dwarf_entry *entry, unsigned name)
{
    const struct ht_abbrev_attr *attrs = entry->unit->dies.abbrevs->attrs;
    for (uint32_t i = 0; i < entry->die.attr_count; i++) {
        if (attrs[entry->die.first_attr + i].name == name)
            return attrs[entry->die.first_attr + i].form;
    }
    return 0;
}

bool ht_dwarf_entry_has(const struct ht_dwarf_entry *entry, unsigned name)
{
    return form_of(entry, name);
}

/* The text of a form that libdwarf has found at a place in what it was shown; of others, which lie elsewhere, NULL. */
static const char *text_at(const struct ht_dwarf_unit *unit, unsigned form, const char *place)
{
    const struct ht_dwarf *dwarf = unit->dwarf;
    const struct ht_reader *slice = &unit->dies.reader;
    const uintptr_t at = (uintptr_t)place;
    switch (form) {
    case DW_FORM_string:
        return ht_elf_image_text(dwarf->image, (struct ht_elf_bytes){slice->data, slice->size},
                                 at - (uintptr_t)slice->data);
    case DW_FORM_line_strp:
        return ht_elf_image_text(dwarf->image, dwarf->sections.line_str, at - (uintptr_t)dwarf->no_text);
    case DW_FORM_strp:
    case DW_FORM_strx:
    case DW_FORM_strx1:
    case DW_FORM_strx2:
    case DW_FORM_strx3:
    case DW_FORM_strx4:
    case DW_FORM_GNU_str_index:
        return ht_elf_image_text(dwarf->image, dwarf->sections.str, at - (uintptr_t)dwarf->no_text);
    default:
        return NULL;
    }
}

const char *ht_dwarf_entry_text(struct ht_dwarf_entry *entry, unsigned name)
{
    unsigned form = form_of(entry, name);
    Dwarf_Attribute attribute = form ? ask(entry, name) : NULL;
    if (!attribute)
        return NULL;
    char *place;
    const char *text = NULL;
    Dwarf_Error error = NULL;
    if (dwarf_formstring(attribute, &place, &error) == DW_DLV_OK)
        text = text_at(entry->unit, form, place);
    else
        drop_error(entry, error);
    dwarf_dealloc_attribute(attribute);
    return text && *text ? text : NULL;
}

uint64_t ht_dwarf_entry_number(struct ht_dwarf_entry *entry, unsigned name)
{
    Dwarf_Attribute attribute = ht_dwarf_entry_has(entry, name) ? ask(entry, name) : NULL;
    if (!attribute)
        return 0;
    Dwarf_Unsigned number = 0;
    Dwarf_Signed with_sign = 0;
    Dwarf_Error error = NULL;
    if (dwarf_formudata(attribute, &number, &error) != DW_DLV_OK) {
        drop_error(entry, error);
        error = NULL;
        if (dwarf_formsdata(attribute, &with_sign, &error) != DW_DLV_OK)
            drop_error(entry, error);
        number = (Dwarf_Unsigned)with_sign;
    }
    dwarf_dealloc_attribute(attribute);
    return number;
}

struct ht_dwarf_reference ht_dwarf_entry_reference(struct ht_dwarf_entry *entry, unsigned name)
{
    struct ht_dwarf_reference reference = {HT_REFERENCE_NONE, 0};
    switch (form_of(entry, name)) {
    case DW_FORM_ref1:
    case DW_FORM_ref2:
    case DW_FORM_ref4:
    case DW_FORM_ref8:
    case DW_FORM_ref_udata:
        reference.kind = HT_REFERENCE_LOCAL; /* libdwarf's section begins where the unit does */
        break;
    case DW_FORM_ref_addr:
        reference.kind = HT_REFERENCE_GLOBAL;
        break;
    default:
        return reference;
    }
    Dwarf_Attribute attribute = ask(entry, name);
    Dwarf_Off offset = 0;
    Dwarf_Error error = NULL;
    if (!attribute || dwarf_global_formref(attribute, &offset, &error) != DW_DLV_OK) {
        reference.kind = HT_REFERENCE_NONE;
        drop_error(entry, error);
    }
    if (attribute)
        dwarf_dealloc_attribute(attribute);
    reference.offset = offset;
    return reference;
}
