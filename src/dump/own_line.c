#include "dump/own_line.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/number.h"

/* Groups of three digits in a number of 64 bits, but for the first. */
#define GROUPS_MAX 6

/* A word or a number, and the word that names it. */
struct token {
    const char *text;
    size_t length;
    const char *key; /* the word before it, or NULL */
    size_t key_length;
    bool assigned; /* '=' or ':' parts the two */
    bool bracket;  /* in [ ] */
    bool number;
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
    uint32_t only[2]; /* the size, if nothing tells it */
    size_t onlys;
    bool sized, blocked, bad;
    bool stacked; /* a word before said "stack": of callers, or of a task */
};

/* Letters of any language: bytes of UTF-8 belong to words. */
static bool is_letter(char c)
{
    return ht_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word_part(char c)
{
    return ht_is_digit(c) || is_letter(c);
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
static const char *const other_words[] = {"freed", "caps", "idx", "index", "no", "id", "seq", "line", "prio", NULL};
static const char *const stack_words[] = {"stack", NULL};
static const char *const foreign_words[] = {"handler", "entry", "register", "backtrace", "isr",  "vaddr",
                                            "segment", "PS",    "priority", "handle",    "func", NULL};

/* The beginning of an ESP-IDF log line, its time and tag. */
static size_t prefix_length(const char *text, size_t length)
{
    if (!ht_log_begins(text, length))
        return 0;
    const char *colon = memchr(text, ')', length);
    colon = colon ? memchr(colon, ':', length - (size_t)(colon - text)) : NULL;
    return colon ? (size_t)(colon - text) + 1 : 0;
}

/*
 * Where a number in groups of three digits ends ("1,024", "1.024", "1'024"), which is a size; else the end given. No
 * more groups than a number has are looked at: a line of nothing else would be read once for each of them.
 */
static size_t end_of_groups(const struct walk *w, size_t end)
{
    size_t pos = end;
    while (pos - end <= 4 * GROUPS_MAX && pos + 3 < w->length && strchr(",.'", w->text[pos]) &&
           ht_is_digit(w->text[pos + 1]) && ht_is_digit(w->text[pos + 2]) && ht_is_digit(w->text[pos + 3]))
        pos += 4;
    if (pos == end || pos - end > 4 * GROUPS_MAX || (pos < w->length && ht_is_digit(w->text[pos])))
        return end;
    if (w->last.length && is_word(w->last.text, w->last.length, size_words))
        return pos;
    size_t unit = pos + (pos < w->length && w->text[pos] == ' '), unit_end = unit;
    while (unit_end < w->length && is_letter(w->text[unit_end]))
        unit_end++;
    return is_word(w->text + unit, unit_end - unit, unit_words) ? pos : end;
}

/* A decimal number, which may stand in groups. */
static bool read_decimal(const char *text, size_t length, uint64_t *ret)
{
    char digits[32];
    size_t count = 0;
    for (size_t i = 0; i < length && count < sizeof digits; i++) {
        if (!strchr(",.'", text[i]))
            digits[count++] = text[i];
    }
    return count < sizeof digits && ht_number_decimal(digits, count, UINT64_MAX, ret);
}

/* The next word or number; "0x" begins a number, and "x3" is a word and a number. */
static bool next(struct walk *w, struct token *ret)
{
    bool assigned = false;
    while (w->pos < w->length && !ht_is_digit(w->text[w->pos]) && !is_letter(w->text[w->pos])) {
        char c = w->text[w->pos++];
        w->bracket = c == '[' || (w->bracket && c != ']');
        assigned |= c == '=' || c == ':';
        if (c == ',' || c == ';' || c == '|' || c == '(')
            w->last.length = 0;
    }
    if (w->pos == w->length)
        return false;
    size_t start = w->pos;
    bool number = ht_is_digit(w->text[start]);
    uint32_t ignored;
    /* Addresses without 0x have eight digits. Only 0x is looked at beyond: else what follows is read again. */
    bool prefixed = number && w->length - start > 2 && w->text[start] == '0' && (w->text[start + 1] | 0x20) == 'x' &&
                    is_word_part(w->text[start + 2]);
    size_t end = start;
    while (end < w->length && (prefixed || end - start <= 8) && is_word_part(w->text[end]))
        end++;
    bool hex = end - start == 8 && ht_number_hex32(w->text + start, 8, &ignored);
    if (number && !hex && !prefixed) {
        for (end = start; end < w->length && ht_is_digit(w->text[end]);)
            end++;
        end = end - start < 4 ? end_of_groups(w, end) : end;
    } else if (!number && !hex)
        for (end = start;
             end < w->length && (is_letter(w->text[end]) || (end > start + 1 && ht_is_digit(w->text[end])));)
            end++;
    w->pos = end;
    *ret = (struct token){.text = w->text + start,
                          .length = end - start,
                          .key = w->last.text,
                          .key_length = w->last.length,
                          .assigned = assigned,
                          .bracket = w->bracket,
                          .number = number || hex};
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
            line->cut = true;
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
        if (d->onlys < 2)
            d->only[d->onlys] = (uint32_t)value;
        d->onlys++;
    }
}

/* Numbers are the callers' stack, or that of a task: then it begins with no address of code. */
static void take_number(struct draft *d, const struct token *token, const struct token *unit)
{
    uint64_t decimal;
    uint32_t hex;
    bool is_hex = token->length > 1 && (ht_is_digit(*token->text) || token->length == 8) &&
                  ht_number_hex32(token->text, token->length, &hex);
    bool is_decimal = read_decimal(token->text, token->length, &decimal) &&
                      !(token->length == 8 && is_hex && (is_data(hex) || is_code(hex)));
    if (!is_hex && !is_decimal)
        return;
    d->bad |= d->stacked && (is_decimal || !is_code(hex));
    d->stacked = false;
    if (is_decimal)
        take_decimal(d, token, unit, decimal);
    else
        take_hex(d, token, hex);
}

/* "freed=0" */
static bool is_denied(const struct walk *w)
{
    static const char *const denials[] = {"0", "no", "false", "n", NULL};
    struct walk ahead = *w;
    struct token token;
    return next(&ahead, &token) && token.assigned && is_word(token.text, token.length, denials);
}

bool ht_own_line_read(const char *text, size_t length, struct ht_own_line *ret)
{
    struct walk w = {.text = text, .length = length, .pos = prefix_length(text, length)};
    struct draft d = {.line = ret};
    struct token token;
    ret->depth = ret->task_length = 0;
    ret->freed = ret->has_ccount = ret->block_first = ret->caller_first = ret->cut = false;
    ret->told = HT_OWN_ONLY;
    ret->ccount = ret->core = 0;
    ret->count = 1;
    ret->t_us = -1;
    while (!d.bad && next(&w, &token)) {
        struct walk ahead = w;
        struct token unit;
        bool unit_follows =
            next(&ahead, &unit) && unit.text - (token.text + token.length) <= 1 && is_letter(*unit.text);
        if (ht_is_digit(*token.text) || token.number)
            take_number(&d, &token, unit_follows ? &unit : NULL);
        else if (is_word(token.text, token.length, stack_words))
            d.stacked = true;
        else if (is_word(token.text, token.length, foreign_words))
            d.bad = true;
        else if (token.length == 5 && !strncasecmp(token.text, "freed", 5))
            ret->freed = !is_denied(&w);
        else if (token.key_length && is_word(token.key, token.key_length, task_words)) {
            ret->task = token.text;
            ret->task_length = token.length;
        }
    }
    if (!d.sized && d.onlys == 1) {
        ret->size = d.only[0];
        ret->told = HT_OWN_ONLY;
        d.sized = true;
    } else if (!d.sized && d.onlys == 2) {
        ret->pair[0] = d.only[0];
        ret->pair[1] = ret->size = d.only[1];
        ret->told = HT_OWN_PAIR;
        d.sized = true;
    }
    bool pair = ret->told == HT_OWN_PAIR && (ret->pair[0] || ret->pair[1]);
    return !d.bad && d.sized && d.blocked && ret->depth && (ret->size || pair);
}
