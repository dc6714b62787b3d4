#include "dump/duplicates.h"

#include <stdbool.h>

#include "base/table.h"

static bool are_alike(const struct ht_record *a, const struct ht_record *b)
{
    return a->addr == b->addr && a->ccount == b->ccount && a->size == b->size && a->chain == b->chain;
}

/* Takes a record that stands at place among those that are left, unless one like it is there; *fresh: it is new. */
static struct ht_error *take(struct ht_table *table, struct ht_record *records, size_t place,
                             const struct ht_record *record, bool *fresh)
{
    const uint32_t key[] = {record->addr, record->ccount, record->size, record->chain};
    struct ht_error *error = ht_table_reserve(table);
    if (error)
        return error;
    struct ht_table_place at = ht_table_start(table, ht_table_hash(table, key, sizeof key / sizeof *key));
    *fresh = true;
    while (*fresh && ht_table_next(table, &at))
        *fresh = !are_alike(&records[at.number], record);
    if (!*fresh)
        return NULL;
    records[place] = *record;
    ht_table_add(table, &at, (uint32_t)place);
    return NULL;
}

struct ht_error *ht_duplicates_leave_out(struct ht_arena *arena, struct ht_window *window)
{
    struct ht_table table;
    struct ht_error *error = NULL;
    size_t kept = 0, count = window->record_count;
    ht_table_init(&table);
    for (size_t i = 0; i < count && !error; i++) {
        bool fresh;
        error = take(&table, window->records, kept, &window->records[i], &fresh);
        kept += !error && fresh;
    }
    ht_table_deinit(&table);
    if (error || kept == count)
        return error;
    window->record_count = kept;
    return ht_window_warn(window, arena, "duplicate-record", 0, 0,
                          "%zu record%s there twice, and %s once: the trace ran on while it was printed", count - kept,
                          count - kept == 1 ? " stands" : "s stand", count - kept == 1 ? "counts" : "count");
}
