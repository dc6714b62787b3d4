#include "json/tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/input.h"
#include "json/value.h"

static void keep(struct ht_tree *tree, struct ht_error *error)
{
    if (tree->error)
        ht_error_destroy(error);
    else
        tree->error = error;
}

void ht_tree_fail_nomem(struct ht_tree *tree)
{
    keep(tree, ht_error_nomem());
}

struct ht_error *ht_tree_end(struct ht_tree *tree)
{
    cJSON_Delete(tree->root);
    tree->root = NULL;
    return tree->error;
}

bool ht_tree_scan(struct ht_tree *tree, struct ht_json_scan *scan, struct ht_json_value *ret)
{
    if (!tree->error && !ht_json_value(scan, ret))
        ht_tree_fail_at(tree, scan->pos, scan->expected);
    return !tree->error;
}

const cJSON *ht_tree_load(struct ht_tree *tree, struct ht_json_value value)
{
    cJSON_Delete(tree->root);
    tree->root = NULL;
    if (value.nul)
        ht_tree_fail_at(tree, value.nul, "no \\u0000");
    if (tree->error)
        return NULL;
    tree->value = value;
    tree->root = ht_json_parse(tree->bytes, value);
    if (!tree->root)
        ht_tree_fail_nomem(tree);
    return tree->root;
}

const cJSON *ht_tree_load_text(struct ht_tree *tree, size_t size)
{
    struct ht_json_scan scan = {.bytes = tree->bytes, .size = size};
    struct ht_json_value value;
    if (!ht_tree_scan(tree, &scan, &value))
        return NULL;
    ht_json_space(&scan);
    if (scan.pos < size)
        ht_tree_fail_at(tree, scan.pos, "nothing behind the value");
    return ht_tree_load(tree, value);
}

/* --- places ------------------------------------------------------------------------------------------------------- */

/*
 * Passes an item of the tree, at which the scan stands, unless the wanted one is in it: then the scan ends where that
 * stands, and *key is the place of its key, if it has one. As deep as cJSON itself goes, HT_JSON_DEPTH_MAX at most.
 */
static bool find(struct ht_json_scan *scan, const cJSON *item, const cJSON *wanted, size_t *key)
{
    struct ht_json_value value;
    struct ht_json_key name = {0};
    ht_json_space(scan);
    if (item == wanted)
        return true;
    if (!item->child) {
        ht_json_value(scan, &value);
        return false;
    }
    scan->pos++;
    for (const cJSON *child = item->child; child; child = child->next) {
        if (child->string)
            ht_json_member(scan, &name);
        if (find(scan, child, wanted, key)) {
            if (child == wanted)
                *key = name.start;
            return true;
        }
        ht_json_space(scan);
        scan->pos++; /* a comma or the bracket */
    }
    return false;
}

/* Where an item stands, and its key. */
static size_t locate(const struct ht_tree *tree, const cJSON *item, size_t *key)
{
    struct ht_json_scan scan = {.bytes = tree->bytes, .size = tree->value.end, .pos = tree->value.start};
    *key = tree->value.start;
    find(&scan, tree->root, item, key);
    return scan.pos;
}

size_t ht_tree_offset(const struct ht_tree *tree, const cJSON *item)
{
    size_t key;
    return locate(tree, item, &key);
}

void ht_tree_fail_at(struct ht_tree *tree, size_t offset, const char *expected)
{
    struct ht_text_place place = ht_text_place(tree->bytes, offset);
    if (!tree->error)
        keep(tree, ht_error_create_at(HT_ERROR_INPUT, tree->path, place.line, place.column, "expected %s", expected));
}

void ht_tree_fail(struct ht_tree *tree, const cJSON *item, const char *expected)
{
    if (item && !tree->error)
        ht_tree_fail_at(tree, ht_tree_offset(tree, item), expected);
}

void ht_tree_fail_key(struct ht_tree *tree, const cJSON *item, const char *expected)
{
    size_t key;
    locate(tree, item, &key);
    ht_tree_fail_at(tree, key, expected);
}

/* --- what items hold ---------------------------------------------------------------------------------------------- */

const cJSON *ht_tree_get(struct ht_tree *tree, const cJSON *object, const char *key)
{
    const cJSON *found = NULL;
    if (tree->error)
        return NULL;
    if (!cJSON_IsObject(object)) {
        ht_tree_fail(tree, object, "an object");
        return NULL;
    }
    for (const cJSON *item = object->child; item; item = item->next) {
        if (strcmp(item->string, key) != 0)
            continue;
        if (found)
            ht_tree_fail_key(tree, item, "each key once");
        found = item;
    }
    char expected[64];
    snprintf(expected, sizeof expected, "the key %s", key);
    if (!found)
        ht_tree_fail(tree, object, expected);
    return tree->error ? NULL : found;
}

static void fail_count(struct ht_tree *tree, size_t offset, size_t most)
{
    char expected[64];
    snprintf(expected, sizeof expected, "no more than %zu of these", most);
    ht_tree_fail_at(tree, offset, expected);
}

size_t ht_tree_count(struct ht_tree *tree, const cJSON *array, size_t most)
{
    size_t count = 0;
    if (!cJSON_IsArray(array))
        ht_tree_fail(tree, array, "an array");
    for (const cJSON *item = array ? array->child : NULL; item && !tree->error; item = item->next) {
        if (count++ == most)
            fail_count(tree, ht_tree_offset(tree, item), most);
    }
    return tree->error ? 0 : count;
}

void *ht_tree_array(struct ht_tree *tree, size_t count, size_t size)
{
    void *ret = tree->error ? NULL : ht_arena_array(tree->arena, count, size);
    if (!ret)
        ht_tree_fail_nomem(tree);
    return ret;
}

const char *ht_tree_text(struct ht_tree *tree, const cJSON *item)
{
    if (tree->error)
        return NULL;
    if (!cJSON_IsString(item) || !*item->valuestring) {
        ht_tree_fail(tree, item, "a string");
        return NULL;
    }
    const char *ret = ht_arena_strdup(tree->arena, item->valuestring);
    if (!ret)
        ht_tree_fail_nomem(tree);
    return ret;
}

const char *ht_tree_text_or_null(struct ht_tree *tree, const cJSON *item)
{
    return cJSON_IsNull(item) ? NULL : ht_tree_text(tree, item);
}

uint64_t ht_tree_whole(struct ht_tree *tree, const cJSON *item, uint64_t max)
{
    uint64_t ret = 0;
    if (!ht_json_item_whole(item, max, &ret))
        ht_tree_fail(tree, item, "a whole number");
    return ret;
}

double ht_tree_number_or_null(struct ht_tree *tree, const cJSON *item)
{
    if (cJSON_IsNull(item))
        return (double)NAN;
    bool fine = cJSON_IsNumber(item) && item->valuedouble >= 0 && isfinite(item->valuedouble);
    if (!fine)
        ht_tree_fail(tree, item, "a number from 0 on, or null");
    return fine ? item->valuedouble : (double)NAN;
}

uint32_t ht_tree_address(struct ht_tree *tree, const cJSON *item)
{
    uint32_t ret = 0;
    if (!ht_json_item_address(item, &ret))
        ht_tree_fail(tree, item, "an address");
    return ret;
}

/* --- large arrays ------------------------------------------------------------------------------------------------- */

struct ht_tree_walk ht_tree_walk_into(struct ht_tree *tree, struct ht_json_value array, size_t most)
{
    struct ht_tree_walk walk = {.scan = {.bytes = tree->bytes, .size = array.end - 1, .pos = array.start}};
    struct ht_json_scan scan = walk.scan;
    struct ht_json_value value;
    if (!ht_json_accept(&scan, '['))
        ht_tree_fail_at(tree, array.start, "an array");
    while (!tree->error) {
        ht_json_space(&scan);
        if (scan.pos == scan.size)
            break;
        if (walk.count++ == most)
            fail_count(tree, scan.pos, most);
        ht_json_value(&scan, &value);
        ht_json_accept(&scan, ',');
    }
    walk.scan.pos++;
    if (tree->error)
        walk = (struct ht_tree_walk){.scan = {.bytes = tree->bytes}};
    return walk;
}

const cJSON *ht_tree_next(struct ht_tree *tree, struct ht_tree_walk *walk)
{
    struct ht_json_value value;
    ht_json_space(&walk->scan);
    if (tree->error || walk->scan.pos >= walk->scan.size || !ht_json_value(&walk->scan, &value))
        return NULL;
    ht_json_accept(&walk->scan, ',');
    return ht_tree_load(tree, value);
}
