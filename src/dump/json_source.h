/*
 * The text of a JSON dump while it is read: where we are, in which record, and errors that say so.
 */
#ifndef HT_DUMP_JSON_SOURCE_H
#define HT_DUMP_JSON_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "json/scan.h"
#include "json/value.h"

struct ht_json_source {
    const char *path;
    struct ht_json_scan scan;
    size_t records; /* whole records so far */
    bool in_record; /* messages name the record */
    bool cut;       /* what failed is that the text ends too early */
};

/* The error at an offset of the text. */
struct ht_error *ht_json_source_error(const struct ht_json_source *source, size_t offset, const char *message);

/* The error for what the scanner refused: malformed JSON, or a dump that breaks off (sets cut). */
struct ht_error *ht_json_source_malformed(struct ht_json_source *source);

/* The error "NAME must be KIND, found ..." */
struct ht_error *ht_json_source_kind(const struct ht_json_source *source, struct ht_json_value value, const char *name,
                                     const char *kind);

/* The error for a key that its object already had. */
struct ht_error *ht_json_source_twice(const struct ht_json_source *source, const struct ht_json_key *key);

/* Passes the next value. */
struct ht_error *ht_json_source_value(struct ht_json_source *source, struct ht_json_value *ret);

#endif
