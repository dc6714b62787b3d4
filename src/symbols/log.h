/*
 * The decoded lines that ESP-IDF's monitor put between the lines of a log: a source of symbols of last resort.
 */
#ifndef HT_SYMBOLS_LOG_H
#define HT_SYMBOLS_LOG_H

#include <stddef.h>

#include "base/error.h"
#include "symbols/file.h"

/*
 * Adds what the lines of a log tell of addresses ("0x400d276d: app_main at main.c:52", "--- 0x...", " (inlined by)
 * ..."), whatever stands before that in the line, and where the line was wrapped once; and espflash's two lines
 * ("0x400d276d - app_main", "    at main.c:52").
 */
struct ht_error *ht_log_symbols_read(struct ht_symbols *symbols, const char *bytes, size_t size);

#endif
