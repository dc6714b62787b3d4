#include "log_symbols.h"

#include <stdbool.h>

#include "log_line.h"
#include "symbol_line.h"

#define INLINED "(inlined by) "

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* "0x400d276d: ": every PC has eight digits. */
enum { ADDRESS_LENGTH = 10 };

static bool is_address(const char *text, size_t length)
{
    return length > ADDRESS_LENGTH + 1 && text[ADDRESS_LENGTH] == ':' && text[ADDRESS_LENGTH + 1] == ' ';
}

/*
 * Reads what a line tells of an address, whatever a terminal or a person put before it: few lines do, in a long log.
 * Only behind such a line (open) inlined callers may follow.
 */
static bool find_symbol(const char *text, size_t length, bool open, struct ht_symbol_line *ret)
{
    for (size_t pos = 0; pos + 1 < length; pos += 2) {
        pos += ht_log_find(text + pos, length - pos, "0x", 1);
        bool begins = is_address(text + pos, length - pos) && (pos == 0 || !is_word(text[pos - 1]));
        if (begins) /* the first one tells: a line of nothing but addresses is not read again and again */
            return ht_symbol_line_read(text + pos, length - pos, ret);
    }
    size_t inlined = !open ? length : ht_log_find(text, length, INLINED, 0);
    return inlined < length && ht_symbol_line_read(text + inlined, length - inlined, ret);
}

struct ht_error *ht_log_symbols_read(struct ht_symbols *symbols, const char *bytes, size_t size)
{
    struct ht_log log;
    struct ht_log_line line;
    struct ht_symbol_line symbol;
    struct ht_error *error = NULL;
    bool open = false; /* the line before told of an address, so that inlined callers of it may follow */
    ht_log_init(&log, bytes, size, 0, 0);
    while (!error && ht_log_next(&log, &line)) {
        bool is_symbol = find_symbol(line.text, line.length, open, &symbol);
        if (is_symbol)
            error = ht_symbols_add(symbols, &symbol);
        open = is_symbol;
    }
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    return error;
}
