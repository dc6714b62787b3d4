#include "dump/csv.h"

#include <string.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/number.h"
#include "dump/account.h"

/* A line, from a place in it on. */
struct cursor {
    const char *text;
    size_t length, pos;
};

/* The next field, without the blanks around it; false behind the last one. */
static bool next_field(struct cursor *c, const char **text, size_t *length)
{
    if (c->pos > c->length)
        return false;
    const char *start = c->text + c->pos;
    const char *comma = memchr(start, ',', c->length - c->pos);
    size_t size = comma ? (size_t)(comma - start) : c->length - c->pos;
    c->pos += size + 1;
    while (size && (*start == ' ' || *start == '\t'))
        start++, size--;
    while (size && (start[size - 1] == ' ' || start[size - 1] == '\t'))
        size--;
    *text = start;
    *length = size;
    return true;
}

static bool next_decimal(struct cursor *c, uint64_t max, uint64_t *ret)
{
    const char *text;
    size_t length;
    return next_field(c, &text, &length) && ht_number_decimal(text, length, max, ret);
}

static bool next_hex(struct cursor *c, uint32_t *ret)
{
    const char *text;
    size_t length;
    return next_field(c, &text, &length) && length > 2 && text[0] == '0' && ht_number_hex32(text, length, ret);
}

/* What projects call a memory; its address tells which it is. */
#define MEMORY_MAX 24

static bool next_memory(struct cursor *c)
{
    const char *text;
    size_t length;
    if (!next_field(c, &text, &length) || !length || length > MEMORY_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        char letter = text[i] | 0x20; /* to lower case */
        if ((letter < 'a' || letter > 'z') && (i == 0 || (text[i] != '_' && text[i] != '-' && !ht_is_digit(text[i]))))
            return false;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/*
 * Where the fields begin, behind a log's prefix or any other text: at the size, which is the number before the first
 * comma that an address follows. length when there is none.
 */
static size_t fields_start(const char *text, size_t length)
{
    for (size_t comma = 0; comma < length; comma++) {
        comma += ht_log_find(text + comma, length - comma, ",", 0);
        size_t address = comma + 1, start = comma;
        while (address < length && is_blank(text[address]))
            address++;
        if (length - address < 2 || comma == length || text[address] != '0' || (text[address + 1] | 0x20) != 'x')
            continue;
        while (start && is_blank(text[start - 1]))
            start--;
        while (start && ht_is_digit(text[start - 1]))
            start--;
        if (!start || is_blank(text[start - 1]) || text[start - 1] == ']' || text[start - 1] == ':')
            return start;
    }
    return length;
}

enum fit { NONE, WHOLE, BROKEN };

/* A line is a record's when size, address and memory stand in it. */
static enum fit read_record(const char *text, size_t length, struct ht_record *record, uint32_t pcs[HT_CHAIN_DEPTH_MAX],
                            size_t *depth)
{
    struct cursor c = {text, length, fields_start(text, length)};
    uint64_t size, cpu, ccount;
    if (!next_decimal(&c, UINT32_MAX, &size) || !next_hex(&c, &record->addr) || !next_memory(&c))
        return NONE;
    if (!next_decimal(&c, 3, &cpu) || !next_decimal(&c, UINT32_MAX, &ccount))
        return BROKEN;
    record->size = (uint32_t)size;
    record->ccount = ((uint32_t)ccount & ~UINT32_C(3)) | (uint32_t)cpu;
    record->cpu = cpu & 1;
    for (*depth = 0; c.pos < c.length; ++*depth) {
        if (*depth == HT_CHAIN_DEPTH_MAX || !next_hex(&c, &pcs[*depth]))
            return BROKEN;
    }
    return WHOLE;
}

struct reader {
    struct ht_trace *trace;
    struct ht_window *window; /* NULL before the first record */
    uint32_t next_index;
    size_t empty, unreadable, first_unreadable;
};

static struct ht_error *read_line(struct reader *r, const char *path, const struct ht_log_line *line)
{
    struct ht_record record = {.freed_by = HT_NO_CHAIN, .t_us = HT_UNKNOWN, .t_freed_us = HT_UNKNOWN};
    uint32_t pcs[HT_CHAIN_DEPTH_MAX];
    size_t depth;
    struct ht_error *error = NULL;
    enum fit fit = read_record(line->text, line->length, &record, pcs, &depth);
    if (fit == NONE)
        return NULL;
    if (!r->window && (error = ht_trace_add_window(r->trace, path, HT_DUMP_CSV, &r->window)))
        return error;
    record.index = r->next_index++;
    if (fit == BROKEN) {
        if (!r->unreadable++)
            r->first_unreadable = line->number;
        return NULL;
    }
    if (!record.size && !record.addr) {
        r->empty++;
        r->window->skipped++;
        return NULL;
    }
    error = ht_trace_add_chain(r->trace, r->window, pcs, depth, &record.chain);
    return error ? error : ht_window_add_record(r->window, &record);
}

static struct ht_error *finish(const struct reader *r)
{
    struct ht_error *error = NULL;
    if (r->empty)
        error = ht_window_warn(r->window, r->trace->arena, "empty-record", 0, 0, "%zu record%s empty and left out",
                               r->empty, r->empty == 1 ? "" : "s");
    r->window->missing = r->unreadable;
    if (!error && r->unreadable == r->next_index)
        return ht_account_unreadable(r->window->path, r->first_unreadable, r->unreadable,
                                     "36, 0x3fcb7048, Internal, 0, 842871136, 0x4038e152, 0x42160dad");
    if (!error && r->unreadable)
        error = ht_window_warn(r->window, r->trace->arena, "unreadable-line", r->first_unreadable, 1,
                               "%zu record%s unreadable and left out", r->unreadable, r->unreadable == 1 ? "" : "s");
    return error;
}

struct ht_error *ht_dump_csv_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size, bool *found)
{
    struct reader r = {.trace = trace};
    struct ht_error *error = NULL;
    struct ht_log log;
    struct ht_log_line line;
    ht_log_init(&log, bytes, size, 0, 0);
    while (!error && ht_log_next(&log, &line))
        error = read_line(&r, path, &line);
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    *found = r.window != NULL;
    return error || !*found ? error : finish(&r);
}
