/*
 * Whole text files in memory, and the places in them.
 */
#ifndef HT_BASE_INPUT_H
#define HT_BASE_INPUT_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

struct ht_input {
    char *bytes; /* from the heap, owned; a NUL stands behind them */
    size_t size;
};

/*
 * Reads a file, or standard_input when path is "-", to its end. More than limit bytes, a directory, or a failing read
 * are errors (HT_ERROR_IO, or HT_ERROR_INPUT for the limit) with path. What gzip or zstd has
 * packed comes unpacked (base/unpack.h), text in UTF-16 as UTF-8.
 */
struct ht_error *ht_input_read(const char *path, FILE *standard_input, size_t limit, struct ht_input *ret);

void ht_input_deinit(struct ht_input *input);

struct ht_text_place {
    size_t line;   /* from 1 */
    size_t column; /* from 1, in bytes */
};

/* The place of bytes[offset]. Counts from the start: for messages, not for every line. */
struct ht_text_place ht_text_place(const char *bytes, size_t offset);

/* How many blanks, tabs and line ends the text begins with. */
size_t ht_text_blank(const char *bytes, size_t size);

#endif
