#include "base/log_line.h"

#include <string.h>

#include "base/ascii.h"

void ht_log_init(struct ht_log *log, const char *bytes, size_t size, size_t pos, size_t number)
{
    *log = (struct ht_log){.bytes = bytes, .size = size, .first = pos, .pos = pos, .number = number};
    ht_strbuf_init(&log->clean);
}

void ht_log_deinit(struct ht_log *log)
{
    if (log)
        ht_strbuf_deinit(&log->clean);
}

bool ht_log_begins(const char *text, size_t length)
{
    return length > 3 && memchr("EWIDV", *text, 5) && text[1] == ' ' && text[2] == '(' && ht_is_digit(text[3]);
}

/* The length of digit groups of the given widths with separators between them ("2:2:2"), or 0. */
static size_t groups(const char *text, size_t length, const char *pattern)
{
    size_t pos = 0;
    for (; *pattern; pattern++) {
        if (ht_is_digit(*pattern)) {
            size_t width = (size_t)(*pattern - '0');
            if (ht_count_digits(text + pos, length - pos) != width)
                return 0;
            pos += width;
        } else if (pos == length || text[pos++] != *pattern) {
            return 0;
        }
    }
    return pos;
}

/* How many characters of a line are the marks of a quotation, in a mail or Markdown ("> ", ">> ", "> > "). */
static size_t quote_prefix(const char *text, size_t length)
{
    size_t end = 0;
    while (end < length && text[end] == '>') {
        end++;
        end += end < length && text[end] == ' ';
    }
    return end;
}

/* How many characters of a line are the time that a terminal program put before it. */
static size_t time_prefix(const char *text, size_t length)
{
    size_t pos = 0;
    bool bracket = length && text[0] == '[';
    pos += bracket;
    size_t date = groups(text + pos, length - pos, "4-2-2");
    if (date) {
        pos += date;
        if (pos == length || (text[pos] != ' ' && text[pos] != 'T'))
            return 0;
        pos++;
    }
    size_t time = groups(text + pos, length - pos, "2:2:2");
    if (!time)
        return 0;
    pos += time;
    if (pos < length && (text[pos] == '.' || text[pos] == ','))
        pos += 1 + ht_count_digits(text + pos + 1, length - pos - 1);
    if (pos < length && text[pos] == 'Z')
        pos++;
    if (bracket) {
        if (pos == length || text[pos] != ']')
            return 0;
        pos++;
    }
    if (length - pos >= 4 && !memcmp(text + pos, " -> ", 4))
        return pos + 4;
    if (length - pos >= 3 && !memcmp(text + pos, " > ", 3))
        return pos + 3;
    if (pos == length || bracket)
        return pos + (pos < length && (text[pos] == ' ' || text[pos] == '\t'));
    return text[pos] == ' ' || text[pos] == '\t' ? pos + 1 : 0;
}

/* Takes the escape sequences out. */
static void clean(struct ht_strbuf *clean, const char *text, size_t length)
{
    ht_strbuf_reset(clean);
    for (size_t pos = 0; pos < length;) {
        const char *escape = memchr(text + pos, '\x1b', length - pos);
        size_t plain = escape ? (size_t)(escape - text) - pos : length - pos;
        ht_strbuf_add(clean, text + pos, plain);
        pos += plain;
        if (pos == length)
            break;
        pos++;
        if (pos < length && text[pos] == '[') {
            pos++;
            while (pos < length && text[pos] >= 0x20 && text[pos] < 0x40)
                pos++;
            if (pos < length && text[pos] >= 0x40 && text[pos] < 0x7f)
                pos++;
        }
    }
}

bool ht_log_next(struct ht_log *log, struct ht_log_line *ret)
{
    if (log->pos >= log->size)
        return false;
    const char *text = log->bytes + log->pos;
    size_t rest = log->size - log->pos;
    const char *end = memchr(text, '\n', rest);
    size_t length = end ? (size_t)(end - text) : rest;
    bool begins = log->pos == log->first || text[-1] == '\n';
    log->number += begins;
    *ret = (struct ht_log_line){.start = log->pos, .number = log->number};
    if (length > HT_LOG_LINE_MAX) {
        length = HT_LOG_LINE_MAX;
        log->pos += length;
    } else {
        log->pos += end ? length + 1 : length;
    }
    while (length && text[length - 1] == '\r')
        length--;
    if (memchr(text, '\x1b', length)) {
        clean(&log->clean, text, length);
        if (log->clean.failed)
            return false;
        text = log->clean.text;
        length = log->clean.length;
    }
    if (!begins) {
        ret->text = text;
        ret->length = length;
        return true;
    }
    size_t prefix = quote_prefix(text, length);
    prefix += time_prefix(text + prefix, length - prefix);
    ret->text = text + prefix;
    ret->length = length - prefix;
    ret->prefix = prefix;
    return true;
}

size_t ht_log_find(const char *text, size_t length, const char *needle, size_t anchor)
{
    size_t size = strlen(needle);
    if (length < size)
        return length;
    const char *p = text + anchor, *end = text + length - size + anchor + 1;
    while ((p = memchr(p, needle[anchor], (size_t)(end - p)))) {
        if (!memcmp(p - anchor, needle, size))
            return (size_t)(p - text) - anchor;
        if (++p == end)
            break;
    }
    return length;
}
