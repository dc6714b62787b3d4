/*
 * A strict, bounded walk over JSON text (RFC 8259) that says where keys and values stand and whether they are
 * well-formed, without building anything: for texts too large for a tree, and for errors that name their place.
 *
 * It is strict where cJSON is lenient (leading zeros, control characters in strings, text behind the end) and refuses
 * what cJSON refuses (lone surrogates): any value that passes here, cJSON reads too, memory permitting.
 */
#ifndef HT_JSON_SCAN_H
#define HT_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* Arrays and objects in one another; CJSON_NESTING_LIMIT's default. */
#define HT_JSON_DEPTH_MAX 1000

/* Characters of a number: cJSON copies a number into 64 bytes (parse_number()). */
#define HT_JSON_NUMBER_MAX 63

struct ht_json_scan {
    const char *bytes;
    size_t size;
    size_t pos; /* the next byte to look at; after a failure the offending one, size when the text ends early */
    const char *expected; /* after a failure: what should have stood there ("',' or '}'") */
    size_t nul;           /* of the last \u0000 in the value passed last: cJSON ends a string there; 0: none */
};

/* A value in the text, known to be well-formed: it begins at bytes[start] and ends before bytes[end]. */
struct ht_json_value {
    size_t start, end;
    size_t nul; /* the place of the last \u0000 in it, or 0 */
};

/* Skips blanks, tabs and line ends. Inline, for it is asked for at every token and there is none in a device's dump. */
static inline void ht_json_space(struct ht_json_scan *scan)
{
    while (scan->pos < scan->size && (scan->bytes[scan->pos] == ' ' || scan->bytes[scan->pos] == '\t' ||
                                      scan->bytes[scan->pos] == '\n' || scan->bytes[scan->pos] == '\r'))
        scan->pos++;
}

/* A key of an object: its text between the quotes, as written. */
struct ht_json_key {
    size_t start; /* of the opening quote */
    const char *text;
    size_t length;
};

/* Skips white space, a key that is written just so and a colon right behind it, if they stand there. */
static inline bool ht_json_accept_key(struct ht_json_scan *scan, const char *name, struct ht_json_key *key)
{
    ht_json_space(scan);
    const char *text = scan->bytes + scan->pos, *end = scan->bytes + scan->size;
    if (text == end || *text++ != '"')
        return false;
    const char *start = text;
    for (; *name; name++) {
        if (text == end || *text++ != *name)
            return false;
    }
    if (end - text < 2 || text[0] != '"' || text[1] != ':')
        return false;
    *key = (struct ht_json_key){scan->pos, start, (size_t)(text - start)};
    scan->pos = (size_t)(text + 2 - scan->bytes);
    return true;
}

/* Skips white space and then c, if it stands there. */
static inline bool ht_json_accept(struct ht_json_scan *scan, char c)
{
    ht_json_space(scan);
    if (scan->pos == scan->size || scan->bytes[scan->pos] != c)
        return false;
    scan->pos++;
    return true;
}

/* The same; when something else stands there, it is a failure with the given expectation. */
bool ht_json_expect(struct ht_json_scan *scan, char c, const char *expected);

/* Skips white space and passes one value of any kind. */
bool ht_json_value(struct ht_json_scan *scan, struct ht_json_value *ret);

/* Skips white space, a key, white space and the colon. */
bool ht_json_member(struct ht_json_scan *scan, struct ht_json_key *key);

/* Whether a key is this name (ASCII letters and underscores), escapes resolved, case minded. */
bool ht_json_key_is(const struct ht_json_key *key, const char *name);

#endif
