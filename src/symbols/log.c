#include "symbols/log.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/strbuf.h"
#include "symbols/line.h"

#define INLINED "(inlined by) "

static bool is_word(char c)
{
    return ht_is_alphanumeric(c) || c == '_';
}

/* "0x400d276d: ", "0x400d276d in ": every PC has eight digits. */
enum { ADDRESS_LENGTH = 10 };

static bool is_address(const char *text, size_t length)
{
    static const char in[] = " in ";
    if (length > ADDRESS_LENGTH + sizeof in - 1 && !memcmp(text + ADDRESS_LENGTH, in, sizeof in - 1))
        return true;
    return length > ADDRESS_LENGTH + 1 && text[ADDRESS_LENGTH] == ':' && text[ADDRESS_LENGTH + 1] == ' ';
}

/* Where the first address begins that a line may tell of, whatever a terminal or a person put before it, or length. */
static size_t find_address(const char *text, size_t length)
{
    for (size_t pos = 0; pos + 1 < length; pos += 2) {
        pos += ht_log_find(text + pos, length - pos, "0x", 1);
        if (is_address(text + pos, length - pos) && (pos == 0 || !is_word(text[pos - 1])))
            return pos;
    }
    return length;
}

/* The names of functions and paths that are kept from one line to the next: no longer than what anybody calls a name.
 */
enum { KEPT_MAX = 4096 };

/*
 * Keeps a line that may go on in the next one. Terminals and mail programs wrap lines anywhere; and espflash, the
 * monitor of Rust projects, tells of an address in two: "0x42001234 - app::main", "    at main.rs:5".
 */
static void keep(struct ht_strbuf *kept, const char *text, size_t length, size_t address)
{
    static const char dash[] = " - ";
    const size_t name = ADDRESS_LENGTH + sizeof dash - 1;
    ht_strbuf_reset(kept);
    if (length > KEPT_MAX)
        return;
    if (address < length) {
        ht_strbuf_add(kept, text + address, length - address);
    } else if (length > name && !memcmp(text, "0x", 2) && !memcmp(text + ADDRESS_LENGTH, dash, sizeof dash - 1)) {
        ht_strbuf_add(kept, text, ADDRESS_LENGTH);
        ht_strbuf_adds(kept, ": ");
        ht_strbuf_add(kept, text + name, length - name);
    }
}

/* Reads what was kept and a line as one. False unless both together tell a place: the line may be any other. */
static bool join(const struct ht_strbuf *kept, const char *text, size_t length, struct ht_strbuf *whole,
                 struct ht_symbol_line *ret)
{
    while (length && *text == ' ')
        text++, length--;
    if (!kept->length || !length || length > KEPT_MAX)
        return false;
    for (int blank = 0; blank < 2; blank++) {
        struct ht_symbol_line symbol;
        ht_strbuf_reset(whole);
        ht_strbuf_add(whole, kept->text, kept->length);
        ht_strbuf_adds(whole, blank ? " " : "");
        ht_strbuf_add(whole, text, length);
        if (whole->failed || !ht_symbol_line_read(whole->text, whole->length, &symbol) || !symbol.file_length ||
            memchr(symbol.file, ' ', symbol.file_length))
            continue;
        *ret = symbol;
        return true;
    }
    return false;
}

/* A walk through the lines of a log. */
struct walk {
    struct ht_strbuf kept, whole;
    bool open; /* the line before told of an address, so that inlined callers of it may follow */
};

static bool read_line(struct walk *walk, const char *text, size_t length, struct ht_symbol_line *ret)
{
    size_t address = find_address(text, length);
    bool found = false;
    if (address < length)
        found = ht_symbol_line_read(text + address, length - address, ret);
    else if (join(&walk->kept, text, length, &walk->whole, ret))
        found = true;
    else if (walk->open) {
        size_t inlined = ht_log_find(text, length, INLINED, 0);
        found = inlined < length && ht_symbol_line_read(text + inlined, length - inlined, ret);
    }
    if (found)
        ht_strbuf_reset(&walk->kept);
    if (!found || !ret->file_length)
        keep(&walk->kept, text, length, address);
    walk->open = found;
    return found;
}

struct ht_error *ht_log_symbols_read(struct ht_symbols *symbols, const char *bytes, size_t size)
{
    struct ht_log log;
    struct ht_log_line line;
    struct ht_symbol_line symbol;
    struct ht_error *error = NULL;
    struct walk walk = {.open = false};
    ht_strbuf_init(&walk.kept);
    ht_strbuf_init(&walk.whole);
    ht_log_init(&log, bytes, size, 0, 0);
    while (!error && ht_log_next(&log, &line)) {
        if (read_line(&walk, line.text, line.length, &symbol))
            error = ht_symbols_add(symbols, &symbol);
        if (!error && (walk.kept.failed || walk.whole.failed))
            error = ht_error_nomem();
    }
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    ht_strbuf_deinit(&walk.kept);
    ht_strbuf_deinit(&walk.whole);
    return error;
}
