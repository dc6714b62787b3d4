/*
 * Line programs (.debug_line, DWARF 2 to 5): the row of an address.
 *
 * By hand, since libdwarf allocates every row twice and its 20210528 starts the file register of DWARF 5 at 0.
 */
#ifndef HT_DWARF_LINES_H
#define HT_DWARF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "dwarf/line_table.h"

struct ht_line_row {
    uint64_t addr; /* in */
    uint64_t file; /* out: an index for ht_line_table_path() */
    uint32_t line, column;
    bool found;
};

/* Finds the rows of addresses, ascending; stops as soon as all are found. */
struct ht_error *ht_line_table_find(struct ht_line_table *table, struct ht_line_row *rows, size_t count);

#endif
