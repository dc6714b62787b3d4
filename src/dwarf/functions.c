#include "dwarf/functions.h"

#include "base/sort.h"
#include "dwarf/compat.h"
#include "dwarf/ranges.h"

static struct ht_dwarf_ranges ranges_of(struct ht_dwarf_unit *unit, const struct ht_die *die)
{
    static const uint16_t names[] = {DW_AT_low_pc, DW_AT_high_pc, DW_AT_ranges};
    struct ht_die_value values[3];
    ht_die_values(&unit->dies, die, names, values, 3);
    return ht_dwarf_ranges_of(unit, &values[0], &values[1], &values[2]);
}

static bool covers(struct ht_dwarf_unit *unit, const struct ht_die *die, uint64_t addr)
{
    struct ht_dwarf_ranges ranges = ranges_of(unit, die);
    for (uint64_t low, high; ht_dwarf_ranges_next(&ranges, &low, &high);) {
        if (addr >= low && addr < high)
            return true;
    }
    return false;
}

/* Marks the addresses that the function covers; how many were not marked before. */
static size_t mark(struct ht_dwarf_unit *unit, const struct ht_die *die, struct ht_function_hit *hits, size_t count)
{
    size_t marked = 0;
    struct ht_dwarf_ranges ranges = ranges_of(unit, die);
    for (uint64_t low, high; ht_dwarf_ranges_next(&ranges, &low, &high);) {
        size_t first;
        HT_SEARCH(first, 0, count, hits[first].addr < low);
        for (; first < count && hits[first].addr < high; first++) {
            if (!ht_dwarf_take(&unit->dwarf->budget, 1, ".debug_info", unit->offset + die->offset))
                return marked;
            if (hits[first].function)
                continue;
            hits[first].function = die->offset;
            marked++;
        }
    }
    return marked;
}

/* Walks the unit until nothing is missing; inside tells whether functions are looked for in everything. */
static void walk(struct ht_dwarf_unit *unit, struct ht_function_hit *hits, size_t count, size_t *missing, bool inside)
{
    uint64_t pos = unit->root.end;
    uint64_t depth = unit->root.has_children ? 1 : 0;
    while (depth && *missing) {
        struct ht_die die;
        if (!ht_die_read(&unit->dies, pos, &die))
            return;
        pos = die.end;
        if (!die.tag) {
            depth--;
            continue;
        }
        if (die.tag == DW_TAG_subprogram && die.has_pcs)
            *missing -= mark(unit, &die, hits, count);
        if (!die.has_children)
            continue;
        if (inside || die.tag == DW_TAG_namespace || die.tag == DW_TAG_module)
            depth++;
        else if (!ht_die_next_sibling(&unit->dies, &die, &pos))
            return;
    }
}

struct ht_error *ht_dwarf_functions_find(struct ht_dwarf_unit *unit, struct ht_function_hit *hits, size_t count)
{
    size_t missing = count;
    for (size_t i = 0; i < count; i++)
        hits[i].function = 0;
    walk(unit, hits, count, &missing, false);
    if (missing)
        walk(unit, hits, count, &missing, true);
    return unit->dies.nomem ? ht_error_nomem() : NULL;
}

static bool is_block(unsigned tag)
{
    return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

struct ht_error *ht_dwarf_function_inlines(struct ht_dwarf_unit *unit, uint64_t function, uint64_t addr, uint64_t *ret,
                                           size_t *ret_count)
{
    struct ht_die die;
    *ret_count = 0;
    if (!ht_die_read(&unit->dies, function, &die))
        return unit->dies.nomem ? ht_error_nomem() : NULL;
    size_t count = 0;
    ret[count++] = function;
    uint64_t pos = die.end;
    bool more = die.has_children;
    while (more && count < HT_DWARF_INLINES_MAX && ht_die_read(&unit->dies, pos, &die) && die.tag) {
        bool level = die.tag == DW_TAG_inlined_subroutine || die.tag == DW_TAG_subprogram;
        if ((level || is_block(die.tag)) && die.has_pcs && covers(unit, &die, addr)) {
            if (die.tag == DW_TAG_subprogram) /* a function in a function */
                count = 0;
            if (level)
                ret[count++] = die.offset;
            pos = die.end;
            more = die.has_children;
        } else {
            more = ht_die_next_sibling(&unit->dies, &die, &pos);
        }
    }
    *ret_count = count;
    return unit->dies.nomem ? ht_error_nomem() : NULL;
}
