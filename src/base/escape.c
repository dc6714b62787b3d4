#include "base/escape.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/path.h"
#include "base/utf.h"

/* Characters that are not seen themselves but change how what follows is shown. */
static bool is_invisible(uint32_t character)
{
    return (character >= 0x80 && character <= 0x9f) || character == 0xad || character == 0x61c ||
           (character >= 0x200b && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2060 && character <= 0x206f) || character == 0xfeff ||
           (character >= 0xfff9 && character <= 0xfffb) || (character >= 0xe0000 && character <= 0xe007f);
}

/* A character by its number; above U+FFFF as two halves (RFC 8259, section 7). */
static void add_json_number(struct ht_strbuf *out, uint32_t character)
{
    if (character > 0xffff) {
        ht_strbuf_addf(out, "\\u%04x", (unsigned)(0xd7c0 + (character >> 10)));
        character = 0xdc00 | (character & 0x3ff);
    }
    ht_strbuf_addf(out, "\\u%04x", (unsigned)character);
}

/* Most text needs nothing: it goes over in runs of ASCII without control characters and these two; returns its end. */
static inline const char *add_plain(struct ht_strbuf *out, const char *at, char special, char other)
{
    size_t plain = 0;
    while ((unsigned char)at[plain] >= 0x20 && (unsigned char)at[plain] < 0x7f && at[plain] != special &&
           at[plain] != other)
        plain++;
    ht_strbuf_add(out, at, plain);
    return at + plain;
}

void ht_escape_json(struct ht_strbuf *out, const char *text)
{
    for (const char *at = text; *at;) {
        at = add_plain(out, at, '"', '\\');
        if (!*at)
            break;
        uint32_t character;
        size_t length = ht_utf8_decode(at, &character);
        if (!length) {
            ht_strbuf_adds(out, "\xef\xbf\xbd");
            at++;
            continue;
        }
        static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
        const char *letter = letters;
        while (*letter && (unsigned char)*letter != character)
            letter += 2;
        if (*letter)
            ht_strbuf_addf(out, "\\%c", letter[1]);
        else if (character < 0x20 || character == 0x7f || is_invisible(character))
            add_json_number(out, character);
        else
            ht_strbuf_add(out, at, length);
        at += length;
    }
}

static const char *ascii_spelling(uint32_t character)
{
    static const struct {
        uint32_t character;
        const char *text;
    } spellings[] = {{0xa0, " "},    {0xb1, "+/-"},  {0xb5, "u"},     {0xb7, "*"},    {0xd7, "x"},    {0x2010, "-"},
                     {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},   {0x2014, "-"},  {0x2018, "'"},  {0x2019, "'"},
                     {0x201c, "\""}, {0x201d, "\""}, {0x2026, "..."}, {0x2190, "<-"}, {0x2192, "->"}, {0x2212, "-"},
                     {0x2248, "~"},  {0x2264, "<="}, {0x2265, ">="}};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (spellings[i].character == character)
            return spellings[i].text;
    }
    return NULL;
}

void ht_escape_terminal(struct ht_strbuf *out, const char *text, bool utf8)
{
    for (const char *at = text; *at;) {
        at = add_plain(out, at, '\0', '\0');
        if (!*at)
            break;
        uint32_t character;
        size_t length = ht_utf8_decode(at, &character);
        const char *spelling;
        if (*at == '\n')
            ht_strbuf_adds(out, "\\n");
        else if (*at == '\r')
            ht_strbuf_adds(out, "\\r");
        else if (*at == '\t')
            ht_strbuf_adds(out, "\\t");
        else if (!length || character < 0x20 || character == 0x7f)
            ht_strbuf_addf(out, "\\x%02x", (unsigned)(unsigned char)*at);
        else if (utf8 && !is_invisible(character))
            ht_strbuf_add(out, at, length);
        else if ((spelling = ascii_spelling(character)))
            ht_strbuf_adds(out, spelling);
        else
            ht_strbuf_addf(out, character > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)character);
        at += length ? length : 1;
    }
}

/* The text of a CSV field. A spreadsheet would take it for a formula when it began with one of these. */
static void add_cell(struct ht_strbuf *out, const char *text)
{
    if (*text && strchr("=+-@", *text))
        ht_strbuf_addc(out, '\'');
    ht_escape_terminal(out, text, true);
}

void ht_escape_csv(struct ht_strbuf *out, const char *text)
{
    size_t length = strlen(text);
    if (!strpbrk(text, ",\"") && *text != ' ' && (!length || text[length - 1] != ' ')) {
        add_cell(out, text);
        return;
    }
    ht_strbuf_addc(out, '"');
    size_t start = out->length;
    add_cell(out, text);
    /* Quotes are doubled from behind, so that each byte moves once. */
    size_t quotes = 0, end = out->length;
    for (size_t i = start; i < end; i++)
        quotes += out->text[i] == '"';
    for (size_t i = 0; i < quotes; i++)
        ht_strbuf_addc(out, '"');
    if (!out->failed) {
        for (size_t from = end, to = end + quotes; from < to;) {
            out->text[--to] = out->text[--from];
            if (out->text[from] == '"')
                out->text[--to] = '"';
        }
    }
    ht_strbuf_addc(out, '"');
}

void ht_escape_folded(struct ht_strbuf *out, const char *text)
{
    size_t start = out->length;
    ht_escape_terminal(out, *text ? text : "??", true);
    for (size_t i = start; i < out->length; i++) {
        if (out->text[i] == ';')
            out->text[i] = ':';
    }
}

/* Underscores between letters or digits are no emphasis: CONFIG_HEAP_TRACING stays readable. */
static bool is_within_word(const char *text, const char *start)
{
    const char *before = text, *after = text;
    while (before > start && *before == '_')
        before--;
    while (*after == '_')
        after++;
    return ht_is_alphanumeric(*before) && ht_is_alphanumeric(*after);
}

/* Could the character begin a list, a heading or a rule: is it the first one, or behind digits that are? */
static bool begins_block(const char *text, const char *start)
{
    if (strchr("-+#=", *text))
        return text == start;
    return strchr(".)", *text) && text > start && strspn(start, "0123456789") == (size_t)(text - start);
}

/* Its spelling in Markdown, or NULL when the character at text stands for itself. pair is room for a backslash and it.
 */
static const char *spell_markdown(const char *text, const char *start, char pair[3])
{
    bool after_name = text > start && (ht_is_alphanumeric(text[-1]) || strchr("-_", text[-1]));
    /* An empty comment keeps GitHub from making a link of what looks like one. */
    if (*text == '@')
        return "@<!-- -->";
    if (*text == '#' && ht_is_digit(text[1]) && !after_name)
        return "#<!-- -->";
    if (*text == '<')
        return "&lt;";
    if (*text == '>')
        return "&gt;";
    if (*text == '&')
        return "&amp;";
    if (!strchr("\\`*[]|~$", *text) && !begins_block(text, start) && (*text != '_' || is_within_word(text, start)))
        return NULL;
    pair[0] = '\\';
    pair[1] = *text;
    pair[2] = '\0';
    return pair;
}

#define ELLIPSIS "\xe2\x80\xa6"

void ht_escape_markdown(struct ht_strbuf *out, const char *text, size_t limit)
{
    struct ht_strbuf plain;
    ht_strbuf_init(&plain);
    ht_escape_terminal(&plain, text, true);
    size_t end = out->length + limit;
    for (const char *at = plain.text; *at;) {
        uint32_t character;
        size_t length = ht_utf8_decode(at, &character);
        char pair[3];
        const char *spelling = spell_markdown(at, plain.text, pair);
        size_t taken = spelling ? strlen(spelling) : length;
        if (out->length + taken + strlen(ELLIPSIS) > end) {
            ht_strbuf_adds(out, ELLIPSIS);
            break;
        }
        ht_strbuf_add(out, spelling ? spelling : at, taken);
        at += length;
    }
    out->failed = out->failed || plain.failed;
    ht_strbuf_deinit(&plain);
}

/* Is this the inside of a UTF-8 character, where text must not be cut? */
static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

void ht_escape_markdown_fenced(struct ht_strbuf *out, const char *text, size_t limit)
{
    struct ht_strbuf plain;
    ht_strbuf_init(&plain);
    ht_escape_terminal(&plain, text, true);
    if (plain.length <= limit) {
        ht_strbuf_add(out, plain.text, plain.length);
    } else {
        size_t half = limit > strlen(ELLIPSIS) ? (limit - strlen(ELLIPSIS)) / 2 : 0, tail = plain.length - half;
        size_t head = ht_utf8_cut(plain.text, half);
        while (is_inside(plain.text[tail]))
            tail++;
        ht_strbuf_add(out, plain.text, head);
        ht_strbuf_adds(out, ELLIPSIS);
        ht_strbuf_add(out, plain.text + tail, plain.length - tail);
    }
    out->failed = out->failed || plain.failed;
    ht_strbuf_deinit(&plain);
}

void ht_escape_markdown_code(struct ht_strbuf *out, const char *text, size_t limit)
{
    ht_strbuf_addc(out, '`');
    size_t start = out->length;
    ht_escape_markdown_fenced(out, *text ? text : " ", limit > 2 ? limit - 2 : 0);
    /* A '|' would end the cell of a table even inside a span, and a backslash before it shows outside of tables. */
    for (size_t i = start; i < out->length; i++) {
        if (out->text[i] == '`')
            out->text[i] = '\'';
        else if (out->text[i] == '|')
            out->text[i] = '!';
    }
    ht_strbuf_addc(out, '`');
}

void ht_escape_markdown_url(struct ht_strbuf *out, const char *url, size_t limit)
{
    bool web = !strncmp(url, "https://", 8) || !strncmp(url, "http://", 7);
    size_t plain = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#@%+,;=&");
    if (web && !url[plain] && plain <= limit)
        ht_strbuf_add(out, url, plain);
    else
        ht_escape_markdown_code(out, url, limit);
}

void ht_escape_github(struct ht_strbuf *out, const char *text, bool property)
{
    struct ht_strbuf run, plain;
    ht_strbuf_init(&run);
    ht_strbuf_init(&plain);
    while (*text) {
        size_t length = strcspn(text, "\r\n");
        ht_strbuf_reset(&run);
        ht_strbuf_reset(&plain);
        ht_strbuf_add(&run, text, length);
        ht_escape_terminal(&plain, run.text, true);
        out->failed = out->failed || run.failed || plain.failed;
        for (const char *at = plain.text; *at; at++) {
            if (*at == '%' || (property && (*at == ':' || *at == ',')))
                ht_strbuf_addf(out, "%%%02X", (unsigned)*at);
            else
                ht_strbuf_addc(out, *at);
        }
        text += length;
        for (; *text == '\r' || *text == '\n'; text++)
            ht_strbuf_adds(out, *text == '\r' ? "%0D" : "%0A");
    }
    ht_strbuf_deinit(&plain);
    ht_strbuf_deinit(&run);
}

/* Adds text with what stands in specials replaced: the spelling of specials[i] is spellings[i]. */
static void add_spelled(struct ht_strbuf *out, const char *text, const char *specials, const char *const *spellings)
{
    while (*text) {
        size_t plain = strcspn(text, specials);
        ht_strbuf_add(out, text, plain);
        text += plain;
        if (*text)
            ht_strbuf_adds(out, spellings[strchr(specials, *text++) - specials]);
    }
}

void ht_escape_json_script(struct ht_strbuf *out, const char *text)
{
    static const char *const spellings[] = {"\\u003c", "\\u003e", "\\u0026"};
    struct ht_strbuf plain;
    ht_strbuf_init(&plain);
    ht_escape_json(&plain, text);
    add_spelled(out, plain.text, "<>&", spellings);
    out->failed = out->failed || plain.failed;
    ht_strbuf_deinit(&plain);
}

void ht_escape_html(struct ht_strbuf *out, const char *text)
{
    static const char *const spellings[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    struct ht_strbuf plain;
    ht_strbuf_init(&plain);
    ht_escape_terminal(&plain, text, true);
    add_spelled(out, plain.text, "&<>\"'", spellings);
    out->failed = out->failed || plain.failed;
    ht_strbuf_deinit(&plain);
}

void ht_escape_xml(struct ht_strbuf *out, const char *text)
{
    struct ht_strbuf plain;
    ht_strbuf_init(&plain);
    ht_escape_html(&plain, text);
    for (const char *at = plain.text; *at;) {
        const char *odd = strstr(at, "\xef\xbf");
        if (!odd) {
            ht_strbuf_adds(out, at);
            break;
        }
        ht_strbuf_add(out, at, (size_t)(odd - at));
        bool no_character = odd[2] == '\xbe' || odd[2] == '\xbf';
        ht_strbuf_add(out, no_character ? "\xef\xbf\xbd" : odd, 3);
        at = odd + 3;
    }
    out->failed = out->failed || plain.failed;
    ht_strbuf_deinit(&plain);
}

void ht_escape_uri_path(struct ht_strbuf *out, const char *path)
{
    for (; *path; path++) {
        if (ht_is_slash(*path))
            ht_strbuf_addc(out, '/');
        else if (ht_is_alphanumeric(*path) || strchr("-._~", *path))
            ht_strbuf_addc(out, *path);
        else
            ht_strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*path);
    }
}
