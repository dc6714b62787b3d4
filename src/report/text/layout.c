#include "report/text/layout.h"

#include <stdint.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf.h"

void ht_text_init(struct ht_text *text, FILE *stream, unsigned width, bool utf8, bool color)
{
    *text = (struct ht_text){
        .stream = stream,
        .width = width < HT_TEXT_WIDTH_MIN ? HT_TEXT_WIDTH_MIN : width,
        .utf8 = utf8,
        .color = color,
    };
    ht_strbuf_init(&text->line);
    ht_strbuf_init(&text->escaped);
    ht_strbuf_init(&text->scratch);
    ht_strbuf_init(&text->words);
}

struct ht_strbuf *ht_text_words(struct ht_text *text)
{
    if (text->words.failed)
        text->failed = true;
    ht_strbuf_reset(&text->words);
    return &text->words;
}

bool ht_text_deinit(struct ht_text *text)
{
    if (text->column)
        ht_text_end(text);
    ht_strbuf_deinit(&text->line);
    ht_strbuf_deinit(&text->escaped);
    ht_strbuf_deinit(&text->scratch);
    if (text->words.failed)
        text->failed = true;
    ht_strbuf_deinit(&text->words);
    return !text->failed;
}

void ht_text_style(struct ht_text *text, enum ht_style style)
{
    text->style = style;
}

static void set_active(struct ht_text *text, enum ht_style style)
{
    static const char *const sequences[] = {"\x1b[0m",    "\x1b[1m",    "\x1b[2m", "\x1b[1;31m",
                                            "\x1b[1;33m", "\x1b[1;32m", "\x1b[36m"};
    if (!text->color || text->active == style)
        return;
    if (text->active != HT_STYLE_PLAIN)
        ht_strbuf_adds(&text->line, sequences[HT_STYLE_PLAIN]);
    if (style != HT_STYLE_PLAIN)
        ht_strbuf_adds(&text->line, sequences[style]);
    text->active = style;
}

/* The character at escaped text, which is UTF-8 throughout: its bytes, and its columns in *columns. */
static size_t measure(const char *at, unsigned *columns)
{
    uint32_t character = 0;
    size_t length = ht_utf8_decode(at, &character);
    *columns = length ? ht_utf8_width(character) : 1;
    return length ? length : 1;
}

/* The bytes of escaped text that fit in the columns; *used is what they take. */
static size_t prefix(const char *escaped, size_t length, unsigned columns, unsigned *used)
{
    size_t at = 0;
    *used = 0;
    while (at < length) {
        unsigned wide = 1;
        size_t bytes = 1;
        if ((unsigned char)escaped[at] >= 0x80)
            bytes = measure(escaped + at, &wide);
        if (*used + wide > columns)
            break;
        *used += wide;
        at += bytes;
    }
    return at;
}

static unsigned columns_of(const char *escaped, size_t length)
{
    unsigned used;
    prefix(escaped, length, UINT32_MAX / 2, &used);
    return used;
}

/* Escaped text onto the line, as far as the width allows. */
static void add(struct ht_text *text, const char *escaped, size_t length)
{
    unsigned used;
    length = prefix(escaped, length, text->width > text->column ? text->width - text->column : 0, &used);
    if (!length)
        return;
    for (; text->blanks; text->blanks--)
        ht_strbuf_addc(&text->line, ' ');
    set_active(text, text->style);
    ht_strbuf_add(&text->line, escaped, length);
    text->column += used;
}

static const struct ht_strbuf *escape(struct ht_text *text, const char *what)
{
    ht_strbuf_reset(&text->escaped);
    ht_escape_terminal(&text->escaped, what, text->utf8);
    if (text->escaped.failed)
        text->failed = true;
    return &text->escaped;
}

void ht_text_put(struct ht_text *text, const char *what)
{
    const struct ht_strbuf *escaped = escape(text, what);
    add(text, escaped->text, escaped->length);
}

void ht_text_to(struct ht_text *text, unsigned column)
{
    unsigned blanks = text->column < column ? column - text->column : text->column && !text->blanks ? 1 : 0;
    text->blanks += blanks;
    text->column += blanks;
}

unsigned ht_text_columns(struct ht_text *text, const char *what)
{
    const struct ht_strbuf *escaped = escape(text, what);
    return columns_of(escaped->text, escaped->length);
}

/* Where the last columns of escaped text begin. */
static size_t suffix(const struct ht_strbuf *escaped, unsigned columns)
{
    unsigned all = columns_of(escaped->text, escaped->length), used;
    size_t at = prefix(escaped->text, escaped->length, all > columns ? all - columns : 0, &used);
    while (at < escaped->length && columns_of(escaped->text + at, escaped->length - at) > columns)
        at++;
    return at;
}

/* Escaped text that was made to fit: its first head bytes, dots if it was cut, and what begins at tail. */
struct cut {
    size_t head, tail;
    const char *dots;
    unsigned columns;
};

static struct cut cut_to_fit(const struct ht_text *text, const struct ht_strbuf *escaped, unsigned columns,
                             enum ht_cut how)
{
    unsigned all = columns_of(escaped->text, escaped->length);
    if (all <= columns)
        return (struct cut){escaped->length, escaped->length, "", all};
    struct cut cut = {.tail = escaped->length, .dots = text->utf8 ? "\xe2\x80\xa6" : "..."};
    unsigned dots = text->utf8 ? 1 : 3, used;
    unsigned room = columns > dots ? columns - dots : 0;
    if (how == HT_CUT_END) {
        cut.head = prefix(escaped->text, escaped->length, room, &used);
    } else if (how == HT_CUT_MIDDLE) {
        cut.head = prefix(escaped->text, escaped->length, room / 2, &used);
        cut.tail = suffix(escaped, room - used);
    } else {
        cut.tail = suffix(escaped, room);
        const char *slash = strchr(escaped->text + cut.tail, '/');
        /* A file name that is too long for itself loses its beginning. */
        if (slash)
            cut.tail = (size_t)(slash - escaped->text);
    }
    cut.columns =
        columns_of(escaped->text, cut.head) + dots + columns_of(escaped->text + cut.tail, escaped->length - cut.tail);
    return cut;
}

void ht_text_fit(struct ht_text *text, const char *what, unsigned columns, enum ht_cut how)
{
    const struct ht_strbuf *escaped = escape(text, what);
    struct cut cut = cut_to_fit(text, escaped, columns, how);
    add(text, escaped->text, cut.head);
    add(text, cut.dots, strlen(cut.dots));
    add(text, escaped->text + cut.tail, escaped->length - cut.tail);
}

unsigned ht_text_fit_columns(struct ht_text *text, const char *what, unsigned columns, enum ht_cut how)
{
    return cut_to_fit(text, escape(text, what), columns, how).columns;
}

void ht_text_right(struct ht_text *text, const char *what, unsigned columns)
{
    unsigned taken = ht_text_columns(text, what);
    if (taken < columns) {
        text->blanks += columns - taken;
        text->column += columns - taken;
    }
    ht_text_fit(text, what, columns, HT_CUT_END);
}

static bool is_between(char c, char first, char last)
{
    return c >= first && c <= last;
}

/* The length of the first word. A number and a unit of one letter are one: "17,105 B", "12 %", "600 s)". */
static size_t word_length(const char *at)
{
    size_t length = strcspn(at, " ");
    if (length == 0 || at[length] == '\0' || !is_between(at[length - 1], '0', '9'))
        return length;
    const char *unit = at + length + 1;
    bool letter = *unit == '%' || is_between(*unit, 'A', 'Z') || is_between(*unit, 'a', 'z');
    if (!letter || is_between(unit[1], 'A', 'Z') || is_between(unit[1], 'a', 'z'))
        return length;
    return length + 1 + strcspn(unit, " ");
}

void ht_text_wrap(struct ht_text *text, unsigned indent, const char *what)
{
    if (indent > text->width / 2)
        indent = text->width / 2;
    ht_strbuf_reset(&text->scratch);
    ht_escape_terminal(&text->scratch, what, text->utf8);
    if (text->scratch.failed)
        text->failed = true;
    bool first = true;
    for (const char *at = text->scratch.text; *at;) {
        size_t length = word_length(at);
        if (!length) {
            at++;
            continue;
        }
        unsigned wide = columns_of(at, length);
        if (!first && text->column + 1 + wide <= text->width) {
            text->blanks++;
            text->column++;
        } else if (text->column > indent && (!first || text->column + wide > text->width)) {
            ht_text_end(text);
        }
        if (!text->column)
            ht_text_to(text, indent);
        while (length) {
            unsigned used;
            size_t fits = prefix(at, length, text->width - text->column, &used);
            add(text, at, fits);
            at += fits;
            length -= fits;
            if (length) {
                ht_text_end(text);
                ht_text_to(text, indent);
            }
        }
        first = false;
    }
}

void ht_text_heading(struct ht_text *text, const char *heading)
{
    ht_text_end(text);
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_fit(text, heading, text->width, HT_CUT_END);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

void ht_text_end(struct ht_text *text)
{
    set_active(text, HT_STYLE_PLAIN);
    ht_strbuf_addc(&text->line, '\n');
    fwrite(text->line.text, 1, text->line.length, text->stream);
    if (text->line.failed)
        text->failed = true;
    ht_strbuf_reset(&text->line);
    text->column = 0;
    text->blanks = 0;
}
