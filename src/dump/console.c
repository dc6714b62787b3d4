#include "dump/console.h"

#include <stdlib.h>
#include <string.h>

#include "base/log_line.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "dump/boot_line.h"
#include "dump/console_line.h"
#include "dump/console_record.h"

/* How many lines of other output may stand within a record's line, or behind the records before the totals. */
#define INTRUSION_MAX 4
#define TAIL_MAX 32

/* --- which dumps there are ---------------------------------------------------------------------------------------- */

/* Where a dump stands in the log. */
struct extent {
    size_t start, end;   /* offsets */
    size_t line;         /* number of its first line */
    uint32_t number;     /* of the dump, from 1 */
    struct ht_boot boot; /* the last one before it */
};

struct extents {
    struct extent *items; /* from the heap; those that are picked */
    size_t count, capacity;
    uint32_t dumps; /* in the whole log */
};

static bool begin_extent(struct extents *extents, uint32_t pick, const struct ht_log_line *line,
                         const struct ht_boot *boot, bool *open)
{
    extents->dumps++;
    *open = pick == HT_DUMP_LAST || pick == HT_DUMP_ALL || pick == extents->dumps;
    if (!*open)
        return true;
    if (pick == HT_DUMP_LAST)
        extents->count = 0;
    return HT_VEC_PUSH(
        extents->items, extents->count, extents->capacity,
        (struct extent){.start = line->start, .line = line->number, .number = extents->dumps, .boot = *boot});
}

/* Finds the dumps: each begins at a header, or at a record that none of the dumps before can hold. */
static bool find_extents(struct extents *extents, uint32_t pick, struct ht_log *log, struct ht_arena *arena)
{
    enum { OUTSIDE, RECORDS, TAIL } state = OUTSIDE;
    bool open = false, fine = true;
    size_t tail = 0;
    struct ht_log_line text;
    struct ht_boot boot = {0};
    while (fine && ht_log_next(log, &text)) {
        struct ht_console_line line = state == OUTSIDE ? ht_console_line_begin(text.text, text.length)
                                                       : ht_console_line_read(text.text, text.length);
        bool begins = line.kind == HT_CONSOLE_HEADER || (line.kind == HT_CONSOLE_RECORD && state != RECORDS);
        bool ends = begins || line.panic || line.kind == HT_CONSOLE_CLOSE || (state == TAIL && ++tail > TAIL_MAX);
        if (ends && state != OUTSIDE) {
            /* The line that closes a dump is part of it, and so is that of the panic, which says why it ends. */
            if (open)
                extents->items[extents->count - 1].end = begins ? text.start : log->pos;
            state = OUTSIDE;
        }
        if (begins) {
            fine = begin_extent(extents, pick, &text, &boot, &open);
            state = RECORDS;
        } else if (state == RECORDS && line.kind == HT_CONSOLE_SUMMARY) {
            state = TAIL;
            tail = 0;
        } else if (line.kind == HT_CONSOLE_OTHER) {
            fine = ht_boot_line_read(text.text, text.length, arena, &boot);
        }
    }
    if (state != OUTSIDE && open && fine)
        extents->items[extents->count - 1].end = log->size;
    return fine && !log->clean.failed;
}

/* --- one dump ----------------------------------------------------------------------------------------------------- */

struct reader {
    struct ht_trace *trace;
    struct ht_window *window;
    uint32_t next_index;                    /* of the next record in the device's array */
    bool have_draft, have_fragment;         /* at most one of them */
    uint32_t index;                         /* of the draft or fragment */
    struct ht_console_record draft;         /* read, and not added before its "freed by" could have followed */
    uint32_t freed_pcs[HT_CHAIN_DEPTH_MAX]; /* of that line */
    size_t freed_depth;                     /* 0: it did not follow, or was broken */
    struct ht_strbuf text;                  /* of the draft, or the record's beginning, which other output broke off */
    bool fragment_serves;                   /* it is a record even if nothing follows */
    size_t first_line, last_line;           /* numbers of the lines that hold it */
    size_t intrusions;
    bool ended, panicked;
    size_t freed, mixed, unreadable, first_mixed, first_unreadable; /* how many; first: line numbers */
};

static struct ht_error *add_draft(struct reader *r)
{
    if (!r->have_draft)
        return NULL;
    r->have_draft = false;
    bool empty = !r->draft.size && !r->draft.addr;
    r->window->skipped += r->draft.freed || empty;
    r->freed += r->draft.freed;
    if (empty)
        return NULL;
    struct ht_record record = {
        .size = r->draft.size,
        .addr = r->draft.addr,
        .ccount = r->draft.ccount,
        .cpu = r->draft.ccount & 1,
        .index = r->index,
        .freed = r->draft.freed,
        .freed_by = HT_NO_CHAIN,
        .t_us = HT_UNKNOWN,
        .t_freed_us = HT_UNKNOWN,
    };
    struct ht_error *error = ht_trace_add_chain(r->trace, r->window, r->draft.pcs, r->draft.depth, &record.chain);
    if (!error && record.freed && r->freed_depth)
        error = ht_trace_add_chain(r->trace, r->window, r->freed_pcs, r->freed_depth, &record.freed_by);
    return error ? error : ht_window_add_record(r->window, &record);
}

static void count(size_t *number, size_t *first, size_t line)
{
    if (!(*number)++)
        *first = line;
}

/* The rest of a broken record was not found: takes it as it is, or gives it up. */
static void close_fragment(struct reader *r)
{
    if (!r->have_fragment)
        return;
    r->have_fragment = false;
    if (r->fragment_serves) {
        ht_console_record_read(r->text.text, r->text.length, &r->draft);
        r->have_draft = true;
        count(&r->mixed, &r->first_mixed, r->first_line);
    } else {
        count(&r->unreadable, &r->first_unreadable, r->first_line);
    }
}

static struct ht_error *settle(struct reader *r)
{
    close_fragment(r);
    return add_draft(r);
}

/* A line that holds a record or its beginning. */
static struct ht_error *read_record(struct reader *r, const struct ht_log_line *line)
{
    struct ht_error *error = settle(r);
    if (error)
        return error;
    enum ht_console_fit fit = ht_console_record_read(line->text, line->length, &r->draft);
    if (fit == HT_CONSOLE_NONE)
        return NULL;
    r->index = r->next_index++;
    r->freed_depth = 0;
    r->have_draft = fit == HT_CONSOLE_WHOLE;
    r->have_fragment = !r->have_draft;
    r->fragment_serves = fit == HT_CONSOLE_MIXED;
    r->first_line = r->last_line = line->number;
    r->intrusions = 0;
    ht_strbuf_reset(&r->text);
    ht_strbuf_add(&r->text, line->text + r->draft.start, r->draft.end - r->draft.start);
    return r->text.failed ? ht_error_nomem() : NULL;
}

/*
 * Tries a line as the rest of a record, or as more of it that breaks off again at the line's end. The text that broke
 * in may begin with what looks like a hex digit ("E (1234) wifi: ...", "D ..."), so the last characters of a fragment
 * are given up in turn: as numbers have eight digits, only one way fits. The last way is that a blank went where a mail
 * program wrapped the line.
 */
static bool join(const struct reader *r, const struct ht_log_line *line, struct ht_strbuf *whole,
                 struct ht_console_record *draft, bool *complete)
{
    for (size_t way = 0; way < 4 && way < r->text.length && !whole->failed; way += r->have_fragment ? 1 : 3) {
        size_t kept = r->text.length - way % 3;
        ht_strbuf_reset(whole);
        ht_strbuf_add(whole, r->text.text, kept);
        ht_strbuf_adds(whole, way == 3 ? " " : "");
        ht_strbuf_add(whole, line->text, line->length);
        enum ht_console_fit fit = ht_console_record_read(whole->text, whole->length, draft);
        *complete = fit == HT_CONSOLE_WHOLE;
        bool goes_on = *complete || (fit == HT_CONSOLE_BROKEN && draft->end == whole->length);
        if (goes_on && draft->end > kept + (way == 3))
            return true;
    }
    return false;
}

/*
 * A line behind a fragment, or right behind a whole record: terminals and mail programs wrap lines where they like, and
 * a record that was cut between two PCs looks whole.
 */
static struct ht_error *continue_record(struct reader *r, const struct ht_log_line *line)
{
    struct ht_strbuf whole;
    struct ht_console_record draft;
    bool complete = false;
    ht_strbuf_init(&whole);
    bool fits = join(r, line, &whole, &draft, &complete);
    if (fits) {
        ht_strbuf_reset(&r->text);
        ht_strbuf_add(&r->text, whole.text, draft.end);
    }
    struct ht_error *error = whole.failed || r->text.failed ? ht_error_nomem() : NULL;
    ht_strbuf_deinit(&whole);
    if (error)
        return error;
    if (!fits) {
        if (r->have_fragment && ++r->intrusions == INTRUSION_MAX)
            close_fragment(r);
        return NULL;
    }
    r->last_line = line->number;
    r->fragment_serves |= r->have_draft;
    if (complete && r->have_fragment)
        count(&r->mixed, &r->first_mixed, r->first_line);
    r->have_draft = complete;
    r->have_fragment = !complete;
    r->draft = draft;
    return NULL;
}

/* The chain of a "freed by", which is all zeros for a record that is alive. */
static void read_freed_by(struct reader *r, const char *text, size_t length)
{
    size_t pos = 0, depth;
    bool whole = ht_console_chain_read(text, length, &pos, r->freed_pcs, &depth);
    r->freed_depth = whole && depth && r->freed_pcs[0] ? depth : 0;
    r->draft.freed |= length >= 3 && !memcmp(text, "0x", 2) && text[2] != '0';
}

static struct ht_error *read_line(struct reader *r, const struct ht_log_line *text)
{
    struct ht_window *window = r->window;
    struct ht_console_line line = ht_console_line_read(text->text, text->length);
    const uint64_t *values = line.values;
    r->panicked |= line.panic && !r->ended;
    switch (line.kind) {
    case HT_CONSOLE_RECORD:
        return read_record(r, text);
    case HT_CONSOLE_FREED_BY:
        close_fragment(r);
        read_freed_by(r, text->text + line.rest, text->length - line.rest);
        return NULL;
    case HT_CONSOLE_OTHER:
        return r->have_fragment || (r->have_draft && text->number == r->last_line + 1) ? continue_record(r, text)
                                                                                       : NULL;
    case HT_CONSOLE_HEADER:
        window->declared_count = (int64_t)values[0];
        window->capacity = (int64_t)values[1];
        return NULL;
    case HT_CONSOLE_FILL:
        window->capacity = (int64_t)values[1];
        window->high_water_mark = (int64_t)values[2];
        return NULL;
    case HT_CONSOLE_TOTALS:
        window->total_frees = (int64_t)values[1];
        window->overflowed = 0; /* the line that says so would follow */
        /* fall through */
    case HT_CONSOLE_ALLOCATIONS:
        window->total_allocations = (int64_t)values[0];
        return NULL;
    case HT_CONSOLE_FREES:
        window->total_frees = (int64_t)values[0];
        return NULL;
    case HT_CONSOLE_OVERFLOWED:
        window->overflowed = 1;
        return NULL;
    case HT_CONSOLE_CLOSE:
        if (r->ended && window->overflowed < 0)
            window->overflowed = 0;
        return NULL;
    case HT_CONSOLE_SUMMARY:
        r->ended = true;
        return settle(r);
    }
    return NULL;
}

static const char *plural(size_t number)
{
    return number == 1 ? "" : "s";
}

static struct ht_error *warn_lines(const struct reader *r)
{
    struct ht_window *window = r->window;
    struct ht_arena *arena = r->trace->arena;
    struct ht_error *error = NULL;
    if (r->freed)
        error = ht_window_warn(window, arena, "freed-record", 0, 0, "%zu record%s freed and left out", r->freed,
                               plural(r->freed));
    if (!error && r->mixed)
        error = ht_window_warn(window, arena, "mixed-line", r->first_mixed, 1, "%zu record%s mixed with other output",
                               r->mixed, plural(r->mixed));
    if (!error && r->unreadable)
        error = ht_window_warn(window, arena, "unreadable-line", r->first_unreadable, 1,
                               "%zu record%s unreadable and left out", r->unreadable, plural(r->unreadable));
    return error;
}

/* How the dump ended, and whether all records stand there. */
static struct ht_error *warn_end(const struct reader *r, size_t line)
{
    struct ht_window *window = r->window;
    struct ht_arena *arena = r->trace->arena;
    size_t whole = r->next_index - r->unreadable;
    if (!r->ended) {
        window->truncated = true;
        const char *how = r->panicked ? "a panic cut the dump off" : "the dump has no end";
        const char *code = r->panicked ? "panic" : "truncated";
        if (window->declared_count == HT_UNKNOWN)
            return ht_window_warn(window, arena, code, line, 1, "%s after %zu record%s", how, whole, plural(whole));
        return ht_window_warn(window, arena, code, line, 1, "%s: %zu of its %lld records stand there", how, whole,
                              (long long)window->declared_count);
    }
    if (window->declared_count != HT_UNKNOWN && (uint64_t)window->declared_count != r->next_index)
        return ht_window_warn(window, arena, "count-mismatch", 0, 0,
                              "the dump says it holds %lld records, and %lu stand there",
                              (long long)window->declared_count, (unsigned long)r->next_index);
    return NULL;
}

static struct ht_error *read_extent(struct reader *r, const struct extent *extent, const char *bytes)
{
    struct ht_log log;
    struct ht_log_line line = {.number = extent->line};
    struct ht_error *error = NULL;
    ht_log_init(&log, bytes, extent->end, extent->start, extent->line - 1);
    while (!error && ht_log_next(&log, &line))
        error = read_line(r, &line);
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    if (!error)
        error = settle(r);
    if (!error)
        error = warn_lines(r);
    return error ? error : warn_end(r, line.number);
}

static struct ht_error *add_window(struct ht_trace *trace, const char *path, const char *bytes,
                                   const struct extent *extent, uint32_t dumps, bool last)
{
    struct reader r = {.trace = trace};
    struct ht_error *error = ht_trace_add_window(trace, path, HT_DUMP_CONSOLE, &r.window);
    if (error)
        return error;
    r.window->number = extent->number;
    r.window->cpu_hz = extent->boot.cpu_hz;
    r.window->elf_sha256 = extent->boot.elf_sha256;
    r.window->idf_version = extent->boot.idf_version;
    r.window->chip = extent->boot.chip;
    if (last && dumps > 1)
        error = ht_window_warn(r.window, trace->arena, "several-dumps", extent->line, 1,
                               "the log holds %lu dumps: this is the last one (--dump N or all)", (unsigned long)dumps);
    if (error)
        return error;
    ht_strbuf_init(&r.text);
    error = read_extent(&r, extent, bytes);
    ht_strbuf_deinit(&r.text);
    return error;
}

struct ht_error *ht_dump_console_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                      const struct ht_dump_settings *settings, bool *found)
{
    struct extents extents = {0};
    struct ht_error *error = NULL;
    struct ht_log log;
    ht_log_init(&log, bytes, size, 0, 0);
    if (!find_extents(&extents, settings->pick, &log, trace->arena))
        error = ht_error_nomem();
    ht_log_deinit(&log);
    *found = extents.dumps > 0;
    if (!error && *found && !extents.count)
        error = ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "the log holds %lu dump%s: there is no dump %lu",
                                   (unsigned long)extents.dumps, plural(extents.dumps), (unsigned long)settings->pick);
    for (size_t i = 0; i < extents.count && !error; i++)
        error = add_window(trace, path, bytes, &extents.items[i], extents.dumps, settings->pick == HT_DUMP_LAST);
    free(extents.items);
    return error;
}
