/*
 * JSON written piece by piece: a stream of any length through one small buffer, no tree.
 *
 * Every function takes the key of the value, a literal that needs no escaping, or NULL for an element of an array.
 * Commas come by themselves. What is not known is null: a NULL string, a NAN.
 */
#ifndef HT_JSON_OUT_H
#define HT_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/strbuf.h"

struct ht_json_out {
    FILE *stream;
    struct ht_strbuf escaped; /* of the string at hand */
    size_t used;
    unsigned indent;
    bool broken; /* a line break is due */
    bool comma;  /* a value stands before the next one */
    bool failed; /* memory ran out: the text written is not whole */
    char bytes[16384];
};

void ht_json_init(struct ht_json_out *out, FILE *stream);

/* Ends the line and hands what is left to the stream. False when memory ran out on the way; the stream keeps its own
 * errors. */
bool ht_json_deinit(struct ht_json_out *out);

void ht_json_open_object(struct ht_json_out *out, const char *key);
void ht_json_close_object(struct ht_json_out *out);
void ht_json_open_array(struct ht_json_out *out, const char *key);
void ht_json_close_array(struct ht_json_out *out);

/* The next value, or closing bracket, stands on a new line behind indent spaces. */
void ht_json_break(struct ht_json_out *out, unsigned indent);

void ht_json_string(struct ht_json_out *out, const char *key, const char *value);
void ht_json_bool(struct ht_json_out *out, const char *key, bool value);
void ht_json_null(struct ht_json_out *out, const char *key);
void ht_json_uint(struct ht_json_out *out, const char *key, uint64_t value);

/* An integer, negative ones being not known. */
void ht_json_known(struct ht_json_out *out, const char *key, int64_t value);

/* Twelve significant digits, always with a point or an exponent; not a number and infinity are null. */
void ht_json_double(struct ht_json_out *out, const char *key, double value);

/* "0x42001234" */
void ht_json_address(struct ht_json_out *out, const char *key, uint32_t value);

/* A value that is JSON already: for what stands in a report a million times and is put together by hand. */
void ht_json_raw(struct ht_json_out *out, const char *key, const char *json, size_t length);

/* Decimal digits at a place, with zeros before them when they are fewer than at_least; the place behind them. */
char *ht_json_digits(char *at, uint64_t value, unsigned at_least);

/* Eight hex digits at a place; the place behind them. */
char *ht_json_hex(char *at, uint32_t value);

#endif
