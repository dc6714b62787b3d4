/*
 * What the values of a JSON text say. The plain ones, a million in a large dump, are decoded where they stand; cJSON
 * decodes the rest: escapes, fractions, exponents.
 */
#ifndef HT_JSON_VALUE_H
#define HT_JSON_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "json/scan.h"

/* The largest whole number that a double holds together with all those below it. */
#define HT_JSON_EXACT_MAX UINT64_C(9007199254740991)

/* Room for ht_json_excerpt(). */
#define HT_JSON_EXCERPT_SIZE 64

/* The value's first byte, which tells its kind. */
char ht_json_first(const char *bytes, struct ht_json_value value);

/* Whether it is exactly this word: true, false, null, or a number as written. */
bool ht_json_is(const char *bytes, struct ht_json_value value, const char *word);

/* A number; infinite when it is too large for a double. *ok is false for a value of another kind. */
struct ht_error *ht_json_as_number(const char *bytes, struct ht_json_value value, double *ret, bool *ok);

/* A whole number from 0 to max, which is at most HT_JSON_EXACT_MAX; *ok is false for any other value. */
struct ht_error *ht_json_as_whole(const char *bytes, struct ht_json_value value, uint64_t max, uint64_t *ret, bool *ok);

/* An address: a string of hex digits, or a number of 32 bits; *ok is false for any other value. */
struct ht_error *ht_json_as_address(const char *bytes, struct ht_json_value value, uint32_t *ret, bool *ok);

/* A string of at least one character and without escapes, where it stands; false for any other value. */
bool ht_json_plain(const char *bytes, struct ht_json_value value, const char **ret, size_t *length);

/* A string of at least one character, copied; *ret is NULL for any other value, and for one with \u0000 in it. */
struct ht_error *ht_json_as_string(const char *bytes, struct ht_json_value value, struct ht_arena *arena,
                                   const char **ret);

/* A value as it stands, made short enough for a message; returns text. */
const char *ht_json_excerpt(const char *bytes, struct ht_json_value value, char text[HT_JSON_EXCERPT_SIZE]);

#endif
