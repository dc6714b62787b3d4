/*
 * Characters of ASCII, whatever the locale. -1, which stands for the end of a text here and there, is none of them.
 */
#ifndef HT_BASE_ASCII_H
#define HT_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline bool ht_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool ht_is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ht_is_alphanumeric(int c)
{
    return ht_is_digit(c) || ht_is_letter(c);
}

/* How many digits a text begins with. */
static inline size_t ht_count_digits(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && ht_is_digit(text[count]))
        count++;
    return count;
}

#endif
