#include "infer/signatures_file.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/nearest.h"
#include "base/vec.h"
#include "base/wildcard.h"
#include "json/tree.h"

/* Patterns beyond these are no rule but an accident. */
#define PATTERNS_MAX 1000u

/* Each pattern of a file is held against the names of each PC; no signature goes without one. */
#define FILE_PATTERNS_MAX 5000u

/* A lifetime of more than a day is none. */
#define LIFETIME_MAX 86400.0

/* A file while it is read. */
struct reader {
    struct ht_tree tree;
    struct ht_json_scan scan;
    size_t number;   /* of the signature, from 1; 0: outside any */
    size_t patterns; /* read so far */
};

/* The strings of an array, in the arena. */
static struct ht_patterns read_texts(struct reader *reader, const cJSON *array)
{
    struct ht_tree *tree = &reader->tree;
    struct ht_patterns ret = {0};
    const char **items;
    const cJSON *item;
    if (!cJSON_IsArray(array))
        ht_tree_fail(tree, array, "an array of strings");
    else if (!array->child)
        ht_tree_fail(tree, array, "at least one string");
    size_t count = 0;
    cJSON_ArrayForEach(item, array)
    {
        if (count++ == PATTERNS_MAX)
            ht_tree_fail(tree, item, "no more than 1000 strings");
        if (reader->patterns++ == FILE_PATTERNS_MAX)
            ht_tree_fail(tree, item, "no more than 5000 strings in the arrays of a file");
        if (tree->error)
            return ret;
    }
    ret.items = items = ht_tree_array(tree, count, sizeof *items);
    for (item = items ? array->child : NULL; item; item = item->next) {
        const char *text = ht_tree_text(tree, item);
        if (text && strlen(text) > HT_WILDCARD_MAX)
            ht_tree_fail(tree, item, "a string of no more than 1000 bytes");
        items[ret.count++] = text;
    }
    return ret;
}

/* Joins texts by commas. */
static const char *join(struct ht_tree *tree, const struct ht_patterns *texts)
{
    static const char comma[] = ", ";
    size_t size = 0;
    for (size_t i = 0; i < texts->count && !tree->error; i++)
        size += strlen(texts->items[i]) + strlen(comma);
    char *joined = ht_tree_array(tree, size, 1), *end = joined; /* there is no comma behind the last one */
    for (size_t i = 0; joined && i < texts->count; i++) {
        if (i)
            end = stpcpy(end, comma);
        end = stpcpy(end, texts->items[i]);
    }
    return joined;
}

/* Releases: those of ESP-IDF count, whatever else stands there is for people. */
static void read_affected(struct reader *reader, const cJSON *array, struct ht_signature *ret)
{
    struct ht_patterns texts = read_texts(reader, array);
    struct ht_release_range *ranges = ht_tree_array(&reader->tree, texts.count, sizeof *ranges);
    for (size_t i = 0; ranges && i < texts.count; i++)
        ret->history.affected_count += ht_release_range_parse(texts.items[i], &ranges[ret->history.affected_count]);
    ret->history.affected = ranges;
    ret->affected = join(&reader->tree, &texts);
}

static void read_fixed(struct reader *reader, const cJSON *array, struct ht_signature *ret)
{
    struct ht_patterns texts = read_texts(reader, array);
    struct ht_release_fix *fixes = ht_tree_array(&reader->tree, texts.count, sizeof *fixes);
    for (size_t i = 0; fixes && i < texts.count; i++)
        ret->history.fix_count += ht_release_fix_parse(texts.items[i], &fixes[ret->history.fix_count]);
    ret->history.fixes = fixes;
    ret->fixed = join(&reader->tree, &texts);
}

/* Which of count words it is. */
static size_t read_word(struct ht_tree *tree, const cJSON *item, const char *const *words, size_t count,
                        const char *expected)
{
    for (size_t i = 0; i < count; i++) {
        if (cJSON_IsString(item) && strcmp(item->valuestring, words[i]) == 0)
            return i;
    }
    ht_tree_fail(tree, item, expected);
    return 0;
}

static const char *const matches[] = {
    [HT_MATCH_ANYWHERE] = "anywhere", [HT_MATCH_OWNER] = "owner", [HT_MATCH_FIRST] = "first"};
static const char *const classes[HT_SIGNATURE_CLASSES] = {"allocator", "plumbing", "string",    "container",
                                                          "collector", "leak",     "transient", "retained"};
static const char *const layers[] = {"client", "connection"};

/* The keys of a signature: texts and patterns, with their place in it, and what is read in a way of its own. */
enum kind { TEXT, PATTERNS, COMMENT, CLASS, MATCH, SESSION, LAYER, LIFETIME, AFFECTED, FIXED };
static const struct {
    const char *name;
    enum kind kind;
    size_t place;
} keys[] = {
#define AT(member) offsetof(struct ht_signature, member)
    {"id", TEXT, AT(id)},
    {"class", CLASS, 0},
    {"title", TEXT, AT(title)},
    {"functions", PATTERNS, AT(functions)},
    {"files", PATTERNS, AT(files)},
    {"components", PATTERNS, AT(components)},
    {"match", MATCH, 0},
    {"through", PATTERNS, AT(through)},
    {"callers", PATTERNS, AT(callers)},
    {"session", SESSION, 0},
    {"layer", LAYER, 0},
    {"lifetime_s", LIFETIME, 0},
    {"event", TEXT, AT(event)},
    {"url", TEXT, AT(url)},
    {"affected", AFFECTED, 0},
    {"fixed", FIXED, 0},
    {"workaround", TEXT, AT(workaround)},
    {"option", TEXT, AT(option)},
    {"bound", TEXT, AT(bound)},
    {"freed_by", TEXT, AT(freed_by)},
    {"traced", TEXT, AT(traced)},
    {"example", TEXT, AT(example)},
    {"source", COMMENT, 0},
#undef AT
};
enum { KEYS = sizeof keys / sizeof *keys };

static void read_lifetime(struct ht_tree *tree, const cJSON *item, struct ht_signature *ret)
{
    if (cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble <= LIFETIME_MAX)
        ret->lifetime = item->valuedouble;
    else
        ht_tree_fail(tree, item, "a number of seconds from 0 to 86400");
}

static void read_value(struct reader *reader, size_t key, const cJSON *item, struct ht_signature *ret)
{
    struct ht_tree *tree = &reader->tree;
    char *place = (char *)ret + keys[key].place;
    struct ht_patterns patterns;
    const char *text;
    switch (keys[key].kind) {
    case TEXT:
        text = ht_tree_text(tree, item);
        memcpy(place, &text, sizeof text);
        break;
    case PATTERNS:
        patterns = read_texts(reader, item);
        memcpy(place, &patterns, sizeof patterns);
        break;
    case COMMENT:
        if (!cJSON_IsString(item) || !*item->valuestring)
            ht_tree_fail(tree, item, "a string");
        break;
    case CLASS:
        ret->class = (enum ht_signature_class)read_word(
            tree, item, classes, HT_SIGNATURE_CLASSES,
            "allocator, plumbing, string, container, collector, leak, transient or retained");
        break;
    case MATCH:
        ret->match = (enum ht_signature_match)read_word(tree, item, matches, sizeof matches / sizeof *matches,
                                                        "anywhere, owner or first");
        break;
    case SESSION:
        ret->session = cJSON_IsTrue(item);
        if (!cJSON_IsBool(item))
            ht_tree_fail(tree, item, "true or false");
        break;
    case LAYER:
        ret->connection = read_word(tree, item, layers, sizeof layers / sizeof *layers, "client or connection") == 1;
        break;
    case LIFETIME:
        read_lifetime(tree, item, ret);
        break;
    case AFFECTED:
        read_affected(reader, item, ret);
        break;
    case FIXED:
        read_fixed(reader, item, ret);
        break;
    }
}

/* What a signature cannot do without. */
static const char *missing(const struct ht_signature *signature, bool class)
{
    if (!signature->id || !class || !signature->title)
        return "the keys id, class and title";
    if (!signature->functions.count && !signature->files.count && !signature->components.count)
        return "one of the keys functions, files and components";
    if (signature->match == HT_MATCH_ANYWHERE && (signature->through.count || signature->callers.count))
        return "the key match with owner or first beside through and callers";
    if (signature->session && signature->class != HT_SIGNATURE_TRANSIENT)
        return "the class transient for a part of a session";
    return NULL;
}

static void unknown_key(struct ht_tree *tree, const cJSON *item)
{
    const char *names[KEYS];
    for (size_t i = 0; i < KEYS; i++)
        names[i] = keys[i].name;
    const char *nearest = ht_nearest_name(item->string, strlen(item->string), names, KEYS);
    ht_tree_fail_key(tree, item, "a known key");
    if (nearest)
        ht_error_hint(tree->error, "did you mean \"%s\"? htanalyze-signatures(5) lists all keys", nearest);
    else
        ht_error_hint(tree->error, "htanalyze-signatures(5) lists them");
}

static void read_signature(struct reader *reader, const cJSON *object, struct ht_signature *ret)
{
    struct ht_tree *tree = &reader->tree;
    bool seen[KEYS] = {false}, class = false;
    const cJSON *item;
    if (!cJSON_IsObject(object)) {
        ht_tree_fail(tree, object, "an object");
        return;
    }
    cJSON_ArrayForEach(item, object)
    {
        size_t key = 0;
        while (key < KEYS && strcmp(item->string, keys[key].name) != 0)
            key++;
        if (key == KEYS)
            unknown_key(tree, item);
        else if (seen[key])
            ht_tree_fail_key(tree, item, "each key once");
        if (tree->error)
            return;
        seen[key] = true;
        class |= keys[key].kind == CLASS;
        read_value(reader, key, item, ret);
    }
    const char *expected = missing(ret, class);
    if (expected)
        ht_tree_fail(tree, object, expected);
    ret->path = tree->path;
}

/* Signatures while they are read, from the heap. */
struct list {
    struct ht_signature *items;
    size_t count, capacity;
};

/* Reads the array of signatures behind what is in the list. */
static void read_list(struct reader *reader, struct list *list)
{
    struct ht_tree *tree = &reader->tree;
    struct ht_json_scan *scan = &reader->scan;
    struct ht_json_value value;
    size_t line = 1, counted = 0;
    if (!ht_json_expect(scan, '[', "an array of signatures"))
        ht_tree_fail_at(tree, scan->pos, scan->expected);
    for (bool more = !ht_json_accept(scan, ']'); more && !tree->error;) {
        reader->number++;
        /* Rules take some 400 bytes in a file: most of them find room at once. */
        if (list->count == list->capacity &&
            !HT_VEC_RESERVE(list->items, list->capacity, list->count + 1 + (scan->size - scan->pos) / 400))
            ht_tree_fail_nomem(tree);
        if (!ht_tree_scan(tree, scan, &value))
            return;
        struct ht_signature *signature = &list->items[list->count++];
        *signature = (struct ht_signature){0};
        read_signature(reader, ht_tree_load(tree, value), signature);
        line += ht_text_place(scan->bytes + counted, value.start - counted).line - 1;
        counted = value.start;
        signature->line = line;
        more = ht_json_accept(scan, ',');
        if (!more && !ht_json_expect(scan, ']', "',' or ']'"))
            ht_tree_fail_at(tree, scan->pos, scan->expected);
    }
    if (!tree->error)
        reader->number = 0;
}

static struct ht_error *read_file(struct reader *reader, struct list *list)
{
    struct ht_tree *tree = &reader->tree;
    struct ht_json_scan *scan = &reader->scan;
    struct ht_json_key key = {0};
    if (!ht_json_expect(scan, '{', "an object with the key signatures") || !ht_json_member(scan, &key))
        ht_tree_fail_at(tree, scan->pos, scan->expected);
    else if (!ht_json_key_is(&key, "signatures"))
        ht_tree_fail_at(tree, key.start, "the key signatures");
    if (!tree->error)
        read_list(reader, list);
    if (!tree->error && !ht_json_expect(scan, '}', "'}'"))
        ht_tree_fail_at(tree, scan->pos, scan->expected);
    ht_json_space(scan);
    if (scan->pos != scan->size)
        ht_tree_fail_at(tree, scan->pos, "nothing behind the last brace");
    struct ht_error *error = ht_tree_end(tree);
    if (!error || error->code != HT_ERROR_INPUT)
        return error;
    if (!error->hint)
        ht_error_hint(error, "htanalyze-signatures(5) explains the format");
    return reader->number ? ht_error_prefix(error, "signature %zu: ", reader->number) : error;
}

struct ht_error *ht_signatures_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                    struct ht_signatures *ret)
{
    const char *copy = ht_arena_strdup(arena, path);
    struct reader reader = {.tree = {.arena = arena, .path = copy, .bytes = text},
                            .scan = {.bytes = text, .size = size}};
    struct list list = {0};
    struct ht_error *error = copy ? read_file(&reader, &list) : ht_error_nomem();
    struct ht_signature *items = error ? NULL : ht_arena_array(arena, list.count, sizeof *items);
    if (!error && !items)
        error = ht_error_nomem();
    if (!error) {
        if (list.count)
            memcpy(items, list.items, list.count * sizeof *items);
        *ret = (struct ht_signatures){items, list.count};
    }
    free(list.items);
    return error;
}
