/*
 * Makes ELFs with debug information from steps: a unit, an attribute, an entry, an opcode of a line program. Sizes and
 * offsets are right unless a step spoils them, and any steps make an ELF.
 *
 * Source: DWARF 5, chapter 7.
 */
#ifndef HT_DWARF_MAKER_H
#define HT_DWARF_MAKER_H

#include <stddef.h>
#include <stdint.h>

#define DWARF_STEPS_MAX ((size_t)256)

/* What a, b, c and v say depends on the kind; every value means something. */
struct dwarf_step {
    uint8_t kind, a, b, c;
    uint32_t v;
};

enum dwarf_step_kind {
    DWARF_UNIT,    /* ends the one before */
    DWARF_ABBREV,  /* a declaration, whose attributes follow */
    DWARF_ATTR,    /* of the last declaration */
    DWARF_ENTRY,   /* of the unit, by a declaration: values by their forms */
    DWARF_UP,      /* ends the children */
    DWARF_PROGRAM, /* of lines; ends the one before */
    DWARF_OPCODE,  /* of the last program */
    DWARF_RANGE,   /* of the last list, in both sections; or the list's end */
    DWARF_ADDR,
    DWARF_STR,
    DWARF_ARANGES, /* of the unit */
    DWARF_SPOIL,   /* a byte of what a section holds so far */
    DWARF_REPEAT,  /* the last steps, up to a thousand times */
    DWARF_CUT,     /* a section */
    DWARF_KINDS
};

/* Writes the ELF, unless it has more than max_size bytes; returns its size, or 0. */
size_t dwarf_make(const struct dwarf_step *steps, size_t count, uint8_t *ret, size_t max_size);

#endif
