/*
 * Lines of text for a terminal: columns, word wrap, colours, and names cut to fit.
 *
 * Whatever is put on a line is escaped for the terminal first (base/escape.h), so text from files can be handed over as
 * it is. No line becomes wider than the width: what does not fit is dropped, unless it is wrapped or shortened. Lines
 * have no blanks at their ends.
 */
#ifndef HT_REPORT_TEXT_LAYOUT_H
#define HT_REPORT_TEXT_LAYOUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/strbuf.h"

/* A narrower terminal gets lines of this width: below it there is no layout worth having. */
#define HT_TEXT_WIDTH_MIN 40

enum ht_style {
    HT_STYLE_PLAIN,
    HT_STYLE_BOLD,
    HT_STYLE_DIM,
    HT_STYLE_BAD,
    HT_STYLE_DOUBT,
    HT_STYLE_GOOD,
    HT_STYLE_LINK
};

enum ht_cut {
    HT_CUT_END,    /* "mbedtls_ssl_set..." */
    HT_CUT_MIDDLE, /* "std::vector<...>::push_back": for function names, whose last part says most */
    HT_CUT_PATH    /* ".../esp_crt_bundle.c": whole components go, from the left */
};

struct ht_text {
    FILE *stream;
    struct ht_strbuf line, escaped, scratch, words;
    unsigned width;
    unsigned column; /* columns written on the line, blanks that are due included */
    unsigned blanks; /* due before the next character */
    bool utf8, color;
    bool failed; /* memory ran out: the text written is not whole */
    enum ht_style style, active;
};

void ht_text_init(struct ht_text *text, FILE *stream, unsigned width, bool utf8, bool color);

/* Ends the line that is open, if any. False when memory ran out on the way; the stream keeps its own errors. */
bool ht_text_deinit(struct ht_text *text);

/* An empty buffer to put words together in, for one of the calls below; emptied again by the next call. */
struct ht_strbuf *ht_text_words(struct ht_text *text);

/* The style of what follows, across lines. */
void ht_text_style(struct ht_text *text, enum ht_style style);

void ht_text_put(struct ht_text *text, const char *what);

/* Moves to a column, from 0; a line that is already there gets one blank, unless blanks are due. */
void ht_text_to(struct ht_text *text, unsigned column);

/* At most columns of it, cut as told. */
void ht_text_fit(struct ht_text *text, const char *what, unsigned columns, enum ht_cut how);

/* The columns that fit would take. */
unsigned ht_text_fit_columns(struct ht_text *text, const char *what, unsigned columns, enum ht_cut how);

/* The same at the right end of that many columns. */
void ht_text_right(struct ht_text *text, const char *what, unsigned columns);

/*
 * Words from here on, wrapped: the lines that follow begin at column indent. A number stays with its unit ("600 s"); a
 * word too long for a line is broken.
 */
void ht_text_wrap(struct ht_text *text, unsigned indent, const char *what);

/* An empty line, and a bold one. */
void ht_text_heading(struct ht_text *text, const char *heading);

/* Ends the line, empty or not. */
void ht_text_end(struct ht_text *text);

/* The columns that put would take. */
unsigned ht_text_columns(struct ht_text *text, const char *what);

#endif
