#include "dump/console_join.h"

#include <string.h>

/* How many lines of other output may stand within a record's line. */
#define INTRUSION_MAX 4

void ht_console_join_init(struct ht_console_join *join, struct ht_trace *trace, struct ht_window *window)
{
    *join = (struct ht_console_join){.trace = trace, .window = window};
    ht_strbuf_init(&join->text);
    ht_strbuf_init(&join->freed_text);
}

void ht_console_join_deinit(struct ht_console_join *join)
{
    ht_strbuf_deinit(&join->text);
    ht_strbuf_deinit(&join->freed_text);
}

static struct ht_error *add_draft(struct ht_console_join *join)
{
    if (!join->have_draft)
        return NULL;
    join->have_draft = false;
    bool empty = !join->draft.size && !join->draft.addr;
    join->window->skipped += join->draft.freed || empty;
    if (empty)
        return NULL;
    struct ht_record record = {
        .size = join->draft.size,
        .addr = join->draft.addr,
        .ccount = join->draft.ccount,
        .cpu = join->draft.ccount & 1,
        .index = join->index,
        .freed = join->draft.freed,
        .freed_by = HT_NO_CHAIN,
        .t_us = HT_UNKNOWN,
        .t_freed_us = HT_UNKNOWN,
    };
    struct ht_error *error =
        ht_trace_add_chain(join->trace, join->window, join->draft.pcs, join->draft.depth, &record.chain);
    /* A colon behind the last one: the device has room for more. */
    if (!error && join->draft.unwound && join->window->depth <= join->draft.depth)
        join->window->depth = (uint32_t)join->draft.depth + 1;
    if (!error && record.freed && join->freed_depth)
        error = ht_trace_add_chain(join->trace, join->window, join->freed_pcs, join->freed_depth, &record.freed_by);
    return error ? error : ht_window_add_record(join->window, &record);
}

static void count(struct ht_console_tally *tally, size_t line)
{
    if (!tally->count++)
        tally->line = line;
}

/* The rest of a broken record was not found: takes it as it is, or gives it up. */
static void close_fragment(struct ht_console_join *join)
{
    if (!join->have_fragment)
        return;
    join->have_fragment = false;
    if (join->fragment_serves) {
        ht_console_record_read(join->text.text, join->text.length, &join->draft);
        join->have_draft = true;
        count(&join->mixed, join->first_line);
    } else {
        count(&join->unreadable, join->first_line);
    }
}

struct ht_error *ht_console_join_settle(struct ht_console_join *join)
{
    close_fragment(join);
    return add_draft(join);
}

static bool is_blank(const char *text, size_t length)
{
    while (length && text[length - 1] == ' ')
        length--;
    return !length;
}

struct ht_error *ht_console_join_record(struct ht_console_join *join, const struct ht_log_line *line)
{
    struct ht_error *error = ht_console_join_settle(join);
    if (error)
        return error;
    enum ht_console_fit fit = ht_console_record_read(line->text, line->length, &join->draft);
    if (fit == HT_CONSOLE_NONE)
        return NULL;
    join->index = join->next_index++;
    join->freed_depth = join->freed_line = 0;
    join->have_draft = fit == HT_CONSOLE_WHOLE;
    join->have_fragment = !join->have_draft;
    join->fragment_serves = fit == HT_CONSOLE_MIXED;
    join->wrapped = is_blank(line->text + join->draft.end, line->length - join->draft.end);
    join->first_line = join->last_line = line->number;
    join->intrusions = 0;
    ht_strbuf_reset(&join->text);
    ht_strbuf_add(&join->text, line->text + join->draft.start, join->draft.end - join->draft.start);
    return join->text.failed ? ht_error_nomem() : NULL;
}

void ht_console_join_close(struct ht_console_join *join)
{
    if (!join->have_fragment || !join->fragment_serves)
        return;
    join->have_fragment = false;
    join->have_draft = true;
}

/*
 * Tries a line as the rest of a record, or as more of it that breaks off again at the line's end. The text that broke
 * in may begin with what looks like a hex digit ("E (1234) wifi: ...", "D ..."), so the last characters of a fragment
 * are given up in turn: as numbers have eight digits, only one way fits. The last way is that a blank went where a mail
 * program wrapped the line. Some indent what they wrap: blanks at its beginning are no part of a record.
 */
static bool combine(const struct ht_console_join *join, const struct ht_log_line *line, struct ht_strbuf *whole,
                    struct ht_console_record *draft, bool *complete)
{
    size_t indent = 0;
    while (indent < line->length && (line->text[indent] == ' ' || line->text[indent] == '\t'))
        indent++;
    for (size_t way = 0; way < 4 && way < join->text.length && !whole->failed; way += join->have_fragment ? 1 : 3) {
        size_t kept = join->text.length - way % 3;
        ht_strbuf_reset(whole);
        ht_strbuf_add(whole, join->text.text, kept);
        ht_strbuf_adds(whole, way == 3 ? " " : "");
        ht_strbuf_add(whole, line->text + indent, line->length - indent);
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
static struct ht_error *continue_record(struct ht_console_join *join, const struct ht_log_line *line)
{
    struct ht_strbuf whole;
    struct ht_console_record draft;
    bool complete = false;
    ht_strbuf_init(&whole);
    bool fits = combine(join, line, &whole, &draft, &complete);
    if (fits) {
        ht_strbuf_reset(&join->text);
        ht_strbuf_add(&join->text, whole.text, draft.end);
    }
    struct ht_error *error = whole.failed || join->text.failed ? ht_error_nomem() : NULL;
    ht_strbuf_deinit(&whole);
    if (error)
        return error;
    if (!fits) {
        if (join->have_fragment && ++join->intrusions == INTRUSION_MAX)
            close_fragment(join);
        return NULL;
    }
    join->wrapped = join->wrapped && line->number == join->last_line + 1;
    join->last_line = line->number;
    join->fragment_serves |= join->have_draft;
    if (complete && join->have_fragment)
        count(join->wrapped ? &join->wraps : &join->mixed, join->first_line);
    join->have_draft = complete;
    join->have_fragment = !complete;
    join->draft = draft;
    return NULL;
}

/* Is a line nothing but the rest of a chain, as a terminal wraps it? */
static bool is_rest_of_chain(const struct ht_log_line *line)
{
    size_t hex = 0;
    for (size_t i = 0; i < line->length; i++) {
        if (!strchr("0123456789abcdefx:", line->text[i]))
            return false;
        hex += line->text[i] != ':';
    }
    return hex > 0;
}

/* Reads what there is of a "freed by" so far. */
static struct ht_error *read_freed_by(struct ht_console_join *join, size_t line)
{
    size_t pos = 0, depth;
    const char *text = join->freed_text.text;
    if (join->freed_text.failed)
        return ht_error_nomem();
    bool whole = ht_console_chain_read(text, join->freed_text.length, &pos, join->freed_pcs, &depth);
    join->freed_depth = whole && depth && join->freed_pcs[0] ? depth : 0;
    join->draft.freed |= join->freed_text.length >= 3 && !memcmp(text, "0x", 2) && text[2] != '0';
    join->freed_line = line;
    return NULL;
}

struct ht_error *ht_console_join_freed_by(struct ht_console_join *join, const char *text, size_t length, size_t line)
{
    close_fragment(join);
    ht_strbuf_reset(&join->freed_text);
    ht_strbuf_add(&join->freed_text, text, length);
    return read_freed_by(join, line);
}

struct ht_error *ht_console_join_other(struct ht_console_join *join, const struct ht_log_line *line)
{
    if (join->have_draft && join->freed_line && line->number == join->freed_line + 1 && is_rest_of_chain(line)) {
        if (join->freed_line == join->last_line + 1)
            count(&join->wraps, join->first_line);
        ht_strbuf_add(&join->freed_text, line->text, line->length);
        return read_freed_by(join, line->number);
    }
    bool may_go_on = join->have_fragment || (join->have_draft && line->number == join->last_line + 1);
    return may_go_on ? continue_record(join, line) : NULL;
}
