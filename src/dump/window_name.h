/*
 * How long a window was: from what the user writes, and from the name of a file.
 */
#ifndef HT_DUMP_WINDOW_NAME_H
#define HT_DUMP_WINDOW_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The longest window that is taken for one, in seconds: over thirty years. */
#define HT_WINDOW_SECONDS_MAX 1e9

/*
 * Reads one length of `--window` from length characters of text: a number, with decimals or without, and a unit: s,
 * sec, m, min, h or d in either case; none is seconds. False unless all of it is one length, above 0 and at most
 * HT_WINDOW_SECONDS_MAX.
 */
bool ht_window_seconds_parse(const char *text, size_t length, double *ret);

/*
 * The length that the name of a file tells: `window_600s.json`, `trace-10min.log`, `1h.txt`. It stands alone, between
 * characters that are neither letters nor digits; the directories before the name do not count. 0 when the name tells
 * none, or two that differ: a wrong length would make every rate wrong.
 */
double ht_window_seconds_from_name(const char *path);

#endif
