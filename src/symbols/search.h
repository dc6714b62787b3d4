/*
 * The symbols that addresses belong to, from an ELF's symbol table.
 *
 * A run asks for tens of addresses and a table has tens of thousands of symbols: so the table is gone through once for
 * all of them, and never sorted.
 */
#ifndef HT_SYMBOLS_SEARCH_H
#define HT_SYMBOLS_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "elf/image.h"
#include "symbols/chips.h"

struct ht_symbol_query {
    uint64_t addr;               /* in */
    bool found;                  /* out */
    struct ht_elf_symbol symbol; /* out, when found */
    const char *name;            /* out: in the file, or NULL */
};

/*
 * Answers the queries, which the caller has sorted by address, ascending. A symbol with a size that holds the address
 * comes first, the one that starts last. Else the nearest below without a size: in code only one of the same segment
 * with no sized symbol in between (functions of assembly); in the chip's ROM also the absolute ones that ESP-IDF's
 * linker scripts give for ROM functions (components/esp_rom/CHIP/ld). Of several at one address a global function
 * comes before local ones, these before weak ones, a function before a mere label. chip may be NULL.
 */
struct ht_error *ht_symbol_search(struct ht_elf_image *image, const struct ht_chip *chip,
                                  struct ht_symbol_query *queries, size_t count);

/* The first query with this address, or NULL. */
const struct ht_symbol_query *ht_symbol_query_find(const struct ht_symbol_query *queries, size_t count, uint64_t addr);

#endif
