/*
 * What single values of a JSON text say. cJSON decodes them, but for the plain ones of a dump's records, of which there
 * may be ten million: digits, hex and names without escapes are read where they stand.
 *
 * Measured with cJSON 1.7.15 on a dump of a million records, CPU time of the whole run then: 1.9 s without, 3.1 s with a
 * tree for each record (cJSON_ParseWithLengthOpts() on what the scanner has delimited) before anything is read off it.
 */
#ifndef HT_JSON_VALUE_H
#define HT_JSON_VALUE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

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

/* A value as cJSON reads it, for cJSON_Delete(). All that the scanner lets pass is read: NULL means no memory. */
cJSON *ht_json_parse(const char *bytes, struct ht_json_value value);

/* Whether it is a whole number from 0 to max, which is at most HT_JSON_EXACT_MAX. NULL is none. */
bool ht_json_item_whole(const cJSON *item, uint64_t max, uint64_t *ret);

/* Whether it is an address: a string of hex digits, or a number of 32 bits. NULL is none. */
bool ht_json_item_address(const cJSON *item, uint32_t *ret);

/* The same of a value in the text, whose plain forms cJSON need not see: *ok tells whether it is one. */
struct ht_error *ht_json_as_whole(const char *bytes, struct ht_json_value value, uint64_t max, uint64_t *ret, bool *ok);
struct ht_error *ht_json_as_address(const char *bytes, struct ht_json_value value, uint32_t *ret, bool *ok);

/*
 * The same where they stand next, written as devices write them: digits, or "0x" and up to eight hex digits. What is
 * written in another way they leave where it is. They save to delimit a value first: a tenth of the run on a dump of a
 * million records.
 */
bool ht_json_accept_decimal(struct ht_json_scan *scan, uint32_t *ret);
bool ht_json_accept_hex(struct ht_json_scan *scan, uint32_t *ret);

/* A value as it stands, made short enough for a message; returns text. */
const char *ht_json_excerpt(const char *bytes, struct ht_json_value value, char text[HT_JSON_EXCERPT_SIZE]);

#endif
