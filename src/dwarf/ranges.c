#include "dwarf/ranges.h"

#include "dwarf/compat.h"

/* Where the list of an index lies: the offsets of lists stand behind the header (DWARF 5, section 7.28). */
static uint64_t indexed_list(const struct ht_dwarf_unit *unit, struct ht_reader reader, uint64_t index)
{
    unsigned size = unit->dies.offset_size;
    ht_reader_seek(&reader, unit->rnglists_base);
    ht_reader_skip(&reader, index > UINT32_MAX ? UINT64_MAX : index * size);
    uint64_t offset = ht_reader_uint(&reader, size);
    return reader.failed || offset > reader.size ? UINT64_MAX : unit->rnglists_base + offset;
}

struct ht_dwarf_ranges ht_dwarf_ranges_init(const struct ht_dwarf_unit *unit, const struct ht_die_value *value,
                                            bool past_ends)
{
    const struct ht_dwarf_sections *sections = &unit->dwarf->sections;
    bool modern = unit->dies.version >= 5;
    struct ht_elf_bytes bytes = modern ? sections->rnglists : sections->ranges;
    struct ht_dwarf_ranges ranges = {
        .unit = unit,
        .reader = ht_reader_init(bytes.data, bytes.size, sections->big_endian),
        .base = unit->low_pc,
        .past_ends = past_ends,
        .listed = true,
    };
    uint64_t offset = value->value;
    if (value->form == DW_FORM_rnglistx)
        offset = indexed_list(unit, ranges.reader, offset);
    ht_reader_seek(&ranges.reader, value->form ? offset : UINT64_MAX);
    return ranges;
}

struct ht_dwarf_ranges ht_dwarf_ranges_of(const struct ht_dwarf_unit *unit, const struct ht_die_value *low,
                                          const struct ht_die_value *high, const struct ht_die_value *ranges)
{
    if (ranges->form)
        return ht_dwarf_ranges_init(unit, ranges, false);
    struct ht_dwarf_ranges one = {.unit = unit};
    if (low->form && high->form) {
        one.low = ht_dwarf_address(unit, low);
        one.high = ht_dwarf_high_pc(unit, one.low, high);
    }
    return one;
}

/* DWARF 4, section 2.17.3. */
static bool next_pair(struct ht_dwarf_ranges *ranges, uint64_t *low, uint64_t *high)
{
    unsigned size = ranges->unit->dies.address_size;
    uint64_t begin = ht_reader_uint(&ranges->reader, size), end = ht_reader_uint(&ranges->reader, size);
    *low = *high = 0;
    if (ranges->reader.failed)
        return false;
    if (begin == UINT64_MAX >> (64 - 8 * size)) {
        ranges->base = end;
    } else if (!begin && !end) {
        if (!ranges->past_ends)
            return false;
    } else {
        *low = ranges->base + begin;
        *high = ranges->base + end;
    }
    return true;
}

/* DWARF 5, section 2.17.3. */
static bool next_entry(struct ht_dwarf_ranges *ranges, uint64_t *low, uint64_t *high)
{
    struct ht_reader *reader = &ranges->reader;
    const struct ht_dwarf_unit *unit = ranges->unit;
    unsigned size = unit->dies.address_size;
    *low = *high = 0;
    switch (ht_reader_u8(reader)) {
    case DW_RLE_base_addressx:
        ranges->base = ht_dwarf_indexed_address(unit, ht_reader_uleb(reader));
        break;
    case DW_RLE_startx_endx:
        *low = ht_dwarf_indexed_address(unit, ht_reader_uleb(reader));
        *high = ht_dwarf_indexed_address(unit, ht_reader_uleb(reader));
        break;
    case DW_RLE_startx_length:
        *low = ht_dwarf_indexed_address(unit, ht_reader_uleb(reader));
        *high = *low + ht_reader_uleb(reader);
        break;
    case DW_RLE_offset_pair:
        *low = ranges->base + ht_reader_uleb(reader);
        *high = ranges->base + ht_reader_uleb(reader);
        break;
    case DW_RLE_base_address:
        ranges->base = ht_reader_uint(reader, size);
        break;
    case DW_RLE_start_end:
        *low = ht_reader_uint(reader, size);
        *high = ht_reader_uint(reader, size);
        break;
    case DW_RLE_start_length:
        *low = ht_reader_uint(reader, size);
        *high = *low + ht_reader_uleb(reader);
        break;
    default: /* DW_RLE_end_of_list, and what nobody knows */
        return false;
    }
    return !reader->failed;
}

bool ht_dwarf_ranges_next(struct ht_dwarf_ranges *ranges, uint64_t *low, uint64_t *high)
{
    bool modern = ranges->unit->dies.version >= 5;
    if (!ranges->listed) {
        *low = ranges->low;
        *high = ranges->high;
        ranges->low = 0;
        return *low && *low < *high;
    }
    while (ht_dwarf_take(&ranges->unit->dwarf->budget, 1, modern ? ".debug_rnglists" : ".debug_ranges",
                         ranges->reader.pos)) {
        if (!(modern ? next_entry(ranges, low, high) : next_pair(ranges, low, high)))
            return false;
        if (*low && *low < *high)
            return true;
    }
    return false;
}
