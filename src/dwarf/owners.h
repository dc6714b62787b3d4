/*
 * Which units may own an address: .debug_aranges, and the ranges of units that it leaves out.
 *
 * The answer is a list of candidates. Whether a unit has a function or a line at the address is for the unit to say.
 */
#ifndef HT_DWARF_OWNERS_H
#define HT_DWARF_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "dwarf/data.h"
#include "dwarf/units.h"

/* Units that are asked about one address; where ranges overlap there are two. */
#define HT_DWARF_CANDIDATES 8

struct ht_dwarf_owner {
    uint64_t unit; /* offset in .debug_info */
    size_t query;
};

struct ht_dwarf_owners {
    struct ht_dwarf *dwarf;
    const struct ht_dwarf_query *queries;
    size_t query_count;
    struct ht_dwarf_owner *items; /* what the last search found, by unit, then by query */
    size_t count, capacity;
    uint8_t *candidates;         /* of each query */
    size_t *next;                /* of each query: itself while it is open, else one nearer to the next open one */
    uint64_t gap_start, gap_end; /* no open query lies from the one to below the other: most ranges lie in there */
    uint64_t *listed;            /* the units that .debug_aranges has, ascending */
    size_t listed_count, listed_capacity;
};

/* Addresses outside the segments with code are settled from the start: what claims them is a dropped function. */
struct ht_error *ht_dwarf_owners_init(struct ht_dwarf_owners *owners, struct ht_dwarf *dwarf,
                                      const struct ht_dwarf_query *queries, size_t count);
void ht_dwarf_owners_deinit(struct ht_dwarf_owners *owners);

/* Looks no further for a query. */
void ht_dwarf_owners_settle(struct ht_dwarf_owners *owners, size_t query);

/* Is there a query to look for? */
bool ht_dwarf_owners_open(struct ht_dwarf_owners *owners);

/*
 * Finds candidates in .debug_aranges. A set ends where its length says: in firmware whose unused functions the linker
 * dropped, pairs of zeros stand in the middle.
 */
struct ht_error *ht_dwarf_owners_by_aranges(struct ht_dwarf_owners *owners);

/*
 * Finds candidates among the units that .debug_aranges leaves out, by their ranges as they stand, or with past_ends by
 * lists in .debug_ranges that go on behind pairs of zeros.
 */
struct ht_error *ht_dwarf_owners_by_units(struct ht_dwarf_owners *owners, bool past_ends);

#endif
