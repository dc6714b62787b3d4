#include "dwarf/dwarf.h"

#include <inttypes.h>
#include <stdlib.h>

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
    /* For the unit in hand: the queries it may own, and what it says about them. */
    size_t *asked;
    struct ht_line_row *rows;
    struct ht_function_hit *hits;
};

static void resolution_deinit(struct resolution *resolution)
{
    ht_dwarf_deinit(&resolution->dwarf);
    free(resolution->answers);
    free(resolution->asked);
    free(resolution->rows);
    free(resolution->hits);
}

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
    resolution->answers = calloc(count, sizeof *resolution->answers);
    resolution->asked = calloc(count, sizeof *resolution->asked);
    resolution->rows = calloc(count, sizeof *resolution->rows);
    resolution->hits = calloc(count, sizeof *resolution->hits);
    if (resolution->answers && resolution->asked && resolution->rows && resolution->hits)
        return NULL;
    resolution_deinit(resolution);
    return ht_error_nomem();
}

/* The inline stack of one address: the row's place belongs to the innermost function, each call to the one around. */
static struct ht_error *build_locations(struct resolution *resolution, struct ht_dwarf_unit *unit,
                                        struct ht_line_table *table, const char *comp_dir, size_t i,
                                        struct ht_dwarf_query *query)
{
    const struct ht_line_row *row = &resolution->rows[i];
    uint64_t dies[HT_DWARF_INLINES_MAX];
    size_t count = 0;
    struct ht_error *error = NULL;
    if (resolution->hits[i].function)
        error = ht_dwarf_function_inlines(unit, resolution->hits[i].function, row->addr, dies, &count);
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
            error = ht_line_table_path(table, resolution->arena, comp_dir, place.file, &location->file);
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

/* Asks a unit for the first count entries of asked. */
static struct ht_error *ask_unit(struct resolution *resolution, uint64_t offset, size_t count)
{
    struct ht_dwarf_unit *unit;
    struct ht_error *error = ht_dwarf_unit_open(&resolution->dwarf, offset, &unit);
    if (error || !unit)
        return error;
    for (size_t i = 0; i < count; i++) {
        uint64_t addr = resolution->queries[resolution->asked[i]].addr;
        resolution->rows[i] = (struct ht_line_row){.addr = addr};
        resolution->hits[i] = (struct ht_function_hit){.addr = addr};
    }
    struct ht_line_table table;
    const char *comp_dir = NULL;
    error = ht_line_table_init(unit, &table);
    if (!error)
        error = ht_line_table_find(&table, resolution->rows, count);
    if (!error)
        error = ht_dwarf_functions_find(unit, resolution->hits, count);
    for (size_t i = 0; i < count && !error; i++) {
        enum answer answer = resolution->hits[i].function ? ANSWER_FUNCTION
                             : resolution->rows[i].found  ? ANSWER_LINE
                                                          : ANSWER_NONE;
        if (answer <= resolution->answers[resolution->asked[i]])
            continue;
        struct ht_dwarf_query *query = &resolution->queries[resolution->asked[i]];
        resolution->answers[resolution->asked[i]] = answer;
        if (!comp_dir)
            error = ht_dwarf_comp_dir(unit, &comp_dir);
        if (!error)
            error = ht_dwarf_split_file(unit, &query->split_file);
        if (!error)
            error = build_locations(resolution, unit, &table, comp_dir, i, query);
        ht_dwarf_units_trim(&resolution->dwarf, unit);
    }
    ht_line_table_deinit(&table);
    return error;
}

/* Asks the units that may own queries without a full answer. */
static struct ht_error *ask_owners(struct resolution *resolution, struct ht_dwarf_owners *owners)
{
    ht_dwarf_owners_sort(owners);
    for (size_t i = 0; i < owners->count;) {
        uint64_t unit = owners->items[i].unit;
        size_t count = 0;
        ht_dwarf_walk_on(&resolution->dwarf, unit);
        for (; i < owners->count && owners->items[i].unit == unit; i++) {
            size_t query = owners->items[i].query;
            bool again = count && resolution->asked[count - 1] == query;
            if (!again && resolution->answers[query] != ANSWER_FUNCTION)
                resolution->asked[count++] = query;
        }
        struct ht_error *error = count ? ask_unit(resolution, unit, count) : NULL;
        if (error)
            return error;
    }
    return NULL;
}

/*
 * First what .debug_aranges says. What it leaves open is sought in the units that it leaves out (those of clang, of
 * assemblers), by their own ranges, and at last by lists that go on behind their ends.
 */
static struct ht_error *resolve(struct resolution *resolution, struct ht_elf_image *image)
{
    struct ht_dwarf_owners owners;
    struct ht_error *error =
        ht_dwarf_owners_init(&owners, &resolution->dwarf, image, resolution->queries, resolution->count);
    if (error)
        return error;
    error = ht_dwarf_owners_by_aranges(&owners);
    if (!error)
        error = ask_owners(resolution, &owners);
    for (unsigned past_ends = 0; past_ends < 2 && !error; past_ends++) {
        bool open = false;
        for (size_t i = 0; i < resolution->count; i++) {
            if (resolution->answers[i] != ANSWER_NONE)
                ht_dwarf_owners_settle(&owners, i);
        }
        open = ht_dwarf_owners_open(&owners);
        if (!open)
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
    if (error)
        return error;
    const struct ht_dwarf_budget *budget = &resolution.dwarf.budget;
    uint64_t steps = budget->left;
    if (resolution.dwarf.sections.info.size && resolution.dwarf.sections.abbrev.size)
        error = resolve(&resolution, image);
    if (budget->section)
        ht_elf_image_warn(image,
                          "its debug information takes more than %" PRIu64 " steps to read, which only a broken file "
                          "does: they ended in section %s at offset 0x%" PRIx64 ", and functions and lines are missing",
                          steps, budget->section, budget->offset);
    resolution_deinit(&resolution);
    return error;
}
