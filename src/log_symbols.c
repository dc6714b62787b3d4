#include "log_symbols.h"

#include <stdbool.h>
#include <string.h>

#include "log_line.h"
#include "symbol_line.h"

/* Whether a line may be a decoded one: few are, and a log is long. */
static bool may_be_symbol(const char *text, size_t length)
{
    size_t pos = 0;
    while (pos < length && (text[pos] == ' ' || text[pos] == '-' || text[pos] == '\t'))
        pos++;
    return pos < length && (text[pos] == '0' || text[pos] == '(');
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
        bool is_symbol = may_be_symbol(line.text, line.length) && ht_symbol_line_read(line.text, line.length, &symbol);
        if (is_symbol && (open || symbol.kind == HT_SYMBOL_LINE_ADDRESS))
            error = ht_symbols_add(symbols, &symbol);
        open = is_symbol && (open || symbol.kind == HT_SYMBOL_LINE_ADDRESS);
    }
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    return error;
}
