#include "base/number.h"

#include <string.h>

#include "base/ascii.h"

/* One more than what a hex digit stands for; 0 for other characters. */
static const unsigned char hex_digits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

size_t ht_number_hex_digits(const char *text, size_t length, uint32_t *ret)
{
    uint32_t value = 0, digit;
    size_t digits = 0;
    for (; digits < length && digits < 8 && (digit = hex_digits[(unsigned char)text[digits]]); digits++)
        value = value << 4 | (digit - 1);
    *ret = value;
    return digits;
}

bool ht_number_hex32(const char *text, size_t length, uint32_t *ret)
{
    if (length == 5 && !memcmp(text, "(nil)", 5)) {
        *ret = 0;
        return true;
    }
    if (length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        text += 2;
        length -= 2;
    }
    while (length > 8 && *text == '0')
        text++, length--;
    if (!length || length > 8)
        return false;
    uint32_t value;
    if (ht_number_hex_digits(text, length, &value) < length)
        return false;
    *ret = value;
    return true;
}

/* So many decimal digits fit into 64 bits, whatever they are. */
enum { DIGITS_SAFE = 19 };

bool ht_number_decimal(const char *text, size_t length, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (!ht_is_digit(text[i]))
            return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (i >= DIGITS_SAFE && value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (!length || value > max)
        return false;
    *ret = value;
    return true;
}

bool ht_number_bytes(const char *text, size_t length, uint64_t max, uint64_t *ret)
{
    size_t digits = ht_count_digits(text, length), unit = digits;
    unsigned shift = 0;
    if (unit < length && strchr("KMGkmg", text[unit])) {
        char letter = text[unit++];
        shift = letter == 'K' || letter == 'k' ? 10 : letter == 'M' || letter == 'm' ? 20 : 30;
        if (unit + 1 < length && text[unit] == 'i')
            unit++;
    }
    if (unit < length && text[unit] == 'B')
        unit++;
    uint64_t number;
    if (unit != length || !ht_number_decimal(text, digits, max >> shift, &number))
        return false;
    *ret = number << shift;
    return true;
}
