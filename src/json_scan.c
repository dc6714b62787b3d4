#include "json_scan.h"

#include <stdint.h>
#include <string.h>

static bool fail(struct ht_json_scan *scan, const char *expected)
{
    scan->expected = expected;
    return false;
}

/* The byte at the current place, or -1 at the end. */
static int peek(const struct ht_json_scan *scan)
{
    return scan->pos < scan->size ? (unsigned char)scan->bytes[scan->pos] : -1;
}

void ht_json_space(struct ht_json_scan *scan)
{
    int c;
    while ((c = peek(scan)) == ' ' || c == '\t' || c == '\n' || c == '\r')
        scan->pos++;
}

bool ht_json_accept(struct ht_json_scan *scan, char c)
{
    ht_json_space(scan);
    if (peek(scan) != c)
        return false;
    scan->pos++;
    return true;
}

bool ht_json_expect(struct ht_json_scan *scan, char c, const char *expected)
{
    return ht_json_accept(scan, c) || fail(scan, expected);
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool hex4(struct ht_json_scan *scan, unsigned *ret)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++, scan->pos++) {
        int c = peek(scan);
        if (is_digit(c))
            value = value << 4 | (unsigned)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            value = value << 4 | (unsigned)((c | 32) - 'a' + 10);
        else
            return fail(scan, "four hex digits");
    }
    *ret = value;
    return true;
}

/* The four digits of \u and, for the first half of a surrogate pair, the second half: cJSON refuses lone ones. */
static bool unicode_escape(struct ht_json_scan *scan)
{
    size_t start = scan->pos;
    unsigned code, low;
    if (!hex4(scan, &code))
        return false;
    scan->nul |= code == 0;
    if (code < 0xd800 || code > 0xdfff)
        return true;
    if (code < 0xdc00) {
        if (peek(scan) == -1)
            return fail(scan, "the second half of a surrogate pair");
        if (peek(scan) == '\\') {
            scan->pos++;
            if (peek(scan) == -1)
                return fail(scan, "the second half of a surrogate pair");
            if (peek(scan) == 'u') {
                scan->pos++;
                if (!hex4(scan, &low))
                    return false;
                if (low >= 0xdc00 && low <= 0xdfff)
                    return true;
            }
        }
    }
    scan->pos = start;
    return fail(scan, "a whole surrogate pair");
}

static bool string(struct ht_json_scan *scan)
{
    scan->pos++;
    for (;;) {
        int c = peek(scan);
        if (c < 0x20)
            return fail(scan, c < 0 ? "'\"'" : "no control character in a string");
        scan->pos++;
        if (c == '"')
            return true;
        if (c != '\\')
            continue;
        c = peek(scan);
        if (c < 0 || !strchr("\"\\/bfnrtu", c) || c == 0)
            return fail(scan, "one of \"\\/bfnrtu after a backslash");
        scan->pos++;
        if (c == 'u' && !unicode_escape(scan))
            return false;
    }
}

static bool digits(struct ht_json_scan *scan)
{
    if (!is_digit(peek(scan)))
        return fail(scan, "a digit");
    while (is_digit(peek(scan)))
        scan->pos++;
    return true;
}

static bool number(struct ht_json_scan *scan)
{
    size_t start = scan->pos;
    if (peek(scan) == '-')
        scan->pos++;
    if (peek(scan) == '0') {
        scan->pos++;
        if (is_digit(peek(scan)))
            return fail(scan, "no digit after a leading 0");
    } else if (!digits(scan)) {
        return false;
    }
    if (peek(scan) == '.') {
        scan->pos++;
        if (!digits(scan))
            return false;
    }
    if (peek(scan) == 'e' || peek(scan) == 'E') {
        scan->pos++;
        if (peek(scan) == '+' || peek(scan) == '-')
            scan->pos++;
        if (!digits(scan))
            return false;
    }
    if (scan->pos - start > HT_JSON_NUMBER_MAX) {
        scan->pos = start;
        return fail(scan, "a number of at most 63 characters");
    }
    return true;
}

static bool literal(struct ht_json_scan *scan, const char *word)
{
    for (; *word; word++, scan->pos++)
        if (peek(scan) != *word)
            return fail(scan, "true, false or null");
    return true;
}

static bool scalar(struct ht_json_scan *scan)
{
    int c = peek(scan);
    if (c == '"')
        return string(scan);
    if (c == '-' || is_digit(c))
        return number(scan);
    if (c == 't')
        return literal(scan, "true");
    if (c == 'f')
        return literal(scan, "false");
    if (c == 'n')
        return literal(scan, "null");
    return fail(scan, "a value");
}

bool ht_json_member(struct ht_json_scan *scan, struct ht_json_key *key)
{
    ht_json_space(scan);
    if (peek(scan) != '"')
        return fail(scan, "a key in quotes");
    size_t start = scan->pos;
    if (!string(scan))
        return false;
    *key = (struct ht_json_key){start, scan->bytes + start + 1, scan->pos - start - 2};
    return ht_json_expect(scan, ':', "':'");
}

/* Not recursive, so that a file's nesting is no matter of our stack: one bit a level says whether it is an object. */
bool ht_json_value(struct ht_json_scan *scan, struct ht_json_value *ret)
{
    unsigned char objects[HT_JSON_DEPTH_MAX / 8 + 1];
    size_t depth = 0;
    ht_json_space(scan);
    scan->nul = false;
    ret->start = scan->pos;
    for (;;) {
        ht_json_space(scan);
        int open = peek(scan);
        if (open == '{' || open == '[') {
            bool object = open == '{';
            if (depth == HT_JSON_DEPTH_MAX)
                return fail(scan, "at most 1000 arrays and objects in one another");
            if (object)
                objects[depth / 8] = (unsigned char)(objects[depth / 8] | 1u << depth % 8);
            else
                objects[depth / 8] = (unsigned char)(objects[depth / 8] & ~(1u << depth % 8));
            scan->pos++;
            if (!ht_json_accept(scan, object ? '}' : ']')) {
                struct ht_json_key key;
                depth++;
                if (object && !ht_json_member(scan, &key))
                    return false;
                continue;
            }
        } else if (!scalar(scan)) {
            return false;
        }
        /* A value is over: so may be those around it. */
        for (; depth > 0; depth--) {
            bool object = objects[(depth - 1) / 8] >> (depth - 1) % 8 & 1;
            struct ht_json_key key;
            if (ht_json_accept(scan, ',')) {
                if (object && !ht_json_member(scan, &key))
                    return false;
                break;
            }
            if (!ht_json_expect(scan, object ? '}' : ']', object ? "',' or '}'" : "',' or ']'"))
                return false;
        }
        if (depth == 0)
            break;
    }
    ret->end = scan->pos;
    ret->nul = scan->nul;
    return true;
}

bool ht_json_key_is(const struct ht_json_key *key, const char *name)
{
    size_t i = 0;
    for (; i < key->length && *name; name++) {
        char c = key->text[i++];
        if (c == '\\') {
            if (key->length - i < 5 || key->text[i] != 'u')
                return false;
            struct ht_json_scan scan = {.bytes = key->text, .size = key->length, .pos = i + 1};
            unsigned code;
            if (!hex4(&scan, &code) || code > 0x7f)
                return false;
            c = (char)code;
            i = scan.pos;
        }
        if (c != *name)
            return false;
    }
    return i == key->length && !*name;
}
