/*
 * The debug sections of an ELF, decompressed.
 */
#ifndef HT_DWARF_SECTIONS_H
#define HT_DWARF_SECTIONS_H

#include <stdbool.h>

#include "elf/file.h"

struct ht_dwarf_sections {
    struct ht_elf_bytes info, abbrev, str, line_str, str_offsets, addr, line, aranges, ranges, rnglists;
    bool big_endian;
};

#endif
