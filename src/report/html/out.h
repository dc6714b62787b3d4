/*
 * HTML written piece by piece: markup of ours as it is, text from files escaped.
 *
 * As with ht_strbuf nothing reports while it is written; failed is asked once, at the end.
 */
#ifndef HT_REPORT_HTML_OUT_H
#define HT_REPORT_HTML_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/strbuf.h"

struct ht_html {
    FILE *stream;
    struct ht_strbuf out;   /* written, but not yet handed to the stream */
    struct ht_strbuf words; /* see ht_html_words() */
    bool failed;            /* memory ran out: the page is not whole */
};

void ht_html_init(struct ht_html *html, FILE *stream);

/* Hands the rest to the stream. False when memory ran out on the way; the stream keeps its own errors. */
bool ht_html_deinit(struct ht_html *html);

/* Markup: a literal, never text from a file. */
void ht_html_add(struct ht_html *html, const char *markup);
void ht_html_addf(struct ht_html *html, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text of an element, or of an attribute in quotes. */
void ht_html_text(struct ht_html *html, const char *text);

/* The same of at most limit bytes; what is left out is left out of its middle. */
void ht_html_cut(struct ht_html *html, const char *text, size_t limit);

/* An empty buffer to put words together in; emptied again by the next call. */
struct ht_strbuf *ht_html_words(struct ht_html *html);

/* Those words, as text. */
void ht_html_say(struct ht_html *html);

/* A share of a whole as an attribute takes it: "12.34%", at most 100 %. No decimal point of a locale gets in. */
void ht_html_percent(struct ht_html *html, double share);

/* A number that the text goes on with: "1,632 B", "84 blocks" (report/words.h). */
void ht_html_bytes(struct ht_html *html, uint64_t bytes);
void ht_html_count(struct ht_html *html, uint64_t count, const char *what);

#endif
