#include "cli/dump_list.h"

#include "base/escape.h"
#include "dump/dump.h"
#include "dump/places.h"

static void add_records(struct ht_strbuf *out, size_t records, int64_t declared, int64_t capacity)
{
    if (declared != HT_UNKNOWN && (uint64_t)declared > records)
        ht_strbuf_addf(out, "%zu of %lld records", records, (long long)declared);
    else
        ht_strbuf_addf(out, "%zu record%s", records, records == 1 ? "" : "s");
    if (capacity != HT_UNKNOWN)
        ht_strbuf_addf(out, ", capacity %lld", (long long)capacity);
}

static void add_place(struct ht_strbuf *out, const char *path, const struct ht_dump_place *place, size_t number)
{
    ht_escape_terminal(out, path, true);
    ht_strbuf_addf(out, ":%zu: dump %zu, ", place->line, number);
    add_records(out, place->records, place->declared_count, place->capacity);
    if (*place->before)
        ht_strbuf_addf(out, *place->after ? ", %s" : ", after %s", place->before);
    if (*place->after)
        ht_strbuf_addf(out, *place->before ? " to %s" : ", before %s", place->after);
    ht_strbuf_addc(out, '\n');
}

/* Forms that fill a file with one dump. */
static struct ht_error *add_whole(struct ht_strbuf *out, const char *path, const char *bytes, size_t size)
{
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_dump_settings settings = {.salvage = true};
    ht_arena_init(&arena);
    ht_trace_init(&trace, &arena);
    struct ht_error *error = ht_dump_read(&trace, path, bytes, size, &settings);
    for (size_t i = 0; i < trace.window_count && !error; i++) {
        const struct ht_window *window = &trace.windows[i];
        ht_escape_terminal(out, path, true);
        ht_strbuf_addf(out, ":1: dump %zu, ", i + 1);
        add_records(out, window->record_count + window->skipped, window->declared_count, window->capacity);
        ht_strbuf_addc(out, '\n');
    }
    ht_trace_deinit(&trace);
    ht_arena_deinit(&arena);
    return error;
}

struct ht_error *ht_dump_list(struct ht_strbuf *out, const char *path, const char *bytes, size_t size)
{
    struct ht_arena arena;
    struct ht_dump_places places;
    ht_arena_init(&arena);
    bool fine = ht_dump_places_find(&places, bytes, size, &arena);
    for (size_t i = 0; i < places.count; i++)
        add_place(out, path, &places.items[i], i + 1);
    size_t count = places.count;
    ht_dump_places_deinit(&places);
    ht_arena_deinit(&arena);
    if (!fine)
        return ht_error_nomem();
    return count ? NULL : add_whole(out, path, bytes, size);
}
