/*
 * The addresses that a DIE covers: one range, or a list in .debug_ranges (DWARF 2 to 4) or .debug_rnglists (DWARF 5).
 */
#ifndef HT_DWARF_RANGES_H
#define HT_DWARF_RANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "dwarf/units.h"

struct ht_dwarf_ranges {
    const struct ht_dwarf_unit *unit;
    struct ht_reader reader;
    uint64_t base;
    bool past_ends; /* go on behind a 0/0 pair in .debug_ranges */
    bool listed;
    uint64_t low, high; /* the range, when there is no list */
};

/* By the values of its DW_AT_low_pc, DW_AT_high_pc and DW_AT_ranges: the last counts, when it is there. */
struct ht_dwarf_ranges ht_dwarf_ranges_of(const struct ht_dwarf_unit *unit, const struct ht_die_value *low,
                                          const struct ht_die_value *high, const struct ht_die_value *ranges);

/*
 * Starts the list that a DW_AT_ranges value refers to; a broken reference is an empty list.
 *
 * With past_ends set a list of .debug_ranges goes on behind pairs that end it, to the end of the section: the linker
 * writes 0/0 for functions it dropped, and only the list of a unit has those. What lies behind the real end are ranges
 * of other DIEs, so that the answer says who may own an address, not who does.
 */
struct ht_dwarf_ranges ht_dwarf_ranges_init(const struct ht_dwarf_unit *unit, const struct ht_die_value *value,
                                            bool past_ends);

/* The next range that is neither empty nor at address 0, which is where dropped functions stand; false at the end. */
bool ht_dwarf_ranges_next(struct ht_dwarf_ranges *ranges, uint64_t *low, uint64_t *high);

#endif
