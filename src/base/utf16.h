/*
 * UTF-16 into UTF-8: what PowerShell's > makes of a program's output. Source: RFC 2781.
 */
#ifndef HT_BASE_UTF16_H
#define HT_BASE_UTF16_H

#include <stdbool.h>
#include <stddef.h>

enum ht_utf16 { HT_UTF16_NOT, HT_UTF16_LITTLE, HT_UTF16_BIG };

/* Are the bytes text in UTF-16? Told by its mark, or by a beginning of two ASCII characters. */
enum ht_utf16 ht_utf16_find(const char *bytes, size_t size);

/* The most bytes that ht_utf16_to_utf8() makes of size bytes. */
size_t ht_utf16_room(size_t size);

/*
 * Writes the text as UTF-8 without a mark and returns its size. Surrogates without their other half become U+FFFD; an
 * odd byte at the end, where a file was cut, is left out.
 */
size_t ht_utf16_to_utf8(enum ht_utf16 order, const char *bytes, size_t size, char *ret);

#endif
