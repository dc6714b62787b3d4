#include "base/wildcard.h"

#include <stdint.h>
#include <string.h>

/* A piece of so few bytes is compared at each place: what that costs more than one look at each byte has a bound. */
enum { SHORT_PIECE = 16 };

/* For each length of what fits of the piece: how much of it still fits when the next byte does not. */
static void make_fallbacks(const char *piece, size_t length, uint16_t *fallbacks)
{
    size_t fit = 0;
    fallbacks[0] = fallbacks[1] = 0;
    for (size_t i = 1; i < length; i++) {
        while (fit && piece[i] != piece[fit])
            fit = fallbacks[fit];
        fit += piece[i] == piece[fit];
        fallbacks[i + 1] = (uint16_t)fit;
    }
}

/* Knuth, Morris and Pratt: no byte of the text is looked at again. length is from 1 to HT_WILDCARD_MAX + 1. */
static const char *find_long(const char *text, const char *end, const char *piece, size_t length)
{
    uint16_t fallbacks[HT_WILDCARD_MAX + 2];
    make_fallbacks(piece, length, fallbacks);
    size_t fit = 0;
    for (; text < end; text++) {
        while (fit && *text != piece[fit])
            fit = fallbacks[fit];
        fit += *text == piece[fit];
        if (fit == length)
            return text + 1 - length;
    }
    return NULL;
}

/* The first place in a text where the piece stands, or NULL. */
static const char *find(const char *text, const char *end, const char *piece, size_t length)
{
    if (!length)
        return text;
    for (; (size_t)(end - text) >= length; text++) {
        text = memchr(text, *piece, (size_t)(end - text) - length + 1);
        if (!text)
            return NULL;
        if (length > SHORT_PIECE)
            return find_long(text, end, piece, length);
        if (memcmp(text, piece, length) == 0)
            return text;
    }
    return NULL;
}

static bool begins(const char *text, const char *end, const char *piece, size_t length)
{
    return (size_t)(end - text) >= length && memcmp(text, piece, length) == 0;
}

static bool ends(const char *text, const char *end, const char *piece, size_t length)
{
    return (size_t)(end - text) >= length && memcmp(end - length, piece, length) == 0;
}

/* A pattern without a star. */
static bool fits_piece(const char *piece, size_t length, bool at_start, bool at_end, const char *text, const char *end)
{
    if (at_start && at_end && (size_t)(end - text) != length)
        return false;
    return at_start ? begins(text, end, piece, length)
           : at_end ? ends(text, end, piece, length)
                    : find(text, end, piece, length) != NULL;
}

/*
 * The pieces between the stars are looked for one behind the other, each as early as it can stand, but for an anchored
 * last one, which must stand at the end. (LeakSanitizer tries the earliest place there too, and misses `b$` in "bab".)
 */
bool ht_wildcard_fits(const char *pattern, size_t length, bool at_start, bool at_end, const char *text)
{
    const char *end = text + strlen(text), *pattern_end = pattern + length;
    if (length > HT_WILDCARD_MAX)
        return false;
    const char *star = memchr(pattern, '*', length);
    if (!star)
        return fits_piece(pattern, length, at_start, at_end, text, end);
    if (at_start && !begins(text, end, pattern, (size_t)(star - pattern)))
        return false;
    for (; star; star = memchr(pattern, '*', (size_t)(pattern_end - pattern))) {
        size_t piece = (size_t)(star - pattern);
        text = at_start ? text : find(text, end, pattern, piece);
        if (!text)
            return false;
        text += piece;
        pattern = star + 1;
        at_start = false;
    }
    return fits_piece(pattern, (size_t)(pattern_end - pattern), false, at_end, text, end);
}

bool ht_wildcard_fits_path(const char *pattern, const char *path)
{
    size_t length = strlen(pattern), size = strlen(path);
    if (length > HT_WILDCARD_MAX)
        return false;
    const char *end = path + size, *star = memchr(pattern, '*', length);
    if (!star)
        return ends(path, end, pattern, length) && (size == length || end[-(ptrdiff_t)length - 1] == '/');
    /* What begins earliest leaves the most room for the rest: no other beginning has to be tried. */
    size_t first = (size_t)(star - pattern);
    if (!begins(path, end, pattern, first)) {
        char piece[HT_WILDCARD_MAX + 1] = "/";
        memcpy(piece + 1, pattern, first);
        path = find(path, end, piece, first + 1);
        if (!path)
            return false;
        path++;
    }
    return ht_wildcard_fits(pattern, length, true, true, path);
}
