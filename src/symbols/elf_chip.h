/*
 * The chip that an ELF is made for. Its application description does not name it; where its segments lie, and where
 * its linker script says that functions of the ROM begin, do.
 */
#ifndef HT_SYMBOLS_ELF_CHIP_H
#define HT_SYMBOLS_ELF_CHIP_H

#include "elf/image.h"
#include "symbols/chips.h"

/* NULL where no chip fits, or several do and no ROM function tells them apart. */
const struct ht_chip *ht_elf_chip(struct ht_elf_image *image);

#endif
