/*
 * JSON of a known shape, through cJSON: what is not a dump's records. One value of a text at a time becomes a tree; the
 * scanner (json/scan.h) has delimited it before, so that cJSON sees nothing that is not well-formed, and finds again
 * where an item of the tree stands when an error is to say so.
 *
 * The first failure stays, and what is asked behind it answers NULL or 0: a reader asks for all it wants, and looks
 * once. Items are walked by child and next (cJSON_GetArrayItem() walks from the start each time) and found by whole
 * keys (cJSON_GetObjectItem() minds no case). Numbers are doubles: none that is read here exceeds HT_JSON_EXACT_MAX, up
 * to which they are exact; addresses have 32 bits.
 */
#ifndef HT_JSON_TREE_H
#define HT_JSON_TREE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "json/scan.h"

struct ht_tree {
    struct ht_arena *arena;     /* for strings */
    const char *path;           /* for errors */
    const char *bytes;          /* the text */
    struct ht_error *error;     /* the first failure, or NULL */
    struct ht_json_value value; /* loaded last */
    cJSON *root;                /* of it, or NULL */
};

/* Frees what is loaded, and hands the error over. */
struct ht_error *ht_tree_end(struct ht_tree *tree);

/* Passes the next value, which has to be well-formed. False after a failure. */
bool ht_tree_scan(struct ht_tree *tree, struct ht_json_scan *scan, struct ht_json_value *ret);

/* Loads a value instead of the one before. It must hold no \u0000, where cJSON ends strings. NULL after a failure. */
const cJSON *ht_tree_load(struct ht_tree *tree, struct ht_json_value value);

/* Loads a whole text, which must be one value. */
const cJSON *ht_tree_load_text(struct ht_tree *tree, size_t size);

/* Fails, unless something failed before, with "expected ..." at an offset, at an item or at its key. NULL: no item. */
void ht_tree_fail_at(struct ht_tree *tree, size_t offset, const char *expected);
void ht_tree_fail(struct ht_tree *tree, const cJSON *item, const char *expected);
void ht_tree_fail_key(struct ht_tree *tree, const cJSON *item, const char *expected);

void ht_tree_fail_nomem(struct ht_tree *tree);

/* The place of an item in the text. */
size_t ht_tree_offset(const struct ht_tree *tree, const cJSON *item);

/* The item of what must be an object that must have it, once. */
const cJSON *ht_tree_get(struct ht_tree *tree, const cJSON *object, const char *key);

/* The number of items of what must be an array of no more than most. */
size_t ht_tree_count(struct ht_tree *tree, const cJSON *array, size_t most);

/* Zeroed memory from the arena. */
void *ht_tree_array(struct ht_tree *tree, size_t count, size_t size);

/* What must be a string of at least one character, in the arena, or that or null: NULL; a whole number from 0 to max; a
   number from 0 on, or null: NAN; an address, in hex or as a number. */
const char *ht_tree_text(struct ht_tree *tree, const cJSON *item);
const char *ht_tree_text_or_null(struct ht_tree *tree, const cJSON *item);
uint64_t ht_tree_whole(struct ht_tree *tree, const cJSON *item, uint64_t max);
double ht_tree_number_or_null(struct ht_tree *tree, const cJSON *item);
uint32_t ht_tree_address(struct ht_tree *tree, const cJSON *item);

/* An array that is too large for one tree: its elements are loaded one by one. */
struct ht_tree_walk {
    struct ht_json_scan scan; /* at the next element, or size when there is none */
    size_t count;             /* of all */
};

/* Begins with what must be an array of no more than most. */
struct ht_tree_walk ht_tree_walk_into(struct ht_tree *tree, struct ht_json_value array, size_t most);

/* The next element, loaded; NULL at the end. */
const cJSON *ht_tree_next(struct ht_tree *tree, struct ht_tree_walk *walk);

#endif
