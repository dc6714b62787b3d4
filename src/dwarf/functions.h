/*
 * Functions of a unit: which one holds an address, and what is inlined there.
 */
#ifndef HT_DWARF_FUNCTIONS_H
#define HT_DWARF_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "dwarf/units.h"

/* Levels of inlining that are told; those inside are left out. */
#define HT_DWARF_INLINES_MAX 256

/*
 * And levels that all addresses of a resolution have together: some for any, and so many for each. A call of Rust or
 * C++ comes to three on the average. Where they are used up only the function is told, and not what is inlined in it.
 */
#define HT_DWARF_LEVELS_ANY ((size_t)4096)
#define HT_DWARF_LEVELS_EACH ((size_t)8)

struct ht_function_hit {
    uint64_t addr;     /* in */
    uint64_t function; /* out: where the DIE of the function lies in the unit; 0: none holds the address */
};

/*
 * Finds the functions that hold the addresses, ascending. Functions stand in the unit or in its namespaces; only when
 * an address is not found there, all of the unit is searched (functions in functions, methods inside classes).
 */
struct ht_error *ht_dwarf_functions_find(struct ht_dwarf_unit *unit, struct ht_function_hit *hits, size_t count);

/*
 * The DIEs around an address from the function inwards: function, inlined function in it, and so on; at most
 * HT_DWARF_INLINES_MAX of them.
 */
struct ht_error *ht_dwarf_function_inlines(struct ht_dwarf_unit *unit, uint64_t function, uint64_t addr, uint64_t *ret,
                                           size_t *ret_count);

#endif
