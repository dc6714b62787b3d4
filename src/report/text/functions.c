#include "report/text/parts.h"

#include <inttypes.h>

#include "report/words.h"

/* Columns of the table by function. */
#define BYTES 14u
#define BLOCKS 9u
#define EVENTS 13u /* blocks made and freed, where they are millions */
#define CHAINS 8u
#define RATE 14u
#define VERDICTS 11u
#define WINDOW 12u
enum { COLUMNS_MAX = 16 };

/* With less room than this for its functions there is no table, but a paragraph each. */
#define FUNCTION_MIN 16u

/* Owners told of without being asked for. */
#define OWNERS_SHOWN 10u

enum column_kind {
    COLUMN_BYTES,
    COLUMN_BLOCKS,
    COLUMN_CHAINS,
    COLUMN_RATE,
    COLUMN_MADE,
    COLUMN_FREED,
    COLUMN_WINDOW,
    COLUMN_GROWTH,
    COLUMN_ALL
};

struct column {
    enum column_kind what;
    size_t window;
    unsigned width;
};

/* What a table shows of each function. */
struct table {
    const struct ht_report *report;
    struct column columns[COLUMNS_MAX];
    size_t count, left_out; /* windows for which there is no room */
    unsigned function_at;
};

static void add_column(struct table *table, enum column_kind what, size_t window, unsigned width)
{
    table->columns[table->count].what = what;
    table->columns[table->count].window = window;
    table->columns[table->count++].width = width;
    table->function_at += width;
}

/* A column a window, and what has come between the first and the last; the first and the last ones where not all fit.
 */
static void add_windows(struct table *table, unsigned width)
{
    size_t windows = table->report->trace->window_count;
    unsigned rest = 2 + VERDICTS + WINDOW + FUNCTION_MIN;
    size_t room = width > rest ? (width - rest) / WINDOW : 0;
    room = room < 2 ? 2 : room > COLUMNS_MAX - 1 ? COLUMNS_MAX - 1 : room;
    size_t shown = windows < room ? windows : room;
    add_column(table, COLUMN_WINDOW, 0, WINDOW);
    for (size_t i = 1; i < shown; i++)
        add_column(table, COLUMN_WINDOW, windows - shown + i, WINDOW);
    /* What runs leave behind adds up. */
    add_column(table, table->report->run_count > 1 ? COLUMN_ALL : COLUMN_GROWTH, 0, WINDOW);
    table->left_out = windows - shown;
}

/* How wide numbers of blocks made and freed are: a host trace counts millions. */
static unsigned events_width(const struct ht_trace *trace)
{
    int64_t made = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        made += trace->windows[w].tally_count ? trace->windows[w].total_allocations : 0;
    return made < 1000000 ? BLOCKS : EVENTS;
}

static struct table lay_out(const struct ht_report *report, const struct ht_view_group *groups, unsigned width)
{
    struct table table = {.report = report, .function_at = 2 + VERDICTS};
    if (groups[0].per_window) {
        add_windows(&table, width);
        return table;
    }
    add_column(&table, COLUMN_BYTES, 0, BYTES);
    add_column(&table, COLUMN_BLOCKS, 0, BLOCKS);
    if (report->fates) {
        add_column(&table, COLUMN_MADE, 0, events_width(report->trace));
        add_column(&table, COLUMN_FREED, 0, events_width(report->trace));
    } else {
        add_column(&table, COLUMN_CHAINS, 0, CHAINS);
        add_column(&table, COLUMN_RATE, 0, RATE);
    }
    return table;
}

static void add_heading(struct ht_strbuf *words, const struct table *table, const struct column *column)
{
    static const char *const names[] = {"bytes", "blocks", "chains",     "per hour", "made",
                                        "freed", "",       "difference", "in all"};
    const struct ht_window *window = &table->report->trace->windows[column->window];
    if (column->what != COLUMN_WINDOW)
        ht_strbuf_adds(words, column->what == COLUMN_BLOCKS && table->report->fates ? "alive" : names[column->what]);
    else if (table->report->run_count > 1)
        ht_strbuf_addf(words, "run %" PRIu32, table->report->windows[column->window].run);
    else if (window->number)
        ht_strbuf_addf(words, "dump %" PRIu32, window->number);
    else
        ht_strbuf_addf(words, "window %zu", column->window + 1);
}

static void add_cell(struct ht_strbuf *words, const struct table *table, const struct column *column,
                     const struct ht_view_group *group)
{
    size_t last = table->report->trace->window_count - 1;
    uint64_t before, after;
    switch (column->what) {
    case COLUMN_ALL:
    case COLUMN_BYTES:
        ht_words_bytes(words, group->bytes);
        break;
    case COLUMN_BLOCKS:
        ht_words_number(words, group->count);
        break;
    case COLUMN_CHAINS:
        ht_words_number(words, group->chain_count);
        break;
    case COLUMN_RATE:
        if (!isnan(group->bytes_per_hour))
            ht_words_mean_bytes(words, group->bytes_per_hour);
        break;
    case COLUMN_MADE:
        ht_words_number(words, (uint64_t)group->count + group->fate.freed);
        break;
    case COLUMN_FREED:
        ht_words_number(words, group->fate.freed);
        break;
    case COLUMN_WINDOW:
        ht_words_bytes(words, group->per_window[column->window].bytes);
        break;
    case COLUMN_GROWTH:
        before = group->per_window[0].bytes;
        after = group->per_window[last].bytes;
        ht_strbuf_adds(words, after > before ? "+" : after < before ? "-" : "");
        ht_words_bytes(words, after > before ? after - before : before - after);
        break;
    }
}

/* The function of an entry and its place, from a column on. */
static void put_owner(struct ht_text *text, const struct ht_view_group *group, unsigned column)
{
    const char *function = group->function && group->function->function ? group->function->function : "(not known)";
    ht_text_to(text, column);
    ht_text_fit(text, function, text->width > text->column ? text->width - text->column : 0, HT_CUT_MIDDLE);
    ht_text_end(text);
    if (!group->function || !group->function->file)
        return;
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_place(words, group->function);
    ht_text_to(text, column);
    ht_text_style(text, HT_STYLE_DIM);
    ht_text_fit(text, words->text, text->width - column, HT_CUT_PATH);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

static void put_narrow(struct ht_text *text, const struct ht_view_group *group)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_verdicts(words, group->verdicts);
    ht_strbuf_adds(words, group->verdicts ? ": " : "nothing left: ");
    ht_words_bytes(words, group->bytes);
    ht_strbuf_adds(words, " in ");
    ht_words_count(words, group->count, "block");
    ht_strbuf_adds(words, " by ");
    ht_words_count(words, group->chain_count, "call chain");
    if (!isnan(group->bytes_per_hour)) {
        ht_strbuf_adds(words, ", ");
        ht_words_mean_bytes(words, group->bytes_per_hour);
        ht_strbuf_adds(words, " per hour");
    }
    if (group->fate.freed) {
        ht_strbuf_adds(words, ", ");
        ht_words_number(words, group->fate.freed);
        ht_strbuf_adds(words, " freed");
    }
    ht_text_to(text, 2);
    ht_text_style(text, group->verdicts & 1u << HT_VERDICT_LEAK ? HT_STYLE_BAD : HT_STYLE_PLAIN);
    ht_text_wrap(text, 4, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    put_owner(text, group, 4);
}

static void put_function(struct ht_text *text, const struct table *table, const struct ht_view_group *group)
{
    for (size_t i = 0; i < table->count; i++) {
        struct ht_strbuf *words = ht_text_words(text);
        add_cell(words, table, &table->columns[i], group);
        ht_text_right(text, words->text, table->columns[i].width);
    }
    ht_text_to(text, text->column + 2);
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_verdicts(words, group->verdicts);
    ht_text_style(text, group->verdicts & 1u << HT_VERDICT_LEAK ? HT_STYLE_BAD : HT_STYLE_PLAIN);
    ht_text_put(text, words->length ? words->text : "-");
    ht_text_style(text, HT_STYLE_PLAIN);
    put_owner(text, group, table->function_at);
    if (!group->fate.freer_count)
        return;
    words = ht_text_words(text);
    ht_strbuf_adds(words, "freed by ");
    ht_words_freers(words, &group->fate);
    ht_text_to(text, table->function_at);
    ht_text_wrap(text, table->function_at + 2, words->text);
    ht_text_end(text);
}

static void put_table(struct ht_text *text, const char *heading, const struct ht_report *report,
                      const struct ht_view_group *groups, size_t count)
{
    struct table table = lay_out(report, groups, text->width);
    bool narrow = text->width < table.function_at + FUNCTION_MIN;
    ht_text_heading(text, heading);
    ht_text_style(text, HT_STYLE_DIM);
    for (size_t i = 0; i < table.count && !narrow; i++) {
        struct ht_strbuf *words = ht_text_words(text);
        add_heading(words, &table, &table.columns[i]);
        ht_text_right(text, words->text, table.columns[i].width);
    }
    if (!narrow) {
        ht_text_to(text, text->column + 2);
        ht_text_put(text, "verdict");
        ht_text_to(text, table.function_at);
        ht_text_put(text, "function");
        ht_text_end(text);
    }
    ht_text_style(text, HT_STYLE_PLAIN);
    for (size_t i = 0; i < count; i++) {
        if (narrow)
            put_narrow(text, &groups[i]);
        else
            put_function(text, &table, &groups[i]);
    }
    if (!table.left_out || narrow)
        return;
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_count(words, table.left_out, "dump");
    ht_strbuf_adds(words, " between the first and those shown: no room on the line");
    ht_text_to(text, 2);
    ht_text_wrap(text, 2, words->text);
    ht_text_end(text);
}

void ht_text_functions(struct ht_text *text, const struct ht_view *view)
{
    if (view->group_count)
        put_table(text, "Functions that own blocks", &view->report, view->groups, view->group_count);
}

void ht_text_owners(struct ht_text *text, const struct ht_view *view)
{
    if (!view->owner_count)
        return;
    size_t shown = view->owner_count < OWNERS_SHOWN ? view->owner_count : OWNERS_SHOWN;
    put_table(text, "Made and freed", &view->report, view->owners, shown);
    if (shown == view->owner_count)
        return;
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_adds(words, "and ");
    ht_words_count(words, view->owner_count - shown, "more function");
    ht_strbuf_adds(words, ": --group-by function shows them");
    ht_text_to(text, 2);
    ht_text_wrap(text, 2, words->text);
    ht_text_end(text);
}
