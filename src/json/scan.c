#include "json/scan.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

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

bool ht_json_expect(struct ht_json_scan *scan, char c, const char *expected)
{
    return ht_json_accept(scan, c) || fail(scan, expected);
}

static bool hex4(struct ht_json_scan *scan, unsigned *ret)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++, scan->pos++) {
        int c = peek(scan);
        if (ht_is_digit(c))
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
    if (!code)
        scan->nul = start - 2;
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

/*
 * The first byte of [p, end) that is a quote, a backslash or a control character, or end. This loop sees most bytes of
 * a dump, so it takes eight at a time: (x - 0x01..) & ~x & 0x80.. has a bit for each byte of x that is 0, and may have
 * one for bytes above such a byte, but never below the first.
 */
static const unsigned char *plain_end(const unsigned char *p, const unsigned char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    for (; end - p >= 8; p += 8) {
        uint64_t x;
        memcpy(&x, p, sizeof x);
        uint64_t quote = x ^ ones * '"', backslash = x ^ ones * '\\';
        uint64_t hits = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((x - ones * 0x20) & ~x);
        hits &= ones << 7;
        if (!hits)
            continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return p + __builtin_ctzll(hits) / 8;
#else
        break;
#endif
    }
    while (p < end && *p != '"' && *p != '\\' && *p >= 0x20)
        p++;
    return p;
}

static bool string(struct ht_json_scan *scan)
{
    const unsigned char *begin = (const unsigned char *)scan->bytes;
    scan->pos++;
    for (;;) {
        const unsigned char *end = begin + scan->size, *p = plain_end(begin + scan->pos, end);
        scan->pos = (size_t)(p - begin);
        if (p == end)
            return fail(scan, "'\"'");
        if (*p < 0x20)
            return fail(scan, "no control character in a string");
        scan->pos++;
        if (*p == '"')
            return true;
        int c = peek(scan);
        if (c <= 0 || !strchr("\"\\/bfnrtu", c))
            return fail(scan, "one of \"\\/bfnrtu after a backslash");
        scan->pos++;
        if (c == 'u' && !unicode_escape(scan))
            return false;
    }
}

static bool digits(struct ht_json_scan *scan)
{
    size_t pos = scan->pos + ht_count_digits(scan->bytes + scan->pos, scan->size - scan->pos);
    if (pos == scan->pos)
        return fail(scan, "a digit");
    scan->pos = pos;
    return true;
}

static bool number(struct ht_json_scan *scan)
{
    size_t start = scan->pos;
    if (peek(scan) == '-')
        scan->pos++;
    if (peek(scan) == '0') {
        scan->pos++;
        if (ht_is_digit(peek(scan)))
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
    if (c == '-' || ht_is_digit(c))
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
static bool nest(struct ht_json_scan *scan)
{
    unsigned char objects[HT_JSON_DEPTH_MAX / 8 + 1] = {0};
    size_t depth = 0;
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
            return true;
    }
}

bool ht_json_value(struct ht_json_scan *scan, struct ht_json_value *ret)
{
    ht_json_space(scan);
    int first = peek(scan);
    scan->nul = 0;
    ret->start = scan->pos;
    if (!(first == '{' || first == '[' ? nest(scan) : scalar(scan)))
        return false;
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
