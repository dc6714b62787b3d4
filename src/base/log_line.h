/*
 * Lines of a serial console's log, without what the terminal and the host put around them.
 */
#ifndef HT_BASE_LOG_LINE_H
#define HT_BASE_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* The longest line that is cleaned at once: the rest of a longer one comes as the next, with the same number. */
#define HT_LOG_LINE_MAX ((size_t)65536)

struct ht_log {
    const char *bytes;
    size_t size;
    size_t first;  /* where the first line begins */
    size_t pos;    /* of the next line */
    size_t number; /* of the line read last, from 1 */
    struct ht_strbuf clean;
};

struct ht_log_line {
    const char *text; /* good until the next line is read */
    size_t length;
    size_t start;  /* offset in the log */
    size_t prefix; /* so many characters before text are what the host put there, or stood in a quotation */
    size_t number; /* from 1 */
};

/* Reads lines from bytes[pos] on, where line number + 1 begins. */
void ht_log_init(struct ht_log *log, const char *bytes, size_t size, size_t pos, size_t number);
void ht_log_deinit(struct ht_log *log);

/*
 * The next line without its end (LF, CR LF, CR CR LF), ANSI escape sequences (ECMA-48 CSI, as colours are), marks of a
 * quotation ("> ") and a time before it ("2024-05-01 12:00:00 ", "[12:00:00.123]", "12:00:00.123 -> ", "12:00:00.123 >
 * "). False at the end of the log, or when memory ran out: then clean.failed is set.
 */
bool ht_log_next(struct ht_log *log, struct ht_log_line *ret);

/* Does a line of ESP-IDF's log begin here, "I (1234) wifi: ...", as far as its time? */
bool ht_log_begins(const char *text, size_t length);

/* Where needle stands in text, or length. anchor is the place in the needle of its rarest character. */
size_t ht_log_find(const char *text, size_t length, const char *needle, size_t anchor);

#endif
