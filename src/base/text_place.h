/*
 * Where things stand in a text.
 */
#ifndef HT_BASE_TEXT_PLACE_H
#define HT_BASE_TEXT_PLACE_H

#include <stddef.h>

struct ht_text_place {
    size_t line;   /* from 1 */
    size_t column; /* from 1, in bytes */
};

/* The place of bytes[offset]. Counts from the start: for messages, not for every line. */
struct ht_text_place ht_text_place(const char *bytes, size_t offset);

/* How many blanks, tabs and line ends the text begins with. */
size_t ht_text_blank(const char *bytes, size_t size);

#endif
