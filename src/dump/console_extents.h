/*
 * Where the dumps of a console log stand.
 */
#ifndef HT_DUMP_CONSOLE_EXTENTS_H
#define HT_DUMP_CONSOLE_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "dump/boot_line.h"

struct ht_console_extent {
    size_t start, end;   /* offsets; the line that closes the dump, or cuts it off, belongs to it */
    size_t line;         /* number of its first line */
    size_t records;      /* that begin in it, readable or not */
    struct ht_boot boot; /* the last one before it */
};

struct ht_console_extents {
    struct ht_console_extent *items; /* from the heap, in the log's order */
    size_t count, capacity;
};

/* Each dump begins at a header, or at a record that none of the dumps before can hold. False without memory. */
bool ht_console_extents_find(struct ht_console_extents *extents, const char *bytes, size_t size,
                             struct ht_arena *arena);
void ht_console_extents_deinit(struct ht_console_extents *extents);

#endif
