#include "symbols/line.h"

#include <string.h>

#include "base/ascii.h"
#include "base/number.h"
#include "base/path.h"

#define INLINED "(inlined by) "
#define DISCRIMINATOR " (discriminator "
#define MONITOR "---"

/* A piece of a line. */
struct slice {
    const char *text;
    size_t length;
};

static bool starts_with(struct slice slice, const char *start)
{
    return slice.length >= strlen(start) && memcmp(slice.text, start, strlen(start)) == 0;
}

static struct slice skip(struct slice slice, size_t count)
{
    return (struct slice){slice.text + count, slice.length - count};
}

static struct slice trim(struct slice slice)
{
    while (slice.length > 0 && (slice.text[0] == ' ' || slice.text[0] == '\t'))
        slice = skip(slice, 1);
    while (slice.length > 0 && strchr(" \t\r\n", slice.text[slice.length - 1]))
        slice.length--;
    return slice;
}

/* The place of a string in a slice, or its length. */
static size_t find(struct slice slice, const char *wanted)
{
    for (size_t at = 0; at < slice.length; at++) {
        if (starts_with(skip(slice, at), wanted))
            return at;
    }
    return slice.length;
}

/* Takes ":NUMBER" from the end; "?" is the unknown number, 0. */
static bool take_number(struct slice *slice, uint32_t *ret)
{
    size_t at = slice->length;
    while (at > 0 && slice->text[at - 1] != ':')
        at--;
    if (at == 0 || at == slice->length)
        return false;
    uint64_t number = 0;
    bool unknown = slice->length - at == 1 && slice->text[at] == '?';
    if (!unknown && !ht_number_decimal(slice->text + at, slice->length - at, UINT32_MAX, &number))
        return false;
    *ret = (uint32_t)number;
    slice->length = at - 1;
    return true;
}

static bool is_unknown(struct slice slice)
{
    return slice.length == 2 && memcmp(slice.text, "??", 2) == 0;
}

bool ht_symbol_line_file(const char *text, size_t length, struct ht_symbol_line *ret)
{
    struct slice file = trim((struct slice){text, length});
    file.length = find(file, DISCRIMINATOR);
    uint32_t line, column = 0, number;
    if (!take_number(&file, &line))
        return false;
    /* LLVM's tools print FILE:LINE:COLUMN; a Windows drive ("C:/") is no number. */
    if (take_number(&file, &number)) {
        column = line;
        line = number;
    }
    if (file.length == 0)
        return false;
    ret->file = file.text;
    ret->file_length = is_unknown(file) ? 0 : file.length;
    ret->line = line;
    ret->column = column;
    return true;
}

/* What the monitor says of a function that it knows from the chip's ROM ELF, "strlen in ROM"; 0: it is something else.
 */
static size_t rom_function(struct slice place)
{
    static const char end[] = " in ROM";
    const size_t length = sizeof end - 1;
    if (place.length <= length || memcmp(place.text + place.length - length, end, length) != 0)
        return 0;
    return find(place, " ") == place.length - length ? place.length - length : 0;
}

/* Does a path from the root of some system begin here? A name of a file alone could be any word. */
static bool is_path(struct slice slice)
{
    if (starts_with(slice, "/"))
        return true;
    return slice.length >= 3 && ht_is_letter(slice.text[0]) && slice.text[1] == ':' && ht_is_slash(slice.text[2]);
}

/*
 * Reads what follows the address: "app_main at main.c:52 (discriminator 3)", "?? ??:0", "strlen in ROM", and of
 * "app_main at /home/me/ma", which was cut off, the function. False when it is not that.
 */
static bool read_place(struct slice text, struct ht_symbol_line *ret)
{
    struct slice place = trim(text);
    struct ht_symbol_line line = *ret;
    size_t rom = rom_function(place);
    if (rom) {
        line.function = place.text;
        line.function_length = rom;
        line.file_length = line.line = line.column = 0;
        *ret = line;
        return true;
    }
    /* No name holds " at ": the first one ends it, for a path may hold one too. */
    struct slice function = {place.text, find(place, " at ")};
    struct slice file = skip(place, function.length);
    if (file.length > 0)
        file = skip(file, strlen(" at "));
    else if (starts_with(place, "?? "))
        function.length = 2, file = skip(place, 3);
    if (function.length == 0)
        return false;
    /* People cut logs where they like: behind the function stands a part of its path. */
    if (!ht_symbol_line_file(file.text, file.length, &line)) {
        if (!is_path(file))
            return false;
        line.file_length = line.line = line.column = 0;
    }
    line.function = function.text;
    line.function_length = is_unknown(function) ? 0 : function.length;
    *ret = line;
    return true;
}

bool ht_symbol_line_address(const char *text, size_t length, uint32_t *ret)
{
    struct slice address = trim((struct slice){text, length});
    return starts_with(address, "0x") && ht_number_hex32(address.text, address.length, ret);
}

/* "#12 ": the number of a frame, by debuggers and PlatformIO's esp32_exception_decoder. */
static struct slice skip_number(struct slice rest)
{
    size_t digits = starts_with(rest, "#") ? ht_count_digits(rest.text + 1, rest.length - 1) : 0;
    return digits ? trim(skip(rest, digits + 1)) : rest;
}

static bool take_address(struct slice rest, const char *end, size_t *behind, uint32_t *ret)
{
    size_t digits = find(rest, end);
    *behind = digits + strlen(end);
    return digits < rest.length && ht_symbol_line_address(rest.text, digits, ret);
}

bool ht_symbol_line_read(const char *text, size_t length, struct ht_symbol_line *ret)
{
    struct slice rest = trim((struct slice){text, length});
    struct ht_symbol_line line = {.kind = HT_SYMBOL_LINE_INLINED};
    if (starts_with(rest, MONITOR))
        rest = trim(skip(rest, strlen(MONITOR)));
    if (starts_with(rest, INLINED)) {
        rest = skip(rest, strlen(INLINED));
    } else {
        size_t behind;
        rest = skip_number(rest);
        if (!take_address(rest, ": ", &behind, &line.addr) && !take_address(rest, " in ", &behind, &line.addr))
            return false;
        line.kind = HT_SYMBOL_LINE_ADDRESS;
        rest = skip(rest, behind);
    }
    if (!read_place(rest, &line))
        return false;
    *ret = line;
    return true;
}
