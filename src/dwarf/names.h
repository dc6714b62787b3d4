/*
 * Names, the scopes around them, and call sites, made of what DIEs say (dwarf/entry.h). References that leave the unit
 * (DW_FORM_ref_addr) are followed into the one they lead to.
 */
#ifndef HT_DWARF_NAMES_H
#define HT_DWARF_NAMES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/utf.h"
#include "dwarf/data.h"
#include "dwarf/units.h"

/* How far a chain of DW_AT_abstract_origin and DW_AT_specification is followed: more hops only go around. */
#define HT_DWARF_HOPS 16

/* Longer linkage names are left out, before they would be cut (base/utf.h): nobody demangles them. */
#define HT_DWARF_LINKAGE_MAX (HT_NAME_MAX / 2)

/* How deep a name may be nested in scopes. */
#define HT_DWARF_SCOPES 32

/* How deep functions may be nested in functions, by their local classes. */
#define HT_DWARF_NESTED_FUNCTIONS 4

struct ht_dwarf_call_site {
    uint64_t file; /* an index into the unit's line table */
    uint32_t line, column;
};

/*
 * The name of the function whose DIE lies at offset in the unit, and its linkage name: its own, or those of the DIEs
 * it refers to. Both are NULL when the DIE does not tell. Scopes are put before the name only when no linkage name
 * tells them, since to find them takes as long as everything else together, and when name and scopes are not longer
 * than HT_NAME_MAX.
 */
struct ht_error *ht_dwarf_function_name(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_arena *arena,
                                        struct ht_dwarf_location *location);

/* Where the inlined function whose DIE lies at offset was called: zeros when it does not tell. */
struct ht_error *ht_dwarf_call_site(struct ht_dwarf_unit *unit, uint64_t offset, struct ht_dwarf_call_site *ret);

/* The unit's DW_AT_comp_dir, and the file that a skeleton leaves all but lines to (split DWARF); NULL: it has none. */
struct ht_error *ht_dwarf_unit_names(struct ht_dwarf_unit *unit, const char **comp_dir, const char **split_file);

#endif
