#include "number.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
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
    uint32_t value = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0 || value >> 28)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    if (!length)
        return false;
    *ret = value;
    return true;
}

bool ht_number_decimal(const char *text, size_t length, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (!length)
        return false;
    *ret = value;
    return true;
}
