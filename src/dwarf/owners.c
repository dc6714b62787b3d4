#include "dwarf/owners.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"
#include "dwarf/ranges.h"

struct ht_error *ht_dwarf_owners_init(struct ht_dwarf_owners *owners, struct ht_dwarf *dwarf,
                                      const struct ht_dwarf_query *queries, size_t count)
{
    *owners = (struct ht_dwarf_owners){.dwarf = dwarf, .queries = queries, .query_count = count};
    owners->candidates = ht_arena_array(&dwarf->arena, count + 1, sizeof *owners->candidates);
    owners->next = ht_arena_array(&dwarf->arena, count + 1, sizeof *owners->next);
    if (!owners->candidates || !owners->next)
        return ht_error_nomem();
    for (size_t i = 0; i <= count; i++)
        owners->next[i] = i;
    for (size_t i = 0; i < count; i++) {
        if (!ht_elf_image_is_code(dwarf->image, queries[i].addr))
            ht_dwarf_owners_settle(owners, i);
    }
    return NULL;
}

void ht_dwarf_owners_deinit(struct ht_dwarf_owners *owners)
{
    free(owners->items);
    free(owners->listed);
}

void ht_dwarf_owners_settle(struct ht_dwarf_owners *owners, size_t query)
{
    if (owners->next[query] == query)
        owners->next[query] = query + 1;
}

/* The first open query from i on, or query_count: paths are halved, so that ranges without open ones cost nothing. */
static size_t next_open(struct ht_dwarf_owners *owners, size_t i)
{
    while (owners->next[i] != i) {
        owners->next[i] = owners->next[owners->next[i]];
        i = owners->next[i];
    }
    return i;
}

bool ht_dwarf_owners_open(struct ht_dwarf_owners *owners)
{
    return next_open(owners, 0) < owners->query_count;
}

/* Makes the unit a candidate for the open queries in a range; the gap is the one around low from here on. */
static struct ht_error *add_queries(struct ht_dwarf_owners *owners, uint64_t unit, uint64_t low, uint64_t high)
{
    size_t first;
    HT_SEARCH(first, 0, owners->query_count, owners->queries[first].addr < low);
    size_t open = next_open(owners, first);
    owners->gap_start = first ? owners->queries[first - 1].addr + 1 : 0;
    owners->gap_end = open < owners->query_count ? owners->queries[open].addr : UINT64_MAX;
    for (size_t i = open; i < owners->query_count && owners->queries[i].addr < high; i = next_open(owners, i + 1)) {
        if (!HT_VEC_PUSH(owners->items, owners->count, owners->capacity,
                         (struct ht_dwarf_owner){.unit = unit, .query = i}))
            return ht_error_nomem();
        if (++owners->candidates[i] == HT_DWARF_CANDIDATES)
            ht_dwarf_owners_settle(owners, i);
    }
    return NULL;
}

static inline struct ht_error *add_range(struct ht_dwarf_owners *owners, uint64_t unit, uint64_t low, uint64_t high)
{
    bool empty = low >= owners->gap_start && high <= owners->gap_end;
    return empty ? NULL : add_queries(owners, unit, low, high);
}

/* A pair of .debug_aranges: dropped functions and ends are at address 0 or empty. */
static inline struct ht_error *add_pair(struct ht_dwarf_owners *owners, uint64_t unit, uint64_t low, uint64_t length)
{
    uint64_t high = length <= UINT64_MAX - low ? low + length : UINT64_MAX;
    return low && length ? add_range(owners, unit, low, high) : NULL;
}

/* The pairs of a set up to its end, each of two integers of size bytes. */
static struct ht_error *read_pairs(struct ht_dwarf_owners *owners, struct ht_reader *set, uint64_t unit, unsigned size)
{
    struct ht_error *error = NULL;
    if (size != 4) {
        while (!error && ht_reader_left(set) >= 2 * size) {
            uint64_t low = ht_reader_uint(set, size), length = ht_reader_uint(set, size);
            error = add_pair(owners, unit, low, length);
        }
        return error;
    }
    const uint8_t *pair = set->data + set->pos, *end = pair + ht_reader_left(set) / 8 * 8;
    for (; pair < end && !error; pair += 8)
        error = add_pair(owners, unit, ht_load_u32(pair, set->big_endian), ht_load_u32(pair + 4, set->big_endian));
    return error;
}

/* One set of .debug_aranges (DWARF 5, section 6.1.2). */
static struct ht_error *read_set(struct ht_dwarf_owners *owners, struct ht_reader *set, size_t start,
                                 unsigned offset_size)
{
    unsigned version = ht_reader_u16(set);
    uint64_t unit = ht_reader_uint(set, offset_size);
    unsigned size = ht_reader_u8(set), segment_size = ht_reader_u8(set);
    if (set->failed || version != 2 || (size != 4 && size != 8) || segment_size)
        return NULL;
    if (!HT_VEC_PUSH(owners->listed, owners->listed_count, owners->listed_capacity, unit))
        return ht_error_nomem();
    /* Pairs are aligned to their size, counted from the start of the set. */
    size_t over = (set->pos - start) % (2 * size);
    ht_reader_skip(set, over ? 2 * size - over : 0);
    return read_pairs(owners, set, unit, size);
}

static int by_unit(const void *a, const void *b)
{
    const struct ht_dwarf_owner *x = a, *y = b;
    if (x->unit != y->unit)
        return HT_ORDER(x->unit, y->unit);
    return HT_ORDER(x->query, y->query);
}

struct ht_error *ht_dwarf_owners_by_aranges(struct ht_dwarf_owners *owners)
{
    const struct ht_elf_bytes *section = &owners->dwarf->sections.aranges;
    struct ht_reader reader = ht_reader_init(section->data, section->size, owners->dwarf->sections.big_endian);
    owners->count = 0;
    while (ht_reader_left(&reader)) {
        size_t start = reader.pos;
        unsigned offset_size;
        uint64_t length = ht_reader_initial_length(&reader, &offset_size);
        struct ht_reader set = reader;
        ht_reader_skip(&reader, length);
        if (reader.failed)
            break;
        set.size = reader.pos;
        struct ht_error *error = read_set(owners, &set, start, offset_size);
        if (error)
            return error;
    }
    ht_sort_u64(owners->listed, owners->listed_count);
    ht_sort(owners->items, owners->count, sizeof *owners->items, by_unit);
    return NULL;
}

static bool is_listed(const struct ht_dwarf_owners *owners, uint64_t unit)
{
    size_t place;
    HT_SEARCH(place, 0, owners->listed_count, owners->listed[place] < unit);
    return place < owners->listed_count && owners->listed[place] == unit;
}

static struct ht_error *add_ranges(struct ht_dwarf_owners *owners, uint64_t unit, struct ht_dwarf_ranges *ranges)
{
    for (uint64_t low, high; ht_dwarf_ranges_next(ranges, &low, &high);) {
        struct ht_error *error = add_range(owners, unit, low, high);
        if (error)
            return error;
    }
    return NULL;
}

/* The list of a unit in .debug_ranges. */
struct list_place {
    uint64_t list, unit;
};

struct list_places {
    struct list_place *items;
    size_t count, capacity;
};

static int by_list(const void *a, const void *b)
{
    const struct list_place *x = a, *y = b;
    return HT_ORDER(x->list, y->list);
}

/* The unit's ranges as they stand; its place in places instead, when they are to go on behind their end. */
static struct ht_error *add_unit(struct ht_dwarf_owners *owners, const struct ht_dwarf_unit *unit,
                                 struct list_places *places)
{
    if (places) {
        if (!unit->ranges.form || unit->dies.version >= 5)
            return NULL;
        const struct list_place place = {unit->ranges.value, unit->offset};
        return HT_VEC_PUSH(places->items, places->count, places->capacity, place) ? NULL : ht_error_nomem();
    }
    struct ht_dwarf_ranges ranges = ht_dwarf_ranges_of(unit, &unit->low, &unit->high, &unit->ranges);
    return add_ranges(owners, unit->offset, &ranges);
}

/* Each list goes on up to the next unit's: GCC writes the list of a unit behind those of its functions. */
static struct ht_error *add_places(struct ht_dwarf_owners *owners, struct list_places *places)
{
    struct ht_error *error = NULL;
    ht_sort(places->items, places->count, sizeof *places->items, by_list);
    for (size_t i = 0; i < places->count && !error; i++) {
        struct ht_dwarf_unit *unit;
        error = ht_dwarf_unit_walk_to(owners->dwarf, places->items[i].unit, &unit);
        if (error || !unit)
            continue;
        struct ht_dwarf_ranges list = ht_dwarf_ranges_init(unit, &unit->ranges, true);
        if (i + 1 < places->count && places->items[i + 1].list < list.reader.size)
            ht_reader_limit(&list.reader, places->items[i + 1].list);
        error = add_ranges(owners, unit->offset, &list);
    }
    return error;
}

struct ht_error *ht_dwarf_owners_by_units(struct ht_dwarf_owners *owners, bool past_ends)
{
    struct ht_dwarf *dwarf = owners->dwarf;
    struct list_places places = {NULL, 0, 0};
    owners->count = 0;
    struct ht_error *error = ht_dwarf_unit_list(dwarf);
    for (size_t i = 0; i < dwarf->unit_count && !error; i++) {
        if (is_listed(owners, dwarf->unit_offsets[i]))
            continue;
        struct ht_dwarf_unit *unit;
        error = ht_dwarf_unit_walk_to(dwarf, dwarf->unit_offsets[i], &unit);
        if (!error && unit)
            error = add_unit(owners, unit, past_ends ? &places : NULL);
    }
    if (!error && past_ends)
        error = add_places(owners, &places);
    free(places.items);
    ht_sort(owners->items, owners->count, sizeof *owners->items, by_unit);
    return error;
}
