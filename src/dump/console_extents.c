#include "dump/console_extents.h"

#include <stdlib.h>

#include "base/log_line.h"
#include "base/vec.h"
#include "dump/console_line.h"
#include "dump/console_record.h"

/* How many lines may stand behind the records before the totals. */
#define TAIL_MAX 32

struct finder {
    struct ht_console_extents *extents;
    enum { OUTSIDE, RECORDS, TAIL } state;
    size_t tail; /* lines since the records ended */
    struct ht_boot boot;
};

static bool begin(struct finder *finder, const struct ht_log_line *line)
{
    struct ht_console_extents *extents = finder->extents;
    finder->state = RECORDS;
    return HT_VEC_PUSH(extents->items, extents->count, extents->capacity,
                       (struct ht_console_extent){.start = line->start, .line = line->number, .boot = finder->boot});
}

static size_t count_records(const struct ht_log_line *line)
{
    size_t count = 0;
    for (size_t pos = 0; (pos = ht_console_record_find(line->text, line->length, pos)) < line->length; pos++)
        count++;
    return count;
}

static bool read_line(struct finder *finder, const struct ht_log_line *text, size_t end, struct ht_arena *arena)
{
    struct ht_console_extents *extents = finder->extents;
    bool outside = finder->state == OUTSIDE;
    struct ht_console_line line =
        outside ? ht_console_line_begin(text->text, text->length) : ht_console_line_read(text->text, text->length);
    bool begins = line.kind == HT_CONSOLE_HEADER || (line.kind == HT_CONSOLE_RECORD && finder->state != RECORDS);
    bool ends =
        begins || line.panic || line.kind == HT_CONSOLE_CLOSE || (finder->state == TAIL && ++finder->tail > TAIL_MAX);
    if (ends && !outside) {
        extents->items[extents->count - 1].end = begins ? text->start : end;
        finder->state = OUTSIDE;
    }
    if (begins && !begin(finder, text))
        return false;
    if (line.kind == HT_CONSOLE_RECORD)
        extents->items[extents->count - 1].records += count_records(text);
    if (finder->state == RECORDS && ht_console_line_sums_up(line.kind)) {
        finder->state = TAIL;
        finder->tail = 0;
    }
    return line.kind != HT_CONSOLE_OTHER || ht_boot_line_read(text->text, text->length, arena, &finder->boot);
}

bool ht_console_extents_find(struct ht_console_extents *extents, const char *bytes, size_t size, struct ht_arena *arena)
{
    struct finder finder = {.extents = extents};
    struct ht_log log;
    struct ht_log_line line;
    bool fine = true;
    *extents = (struct ht_console_extents){0};
    ht_log_init(&log, bytes, size, 0, 0);
    while (fine && ht_log_next(&log, &line))
        fine = read_line(&finder, &line, log.pos, arena);
    fine = fine && !log.clean.failed;
    ht_log_deinit(&log);
    if (finder.state != OUTSIDE && extents->count)
        extents->items[extents->count - 1].end = size;
    return fine;
}

void ht_console_extents_deinit(struct ht_console_extents *extents)
{
    if (!extents)
        return;
    free(extents->items);
    *extents = (struct ht_console_extents){0};
}
