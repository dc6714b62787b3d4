#include "base/text_place.h"

#include <string.h>

struct ht_text_place ht_text_place(const char *bytes, size_t offset)
{
    struct ht_text_place place = {1, 1};
    const char *line = bytes, *end = bytes + offset;
    for (const char *next; (next = memchr(line, '\n', (size_t)(end - line))); line = next + 1)
        place.line++;
    place.column = (size_t)(end - line) + 1;
    return place;
}

size_t ht_text_blank(const char *bytes, size_t size)
{
    size_t length = 0;
    while (length < size &&
           (bytes[length] == ' ' || bytes[length] == '\t' || bytes[length] == '\n' || bytes[length] == '\r'))
        length++;
    return length;
}
