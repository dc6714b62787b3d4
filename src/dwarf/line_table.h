/*
 * The headers of line programs (.debug_line, DWARF 2 to 5): how the program is to be read (dwarf/lines.h), and the
 * paths of its files.
 */
#ifndef HT_DWARF_LINE_TABLE_H
#define HT_DWARF_LINE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "dwarf/units.h"

struct ht_line_file {
    const char *name; /* in the section */
    uint64_t dir;
    const char *path, *comp_dir; /* NULL until it was asked for; what it was joined from */
};

struct ht_line_table {
    struct ht_reader program;
    unsigned version, address_size;
    unsigned minimum_instruction, operations; /* VLIW machines have more than one operation an instruction */
    int line_base;
    unsigned line_range, opcode_base;
    const uint8_t *operand_counts; /* of the opcodes 1 to opcode_base - 1 */
    const char **dirs;
    size_t dir_count, dir_capacity;
    struct ht_line_file *files;
    size_t file_count, file_capacity;
    struct ht_dwarf_budget *budget;
};

/*
 * Reads the header of the unit's line table. A unit without one, or with a broken one, gives an empty table; a table
 * whose list of files is broken keeps what stood before. Running out of memory is the only failure.
 */
struct ht_error *ht_line_table_init(struct ht_dwarf_unit *unit, struct ht_line_table *ret);

void ht_line_table_deinit(struct ht_line_table *table);

/* Adds a file, as a line program itself may. */
struct ht_error *ht_line_table_add_file(struct ht_line_table *table, const char *name, uint64_t dir);

/*
 * The path of a file: absolute where the unit tells, joined from comp_dir (which may be NULL), its directory and its
 * name, and cut when it is longer than HT_NAME_MAX (base/utf.h); NULL when the table does not have it. Made in the
 * arena, once for each file and comp_dir by turns.
 */
struct ht_error *ht_line_table_path(struct ht_line_table *table, struct ht_arena *arena, const char *comp_dir,
                                    uint64_t file, const char **ret);

#endif
