/*
 * UTF-8: characters and the columns they take on a terminal. Source: RFC 3629.
 */
#ifndef HT_BASE_UTF8_H
#define HT_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Reads the character that NUL-terminated text begins with: its number of bytes, from 1 to 4. For bytes that are not
 * UTF-8 (overlong forms, surrogates, cut sequences) it is 0, and *ret is untouched; skip one byte and go on.
 */
size_t ht_utf8_decode(const char *text, uint32_t *ret);

/*
 * The columns of a character: 0 for combining marks and joiners, 2 for wide East Asian letters and emoji, else 1.
 * Ranges, not tables: good enough to lay out a report, with no locale needed. Control characters count 1; they are
 * escaped before they are laid out.
 */
unsigned ht_utf8_width(uint32_t character);

#endif
