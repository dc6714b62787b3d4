#include "dwarf/dwarf.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"
#include "dwarf/functions.h"
#include "dwarf/lines.h"
#include "dwarf/names.h"
#include "dwarf/owners.h"
#include "dwarf/units.h"

/* How well a query is answered: what a better answer replaces. */
enum answer { ANSWER_NONE, ANSWER_LINE, ANSWER_FUNCTION };

struct resolution {
    struct ht_dwarf dwarf;
    struct ht_arena *arena;
    struct ht_dwarf_query *queries;
    size_t count;
    enum answer *answers;
    size_t levels; /* of inlining that may still be told */
    /* For the line table in hand: the rows of all addresses that its units may own, ascending. */
    struct ht_line_table table;
    struct ht_line_row *rows;
    size_t row_count, row_capacity;
    /* For the unit in hand: the queries it may own, and its functions there. */
    size_t *asked;
    struct ht_function_hit *hits;
};

/* A unit that may own queries. */
struct asked_unit {
    uint64_t offset;
    uint64_t lines;    /* where its line table lies */
    size_t first, end; /* of the owners */
};

struct asked_units {
    struct asked_unit *items;
    size_t count, capacity;
};

static struct ht_error *resolution_init(struct resolution *resolution, struct ht_elf_image *image,
                                        struct ht_arena *arena, struct ht_dwarf_query *queries, size_t count)
{
    *resolution = (struct resolution){
        .arena = arena,
        .queries = queries,
        .count = count,
        .levels = HT_DWARF_LEVELS_ANY + HT_DWARF_LEVELS_EACH * count,
    };
    ht_dwarf_init(&resolution->dwarf, image);
    resolution->answers = ht_arena_array(&resolution->dwarf.arena, count, sizeof *resolution->answers);
    resolution->asked = ht_arena_array(&resolution->dwarf.arena, count, sizeof *resolution->asked);
    resolution->hits = ht_arena_array(&resolution->dwarf.arena, count, sizeof *resolution->hits);
    return resolution->answers && resolution->asked && resolution->hits ? NULL : ht_error_nomem();
}

/* The inline stack of one address: the row's place belongs to the innermost function, each call to the one around. */
static struct ht_error *build_locations(struct resolution *resolution, struct ht_dwarf_unit *unit, const char *comp_dir,
                                        uint64_t function, const struct ht_line_row *row, struct ht_dwarf_query *query)
{
    uint64_t dies[HT_DWARF_INLINES_MAX];
    size_t count = 0;
    struct ht_error *error = NULL;
    if (function)
        error = ht_dwarf_function_inlines(unit, function, row->addr, dies, &count);
    bool cut = !error && count > 1 && count > resolution->levels;
    if (!cut)
        resolution->levels -= count > 1 ? count : 0;
    size_t location_count = count && !cut ? count : 1;
    struct ht_dwarf_location *locations = ht_arena_array(resolution->arena, location_count, sizeof *locations);
    if (!locations)
        return error ? error : ht_error_nomem();
    struct ht_dwarf_call_site place = {.file = row->file, .line = row->line, .column = row->column};
    bool known = row->found;
    if (cut) { /* where the function calls the first of what is inlined in it */
        error = ht_dwarf_call_site(unit, dies[1], &place);
        known = true;
        count = 1;
    }
    for (size_t k = 0; k < location_count && !error; k++) {
        struct ht_dwarf_location *location = &locations[k];
        if (known) {
            location->line = place.line;
            location->column = place.column;
            error = ht_line_table_path(&resolution->table, resolution->arena, comp_dir, place.file, &location->file);
        }
        if (!error && count)
            error = ht_dwarf_function_name(unit, dies[count - 1 - k], resolution->arena, location);
        if (!error && k + 1 < count)
            error = ht_dwarf_call_site(unit, dies[count - 1 - k], &place);
        known = true;
    }
    if (error)
        return error;
    query->locations = locations;
    query->location_count = (uint32_t)location_count;
    return NULL;
}

static const struct ht_line_row *find_row(const struct resolution *resolution, uint64_t addr)
{
    size_t place;
    HT_SEARCH(place, 0, resolution->row_count, resolution->rows[place].addr < addr);
    return &resolution->rows[place];
}

/* Asks a unit for the first count entries of asked. */
static struct ht_error *ask_unit(struct resolution *resolution, uint64_t offset, size_t count)
{
    struct ht_dwarf_unit *unit;
    struct ht_error *error = ht_dwarf_unit_walk_to(&resolution->dwarf, offset, &unit);
    if (error || !unit)
        return error;
    for (size_t i = 0; i < count; i++)
        resolution->hits[i].addr = resolution->queries[resolution->asked[i]].addr;
    const char *comp_dir = NULL, *split_file = NULL;
    bool named = false;
    error = ht_dwarf_functions_find(unit, resolution->hits, count);
    for (size_t i = 0; i < count && !error; i++) {
        struct ht_dwarf_query *query = &resolution->queries[resolution->asked[i]];
        const struct ht_line_row *row = find_row(resolution, query->addr);
        uint64_t function = resolution->hits[i].function;
        enum answer answer = function ? ANSWER_FUNCTION : row->found ? ANSWER_LINE : ANSWER_NONE;
        if (answer <= resolution->answers[resolution->asked[i]])
            continue;
        resolution->answers[resolution->asked[i]] = answer;
        if (!named)
            error = ht_dwarf_unit_names(unit, &comp_dir, &split_file);
        named = true;
        query->split_file = split_file;
        if (!error)
            error = build_locations(resolution, unit, comp_dir, function, row, query);
        ht_dwarf_units_trim(&resolution->dwarf, unit);
    }
    return error;
}

/* Sets asked to the queries that a unit may own and that have no full answer yet; how many these are. */
static size_t choose_queries(struct resolution *resolution, const struct ht_dwarf_owners *owners,
                             const struct asked_unit *unit)
{
    size_t count = 0;
    for (size_t i = unit->first; i < unit->end; i++) {
        size_t query = owners->items[i].query;
        bool again = count && resolution->asked[count - 1] == query;
        if (!again && resolution->answers[query] != ANSWER_FUNCTION)
            resolution->asked[count++] = query;
    }
    return count;
}

static int by_addr(const void *a, const void *b)
{
    const struct ht_line_row *x = a, *y = b;
    return HT_ORDER(x->addr, y->addr);
}

/* Runs the line program that units share, for all that they are asked. */
static struct ht_error *find_rows(struct resolution *resolution, const struct ht_dwarf_owners *owners,
                                  const struct asked_unit *units, size_t count)
{
    resolution->row_count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t asked = choose_queries(resolution, owners, &units[i]);
        if (!HT_VEC_RESERVE(resolution->rows, resolution->row_capacity, resolution->row_count + asked))
            return ht_error_nomem();
        for (size_t k = 0; k < asked; k++)
            resolution->rows[resolution->row_count++] =
                (struct ht_line_row){.addr = resolution->queries[resolution->asked[k]].addr};
    }
    if (count > 1)
        ht_sort(resolution->rows, resolution->row_count, sizeof *resolution->rows, by_addr);
    struct ht_dwarf_unit *unit;
    struct ht_error *error = ht_dwarf_unit_walk_to(&resolution->dwarf, units->offset, &unit);
    if (error || !unit || !resolution->row_count)
        return error;
    error = ht_line_table_init(unit, &resolution->table);
    return error ? error : ht_line_table_find(&resolution->table, resolution->rows, resolution->row_count);
}

/* Asks units that share a line table, which is read once. */
static struct ht_error *ask_units(struct resolution *resolution, const struct ht_dwarf_owners *owners,
                                  const struct asked_unit *units, size_t count)
{
    struct ht_error *error = find_rows(resolution, owners, units, count);
    for (size_t i = 0; i < count && !error; i++) {
        size_t asked = choose_queries(resolution, owners, &units[i]);
        error = asked ? ask_unit(resolution, units[i].offset, asked) : NULL;
    }
    ht_line_table_deinit(&resolution->table);
    return error;
}

static int by_lines(const void *a, const void *b)
{
    const struct asked_unit *x = a, *y = b;
    if (x->lines != y->lines)
        return HT_ORDER(x->lines, y->lines);
    return HT_ORDER(x->offset, y->offset);
}

/* Asks a unit, or puts it off when another one may have had its line table: tables stand in the order of their units.
 */
static struct ht_error *ask_or_defer(struct resolution *resolution, const struct ht_dwarf_owners *owners,
                                     struct asked_unit asked, uint64_t *tables_end, struct asked_units *deferred)
{
    struct ht_dwarf_unit *unit;
    struct ht_error *error = ht_dwarf_unit_walk_to(&resolution->dwarf, asked.offset, &unit);
    if (error || !unit)
        return error;
    asked.lines = unit->stmt_list.value;
    if (!unit->stmt_list.form)
        return ask_units(resolution, owners, &asked, 1);
    if (asked.lines < *tables_end)
        return HT_VEC_PUSH(deferred->items, deferred->count, deferred->capacity, asked) ? NULL : ht_error_nomem();
    *tables_end = asked.lines < UINT64_MAX ? asked.lines + 1 : UINT64_MAX;
    return ask_units(resolution, owners, &asked, 1);
}

/* Asks the units that may own queries without a full answer. */
static struct ht_error *ask_owners(struct resolution *resolution, struct ht_dwarf_owners *owners)
{
    struct asked_units deferred = {.count = 0};
    struct ht_error *error = NULL;
    uint64_t tables_end = 0;
    for (size_t first = 0, end = 0; first < owners->count && !error; first = end) {
        struct asked_unit asked = {.offset = owners->items[first].unit, .first = first};
        while (end < owners->count && owners->items[end].unit == asked.offset)
            end++;
        asked.end = end;
        if (choose_queries(resolution, owners, &asked))
            error = ask_or_defer(resolution, owners, asked, &tables_end, &deferred);
    }
    ht_sort(deferred.items, deferred.count, sizeof *deferred.items, by_lines);
    for (size_t first = 0, end = 0; first < deferred.count && !error; first = end) {
        while (end < deferred.count && deferred.items[end].lines == deferred.items[first].lines)
            end++;
        error = ask_units(resolution, owners, deferred.items + first, end - first);
    }
    free(deferred.items);
    return error;
}

/*
 * First what .debug_aranges says. What it leaves open is sought in the units that it leaves out (those of clang, of
 * assemblers), by their own ranges, and at last by lists that go on behind their ends.
 */
static struct ht_error *resolve(struct resolution *resolution)
{
    struct ht_dwarf_owners owners;
    struct ht_error *error = ht_dwarf_owners_init(&owners, &resolution->dwarf, resolution->queries, resolution->count);
    if (error)
        return error;
    error = ht_dwarf_owners_by_aranges(&owners);
    if (!error)
        error = ask_owners(resolution, &owners);
    for (unsigned past_ends = 0; past_ends < 2 && !error; past_ends++) {
        for (size_t i = 0; i < resolution->count; i++) {
            if (resolution->answers[i] != ANSWER_NONE)
                ht_dwarf_owners_settle(&owners, i);
        }
        if (!ht_dwarf_owners_open(&owners))
            break;
        error = ht_dwarf_owners_by_units(&owners, past_ends);
        if (!error)
            error = ask_owners(resolution, &owners);
    }
    ht_dwarf_owners_deinit(&owners);
    return error;
}

struct ht_error *ht_dwarf_resolve(struct ht_elf_image *image, struct ht_arena *arena, struct ht_dwarf_query *queries,
                                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        queries[i].locations = NULL;
        queries[i].location_count = 0;
        queries[i].split_file = NULL;
    }
    if (!count)
        return NULL;
    struct resolution resolution;
    struct ht_error *error = resolution_init(&resolution, image, arena, queries, count);
    const struct ht_dwarf_budget *budget = &resolution.dwarf.budget;
    uint64_t steps = budget->left;
    if (!error && resolution.dwarf.sections.info.size && resolution.dwarf.sections.abbrev.size)
        error = resolve(&resolution);
    if (budget->section)
        ht_elf_image_warn(image,
                          "its debug information takes more than %" PRIu64 " steps to read, which only a broken file "
                          "does: they ended in section %s at offset 0x%" PRIx64 ", and functions and lines are missing",
                          steps, budget->section, budget->offset);
    free(resolution.rows);
    ht_dwarf_deinit(&resolution.dwarf);
    return error;
}
