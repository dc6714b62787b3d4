/*
 * The tree of DIEs in one unit, skimmed: where DIEs begin and end, their tags, and the addresses in them. What they say
 * besides is libdwarf's to read (dwarf/entry.h).
 *
 * By hand, for libdwarf takes an allocation a DIE, and looks through all its attributes for each that is asked for. To
 * find functions and what is inlined in them with dwarf_child(), dwarf_siblingof_b(), dwarf_lowpc() and
 * dwarf_highpc_b() of 20210528, the rest as it is, took 1,853 million instructions instead of 728 for 5,000 PCs in
 * the ELF of `make bench`, and the whole run 1.4 times gimli's time and 0.6 of llvm-symbolizer's instead of 0.65 and
 * 0.3. Besides it does not come back from a DW_AT_sibling that refers to its own DIE (20210528), walks the DIEs below
 * one again for each level above that has no DW_AT_sibling, and cannot be stopped in either.
 */
#ifndef HT_DWARF_DIES_H
#define HT_DWARF_DIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reader.h"
#include "dwarf/budget.h"

/* More abbreviations than any compiler writes for one unit. */
#define HT_ABBREVS_MAX 65536

/* More attributes than any DIE has, and more than all abbreviations of a unit have. */
#define HT_ABBREV_ATTRS_MAX 256
#define HT_ABBREVS_ATTRS_MAX (1 << 20)

struct ht_abbrev_attr {
    uint16_t name, form;
    uint8_t kind, size; /* how the form is read, and the bytes that it or its length takes */
    int64_t implicit;   /* the value of a DW_FORM_implicit_const; 1, as of a DW_FORM_flag_present, for others */
};

struct ht_abbrev {
    uint64_t code;
    uint32_t first_attr, attr_count;
    int32_t size;       /* of the attributes' bytes, or -1 when it varies */
    int32_t sibling_at; /* where the DW_AT_sibling of 4 bytes lies in them, or -1 */
    uint16_t tag;
    bool has_children;
    bool has_pcs; /* DW_AT_low_pc or DW_AT_ranges */
};

/* A table of abbreviations, decoded as far as it has been asked for; units may share one. */
struct ht_abbrevs {
    uint64_t offset; /* in .debug_abbrev */
    size_t users;    /* the units that have it */
    struct ht_reader reader;
    bool complete, sorted;
    struct ht_abbrev *items;
    size_t ordered; /* of the items, whose codes are 1, 2, 3, …: those behind them are sorted once all are there */
    size_t count, capacity;
    struct ht_abbrev_attr *attrs;
    size_t attr_count, attr_capacity;
};

/* One unit's bytes and what is needed to read them. Offsets of DIEs count from the unit's header. */
struct ht_dies {
    struct ht_reader reader; /* exactly the unit, header included */
    unsigned version, address_size, offset_size;
    struct ht_abbrevs *abbrevs;
    struct ht_dwarf_budget *budget; /* without steps reading fails */
    uint64_t start;                 /* of the unit in .debug_info: where the steps ended is told with it */
    bool unordered;                 /* it has DIEs whose codes are not among those in order */
    bool nomem;                     /* memory ran out: reading fails from here on */
};

struct ht_die {
    uint64_t offset;
    uint64_t attrs;   /* where its attributes begin */
    uint64_t end;     /* behind its attributes: its first child, when it has children */
    uint64_t sibling; /* 0: it does not say */
    uint64_t code;
    uint32_t first_attr, attr_count; /* in the unit's abbreviations */
    unsigned tag;                    /* 0: a null entry, the end of a list of siblings */
    bool has_children;
    bool has_pcs;
};

struct ht_die_value {
    unsigned form; /* 0: the DIE has no such attribute */
    uint64_t value;
};

/* Lets go of the abbreviations. */
void ht_dies_deinit(struct ht_dies *dies);

/* The DIE at offset; false at the end of the unit and where the unit is broken. */
bool ht_die_read(struct ht_dies *dies, uint64_t offset, struct ht_die *ret);

/* Where the sibling of a DIE (not a null entry) begins; false where the unit is broken. */
bool ht_die_next_sibling(struct ht_dies *dies, const struct ht_die *die, uint64_t *ret);

/* Reads a value of a form as ht_die_values() does, wherever it stands. */
uint64_t ht_form_read(const struct ht_dies *dies, struct ht_reader *reader, unsigned form);

/*
 * The values of the named attributes: numbers, offsets, indices; of text in the DIE itself (DW_FORM_string) where it
 * lies in the unit. Those of other forms tell the form only. Of attributes that stand there twice the first counts.
 */
void ht_die_values(struct ht_dies *dies, const struct ht_die *die, const uint16_t *names, struct ht_die_value *values,
                   size_t count);

#endif
