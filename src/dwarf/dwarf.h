/*
 * Addresses to functions and lines, from an ELF's DWARF (versions 2 to 5, mixed).
 */
#ifndef HT_DWARF_DWARF_H
#define HT_DWARF_DWARF_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "dwarf/data.h"
#include "elf/image.h"

/*
 * Answers all queries, which the caller has sorted by address, ascending and distinct. An address that no unit owns,
 * or whose unit is broken, keeps no locations: bad DWARF is never an error, running out of memory is.
 * The image must stay open as long as the answers are used.
 */
struct ht_error *ht_dwarf_resolve(struct ht_elf_image *image, struct ht_arena *arena, struct ht_dwarf_query *queries,
                                  size_t count);

#endif
