/*
 * What the terminal and the environment say about how to write: width, colours, character set.
 */
#ifndef HT_CLI_TERM_H
#define HT_CLI_TERM_H

#include <stdbool.h>
#include <stdio.h>

enum ht_color { HT_COLOR_AUTO, HT_COLOR_ALWAYS, HT_COLOR_NEVER };

/*
 * Columns for text written to the stream: COLUMNS, else the terminal's width, within the bounds of report/writer.h;
 * where there is no terminal the default.
 */
unsigned ht_term_width(FILE *stream);

/* Do both streams end at one terminal? */
bool ht_term_is_shared(FILE *left, FILE *right);

/*
 * Colours for that stream? With HT_COLOR_AUTO: NO_COLOR (https://no-color.org) forbids them when it is set and not
 * empty; CLICOLOR_FORCE (https://bixense.com/clicolors) asks for them when it is set and neither empty nor 0; else a
 * terminal that is not TERM=dumb gets them.
 */
bool ht_term_color(FILE *stream, enum ht_color color);

/*
 * Is the locale's character set UTF-8? Its name is believed, for its files may be missing here, as all are on a musl
 * system for a program that is linked with glibc statically. One whose name does not say it is asked: that sets
 * LC_CTYPE.
 */
bool ht_term_utf8(void);

#endif
