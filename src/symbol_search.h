/*
 * The symbol that an address belongs to, from an ELF's symbol table.
 */
#ifndef HT_SYMBOL_SEARCH_H
#define HT_SYMBOL_SEARCH_H

#include <stdint.h>

#include "elf_image.h"
#include "error.h"
#include "regions.h"

/*
 * *ret is the symbol of an address, or NULL. A symbol with a size that holds the address comes first. Else the
 * nearest below without a size: in code only one of the same segment with no sized symbol in between (functions of
 * assembly); in the chip's ROM also the absolute ones that ESP-IDF's linker scripts give for ROM functions
 * (components/esp_rom/CHIP/ld). Of several at one address a global function comes before local and weak ones, a
 * function before a mere label. chip may be NULL.
 */
struct ht_error *ht_symbol_search(struct ht_elf_image *image, const struct ht_chip *chip, uint64_t addr,
                                  const struct ht_elf_symbol **ret);

#endif
