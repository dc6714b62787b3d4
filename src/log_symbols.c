#include "log_symbols.h"

#include <stdbool.h>
#include <string.h>

#include "log_line.h"
#include "strbuf.h"
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

/*
 * espflash, the monitor of Rust projects, tells of an address in two lines: "0x42001234 - app::main", "    at
 * main.rs:5". The first one is kept as the beginning of what the others say in one; the second one makes it whole.
 * False when the line is neither.
 */
static bool join_lines(struct ht_strbuf *first, const char *text, size_t length, struct ht_symbol_line *ret)
{
    static const char dash[] = " - ", at[] = "at ";
    size_t blank = 0, name = ADDRESS_LENGTH + sizeof dash - 1;
    while (blank < length && text[blank] == ' ')
        blank++;
    if (first->length && length - blank >= sizeof at - 1 && !memcmp(text + blank, at, sizeof at - 1)) {
        ht_strbuf_addc(first, ' ');
        ht_strbuf_add(first, text + blank, length - blank);
        return !first->failed && ht_symbol_line_read(first->text, first->length, ret);
    }
    ht_strbuf_reset(first);
    if (length > name && !memcmp(text, "0x", 2) && !memcmp(text + ADDRESS_LENGTH, dash, sizeof dash - 1)) {
        ht_strbuf_add(first, text, ADDRESS_LENGTH);
        ht_strbuf_adds(first, ": ");
        ht_strbuf_add(first, text + name, length - name);
    }
    return false;
}

struct ht_error *ht_log_symbols_read(struct ht_symbols *symbols, const char *bytes, size_t size)
{
    struct ht_log log;
    struct ht_log_line line;
    struct ht_symbol_line symbol;
    struct ht_error *error = NULL;
    bool open = false; /* the line before told of an address, so that inlined callers of it may follow */
    struct ht_strbuf first;
    ht_strbuf_init(&first);
    ht_log_init(&log, bytes, size, 0, 0);
    while (!error && ht_log_next(&log, &line)) {
        bool joined = join_lines(&first, line.text, line.length, &symbol);
        open = joined || find_symbol(line.text, line.length, open, &symbol);
        if (first.failed)
            error = ht_error_nomem();
        else if (open)
            error = ht_symbols_add(symbols, &symbol);
    }
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    ht_strbuf_deinit(&first);
    return error;
}
