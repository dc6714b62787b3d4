#include "dump/own_line.h"

#include <string.h>
#include <strings.h>

#include "base/number.h"

/* A word or a number, and the word that names it. */
struct token {
    const char *text;
    size_t length;
    const char *key; /* the word before it, or NULL */
    size_t key_length;
    bool assigned; /* '=' or ':' parts the two */
    bool bracket;  /* in [ ] */
};

struct walk {
    const char *text;
    size_t length, pos;
    struct token last; /* the word before; length 0: none */
    bool bracket;
};

/* What decides on a line. */
struct draft {
    struct ht_own_line *line;
    uint32_t only; /* the size, if nothing tells it */
    size_t onlys;
    bool sized, blocked, bad;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of any language: bytes of UTF-8 belong to words. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word(const char *text, size_t length, const char *const *words)
{
    for (; *words; words++) {
        if (strlen(*words) == length && !strncasecmp(text, *words, length))
            return true;
    }
    return false;
}

static const char *const size_words[] = {"sz", "size", "len", "length", "bytes", NULL};
static const char *const unit_words[] = {"b", "byte", "bytes", NULL};
static const char *const ccount_words[] = {"cc", "ccount", "cycles", "cyc", NULL};
static const char *const core_words[] = {"cpu", "core", NULL};
static const char *const ms_words[] = {"t", "ms", "time", NULL};
static const char *const us_words[] = {"us", "t_us", NULL};
static const char *const count_words[] = {"count", "x", "blocks", NULL};
static const char *const task_words[] = {"task", NULL};
static const char *const other_words[] = {"caps", "idx", "index", "no", "id", "seq", "line", "prio", NULL};
static const char *const foreign_words[] = {"stack",   "handler", "entry", "register", "backtrace", "isr",  "vaddr",
                                            "segment", "PC",      "PS",    "priority", "handle",    "func", NULL};

/* The beginning of an ESP-IDF log line, its time and tag. */
static size_t prefix_length(const char *text, size_t length)
{
    if (length < 5 || !memchr("EWIDV", text[0], 5) || memcmp(text + 1, " (", 2) || !is_digit(text[3]))
        return 0;
    const char *colon = memchr(text, ')', length);
    colon = colon ? memchr(colon, ':', length - (size_t)(colon - text)) : NULL;
    return colon ? (size_t)(colon - text) + 1 : 0;
}

/* The next word or number; "0x" begins a number, and "x3" is a word and a number. */
static bool next(struct walk *w, struct token *ret)
{
    bool assigned = false;
    while (w->pos < w->length && !is_digit(w->text[w->pos]) && !is_letter(w->text[w->pos])) {
        char c = w->text[w->pos++];
        w->bracket = c == '[' || (w->bracket && c != ']');
        assigned |= c == '=' || c == ':';
        if (c == ',' || c == ';' || c == '|' || c == '(')
            w->last.length = 0;
    }
    if (w->pos == w->length)
        return false;
    size_t start = w->pos;
    bool number = is_digit(w->text[start]);
    uint32_t ignored;
    /* Addresses without 0x have eight digits. */
    size_t end = start;
    while (end < w->length && (is_digit(w->text[end]) || is_letter(w->text[end])))
        end++;
    bool hex = end - start == 8 && ht_number_hex32(w->text + start, 8, &ignored);
    if (number && !hex && !(end - start > 2 && w->text[start] == '0' && (w->text[start + 1] | 0x20) == 'x'))
        for (end = start; end < w->length && is_digit(w->text[end]);)
            end++;
    else if (!number && !hex)
        for (end = start; end < w->length && (is_letter(w->text[end]) || (end > start + 1 && is_digit(w->text[end])));)
            end++;
    w->pos = end;
    *ret = (struct token){.text = w->text + start,
                          .length = end - start,
                          .key = w->last.text,
                          .key_length = w->last.length,
                          .assigned = assigned,
                          .bracket = w->bracket};
    w->last = *ret;
    if (number || hex)
        w->last.length = 0;
    return true;
}

/* The heap's memories on all chips (soc.h): internal RAM and PSRAM, and RAM that code runs in on some RISC-V chips. */
static bool is_data(uint32_t addr)
{
    return (addr >= 0x3c000000 && addr < 0x40000000) || (addr >= 0x48000000 && addr < 0x50110000) ||
           (addr >= 0x600fe000 && addr < 0x60100000);
}

static bool is_shared(uint32_t addr)
{
    return addr >= 0x40800000 && addr < 0x40900000;
}

static bool is_code(uint32_t addr)
{
    return addr >= 0x40000000 && addr < 0x48000000;
}

static void take_hex(struct draft *d, const struct token *token, uint32_t value)
{
    struct ht_own_line *line = d->line;
    if (token->key && is_word(token->key, token->key_length, ccount_words)) {
        line->ccount = value;
        line->has_ccount = true;
    } else if (!d->blocked && (is_data(value) || (is_shared(value) && !line->depth))) {
        line->block = value;
        line->block_first = !d->sized && !d->onlys;
        line->caller_first = line->depth > 0;
        d->blocked = true;
    } else if (is_code(value)) {
        if (line->depth < HT_CHAIN_DEPTH_MAX)
            line->pcs[line->depth++] = value;
        else
            d->bad = true;
    } else {
        d->bad |= is_data(value); /* two blocks */
    }
}

static void take_decimal(struct draft *d, const struct token *token, const struct token *unit, uint64_t value)
{
    struct ht_own_line *line = d->line;
    const char *key = token->key_length ? token->key : "";
    size_t length = token->key_length;
    bool whole = value <= UINT32_MAX;
    if (unit && is_word(unit->text, unit->length, unit_words)) {
        d->bad |= d->sized && line->told == HT_OWN_UNIT;
        line->size = (uint32_t)value;
        line->told = HT_OWN_UNIT;
        d->bad |= !whole;
        d->sized = true;
    } else if (is_word(key, length, ccount_words)) {
        line->ccount = (uint32_t)value;
        line->has_ccount = whole;
    } else if (is_word(key, length, core_words)) {
        line->core = value < 2 ? (uint32_t)value : 0;
    } else if (is_word(key, length, count_words)) {
        line->count = value > 0 && whole ? (uint32_t)value : 1;
    } else if (is_word(key, length, ms_words) || (unit && is_word(unit->text, unit->length, ms_words))) {
        line->t_us = value < INT32_MAX ? (int64_t)value * 1000 : -1;
    } else if (is_word(key, length, us_words) || (unit && is_word(unit->text, unit->length, us_words))) {
        line->t_us = value < INT64_MAX ? (int64_t)value : -1;
    } else if (is_word(key, length, size_words) && !d->sized) {
        line->size = (uint32_t)value;
        line->told = HT_OWN_KEY;
        d->bad |= !whole;
        d->sized = true;
    } else if (!token->bracket && !is_word(key, length, other_words) && whole) {
        d->only = (uint32_t)value;
        d->onlys++;
    }
}

bool ht_own_line_read(const char *text, size_t length, struct ht_own_line *ret)
{
    struct walk w = {.text = text, .length = length, .pos = prefix_length(text, length)};
    struct draft d = {.line = ret};
    struct token token;
    ret->depth = ret->task_length = 0;
    ret->freed = ret->has_ccount = ret->block_first = ret->caller_first = false;
    ret->ccount = ret->core = 0;
    ret->count = 1;
    ret->t_us = -1;
    while (!d.bad && next(&w, &token)) {
        uint64_t decimal;
        uint32_t hex;
        struct walk ahead = w;
        struct token unit;
        bool unit_follows =
            next(&ahead, &unit) && unit.text - (token.text + token.length) <= 1 && is_letter(*unit.text);
        if (ht_number_decimal(token.text, token.length, UINT64_MAX, &decimal) &&
            !(token.length == 8 && ht_number_hex32(token.text, 8, &hex) && (is_data(hex) || is_code(hex))))
            take_decimal(&d, &token, unit_follows ? &unit : NULL, decimal);
        else if (token.length > 1 && (is_digit(*token.text) || token.length == 8) &&
                 ht_number_hex32(token.text, token.length, &hex))
            take_hex(&d, &token, hex);
        else if (is_word(token.text, token.length, foreign_words))
            d.bad = true;
        else if (token.length == 5 && !strncasecmp(token.text, "freed", 5))
            ret->freed = true;
        else if (token.key_length && is_word(token.key, token.key_length, task_words)) {
            ret->task = token.text;
            ret->task_length = token.length;
        }
    }
    if (!d.sized && d.onlys == 1) {
        ret->size = d.only;
        ret->told = HT_OWN_ONLY;
        d.sized = true;
    }
    return !d.bad && d.sized && d.blocked && ret->depth && ret->size;
}
