/*
 * libdwarf over one unit: a small Dwarf_Debug that sees just the unit's slice of .debug_info.
 *
 * libdwarf keeps its allocations in a tree, so that they end with the Dwarf_Debug. It can be told not to, for the whole
 * process; what it would spare is 4 % of a run, and other threads, and other users of libdwarf, would be told so too.
 */
#ifndef HT_DWARF_SLICE_H
#define HT_DWARF_SLICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "dwarf/compat.h"
#include "dwarf/data.h"
#include "elf/file.h"

/* .debug_info, .debug_abbrev, .debug_str, .debug_line_str, .debug_str_offsets, .debug_addr, behind an empty one as in
   an ELF: what a unit needs. The other sections are hidden from libdwarf unless it is to see the whole. */
#define HT_LIBDWARF_UNIT_SECTIONS 7
#define HT_LIBDWARF_SECTION_COUNT 10

struct ht_libdwarf {
    Dwarf_Debug debug; /* NULL: libdwarf will not have the unit */
    ht_libdwarf_object object;
    const char *names[HT_LIBDWARF_SECTION_COUNT];
    struct ht_elf_bytes sections[HT_LIBDWARF_SECTION_COUNT];
    unsigned section_count;
    bool big_endian;
    unsigned address_size, offset_size;
    uint64_t abbrev_steps; /* taken for the abbreviations that it has read: for dwarf/entry.h */
};

/*
 * Opens a unit of which sections->info is the slice; what the sections hold must outlive it. A unit that libdwarf will
 * not have is no error: then debug is NULL. With all of .debug_info and HT_LIBDWARF_SECTION_COUNT it is what tests hold
 * our own reading against: behind dwarf_init_path() libdwarf 20210528 takes every object for one that it opened itself.
 */
struct ht_error *ht_libdwarf_open(const struct ht_dwarf_sections *sections, unsigned section_count,
                                  unsigned address_size, unsigned offset_size, struct ht_libdwarf **ret);

/* Ends libdwarf's view of a unit; NULL is fine. Shut, it stays as one that libdwarf will not have. */
void ht_libdwarf_close(struct ht_libdwarf *libdwarf);
void ht_libdwarf_shut(struct ht_libdwarf *libdwarf);

#endif
