#include "dump/dump.h"

#include <stdbool.h>
#include <string.h>

#include "base/input.h"
#include "dump/account.h"
#include "dump/console.h"
#include "dump/csv.h"
#include "dump/host.h"
#include "dump/json.h"
#include "dump/misfeed.h"
#include "dump/own_lines.h"
#include "dump/places.h"
#include "dump/series.h"
#include "dump/svdat.h"

/* A file on its way to windows. */
struct source {
    struct ht_trace *trace;
    const char *path, *bytes;
    size_t size;
    const struct ht_dump_settings *settings;
};

static struct ht_error *warn(const struct source *s, const struct ht_dump_places *places, const char *message)
{
    struct ht_window *window = &s->trace->windows[s->trace->window_count - 1];
    const struct ht_dump_place *last = &places->items[places->count - 1];
    return ht_window_warn(window, s->trace->arena, "several-dumps", last->line, 1, "the log holds %zu dumps: %s",
                          places->count, message);
}

/* Looks at the last dump of a log, when it is empty; first: of those that were read, counted from 1. */
static struct ht_error *warn_empty(const struct source *s, const struct ht_dump_places *places, size_t first,
                                   bool *empty)
{
    size_t others = 0;
    for (size_t i = 0; i + 1 < places->count; i++)
        others += places->items[i].records > 0;
    const struct ht_dump_place *last = &places->items[places->count - 1];
    *empty = others && !last->records && last->declared_count <= 0;
    if (!*empty)
        return NULL;
    bool one = first == places->count;
    const char *message = ht_arena_printf(s->trace->arena, "%s empty; %zu before it hold%s records%s",
                                          one ? "this is the last one, and" : "the last one is", others,
                                          others == 1 ? "s" : "", one ? " (--dump N or all)" : "");
    return message ? warn(s, places, message) : ht_error_nomem();
}

/* What is not read of a log, and an empty end of it. */
static struct ht_error *warn_choice(const struct source *s, const struct ht_dump_places *places, size_t first)
{
    bool empty;
    struct ht_error *error = warn_empty(s, places, first, &empty);
    if (error || empty || first == 1)
        return error;
    if (first == places->count)
        return warn(s, places, "this is the last one (--dump N or all)");
    const char *message =
        ht_arena_printf(s->trace->arena, "these are the last %zu (--dump N or all)", places->count - first + 1);
    return message ? warn(s, places, message) : ht_error_nomem();
}

/* What ran for a minute and longer between a start and a stop is operation, and no section of code. */
#define SECTION_LONGEST 60.0

static double seconds_between(const struct ht_trace_point *from, int64_t to)
{
    return from->told && from->ms >= 0 && to > from->ms ? (double)(to - from->ms) / 1e3 : 0;
}

/* What the log tells of how the trace was made. */
static void tell_way(const struct ht_dump_place *place, struct ht_window *window)
{
    const struct ht_trace_told *told = &place->told;
    int64_t end = told->stop.told ? told->stop.ms : place->before_ms;
    double seconds = seconds_between(&told->start, end);
    if (seconds >= SECTION_LONGEST && !(window->seconds > 0))
        window->seconds = seconds;
    window->section = told->start.told && told->stop.told && seconds < SECTION_LONGEST;
    window->paused = seconds_between(&told->pause, place->before_ms);
}

/* *unread: as ht_dump_console_read() gives it. */
static struct ht_error *read_place(const struct source *s, const struct ht_dump_place *place, size_t number,
                                   struct ht_error **unread)
{
    struct ht_error *error;
    bool dump;
    if (place->format == HT_DUMP_JSON)
        error =
            ht_dump_json_read(s->trace, s->path, s->bytes, s->size, place->start, false, s->settings->salvage, &dump);
    else
        error = ht_dump_console_read(s->trace, s->path, s->bytes, place, unread);
    if (error)
        return error;
    struct ht_window *window = &s->trace->windows[s->trace->window_count - 1];
    if (place->format == HT_DUMP_JSON)
        ht_boot_tell(&place->boot, window);
    window->number = (uint32_t)number;
    window->boot = place->boot.number;
    tell_way(place, window);
    window->line = place->line;
    return NULL;
}

/* Which dumps are picked, from first to last, counted from 1. */
static struct ht_error *find_range(const struct source *s, size_t count, size_t *first, size_t *last)
{
    struct ht_dump_pick pick = s->settings->pick;
    *first = pick.first == HT_DUMP_END ? count : pick.first;
    *last = pick.last == HT_DUMP_END ? count : pick.last;
    if (*first <= count && *last <= count)
        return NULL;
    size_t missing = *first > count ? *first : *last;
    if (count == 1)
        return ht_error_create_at(HT_ERROR_INPUT, s->path, 0, 0, "the file holds one dump: there is no dump %zu",
                                  missing);
    return ht_error_create_at(HT_ERROR_INPUT, s->path, 0, 0, "the log holds %zu dumps: there is no dump %zu", count,
                              missing);
}

/* Of a file that is a dump itself, and no log of some, there is no other to pick. */
static struct ht_error *check_alone(const struct source *s)
{
    size_t first, last;
    return s->settings->pick.first ? find_range(s, 1, &first, &last) : NULL;
}

/* Reads the dumps from first to last, counted from 1. Some may hold no readable record, but not all of them. */
static struct ht_error *read_range(const struct source *s, const struct ht_dump_places *places, size_t first,
                                   size_t last)
{
    size_t readable = 0;
    struct ht_error *unread = NULL, *error = NULL;
    for (size_t number = first; !error && number <= last; number++) {
        struct ht_error *none = NULL;
        error = read_place(s, &places->items[number - 1], number, &none);
        readable += !none;
        if (none && !unread)
            unread = none;
        else
            ht_error_destroy(none);
    }
    if (!error && !readable)
        return unread;
    ht_error_destroy(unread);
    return error;
}

/* The first dump since the last boot, counted from 1; of a long log the last ones that a run has room for. */
static size_t since_boot(const struct source *s, const struct ht_dump_places *places)
{
    size_t first = places->count, room = HT_WINDOWS_MAX - s->trace->window_count;
    while (first > 1 && places->count - first + 1 < room &&
           places->items[first - 2].boot.number == places->items[places->count - 1].boot.number)
        first--;
    return first;
}

/* Reads the dumps since the last boot that can belong together, else the last one. */
static struct ht_error *read_last(const struct source *s, const struct ht_dump_places *places)
{
    struct ht_trace_mark mark = ht_trace_mark(s->trace);
    size_t first = since_boot(s, places);
    struct ht_error *error = read_range(s, places, first, places->count);
    if (first < places->count) {
        bool fits = !error;
        if (!error)
            error = ht_series_fits(s->trace, mark.window_count, &fits);
        if (error && error->code != HT_ERROR_INPUT)
            return error;
        if (!fits) {
            ht_error_destroy(error);
            ht_trace_roll_back(s->trace, &mark);
            first = places->count;
            error = read_range(s, places, first, first);
        }
    }
    return error || places->count == 1 ? error : warn_choice(s, places, first);
}

/* Reads the picked dumps. */
static struct ht_error *read_places(const struct source *s, const struct ht_dump_places *places)
{
    size_t first, last;
    struct ht_dump_pick pick = s->settings->pick;
    if (!pick.first)
        return read_last(s, places);
    struct ht_error *error = find_range(s, places->count, &first, &last);
    if (error)
        return error;
    bool empty;
    error = read_range(s, places, first, last);
    return error || pick.first != HT_DUMP_END ? error : warn_empty(s, places, first, &empty);
}

static size_t count_records(const struct ht_dump_places *places)
{
    size_t count = 0;
    for (size_t i = 0; i < places->count; i++)
        count += places->items[i].records;
    return count;
}

/* A last dump of which nothing can be read is not all that a log holds. */
static struct ht_error *hint_at_others(const struct source *s, const struct ht_dump_places *places,
                                       struct ht_error *error)
{
    struct ht_dump_pick pick = s->settings->pick;
    bool last = !pick.first || pick.first == HT_DUMP_END;
    if (!error || error->code != HT_ERROR_INPUT || !last || places->items[places->count - 1].records ||
        !count_records(places))
        return error;
    return ht_error_hint(error, "earlier dumps of this log hold records: --dump list tells them, --dump N takes one");
}

/* Lines of a project's own below the header of the log's only dump, whose records do not stand there otherwise. */
static struct ht_error *read_own_lines(const struct source *s, const struct ht_dump_places *places, bool *found)
{
    const struct ht_dump_place *place = places->items;
    *found = false;
    if (places->count > 1 || place->records || place->declared_count <= 0)
        return NULL;
    struct ht_error *error = ht_dump_own_lines_read(s->trace, s->path, s->bytes, s->size, found);
    if (error || !*found)
        return error;
    struct ht_window *window = &s->trace->windows[s->trace->window_count - 1];
    const struct ht_account account = {.stood = window->record_count + window->freed_count,
                                       .alive = HT_UNKNOWN,
                                       .alive_bytes = HT_UNKNOWN,
                                       .records = HT_UNKNOWN};
    window->declared_count = place->declared_count;
    window->capacity = place->capacity;
    error = ht_account_settle(s->trace->arena, window, &account, false);
    return error ? error : check_alone(s);
}

/* The dumps of a log. */
static struct ht_error *read_log(const struct source *s, bool *found)
{
    struct ht_dump_places places;
    struct ht_error *error = NULL;
    if (!ht_dump_places_find(&places, s->bytes, s->size, s->trace->arena))
        error = ht_error_nomem();
    *found = !error && places.count > 0;
    bool own = false;
    if (*found)
        error = read_own_lines(s, &places, &own);
    if (*found && !error && !own)
        error = hint_at_others(s, &places, read_places(s, &places));
    ht_dump_places_deinit(&places);
    return error;
}

/* Reads text in which anything may stand before the dump, or around it. */
static struct ht_error *read_text(const struct source *s, bool *found)
{
    struct ht_error *error = read_log(s, found);
    if (error || *found)
        return error;
    error = ht_dump_csv_read(s->trace, s->path, s->bytes, s->size, found);
    if (!error && !*found)
        error = ht_dump_own_lines_read(s->trace, s->path, s->bytes, s->size, found);
    return error || !*found ? error : check_alone(s);
}

/* Reads bytes that begin with a brace: a JSON window, unless a dump is found behind a document of another kind. */
static struct ht_error *read_braces(const struct source *s, size_t first)
{
    bool dump = false, found = false;
    struct ht_error *json =
        ht_dump_json_read(s->trace, s->path, s->bytes, s->size, first, true, s->settings->salvage, &dump);
    if (!json)
        return check_alone(s);
    if (dump || json->code != HT_ERROR_INPUT)
        return json;
    struct ht_error *error = read_text(s, &found);
    if (!error && !found)
        return json;
    ht_error_destroy(json);
    return error;
}

struct ht_error *ht_dump_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                              const struct ht_dump_settings *settings)
{
    if (ht_svdat_is(bytes, size)) {
        const struct ht_host_file recording = {.path = path, .bytes = bytes, .size = size};
        return ht_host_read(trace, &recording, 1);
    }
    /* The mark is no part of the text: columns are counted behind it. */
    if (size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
        bytes += 3;
        size -= 3;
    }
    struct source source = {trace, path, bytes, size, settings};
    size_t body = ht_misfeed_header(bytes, size);
    struct ht_error *error = ht_misfeed_find(path, bytes + body, size - body);
    if (error)
        return error;
    body += ht_text_blank(bytes + body, size - body); /* something stands behind it, or it would be a misfeed */
    if (bytes[body] == '{')
        return read_braces(&source, body);
    bool found;
    struct ht_error *misfeed = ht_misfeed_find_text(path, bytes + body, size - body);
    error = misfeed ? read_log(&source, &found) : read_text(&source, &found);
    if (error || found) {
        ht_error_destroy(misfeed);
        return error;
    }
    return misfeed ? misfeed : ht_misfeed_no_dump(path, bytes, size);
}
