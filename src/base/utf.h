/*
 * UTF-8, its characters and the columns they take on a terminal (RFC 3629); and UTF-16 into UTF-8 (RFC 2781): what
 * PowerShell's > makes of a program's output.
 */
#ifndef HT_BASE_UTF_H
#define HT_BASE_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* The longest name or path that is told: people's templates come to some hundred bytes, and Linux ends paths there. */
#define HT_NAME_MAX ((size_t)4096)

/* A copy in the arena; of a longer text its beginning, up to the end of a character, and "...". NULL without memory. */
const char *ht_name_copy(struct ht_arena *arena, const char *text, size_t length);

/*
 * Where to cut a text of more than length bytes so that it keeps no more, and ends with a character. Three bytes at
 * most are left out for that, whatever the text is.
 */
size_t ht_utf8_cut(const char *text, size_t length);

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
