/*
 * Lines in which a tool told the function of an address: addr2line's (-a -f -p -i), and the ones that ESP-IDF's
 * monitor puts between the lines of a console log ("--- 0x400d276d: app_main at main.c:52"), and PlatformIO's
 * esp32_exception_decoder ("  #0  0x400d276d in app_main at src/main.c:52").
 */
#ifndef HT_SYMBOLS_LINE_H
#define HT_SYMBOLS_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ht_symbol_line_kind {
    HT_SYMBOL_LINE_ADDRESS, /* "0x400d276d: app_main at main.c:52": a new address */
    HT_SYMBOL_LINE_INLINED  /* " (inlined by) app_main at main.c:52": the next caller of the same address */
};

/* Texts are slices of the line; a length of 0 says that the tool did not know. */
struct ht_symbol_line {
    enum ht_symbol_line_kind kind;
    uint32_t addr; /* as printed; 0 for the inlined ones */
    const char *function;
    size_t function_length;
    const char *file;
    size_t file_length;
    uint32_t line, column; /* 0: unknown */
};

/* Reads a line, with or without its end. False when it is something else, and then *ret is untouched. */
bool ht_symbol_line_read(const char *text, size_t length, struct ht_symbol_line *ret);

/* Reads "main.c:52", "main.c:?" or "??:0" into file and line. */
bool ht_symbol_line_file(const char *text, size_t length, struct ht_symbol_line *ret);

/* Reads an address that stands alone, as addr2line -a without -p prints it: "0x400d276d". */
bool ht_symbol_line_address(const char *text, size_t length, uint32_t *ret);

#endif
