/*
 * What a DIE says, read by libdwarf: text of any form, numbers, references.
 *
 * dwarf/dies.h finds a DIE and sees that it lies whole in its unit before libdwarf is shown it. So what 20210528 does
 * not check is not reached: it reads a DW_FORM_ref1 behind the end of a section (fixed in 0.9.2) and headers of units
 * that are too short (0.7.0), and goes on when the form of a DW_FORM_indirect cannot be read (0.7.0). It takes
 * DW_FORM_strx3 and DW_FORM_addrx3 for four bytes (0.6.0): what stands behind them in a DIE is not asked for. For an
 * index into a .debug_addr that is smaller than an address it reads before the section: it does not see the section
 * then. It looks for the end of all text that it passes as far as the section goes: it is shown zeros in place of text,
 * and tells where text lies. It looks for an abbreviation among all whose codes leave the same remainder: units with
 * other codes than those that a table begins with, 1, 2, 3, and so on, are not shown to it. The sections in which its
 * other known faults lie (CVE-2022-32200 in .debug_pubnames, CVE-2022-39170 and CVE-2024-31745 in frames, and what was
 * found in lines, macros and indexes up to 2024) are hidden from it, and DW_FORM_ref_sig8 (CVE-2022-34299) is not
 * followed.
 */
#ifndef HT_DWARF_ENTRY_H
#define HT_DWARF_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "dwarf/compat.h"
#include "dwarf/units.h"

struct ht_dwarf_entry {
    struct ht_dwarf_unit *unit;
    struct ht_die die;
    Dwarf_Die handle; /* NULL until something is asked for, or when libdwarf will not have it */
    bool refused;
    bool nomem;
};

/* Where a DIE refers to. */
struct ht_dwarf_reference {
    enum { HT_REFERENCE_NONE, HT_REFERENCE_LOCAL, HT_REFERENCE_GLOBAL } kind;
    uint64_t offset; /* in the unit, or in .debug_info */
};

/* The DIE at offset in the unit; false when there is none. Ends with ht_dwarf_entry_close() in any case. */
bool ht_dwarf_entry_open(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_dwarf_entry *ret);

/* Running out of memory in any call since it was opened is told here. */
struct ht_error *ht_dwarf_entry_close(struct ht_dwarf_entry *entry);

bool ht_dwarf_entry_has(const struct ht_dwarf_entry *entry, unsigned name);

/* The text of an attribute, as ht_elf_image_text() tells it; NULL when there is none, it is empty or in another file.
 */
const char *ht_dwarf_entry_text(struct ht_dwarf_entry *entry, unsigned name);

/* The number of an attribute; 0 when there is none. */
uint64_t ht_dwarf_entry_number(struct ht_dwarf_entry *entry, unsigned name);

/* What an attribute refers to; none for one that leads into a type unit or a file that is not here. */
struct ht_dwarf_reference ht_dwarf_entry_reference(struct ht_dwarf_entry *entry, unsigned name);

#endif
