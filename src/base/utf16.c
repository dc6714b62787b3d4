#include "base/utf16.h"

#include <stdint.h>

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
