/*
 * Addresses to functions and lines, from an ELF's DWARF (versions 2 to 5, mixed).
 */
#ifndef HT_DWARF_H
#define HT_DWARF_H

#include <stdint.h>

#include "arena.h"
#include "elf_image.h"
#include "error.h"

/* One level of the inline stack of an address. */
struct ht_dwarf_location {
    const char *name;         /* qualified by its namespaces and classes ("ns::Class::method"), or NULL */
    const char *linkage_name; /* DW_AT_linkage_name or DW_AT_MIPS_linkage_name, or NULL */
    const char *file;         /* the whole path, or NULL */
    uint32_t line, column;    /* 0: unknown */
};

struct ht_dwarf_query {
    uint64_t addr;                             /* in: the address to look up */
    const struct ht_dwarf_location *locations; /* out: innermost first, in the arena; NULL when nothing was found */
    uint32_t location_count;                   /* out */
};

/*
 * Answers all queries, which the caller has sorted by address, ascending and distinct. An address that no unit owns,
 * or whose unit is broken, keeps no locations: bad DWARF is never an error, running out of memory is.
 * The image must stay open as long as the answers are used.
 */
struct ht_error *ht_dwarf_resolve(struct ht_elf_image *image, struct ht_arena *arena, struct ht_dwarf_query *queries,
                                  size_t count);

#endif
