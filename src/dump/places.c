#include "dump/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/vec.h"
#include "dump/console_line.h"
#include "dump/console_record.h"
#include "dump/json_find.h"

/* How many lines may stand behind the records before the totals. */
#define TAIL_MAX 32

struct finder {
    struct ht_dump_places *places;
    struct ht_log log;
    enum { OUTSIDE, RECORDS, TAIL } state;
    size_t tail;     /* lines since the records ended */
    size_t json_end; /* of the last JSON dump */
    size_t json_work;
    size_t unstamped; /* number of the first place that waits for the time behind it */
    char stamp[HT_DUMP_STAMP_SIZE];
    int64_t ms; /* of the last line that tells it, or negative */
    struct ht_trace_told told;
    struct ht_boot boot;
};

/* "12:00:00.123" of what the host put before a line; "I (9308)" of ESP-IDF's log, milliseconds or a time. */
static bool read_stamp(const struct ht_log_line *line, char ret[HT_DUMP_STAMP_SIZE])
{
    const char *text = line->text, *end = text;
    if (line->prefix) {
        for (text -= line->prefix; text < end && !ht_is_digit(*text); text++)
            ;
        while (end > text && !ht_is_digit(end[-1]) && end[-1] != 'Z')
            end--;
    } else if (ht_log_begins(text, line->length)) {
        end = text + 3;
        while (end < line->text + line->length && (ht_is_digit(*end) || memchr(":.- ", *end, 4)))
            end++;
        end = end < line->text + line->length && *end == ')' ? end + 1 : text;
    }
    size_t length = (size_t)(end - text);
    if (!length || length >= HT_DUMP_STAMP_SIZE)
        return false;
    memcpy(ret, text, length);
    ret[length] = '\0';
    return true;
}

/* Takes the time of a line, for the dumps that end before it and those that follow. */
static void take_stamp(struct finder *finder, const struct ht_log_line *line)
{
    int64_t ms = ht_trace_line_ms(line->text, line->length);
    finder->ms = ms >= 0 ? ms : finder->ms;
    if (!read_stamp(line, finder->stamp) || finder->state != OUTSIDE)
        return;
    for (; finder->unstamped < finder->places->count; finder->unstamped++)
        memcpy(finder->places->items[finder->unstamped].after, finder->stamp, sizeof finder->stamp);
}

static bool begin(struct finder *finder, enum ht_dump_format format, size_t start, size_t line)
{
    struct ht_dump_places *places = finder->places;
    struct ht_dump_place place = {.format = format,
                                  .start = start,
                                  .line = line,
                                  .declared_count = HT_UNKNOWN,
                                  .capacity = HT_UNKNOWN,
                                  .boot = finder->boot,
                                  .told = finder->told,
                                  .before_ms = finder->ms};
    finder->told = (struct ht_trace_told){0};
    memcpy(place.before, finder->stamp, sizeof place.before);
    return HT_VEC_PUSH(places->items, places->count, places->capacity, place);
}

static size_t count_records(const struct ht_log_line *line)
{
    size_t count = 0;
    for (size_t pos = 0; (pos = ht_console_record_find(line->text, line->length, pos)) < line->length; pos++)
        count++;
    return count;
}

static size_t count_line_ends(const char *text, size_t length)
{
    size_t count = 0;
    for (const char *p = text; (p = memchr(p, '\n', length - (size_t)(p - text))); p++)
        count++;
    return count;
}

/* A JSON dump whose array begins in this line. The log goes on behind it. */
static bool read_json(struct finder *finder, const struct ht_log_line *line)
{
    struct ht_log *log = &finder->log;
    struct ht_json_found found;
    size_t from = line->start > finder->json_end ? line->start : finder->json_end;
    if (!memchr(log->bytes + from, '"', log->pos - from) ||
        !ht_json_find(log->bytes, log->size, finder->json_end, from, log->pos, &finder->json_work, &found))
        return true;
    if (finder->state != OUTSIDE)
        finder->places->items[finder->places->count - 1].end = line->start;
    finder->state = OUTSIDE;
    size_t before = line->number;
    if (found.start < line->start)
        before -= count_line_ends(log->bytes + found.start, line->start - found.start);
    if (!begin(finder, HT_DUMP_JSON, found.start, before))
        return false;
    struct ht_dump_place *place = &finder->places->items[finder->places->count - 1];
    place->end = finder->json_end = found.end;
    place->records = found.records;
    place->declared_count = found.declared_count;
    place->capacity = found.capacity;
    log->number = before + count_line_ends(log->bytes + found.start, found.end - found.start);
    log->pos = found.end;
    return true;
}

static bool read_line(struct finder *finder, const struct ht_log_line *text, struct ht_arena *arena)
{
    struct ht_dump_places *places = finder->places;
    bool outside = finder->state == OUTSIDE;
    struct ht_console_line line =
        outside ? ht_console_line_begin(text->text, text->length) : ht_console_line_read(text->text, text->length);
    bool begins = line.kind == HT_CONSOLE_HEADER || (line.kind == HT_CONSOLE_RECORD && finder->state != RECORDS);
    bool ends =
        begins || line.panic || line.kind == HT_CONSOLE_CLOSE || (finder->state == TAIL && ++finder->tail > TAIL_MAX);
    if (ends && !outside) {
        places->items[places->count - 1].end = begins ? text->start : finder->log.pos;
        finder->state = OUTSIDE;
    }
    if (begins && !begin(finder, HT_DUMP_CONSOLE, text->start, text->number))
        return false;
    if (begins)
        finder->state = RECORDS;
    if (line.kind == HT_CONSOLE_HEADER) {
        places->items[places->count - 1].declared_count = (int64_t)line.values[0];
        places->items[places->count - 1].capacity = (int64_t)line.values[1];
    }
    if (line.kind == HT_CONSOLE_OTHER)
        take_stamp(finder, text);
    if (line.kind == HT_CONSOLE_RECORD)
        places->items[places->count - 1].records += count_records(text);
    if (finder->state == RECORDS && ht_console_line_sums_up(line.kind)) {
        finder->state = TAIL;
        finder->tail = 0;
    }
    if (line.kind != HT_CONSOLE_OTHER)
        return true;
    ht_trace_line_read(text->text, text->length, &finder->told);
    return ht_boot_line_read(text->text, text->length, arena, &finder->boot) && read_json(finder, text);
}

bool ht_dump_places_find(struct ht_dump_places *places, const char *bytes, size_t size, struct ht_arena *arena)
{
    struct finder finder = {.places = places, .ms = -1};
    struct ht_log_line line;
    bool fine = true;
    *places = (struct ht_dump_places){0};
    ht_log_init(&finder.log, bytes, size, 0, 0);
    while (fine && ht_log_next(&finder.log, &line))
        fine = read_line(&finder, &line, arena);
    fine = fine && !finder.log.clean.failed;
    ht_log_deinit(&finder.log);
    if (finder.state != OUTSIDE && places->count)
        places->items[places->count - 1].end = size;
    return fine;
}

void ht_dump_places_deinit(struct ht_dump_places *places)
{
    if (!places)
        return;
    free(places->items);
    *places = (struct ht_dump_places){0};
}
