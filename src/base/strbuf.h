/*
 * A growing piece of text that is always NUL-terminated.
 *
 * Appending never reports: a buffer that ran out of memory remembers it in failed and ignores what follows, so that
 * a writer checks once, at its end.
 */
#ifndef HT_BASE_STRBUF_H
#define HT_BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

struct ht_strbuf {
    char *text; /* never NULL: points at an empty string before the first append */
    size_t length;
    size_t capacity; /* 0: text is not ours to free */
    bool failed;
};

void ht_strbuf_init(struct ht_strbuf *buffer);
void ht_strbuf_deinit(struct ht_strbuf *buffer);

/* Empties it and keeps its memory; failed is cleared. */
void ht_strbuf_reset(struct ht_strbuf *buffer);

void ht_strbuf_add(struct ht_strbuf *buffer, const char *bytes, size_t length);
void ht_strbuf_adds(struct ht_strbuf *buffer, const char *text);
void ht_strbuf_addc(struct ht_strbuf *buffer, char c);
void ht_strbuf_addf(struct ht_strbuf *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
