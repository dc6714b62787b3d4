#include "base/utf.h"

#include <stdbool.h>
#include <string.h>

static bool continues(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

size_t ht_utf8_cut(const char *text, size_t length)
{
    size_t cut = length;
    while (cut && length - cut < 3 && continues((unsigned char)text[cut]))
        cut--;
    return cut;
}

const char *ht_name_copy(struct ht_arena *arena, const char *text, size_t length)
{
    static const char mark[] = "...";
    if (length <= HT_NAME_MAX)
        return ht_arena_strndup(arena, text, length);
    length = ht_utf8_cut(text, HT_NAME_MAX - strlen(mark));
    char *copy = ht_arena_strndup(arena, text, length + strlen(mark));
    if (copy)
        strcpy(copy + length, mark);
    return copy;
}

size_t ht_utf8_decode(const char *text, uint32_t *ret)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80) {
        *ret = bytes[0];
        return 1;
    }
    /* A NUL is no continuation byte, so a cut sequence ends the reading in time. */
    if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf && continues(bytes[1])) {
        *ret = (uint32_t)(bytes[0] & 0x1f) << 6 | (uint32_t)(bytes[1] & 0x3f);
        return 2;
    }
    if ((bytes[0] & 0xf0) == 0xe0 && continues(bytes[1]) && continues(bytes[2])) {
        uint32_t character =
            (uint32_t)(bytes[0] & 0x0f) << 12 | (uint32_t)(bytes[1] & 0x3f) << 6 | (uint32_t)(bytes[2] & 0x3f);
        if (character < 0x800 || (character >= 0xd800 && character <= 0xdfff))
            return 0;
        *ret = character;
        return 3;
    }
    if (bytes[0] >= 0xf0 && bytes[0] <= 0xf4 && continues(bytes[1]) && continues(bytes[2]) && continues(bytes[3])) {
        uint32_t character = (uint32_t)(bytes[0] & 0x07) << 18 | (uint32_t)(bytes[1] & 0x3f) << 12 |
                             (uint32_t)(bytes[2] & 0x3f) << 6 | (uint32_t)(bytes[3] & 0x3f);
        if (character < 0x10000 || character > 0x10ffff)
            return 0;
        *ret = character;
        return 4;
    }
    return 0;
}

struct range {
    uint32_t first, last;
};

static bool in(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && character >= ranges[i].first; i++) {
        if (character <= ranges[i].last)
            return true;
    }
    return false;
}

unsigned ht_utf8_width(uint32_t character)
{
    static const struct range narrow[] = {{0x0300, 0x036f},  {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},
                                          {0x064b, 0x065f},  {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
                                          {0x20d0, 0x20ff},  {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
                                          {0xe0100, 0xe01ef}};
    static const struct range wide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
                                        {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
                                        {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd}};
    if (character < 0x300)
        return 1;
    if (in(character, narrow, sizeof narrow / sizeof *narrow))
        return 0;
    return in(character, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

#define MARK 0xfeffu
#define REPLACEMENT 0xfffdu

static uint32_t unit(enum ht_utf16 order, const char *bytes)
{
    uint32_t first = (unsigned char)bytes[0], second = (unsigned char)bytes[1];
    return order == HT_UTF16_LITTLE ? first | second << 8 : first << 8 | second;
}

static bool is_ascii(uint32_t unit)
{
    return unit > 0 && unit < 0x80;
}

enum ht_utf16 ht_utf16_find(const char *bytes, size_t size)
{
    static const enum ht_utf16 orders[] = {HT_UTF16_LITTLE, HT_UTF16_BIG};
    for (size_t i = 0; i < 2; i++) {
        if (size >= 2 && unit(orders[i], bytes) == MARK)
            return orders[i];
        if (size >= 4 && is_ascii(unit(orders[i], bytes)) && is_ascii(unit(orders[i], bytes + 2)))
            return orders[i];
    }
    return HT_UTF16_NOT;
}

size_t ht_utf16_room(size_t size)
{
    return size / 2 * 3;
}

static size_t put(uint32_t c, unsigned char *ret)
{
    if (c < 0x80) {
        ret[0] = (unsigned char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0, 0xc0, 0xe0, 0xf0};
    for (size_t i = more; i > 0; i--, c >>= 6)
        ret[i] = (unsigned char)(0x80 | (c & 0x3f));
    ret[0] = (unsigned char)(leads[more] | c);
    return more + 1;
}

size_t ht_utf16_to_utf8(enum ht_utf16 order, const char *bytes, size_t size, char *ret)
{
    size_t pos = size >= 2 && unit(order, bytes) == MARK ? 2 : 0, written = 0;
    for (; size - pos >= 2; pos += 2) {
        uint32_t c = unit(order, bytes + pos);
        if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = c < 0xdc00 && size - pos >= 4 ? unit(order, bytes + pos + 2) : 0;
            bool pair = low >= 0xdc00 && low < 0xe000;
            c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT;
            pos += pair ? 2 : 0;
        }
        written += put(c, (unsigned char *)ret + written);
    }
    return written;
}
