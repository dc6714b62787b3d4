/*
 * The plain data of this floor: where DWARF stands, what is asked of it, and how it answers.
 */
#ifndef HT_DWARF_DATA_H
#define HT_DWARF_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf/file.h"

/* The debug sections of an ELF, decompressed. */
struct ht_dwarf_sections {
    struct ht_elf_bytes info, abbrev, str, line_str, str_offsets, addr, line, aranges, ranges, rnglists;
    bool big_endian;
};

/* One level of the inline stack of an address. */
struct ht_dwarf_location {
    const char *name;         /* or NULL; qualified ("ns::Class::method") when there is no linkage name to tell that */
    const char *linkage_name; /* DW_AT_linkage_name or DW_AT_MIPS_linkage_name ("_ZN2ns5Class6methodEv"), or NULL */
    const char *file;         /* the whole path, or NULL */
    uint32_t line, column;    /* 0: unknown */
};

struct ht_dwarf_query {
    uint64_t addr;                             /* in: the address to look up */
    const struct ht_dwarf_location *locations; /* out: innermost first, in the arena; NULL when nothing was found */
    uint32_t location_count;                   /* out */
    const char *split_file; /* out: the .dwo file that has the names and is not read, in the image; or NULL */
};

#endif
