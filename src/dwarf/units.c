#include "dwarf/units.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"
#include "dwarf/compat.h"
#include "dwarf/slice.h"
#include "elf/sections.h"

void ht_dwarf_init(struct ht_dwarf *dwarf, struct ht_elf_image *image)
{
    *dwarf = (struct ht_dwarf){
        .image = image,
        .sections =
            {
                .info = ht_elf_image_section(image, ".debug_info"),
                .abbrev = ht_elf_image_section(image, ".debug_abbrev"),
                .str = ht_elf_image_section(image, ".debug_str"),
                .line_str = ht_elf_image_section(image, ".debug_line_str"),
                .str_offsets = ht_elf_image_section(image, ".debug_str_offsets"),
                .addr = ht_elf_image_section(image, ".debug_addr"),
                .line = ht_elf_image_section(image, ".debug_line"),
                .aranges = ht_elf_image_section(image, ".debug_aranges"),
                .ranges = ht_elf_image_section(image, ".debug_ranges"),
                .rnglists = ht_elf_image_section(image, ".debug_rnglists"),
                .big_endian = ht_elf_image_big_endian(image),
            },
    };
    const struct ht_dwarf_sections *sections = &dwarf->sections;
    uint64_t bytes = (uint64_t)sections->info.size + sections->abbrev.size + sections->line.size +
                     sections->ranges.size + sections->rnglists.size;
    uint64_t most = (HT_DWARF_STEPS - HT_DWARF_STEPS_ANY) / HT_DWARF_STEPS_BYTE;
    dwarf->budget.left = HT_DWARF_STEPS_ANY + HT_DWARF_STEPS_BYTE * (bytes < most ? bytes : most);
}

static void close_unit(struct ht_dwarf_unit *unit)
{
    if (!unit)
        return;
    ht_libdwarf_close(unit->libdwarf);
    ht_dies_deinit(&unit->dies);
    free(unit);
}

void ht_dwarf_deinit(struct ht_dwarf *dwarf)
{
    for (size_t i = 0; i < dwarf->open_count; i++)
        close_unit(dwarf->open[i]);
    free(dwarf->open);
    free(dwarf->unit_offsets);
    ht_arena_deinit(&dwarf->arena);
    *dwarf = (struct ht_dwarf){.open_count = 0};
}

/* The abbreviations at an offset: of a unit that is open, which may have them too, or new. */
static bool find_abbrevs(const struct ht_dwarf *dwarf, struct ht_dies *dies, uint64_t offset)
{
    const struct ht_elf_bytes *section = &dwarf->sections.abbrev;
    for (size_t i = dwarf->open_count; i && !dies->abbrevs; i--) {
        struct ht_abbrevs *abbrevs = dwarf->open[i - 1]->dies.abbrevs;
        if (abbrevs->offset == offset)
            dies->abbrevs = abbrevs;
    }
    if (!dies->abbrevs) {
        dies->abbrevs = calloc(1, sizeof *dies->abbrevs);
        dies->nomem = !dies->abbrevs;
        if (dies->nomem)
            return false;
        dies->abbrevs->offset = offset;
        dies->abbrevs->reader = ht_reader_init(section->data, section->size, dwarf->sections.big_endian);
        ht_reader_seek(&dies->abbrevs->reader, offset);
    }
    dies->abbrevs->users++;
    return true;
}

/*
 * Reads a header (DWARF 5, section 7.5.1) and limits the reader to the unit. False when it is broken, of a version
 * nobody knows, or of a unit without code.
 */
static bool read_header(const struct ht_dwarf *dwarf, struct ht_dwarf_unit *unit, uint64_t *root_offset)
{
    const struct ht_elf_bytes *info = &dwarf->sections.info;
    bool big_endian = dwarf->sections.big_endian;
    if (unit->offset >= info->size)
        return false;
    struct ht_dies *dies = &unit->dies;
    struct ht_reader *reader = &dies->reader;
    *reader = ht_reader_init(info->data + unit->offset, info->size - (size_t)unit->offset, big_endian);
    uint64_t length = ht_reader_initial_length(reader, &dies->offset_size);
    if (reader->failed || length > ht_reader_left(reader))
        return false;
    ht_reader_limit(reader, reader->pos + length);
    dies->version = ht_reader_u16(reader);
    uint64_t abbrev_offset;
    unsigned type = DW_UT_compile;
    if (dies->version >= 5) {
        type = ht_reader_u8(reader);
        dies->address_size = ht_reader_u8(reader);
        abbrev_offset = ht_reader_uint(reader, dies->offset_size);
        if (type == DW_UT_skeleton || type == DW_UT_split_compile)
            ht_reader_skip(reader, 8); /* the id of its .dwo */
    } else {
        abbrev_offset = ht_reader_uint(reader, dies->offset_size);
        dies->address_size = ht_reader_u8(reader);
    }
    if (reader->failed || dies->version < 2 || dies->version > 5 || type == DW_UT_type || type == DW_UT_split_type ||
        (dies->address_size != 4 && dies->address_size != 8))
        return false;
    *root_offset = reader->pos;
    return find_abbrevs(dwarf, dies, abbrev_offset);
}

/* The defaults are where the first table behind a header begins: nobody leaves DW_AT_addr_base away but for that. */
static void read_root(struct ht_dwarf_unit *unit)
{
    enum { LOW, HIGH, RANGES, LINES, LANGUAGE, ADDR_BASE, GNU_ADDR_BASE, RNGLISTS_BASE, COUNT };
    static const uint16_t names[COUNT] = {
        [LOW] = DW_AT_low_pc,
        [HIGH] = DW_AT_high_pc,
        [RANGES] = DW_AT_ranges,
        [LINES] = DW_AT_stmt_list,
        [LANGUAGE] = DW_AT_language,
        [ADDR_BASE] = DW_AT_addr_base,
        [GNU_ADDR_BASE] = DW_AT_GNU_addr_base,
        [RNGLISTS_BASE] = DW_AT_rnglists_base,
    };
    struct ht_die_value values[COUNT];
    ht_die_values(&unit->dies, &unit->root, names, values, COUNT);
    bool modern = unit->dies.version >= 5, wide = unit->dies.offset_size == 8;
    unit->addr_base = modern ? (wide ? 16 : 8) : 0;
    if (values[ADDR_BASE].form)
        unit->addr_base = values[ADDR_BASE].value;
    else if (values[GNU_ADDR_BASE].form)
        unit->addr_base = values[GNU_ADDR_BASE].value;
    unit->rnglists_base = values[RNGLISTS_BASE].form ? values[RNGLISTS_BASE].value : (wide ? 20 : 12);
    unit->low = values[LOW];
    unit->high = values[HIGH];
    unit->ranges = values[RANGES];
    unit->stmt_list = values[LINES];
    unit->language = values[LANGUAGE].value;
    unit->low_pc = unit->low.form ? ht_dwarf_address(unit, &unit->low) : 0;
}

struct ht_error *ht_dwarf_unit_open(struct ht_dwarf *dwarf, uint64_t offset, struct ht_dwarf_unit **ret)
{
    for (size_t i = 0; i < dwarf->open_count; i++) {
        if (dwarf->open[i]->offset == offset) {
            *ret = dwarf->open[i];
            return NULL;
        }
    }
    if (!HT_VEC_RESERVE(dwarf->open, dwarf->open_capacity, dwarf->open_count + 1))
        return ht_error_nomem();
    struct ht_dwarf_unit *unit = calloc(1, sizeof *unit);
    if (!unit)
        return ht_error_nomem();
    unit->dwarf = dwarf;
    unit->offset = offset;
    unit->dies.budget = &dwarf->budget;
    unit->dies.start = offset;
    uint64_t root_offset;
    if (!read_header(dwarf, unit, &root_offset) || !ht_die_read(&unit->dies, root_offset, &unit->root) ||
        !unit->root.tag) {
        bool nomem = unit->dies.nomem;
        close_unit(unit);
        if (nomem)
            return ht_error_nomem();
        *ret = NULL;
        return NULL;
    }
    read_root(unit);
    dwarf->open[dwarf->open_count++] = unit;
    *ret = unit;
    return NULL;
}

/* Tells that a walk through .debug_info has come to an offset: pages behind it are given back. */
static void walk_on(struct ht_dwarf *dwarf, uint64_t offset)
{
    if (offset >= dwarf->kept_from && offset - dwarf->kept_from < HT_DWARF_PAGES_KEPT)
        return;
    if (offset > dwarf->kept_from)
        ht_elf_image_drop_pages(dwarf->image);
    dwarf->kept_from = offset;
}

struct ht_error *ht_dwarf_unit_walk_to(struct ht_dwarf *dwarf, uint64_t offset, struct ht_dwarf_unit **ret)
{
    walk_on(dwarf, offset);
    ht_dwarf_units_trim(dwarf, NULL);
    return ht_dwarf_unit_open(dwarf, offset, ret);
}

void ht_dwarf_units_trim(struct ht_dwarf *dwarf, const struct ht_dwarf_unit *keep)
{
    if (dwarf->open_count <= HT_DWARF_OPEN_UNITS)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < dwarf->open_count; i++) {
        if (dwarf->open[i] == keep || i + 1 == dwarf->open_count)
            dwarf->open[kept++] = dwarf->open[i];
        else
            close_unit(dwarf->open[i]);
    }
    dwarf->open_count = kept;
}

/* A version, the offset of its abbreviations, the size of an address, and the code of one DIE. */
enum { UNIT_MIN = 2 + 4 + 1 + 1 };

struct ht_error *ht_dwarf_unit_list(struct ht_dwarf *dwarf)
{
    if (dwarf->units_listed)
        return NULL;
    const struct ht_elf_bytes *info = &dwarf->sections.info;
    struct ht_reader reader = ht_reader_init(info->data, info->size, dwarf->sections.big_endian);
    while (ht_reader_left(&reader) && dwarf->unit_count < HT_DWARF_UNITS_MAX &&
           ht_dwarf_take(&dwarf->budget, 1, ".debug_info", reader.pos)) {
        uint64_t offset = reader.pos;
        unsigned offset_size;
        walk_on(dwarf, offset);
        uint64_t length = ht_reader_initial_length(&reader, &offset_size);
        ht_reader_skip(&reader, length);
        if (reader.failed)
            break;
        if (length < UNIT_MIN)
            continue;
        if (!HT_VEC_PUSH(dwarf->unit_offsets, dwarf->unit_count, dwarf->unit_capacity, offset))
            return ht_error_nomem();
    }
    dwarf->units_listed = true;
    return NULL;
}

struct ht_error *ht_dwarf_unit_open_at(struct ht_dwarf *dwarf, uint64_t info_offset, struct ht_dwarf_unit **ret)
{
    struct ht_error *error = ht_dwarf_unit_list(dwarf);
    if (error)
        return error;
    size_t next;
    HT_SEARCH(next, 0, dwarf->unit_count, dwarf->unit_offsets[next] <= info_offset);
    *ret = NULL;
    return next ? ht_dwarf_unit_open(dwarf, dwarf->unit_offsets[next - 1], ret) : NULL;
}

uint64_t ht_dwarf_indexed_address(const struct ht_dwarf_unit *unit, uint64_t index)
{
    const struct ht_dwarf_sections *sections = &unit->dwarf->sections;
    unsigned size = unit->dies.address_size;
    struct ht_reader reader = ht_reader_init(sections->addr.data, sections->addr.size, sections->big_endian);
    ht_reader_seek(&reader, unit->addr_base);
    ht_reader_skip(&reader, index > UINT32_MAX ? UINT64_MAX : index * size);
    return ht_reader_uint(&reader, size);
}

static bool is_index(unsigned form)
{
    return form == DW_FORM_addrx || (form >= DW_FORM_addrx1 && form <= DW_FORM_addrx4) ||
           form == DW_FORM_GNU_addr_index;
}

uint64_t ht_dwarf_address(const struct ht_dwarf_unit *unit, const struct ht_die_value *value)
{
    return is_index(value->form) ? ht_dwarf_indexed_address(unit, value->value) : value->value;
}

uint64_t ht_dwarf_high_pc(const struct ht_dwarf_unit *unit, uint64_t low_pc, const struct ht_die_value *value)
{
    if (value->form == DW_FORM_addr || is_index(value->form))
        return ht_dwarf_address(unit, value);
    return low_pc + value->value;
}
