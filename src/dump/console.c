#include "dump/console.h"

#include "base/input.h"
#include "base/log_line.h"
#include "dump/account.h"
#include "dump/console_join.h"
#include "dump/console_line.h"
#include "dump/console_record.h"
#include "dump/duplicates.h"

struct reader {
    struct ht_trace *trace;
    struct ht_window *window;
    struct ht_console_join join;
    struct ht_account account;
    size_t first_other; /* the number of the first line below the header that is none of a dump's, or 0 */
    bool ended, panicked, ran_on;
};

/* So many lines of a summary may stand in one: a whole one has eight. Each look goes over what is left of the line. */
#define FORMS_MAX 16

/* What a line, or a part of one, in which no record begins is told to be. */
static struct ht_error *read_form(struct reader *r, const struct ht_log_line *text, const struct ht_console_line *line)
{
    struct ht_window *window = r->window;
    const uint64_t *values = line->values;
    r->panicked |= line->panic && !r->ended;
    if (ht_console_line_sums_up(line->kind))
        r->ended = true;
    switch (line->kind) {
    case HT_CONSOLE_RECORD:
        return NULL; /* what stands where its size should is no number */
    case HT_CONSOLE_FREED_BY:
        return ht_console_join_freed_by(&r->join, text->text + line->rest, text->length - line->rest, text->number);
    case HT_CONSOLE_OTHER:
        if (!r->first_other && !r->ended && !line->panic && ht_text_blank(text->text, text->length) < text->length)
            r->first_other = text->number;
        return ht_console_join_other(&r->join, text);
    case HT_CONSOLE_HEADER:
        window->declared_count = (int64_t)values[0];
        window->capacity = (int64_t)values[1];
        return NULL;
    case HT_CONSOLE_LEAKED:
    case HT_CONSOLE_ALIVE:
        r->account.alive_bytes = (int64_t)values[0];
        r->account.alive = (int64_t)values[1];
        return ht_console_join_settle(&r->join);
    case HT_CONSOLE_SUMMARY:
        return ht_console_join_settle(&r->join);
    case HT_CONSOLE_FILL:
        r->account.records = (int64_t)values[0];
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
    case HT_CONSOLE_RAN_ON:
        r->ran_on = true;
        return NULL;
    case HT_CONSOLE_OVERFLOWED:
        window->overflowed = 1;
        return NULL;
    case HT_CONSOLE_CLOSE:
        if (r->ended && window->overflowed < 0)
            window->overflowed = 0;
        return NULL;
    }
    return NULL;
}

/* A line, or a part of one, in which no record begins. Where line ends were lost, a summary's stand in their order. */
static struct ht_error *read_other(struct reader *r, const struct ht_log_line *text)
{
    struct ht_log_line rest = *text;
    struct ht_console_line line = ht_console_line_read(rest.text, rest.length);
    struct ht_error *error = read_form(r, &rest, &line);
    for (unsigned i = 1; i < FORMS_MAX && !error && line.kind != HT_CONSOLE_OTHER && line.rest < rest.length; i++) {
        rest.text += line.rest;
        rest.length -= line.rest;
        line = ht_console_line_read(rest.text, rest.length);
        if (line.kind != HT_CONSOLE_OTHER)
            error = read_form(r, &rest, &line);
    }
    return error;
}

/* Text that stands beside records on their line, where the line ends were lost; a rest of a record is none. */
static struct ht_error *read_beside(struct reader *r, const struct ht_log_line *line, size_t start, size_t end)
{
    struct ht_log_line part = *line;
    part.text += start;
    part.length = end - start;
    struct ht_console_line other = ht_console_line_read(part.text, part.length);
    r->panicked |= other.panic && !r->ended;
    if (other.kind == HT_CONSOLE_OTHER)
        return NULL;
    ht_console_join_close(&r->join);
    return read_other(r, &part);
}

static struct ht_error *read_line(struct reader *r, const struct ht_log_line *line)
{
    size_t start = ht_console_record_find(line->text, line->length, 0), end;
    if (start == line->length)
        return read_other(r, line);
    struct ht_error *error = read_beside(r, line, 0, start);
    for (; start < line->length && !error; start = end) {
        struct ht_log_line part = *line;
        end = ht_console_record_find(line->text, line->length, start + 1);
        part.text += start;
        part.length = end - start;
        error = ht_console_join_record(&r->join, &part);
        if (!error)
            error = read_beside(r, line, start + r->join.draft.end, end);
    }
    return error;
}

static const char *plural(uint64_t number)
{
    return number == 1 ? "" : "s";
}

static struct ht_error *warn_lines(const struct reader *r)
{
    const struct {
        const struct ht_console_tally *tally;
        const char *code, *what;
    } kinds[] = {
        {&r->join.wraps, "wrapped-line", "wrapped over several lines, and put together again"},
        {&r->join.mixed, "mixed-line", "mixed with other output"},
        {&r->join.unreadable, "unreadable-line", "unreadable and left out"},
    };
    struct ht_error *error = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !error; i++) {
        const struct ht_console_tally *tally = kinds[i].tally;
        if (tally->count)
            error = ht_window_warn(r->window, r->trace->arena, kinds[i].code, tally->line, tally->line > 0,
                                   "%zu record%s %s", tally->count, plural(tally->count), kinds[i].what);
    }
    return error;
}

/* A dump that has no summary. */
static struct ht_error *warn_no_end(const struct reader *r, size_t line)
{
    struct ht_window *window = r->window;
    struct ht_arena *arena = r->trace->arena;
    size_t whole = r->join.next_index - r->join.unreadable.count;
    long long declared = (long long)window->declared_count;
    const char *code = r->panicked ? "panic" : "truncated";
    const char *how = r->panicked ? "a panic cut the dump off" : "the dump breaks off";
    window->truncated = window->declared_count == HT_UNKNOWN || whole < (uint64_t)window->declared_count;
    if (window->declared_count == HT_UNKNOWN && !r->panicked)
        return ht_window_warn(window, arena, code, line, 1,
                              "neither a header nor a summary tells whether the dump's %zu record%s %s all", whole,
                              plural(whole), whole == 1 ? "is" : "are");
    if (window->declared_count == HT_UNKNOWN)
        return ht_window_warn(window, arena, code, line, 1, "%s after %zu record%s", how, whole, plural(whole));
    if (window->truncated)
        return ht_window_warn(window, arena, code, line, 1, "%s: %zu of its %lld record%s %s there", how, whole,
                              declared, plural((uint64_t)declared), whole == 1 ? "stands" : "stand");
    return ht_window_warn(window, arena, "no-summary", line, 1, "%s; the %lld record%s that its header counts %s whole",
                          r->panicked ? "a panic cut the dump's summary off" : "the dump's summary is missing",
                          declared, plural((uint64_t)declared), declared == 1 ? "is" : "are");
}

static struct ht_error *read_place(struct reader *r, const struct ht_dump_place *place, const char *bytes)
{
    struct ht_log log;
    struct ht_log_line line = {.number = place->line};
    struct ht_error *error = NULL;
    ht_log_init(&log, bytes, place->end, place->start, place->line - 1);
    while (!error && ht_log_next(&log, &line))
        error = read_line(r, &line);
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    if (!error)
        error = ht_console_join_settle(&r->join);
    if (!error)
        error = warn_lines(r);
    if (!error && !r->ended)
        error = warn_no_end(r, line.number);
    r->account.stood = r->join.next_index;
    r->account.unreadable = r->join.unreadable.count;
    if (!error)
        error = ht_account_settle(r->trace->arena, r->window, &r->account, !r->ended);
    return error || !r->ran_on ? error : ht_duplicates_leave_out(r->trace->arena, r->window);
}

static const char record_form[] = "84 bytes (@ 0x3fcb1000, Internal) allocated CPU 0 ccount 0x1a31ac84 caller "
                                  "0x42001234:0x42005678";

/* What is wrong with a dump of whose records none could be read; NULL when it has some, or is empty. */
static struct ht_error *no_record_error(const struct reader *r, const struct ht_dump_place *place)
{
    uint64_t missing = r->window->missing;
    if (r->join.next_index > r->join.unreadable.count || !missing)
        return NULL;
    const char *path = r->window->path;
    if (r->join.unreadable.count)
        return ht_account_unreadable(path, r->join.unreadable.line, missing, record_form);
    bool other = r->first_other > 0;
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, other ? r->first_other : place->line, 1,
                                            "the dump counts %llu record%s, and %s", (unsigned long long)missing,
                                            plural(missing),
                                            other ? "what stands below its header is none" : "none stands there"),
                         "heap_trace_dump() prints them below its header: a record reads \"%s\"", record_form);
}

struct ht_error *ht_dump_console_read(struct ht_trace *trace, const char *path, const char *bytes,
                                      const struct ht_dump_place *place, struct ht_error **unread)
{
    struct reader r = {.trace = trace,
                       .account = {.alive = HT_UNKNOWN, .alive_bytes = HT_UNKNOWN, .records = HT_UNKNOWN}};
    struct ht_error *error = ht_trace_add_window(trace, path, HT_DUMP_CONSOLE, &r.window);
    if (error)
        return error;
    ht_boot_tell(&place->boot, r.window);
    ht_console_join_init(&r.join, trace, r.window);
    error = read_place(&r, place, bytes);
    if (!error)
        *unread = no_record_error(&r, place);
    ht_console_join_deinit(&r.join);
    return error;
}
