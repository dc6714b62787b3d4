#include "json/out.h"

#include <math.h>
#include <string.h>

#include "base/escape.h"

void ht_json_init(struct ht_json_out *out, FILE *stream)
{
    out->stream = stream;
    out->used = 0;
    out->comma = false;
    out->failed = false;
    out->broken = false;
    ht_strbuf_init(&out->escaped);
}

static void flush(struct ht_json_out *out)
{
    fwrite(out->bytes, 1, out->used, out->stream);
    out->used = 0;
}

static void put(struct ht_json_out *out, const char *bytes, size_t length)
{
    if (length > sizeof out->bytes - out->used) {
        flush(out);
        if (length > sizeof out->bytes) {
            fwrite(bytes, 1, length, out->stream);
            return;
        }
    }
    memcpy(out->bytes + out->used, bytes, length);
    out->used += length;
}

static void put_char(struct ht_json_out *out, char c)
{
    if (out->used == sizeof out->bytes)
        flush(out);
    out->bytes[out->used++] = c;
}

bool ht_json_deinit(struct ht_json_out *out)
{
    put_char(out, '\n');
    flush(out);
    ht_strbuf_deinit(&out->escaped);
    return !out->failed;
}

static void put_break(struct ht_json_out *out)
{
    if (!out->broken)
        return;
    put_char(out, '\n');
    for (unsigned i = 0; i < out->indent; i++)
        put_char(out, ' ');
    out->broken = false;
}

/* What stands before a value. */
static void lead(struct ht_json_out *out, const char *key)
{
    if (out->comma)
        put_char(out, ',');
    put_break(out);
    out->comma = true;
    if (key) {
        put_char(out, '"');
        put(out, key, strlen(key));
        put(out, "\":", 2);
    }
}

static void open_bracket(struct ht_json_out *out, const char *key, char bracket)
{
    lead(out, key);
    put_char(out, bracket);
    out->comma = false;
}

static void close_bracket(struct ht_json_out *out, char bracket)
{
    put_break(out);
    put_char(out, bracket);
    out->comma = true;
}

void ht_json_open_object(struct ht_json_out *out, const char *key)
{
    open_bracket(out, key, '{');
}

void ht_json_close_object(struct ht_json_out *out)
{
    close_bracket(out, '}');
}

void ht_json_open_array(struct ht_json_out *out, const char *key)
{
    open_bracket(out, key, '[');
}

void ht_json_close_array(struct ht_json_out *out)
{
    close_bracket(out, ']');
}

void ht_json_break(struct ht_json_out *out, unsigned indent)
{
    out->broken = true;
    out->indent = indent;
}

void ht_json_string(struct ht_json_out *out, const char *key, const char *value)
{
    if (!value) {
        ht_json_null(out, key);
        return;
    }
    lead(out, key);
    ht_strbuf_reset(&out->escaped);
    ht_escape_json(&out->escaped, value);
    if (out->escaped.failed)
        out->failed = true;
    put_char(out, '"');
    put(out, out->escaped.text, out->escaped.length);
    put_char(out, '"');
}

void ht_json_bool(struct ht_json_out *out, const char *key, bool value)
{
    lead(out, key);
    put(out, value ? "true" : "false", value ? 4 : 5);
}

void ht_json_null(struct ht_json_out *out, const char *key)
{
    lead(out, key);
    put(out, "null", 4);
}

/* Digits by hand: printf would take most of the time of a report of a million records. */
char *ht_json_digits(char *at, uint64_t value, unsigned at_least)
{
    char digits[24];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    while (sizeof digits - first < at_least)
        digits[--first] = '0';
    memcpy(at, digits + first, sizeof digits - first);
    return at + (sizeof digits - first);
}

char *ht_json_hex(char *at, uint32_t value)
{
    for (int shift = 28; shift >= 0; shift -= 4)
        *at++ = "0123456789abcdef"[value >> shift & 15];
    return at;
}

void ht_json_raw(struct ht_json_out *out, const char *key, const char *json, size_t length)
{
    lead(out, key);
    put(out, json, length);
}

void ht_json_uint(struct ht_json_out *out, const char *key, uint64_t value)
{
    char digits[24];
    char *end = ht_json_digits(digits, value, 1);
    ht_json_raw(out, key, digits, (size_t)(end - digits));
}

void ht_json_known(struct ht_json_out *out, const char *key, int64_t value)
{
    if (value < 0)
        ht_json_null(out, key);
    else
        ht_json_uint(out, key, (uint64_t)value);
}

void ht_json_double(struct ht_json_out *out, const char *key, double value)
{
    if (!isfinite(value)) {
        ht_json_null(out, key);
        return;
    }
    lead(out, key);
    char text[40];
    /* The last digits differ with the order of additions and the compiler: twelve are what a report can stand for. */
    int length = snprintf(text, sizeof text, "%.12g", value);
    bool integer = true;
    for (int i = 0; i < length; i++) {
        if (strchr("-+0123456789", text[i])) {
            put_char(out, text[i]);
            continue;
        }
        /* Anything but an exponent is the locale's decimal point, of one byte or more. */
        if (text[i] == 'e')
            put_char(out, 'e');
        else if (integer)
            put_char(out, '.');
        integer = false;
    }
    if (integer)
        put(out, ".0", 2);
}

void ht_json_address(struct ht_json_out *out, const char *key, uint32_t value)
{
    char text[16] = "\"0x";
    char *end = ht_json_hex(text + 3, value);
    *end++ = '"';
    ht_json_raw(out, key, text, (size_t)(end - text));
}
