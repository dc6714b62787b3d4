/*
 * The units of .debug_info: their headers, their abbreviations, and who owns an address.
 *
 * Decoded by hand, every read bounded: a firmware has a thousand units and a dump needs a few of them. libdwarf makes a
 * context for each unit before the one that is asked for (5 us each); the units that are, it gets one by one
 * (dwarf/entry.h).
 */
#ifndef HT_DWARF_UNITS_H
#define HT_DWARF_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "dwarf/budget.h"
#include "dwarf/data.h"
#include "dwarf/dies.h"
#include "elf/image.h"

/* The units of a file at most: a firmware has a thousand, a browser a hundred thousand. */
#define HT_DWARF_UNITS_MAX ((size_t)1 << 20)

/* Units kept open between two PCs: those that a unit of a link-time optimised program refers to. */
#define HT_DWARF_OPEN_UNITS 8

struct ht_libdwarf;

struct ht_dwarf_unit {
    struct ht_dwarf *dwarf;
    uint64_t offset;                       /* of its header in .debug_info; the offsets below count from here */
    struct ht_dies dies;                   /* the unit's slice of .debug_info and how to read its DIEs */
    struct ht_die root;                    /* its first DIE */
    uint64_t low_pc;                       /* the base of its range lists; 0 when it has none */
    struct ht_die_value low, high, ranges; /* form 0: it has none */
    struct ht_die_value stmt_list;
    uint64_t addr_base, rnglists_base;
    uint64_t language;
    struct ht_libdwarf *libdwarf; /* NULL until it is asked what a DIE says */
    uint64_t scopes_from;         /* a DIE below the first one from which scopes were sought; 0: none yet */
};

/* Names told last, by the DIE that has them: what is inlined in one place is inlined in others. */
#define HT_DWARF_NAMED 1024

struct ht_dwarf_named {
    uint64_t offset; /* of the DIE in .debug_info; 0: no entry */
    const char *name, *linkage_name;
};

/* So many bytes of .debug_info a walk leaves behind before it gives back the memory of the file's pages. */
#define HT_DWARF_PAGES_KEPT (UINT64_C(2) << 20)

/* One resolution: the sections and what is open. */
struct ht_dwarf {
    struct ht_arena arena; /* for what ends with it */
    struct ht_elf_image *image;
    uint64_t kept_from; /* where in .debug_info the walk stood when pages were given back last */
    struct ht_dwarf_sections sections;
    struct ht_dwarf_budget budget;
    struct ht_dwarf_unit **open;
    size_t open_count, open_capacity;
    uint64_t *unit_offsets; /* of all units, ascending; NULL until somebody asks */
    size_t unit_count, unit_capacity;
    bool units_listed;
    uint8_t *no_text; /* zeros, as many as the larger section of text has bytes: for dwarf/entry.h */
    struct ht_dwarf_named named[HT_DWARF_NAMED]; /* at the remainder of the offset; their text lasts as long */
};

void ht_dwarf_init(struct ht_dwarf *dwarf, struct ht_elf_image *image);
void ht_dwarf_deinit(struct ht_dwarf *dwarf);

/*
 * The unit whose header lies at offset, with its first DIE read; NULL when it is broken or of no use (a type unit).
 * It belongs to dwarf and stays open until ht_dwarf_units_trim().
 */
struct ht_error *ht_dwarf_unit_open(struct ht_dwarf *dwarf, uint64_t offset, struct ht_dwarf_unit **ret);

/* The same for the unit that holds an offset into .debug_info. */
struct ht_error *ht_dwarf_unit_open_at(struct ht_dwarf *dwarf, uint64_t info_offset, struct ht_dwarf_unit **ret);

/* The same for a walk through units, about in their order: what lies behind is given back, and no unit is in use. */
struct ht_error *ht_dwarf_unit_walk_to(struct ht_dwarf *dwarf, uint64_t offset, struct ht_dwarf_unit **ret);

/*
 * Closes all units but keep (which may be NULL) and the last one, whose abbreviations the next may have too, when there
 * are more than HT_DWARF_OPEN_UNITS.
 */
void ht_dwarf_units_trim(struct ht_dwarf *dwarf, const struct ht_dwarf_unit *keep);

/*
 * The offsets of all units, in the order of the section; the list ends at the first header that is broken, and at
 * HT_DWARF_UNITS_MAX. What is too short for a header and a DIE is padding.
 */
struct ht_error *ht_dwarf_unit_list(struct ht_dwarf *dwarf);

/* An address from .debug_addr; 0 when it has none. */
uint64_t ht_dwarf_indexed_address(const struct ht_dwarf_unit *unit, uint64_t index);

/* The address that the value of a DW_AT_low_pc stands for. */
uint64_t ht_dwarf_address(const struct ht_dwarf_unit *unit, const struct ht_die_value *value);

/* The address that the value of a DW_AT_high_pc stands for: since DWARF 4 it may be a length. */
uint64_t ht_dwarf_high_pc(const struct ht_dwarf_unit *unit, uint64_t low_pc, const struct ht_die_value *value);

#endif
