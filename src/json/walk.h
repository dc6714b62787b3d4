/*
 * Reading JSON of a known shape: the values of objects and arrays, one after the other, and errors that say at which
 * place what was expected. The text is well-formed: ht_json_value() has passed it (json/scan.h).
 */
#ifndef HT_JSON_WALK_H
#define HT_JSON_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "json/scan.h"

struct ht_json_text {
    struct ht_arena *arena; /* for strings */
    const char *path;       /* for errors */
    const char *bytes;
};

/* HT_ERROR_INPUT at an offset of the text: "expected ...". */
struct ht_error *ht_json_fail(const struct ht_json_text *text, size_t offset, const char *expected);

/* The way through an object or array. */
struct ht_json_walk {
    struct ht_json_scan scan;
    bool started;
};

struct ht_json_walk ht_json_walk_into(const struct ht_json_text *text, struct ht_json_value value);

/* The next element of an array; false at its end. */
bool ht_json_next_element(struct ht_json_walk *walk, struct ht_json_value *ret);

/* The next member of an object; false at its end. */
bool ht_json_next_member(struct ht_json_walk *walk, struct ht_json_key *key, struct ht_json_value *ret);

bool ht_json_is_null(const struct ht_json_text *text, struct ht_json_value value);

/* Finds the values of the keys in what must be an object; each of them must be there, and once. */
struct ht_error *ht_json_members(const struct ht_json_text *text, struct ht_json_value object, const char *const *keys,
                                 size_t count, struct ht_json_value *values);

/* Counts the elements of what must be an array of no more than most. */
struct ht_error *ht_json_count(const struct ht_json_text *text, struct ht_json_value array, size_t most, size_t *ret);

/* Read what must be a string of at least one character, into the arena; a whole number from 0 to max; or a number
   from 0 on, or null: NAN. */
struct ht_error *ht_json_read_text(const struct ht_json_text *text, struct ht_json_value value, const char **ret);
struct ht_error *ht_json_read_text_or_null(const struct ht_json_text *text, struct ht_json_value value,
                                           const char **ret);
struct ht_error *ht_json_read_whole(const struct ht_json_text *text, struct ht_json_value value, uint64_t max,
                                    uint64_t *ret);
struct ht_error *ht_json_read_number_or_null(const struct ht_json_text *text, struct ht_json_value value, double *ret);

#endif
