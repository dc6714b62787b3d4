#include "dump/console_record.h"

#include <string.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/number.h"

#define MARKER "bytes (@ "

struct cursor {
    const char *text;
    size_t length, pos;
};

static char at(const struct cursor *c)
{
    if (c->pos == c->length)
        return '\0';
    return c->text[c->pos];
}

/* Steps over as much of a word as stands there; true when all of it does. */
static bool take(struct cursor *c, const char *word)
{
    while (*word && at(c) == *word) {
        c->pos++;
        word++;
    }
    return !*word;
}

static bool is_hex(char ch)
{
    uint32_t value;
    return ht_number_hex32(&ch, 1, &value);
}

/* Exactly eight hex digits. */
static bool take_digits(struct cursor *c, uint32_t *ret)
{
    size_t start = c->pos;
    while (c->pos - start < 8 && is_hex(at(c)))
        c->pos++;
    return c->pos - start == 8 && ht_number_hex32(c->text + start, 8, ret);
}

/* "0x3ffaf214"; zero is "0x0" or "(nil)". */
static bool take_address(struct cursor *c, uint32_t *ret)
{
    if (at(c) == '(') {
        *ret = 0;
        return take(c, "(nil)");
    }
    if (!take(c, "0x"))
        return false;
    if (at(c) == '0' && !(c->pos + 1 < c->length && is_hex(c->text[c->pos + 1]))) {
        c->pos++;
        *ret = 0;
        return true;
    }
    return take_digits(c, ret);
}

bool ht_console_chain_read(const char *text, size_t length, size_t *pos, uint32_t pcs[HT_CHAIN_DEPTH_MAX],
                           size_t *depth)
{
    struct cursor c = {text, length, *pos};
    bool whole = true;
    *depth = 0;
    while (at(&c) == '0' || at(&c) == '(') {
        whole = *depth < HT_CHAIN_DEPTH_MAX && take_address(&c, &pcs[*depth]);
        if (!whole)
            break;
        ++*depth;
        /* A chain shorter than the buffer ends in a lone colon. */
        if (at(&c) != ':')
            break;
        c.pos++;
    }
    *pos = c.pos;
    return whole;
}

/* What may be written where a release prints a name of the memory, or nothing. */
#define WORDS_MAX 48

/* Steps over the key, and words before it that no release prints: none of them may be a line of a log that breaks in.
 */
static bool take_key(struct cursor *c, const char *key)
{
    size_t start = c->pos;
    if (take(c, key))
        return true;
    if (c->pos == c->length)
        return false;
    size_t stop = c->pos;
    for (c->pos = start;
         c->pos < c->length && c->pos - start < WORDS_MAX && !ht_log_begins(c->text + c->pos, c->length - c->pos);
         c->pos++) {
        size_t word = c->pos;
        if (take(c, key))
            return true;
        c->pos = word;
    }
    c->pos = stop;
    return false;
}

/*
 * ")", ", Internal)" or ",    PSRAM)"; projects print ",   SPIRAM)" and names of their own, with what they like. The
 * address tells the memory.
 */
static bool take_memory(struct cursor *c)
{
    size_t start = c->pos;
    if (at(c) == ')')
        return take_key(c, ") allocated");
    if (take(c, ",")) {
        while (at(c) == ' ')
            c->pos++;
        if (take(c, at(c) == 'P' ? "PSRAM)" : at(c) == 'S' ? "SPIRAM)" : "Internal)"))
            return take(c, " allocated");
    }
    size_t stop = c->pos;
    c->pos = start;
    if (take_key(c, ") allocated"))
        return true;
    c->pos = stop;
    return false;
}

static bool take_head(struct cursor *c, struct ht_console_record *record)
{
    if (!take(c, MARKER) || !take_address(c, &record->addr) || !take_memory(c) || !take_key(c, " CPU "))
        return false;
    uint32_t cpu = (uint32_t)(at(c) - '0');
    if (cpu > 3)
        return false;
    c->pos++;
    if (!take_key(c, " ccount 0x") || !take_digits(c, &record->ccount))
        return false;
    record->ccount = (record->ccount & ~UINT32_C(3)) | cpu;
    return true;
}

/* " caller 0x400d276d:0x400d27c1", " caller " or nothing. */
static bool take_caller(struct cursor *c, struct ht_console_record *record)
{
    size_t head = c->pos;
    if (take_key(c, " caller"))
        return c->pos == c->length ||
               (take(c, " ") && ht_console_chain_read(c->text, c->length, &c->pos, record->pcs, &record->depth));
    if (c->pos > head + 1)
        return false;
    c->pos = head;
    return true;
}

/* " freed" or nothing; false when it breaks off. */
static bool take_freed(struct cursor *c, struct ht_console_record *record)
{
    size_t chain = c->pos;
    record->freed = take(c, " freed");
    /* "freed by" is a line of its own, whose beginning may be lost. */
    if (record->freed && c->length - c->pos >= 3 && !memcmp(c->text + c->pos, " by", 3)) {
        record->freed = false;
        c->pos = chain;
        return true;
    }
    if (record->freed)
        return true;
    if (c->pos == c->length && c->pos > chain + 1)
        return false;
    c->pos = chain;
    return true;
}

/* Where a record's size begins that ends before the marker, or the marker's own place when there is none. */
static size_t size_start(const char *text, size_t marker)
{
    size_t start = marker;
    if (!start || text[start - 1] != ' ')
        return marker;
    start--;
    while (start && ht_is_digit(text[start - 1]))
        start--;
    return start == marker - 1 ? marker : start;
}

size_t ht_console_record_find(const char *text, size_t length, size_t pos)
{
    while (pos < length) {
        size_t marker = pos + ht_log_find(text + pos, length - pos, MARKER, strlen("bytes ("));
        if (marker == length)
            return length;
        size_t start = size_start(text, marker);
        if (start < marker && start >= pos)
            return start;
        pos = marker + 1;
    }
    return length;
}

enum ht_console_fit ht_console_record_read(const char *text, size_t length, struct ht_console_record *ret)
{
    size_t marker = ht_log_find(text, length, MARKER, strlen("bytes (")), start;
    uint64_t size;
    if (marker == length || (start = size_start(text, marker)) == marker)
        return HT_CONSOLE_NONE;
    struct cursor c = {text, length, marker};
    *ret = (struct ht_console_record){.start = start};
    if (!ht_number_decimal(text + start, marker - 1 - start, UINT32_MAX, &size) || !take_head(&c, ret)) {
        ret->end = c.pos;
        return HT_CONSOLE_BROKEN;
    }
    ret->size = (uint32_t)size;
    if (!take_caller(&c, ret)) {
        ret->end = c.pos;
        return HT_CONSOLE_BROKEN;
    }
    ret->unwound = ret->depth && text[c.pos - 1] == ':';
    if (!take_freed(&c, ret)) {
        ret->end = c.pos;
        return HT_CONSOLE_BROKEN;
    }
    ret->end = c.pos;
    while (at(&c) == ' ' || at(&c) == '\r')
        c.pos++;
    return c.pos == length ? HT_CONSOLE_WHOLE : HT_CONSOLE_MIXED;
}
