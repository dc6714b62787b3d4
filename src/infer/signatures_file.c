#include "infer/signatures_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/nearest.h"
#include "base/vec.h"
#include "base/wildcard.h"
#include "json/scan.h"
#include "json/value.h"

/* Signatures and patterns beyond these are no rules but an accident. */
#define SIGNATURES_MAX 10000u
#define PATTERNS_MAX 1000u

/* Each pattern of a file is held against the names of each PC. */
#define FILE_PATTERNS_MAX 5000u

/* A lifetime of more than a day is none. */
#define LIFETIME_MAX 86400.0

/* Byte by byte: a literal would be longer than a compiler has to take. */
static const char known_leaks[] = {
#include "known_leaks_json.inc"
};
static const char known_kept[] = {
#include "known_kept_json.inc"
};
static const char builtin[] = {
#include "signatures_json.inc"
};

/* A file while it is read. */
struct reader {
    struct ht_arena *arena;
    const char *path;
    struct ht_json_scan scan;
    bool own;        /* of the user: where its signatures stand is kept */
    size_t number;   /* of the signature, from 1; 0: outside any */
    size_t patterns; /* read so far */
};

static struct ht_error *fail(const struct reader *reader, size_t offset, const char *expected)
{
    struct ht_text_place place = ht_text_place(reader->scan.bytes, offset);
    if (reader->number)
        return ht_error_create_at(HT_ERROR_INPUT, reader->path, place.line, place.column, "signature %zu: expected %s",
                                  reader->number, expected);
    return ht_error_create_at(HT_ERROR_INPUT, reader->path, place.line, place.column, "expected %s", expected);
}

/* The failure of the scan itself. */
static struct ht_error *malformed(const struct reader *reader)
{
    return fail(reader, reader->scan.pos, reader->scan.expected ? reader->scan.expected : "JSON");
}

static struct ht_error *read_text(const struct reader *reader, struct ht_json_value value, const char *expected,
                                  const char **ret)
{
    const char *text;
    struct ht_error *error = ht_json_as_string(reader->scan.bytes, value, reader->arena, &text);
    if (!error && !text)
        return fail(reader, value.start, expected);
    if (!error)
        *ret = text;
    return error;
}

static struct ht_error *read_pattern(const struct reader *reader, struct ht_json_value value, const char **ret)
{
    struct ht_error *error = read_text(reader, value, "a string", ret);
    if (!error && strlen(*ret) > HT_WILDCARD_MAX)
        return fail(reader, value.start, "a string of no more than 1000 bytes");
    return error;
}

/* Calls back for each string of an array, which the scan is about to read. */
static struct ht_error *read_texts(struct reader *reader, struct ht_patterns *ret)
{
    const char **items = NULL;
    size_t count = 0, capacity = 0;
    struct ht_error *error = NULL;
    if (!ht_json_expect(&reader->scan, '[', "an array of strings"))
        return malformed(reader);
    bool more = !ht_json_accept(&reader->scan, ']');
    if (!more)
        return fail(reader, reader->scan.pos - 1, "at least one string");
    while (more && !error) {
        struct ht_json_value value;
        if (!ht_json_value(&reader->scan, &value)) {
            error = malformed(reader);
        } else if (count == PATTERNS_MAX) {
            error = fail(reader, value.start, "no more than 1000 strings");
        } else if (reader->patterns++ == FILE_PATTERNS_MAX) {
            error = fail(reader, value.start, "no more than 5000 strings in the arrays of a file");
        } else if (!HT_VEC_RESERVE(items, capacity, count + 1)) {
            error = ht_error_nomem();
        } else {
            error = read_pattern(reader, value, &items[count++]);
        }
        if (!error && !ht_json_accept(&reader->scan, ',')) {
            more = false;
            error = ht_json_expect(&reader->scan, ']', "',' or ']'") ? NULL : malformed(reader);
        }
    }
    const char **copy = error ? NULL : ht_arena_array(reader->arena, count, sizeof *copy);
    if (!error && !copy)
        error = ht_error_nomem();
    if (!error) {
        memcpy(copy, items, count * sizeof *copy);
        *ret = (struct ht_patterns){copy, count};
    }
    free(items);
    return error;
}

/* Joins texts by commas. */
static struct ht_error *join(const struct reader *reader, const struct ht_patterns *texts, const char **ret)
{
    static const char comma[] = ", ";
    size_t size = 0;
    for (size_t i = 0; i < texts->count; i++)
        size += strlen(texts->items[i]) + strlen(comma);
    char *joined = ht_arena_alloc(reader->arena, size + 1), *end = joined;
    if (!joined)
        return ht_error_nomem();
    for (size_t i = 0; i < texts->count; i++) {
        if (i)
            end = stpcpy(end, comma);
        end = stpcpy(end, texts->items[i]);
    }
    *ret = joined;
    return NULL;
}

/* Releases: those of ESP-IDF count, whatever else stands there is for people. */
static struct ht_error *read_affected(struct reader *reader, struct ht_signature *ret)
{
    struct ht_patterns texts;
    struct ht_error *error = read_texts(reader, &texts);
    struct ht_release_range *ranges = error ? NULL : ht_arena_array(reader->arena, texts.count, sizeof *ranges);
    if (!error && !ranges)
        error = ht_error_nomem();
    for (size_t i = 0; !error && i < texts.count; i++)
        ret->history.affected_count += ht_release_range_parse(texts.items[i], &ranges[ret->history.affected_count]);
    ret->history.affected = ranges;
    return error ? error : join(reader, &texts, &ret->affected);
}

static struct ht_error *read_fixed(struct reader *reader, struct ht_signature *ret)
{
    struct ht_patterns texts;
    struct ht_error *error = read_texts(reader, &texts);
    struct ht_release_fix *fixes = error ? NULL : ht_arena_array(reader->arena, texts.count, sizeof *fixes);
    if (!error && !fixes)
        error = ht_error_nomem();
    for (size_t i = 0; !error && i < texts.count; i++)
        ret->history.fix_count += ht_release_fix_parse(texts.items[i], &fixes[ret->history.fix_count]);
    ret->history.fixes = fixes;
    return error ? error : join(reader, &texts, &ret->fixed);
}

static struct ht_error *read_match(const struct reader *reader, struct ht_json_value value, struct ht_signature *ret)
{
    static const char *const words[] = {
        [HT_MATCH_ANYWHERE] = "\"anywhere\"", [HT_MATCH_OWNER] = "\"owner\"", [HT_MATCH_FIRST] = "\"first\""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (ht_json_is(reader->scan.bytes, value, words[i])) {
            ret->match = (enum ht_signature_match)i;
            return NULL;
        }
    }
    return fail(reader, value.start, "anywhere, owner or first");
}

static struct ht_error *read_class(const struct reader *reader, struct ht_json_value value, struct ht_signature *ret)
{
    static const char *const words[HT_SIGNATURE_CLASSES] = {
        "\"allocator\"", "\"plumbing\"", "\"string\"", "\"container\"", "\"leak\"", "\"transient\"", "\"retained\""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (ht_json_is(reader->scan.bytes, value, words[i])) {
            ret->class = (enum ht_signature_class)i;
            return NULL;
        }
    }
    return fail(reader, value.start, "allocator, plumbing, string, container, leak, transient or retained");
}

static struct ht_error *read_layer(const struct reader *reader, struct ht_json_value value, struct ht_signature *ret)
{
    ret->connection = ht_json_is(reader->scan.bytes, value, "\"connection\"");
    if (ret->connection || ht_json_is(reader->scan.bytes, value, "\"client\""))
        return NULL;
    return fail(reader, value.start, "client or connection");
}

static struct ht_error *read_session(const struct reader *reader, struct ht_json_value value, struct ht_signature *ret)
{
    ret->session = ht_json_is(reader->scan.bytes, value, "true");
    if (ret->session || ht_json_is(reader->scan.bytes, value, "false"))
        return NULL;
    return fail(reader, value.start, "true or false");
}

static struct ht_error *read_lifetime(const struct reader *reader, struct ht_json_value value, struct ht_signature *ret)
{
    bool ok;
    double seconds = 0;
    struct ht_error *error = ht_json_as_number(reader->scan.bytes, value, &seconds, &ok);
    if (error)
        return error;
    if (!ok || !(seconds >= 0 && seconds <= LIFETIME_MAX))
        return fail(reader, value.start, "a number of seconds from 0 to 86400");
    ret->lifetime = seconds;
    return NULL;
}

/* The keys of a signature. */
static const char *const keys[] = {"id",    "class",    "title",    "functions", "files",      "components",
                                   "match", "through",  "callers",  "session",   "layer",      "lifetime_s",
                                   "event", "url",      "affected", "fixed",     "workaround", "option",
                                   "bound", "freed_by", "traced",   "example",   "source"};
enum key {
    KEY_ID,
    KEY_CLASS,
    KEY_TITLE,
    KEY_FUNCTIONS,
    KEY_FILES,
    KEY_COMPONENTS,
    KEY_MATCH,
    KEY_THROUGH,
    KEY_CALLERS,
    KEY_SESSION,
    KEY_LAYER,
    KEY_LIFETIME,
    KEY_EVENT,
    KEY_URL,
    KEY_AFFECTED,
    KEY_FIXED,
    KEY_WORKAROUND,
    KEY_OPTION,
    KEY_BOUND,
    KEY_FREED_BY,
    KEY_TRACED,
    KEY_EXAMPLE,
    KEY_SOURCE,
    KEYS
};

/* The patterns that a key holds; NULL for another key. */
static struct ht_patterns *patterns_of(enum key key, struct ht_signature *signature)
{
    switch (key) {
    case KEY_FUNCTIONS:
        return &signature->functions;
    case KEY_FILES:
        return &signature->files;
    case KEY_COMPONENTS:
        return &signature->components;
    case KEY_THROUGH:
        return &signature->through;
    case KEY_CALLERS:
        return &signature->callers;
    default:
        return NULL;
    }
}

/* The text that a key holds; other for one that is for readers of the file alone. */
static const char **text_of(enum key key, struct ht_signature *signature, const char **other)
{
    switch (key) {
    case KEY_ID:
        return &signature->id;
    case KEY_TITLE:
        return &signature->title;
    case KEY_EVENT:
        return &signature->event;
    case KEY_URL:
        return &signature->url;
    case KEY_WORKAROUND:
        return &signature->workaround;
    case KEY_OPTION:
        return &signature->option;
    case KEY_BOUND:
        return &signature->bound;
    case KEY_FREED_BY:
        return &signature->freed_by;
    case KEY_TRACED:
        return &signature->traced;
    case KEY_EXAMPLE:
        return &signature->example;
    default:
        return other;
    }
}

static struct ht_error *read_value(struct reader *reader, enum key key, struct ht_signature *ret)
{
    const char *source;
    struct ht_json_value value;
    struct ht_patterns *patterns = patterns_of(key, ret);
    if (patterns)
        return read_texts(reader, patterns);
    if (key == KEY_AFFECTED)
        return read_affected(reader, ret);
    if (key == KEY_FIXED)
        return read_fixed(reader, ret);
    if (!ht_json_value(&reader->scan, &value))
        return malformed(reader);
    switch (key) {
    case KEY_CLASS:
        return read_class(reader, value, ret);
    case KEY_MATCH:
        return read_match(reader, value, ret);
    case KEY_SESSION:
        return read_session(reader, value, ret);
    case KEY_LAYER:
        return read_layer(reader, value, ret);
    case KEY_LIFETIME:
        return read_lifetime(reader, value, ret);
    default:
        return read_text(reader, value, "a string", text_of(key, ret, &source));
    }
}

/* What a signature cannot do without. */
static struct ht_error *check(const struct reader *reader, size_t start, const struct ht_signature *signature,
                              const bool *seen)
{
    if (!seen[KEY_ID] || !seen[KEY_CLASS] || !seen[KEY_TITLE])
        return fail(reader, start, "the keys id, class and title");
    if (!signature->functions.count && !signature->files.count && !signature->components.count)
        return fail(reader, start, "one of the keys functions, files and components");
    if (signature->match == HT_MATCH_ANYWHERE && (signature->through.count || signature->callers.count))
        return fail(reader, start, "the key match with owner or first beside through and callers");
    if (signature->session && signature->class != HT_SIGNATURE_TRANSIENT)
        return fail(reader, start, "the class transient for a part of a session");
    return NULL;
}

/* KEYS: it is none of them. Most names differ in their first letter already; a key that begins with an escape may be
 * any. */
static enum key find_key(const struct ht_json_key *key)
{
    char first = key->length ? key->text[0] : '\0';
    enum key k = KEY_ID;
    while (k < KEYS && !((keys[k][0] == first || first == '\\') && ht_json_key_is(key, keys[k])))
        k++;
    return k;
}

static struct ht_error *unknown_key(const struct reader *reader, const struct ht_json_key *key)
{
    struct ht_error *error = fail(reader, key->start, "a known key");
    size_t start = key->start + 1, end = start; /* behind the quotation mark */
    while (end < reader->scan.size && reader->scan.bytes[end] != '"')
        end++;
    const char *nearest = ht_nearest_name(reader->scan.bytes + start, end - start, keys, KEYS);
    if (nearest)
        return ht_error_hint(error, "did you mean \"%s\"? htanalyze-signatures(5) lists all keys", nearest);
    return ht_error_hint(error, "htanalyze-signatures(5) lists them");
}

static struct ht_error *read_signature(struct reader *reader, struct ht_signature *ret)
{
    bool seen[KEYS] = {false};
    struct ht_signature signature = {0};
    ht_json_space(&reader->scan);
    size_t start = reader->scan.pos;
    if (!ht_json_expect(&reader->scan, '{', "an object"))
        return malformed(reader);
    for (bool more = !ht_json_accept(&reader->scan, '}'); more;) {
        struct ht_json_key key;
        if (!ht_json_member(&reader->scan, &key))
            return malformed(reader);
        enum key k = find_key(&key);
        if (k == KEYS)
            return unknown_key(reader, &key);
        if (seen[k])
            return fail(reader, key.start, "each key once");
        seen[k] = true;
        struct ht_error *error = read_value(reader, k, &signature);
        if (error)
            return error;
        more = ht_json_accept(&reader->scan, ',');
        if (!more && !ht_json_expect(&reader->scan, '}', "',' or '}'"))
            return malformed(reader);
    }
    struct ht_error *error = check(reader, start, &signature, seen);
    signature.path = reader->path;
    signature.line = reader->own ? ht_text_place(reader->scan.bytes, start).line : 0;
    if (!error)
        *ret = signature;
    return error;
}

/* Signatures while they are read, from the heap. */
struct list {
    struct ht_signature *items;
    size_t count, capacity;
};

/* Reads the array of signatures behind what is in the list. */
static struct ht_error *read_list(struct reader *reader, struct list *list)
{
    if (!ht_json_expect(&reader->scan, '[', "an array of signatures"))
        return malformed(reader);
    for (bool more = !ht_json_accept(&reader->scan, ']'); more;) {
        if (++reader->number > SIGNATURES_MAX)
            return fail(reader, reader->scan.pos, "no more than 10000 signatures");
        /* Rules take some 400 bytes in a file: most of them find room at once. */
        if (list->count == list->capacity &&
            !HT_VEC_RESERVE(list->items, list->capacity, list->count + 1 + (reader->scan.size - reader->scan.pos) / 400))
            return ht_error_nomem();
        struct ht_error *error = read_signature(reader, &list->items[list->count]);
        if (error)
            return error;
        list->count++;
        more = ht_json_accept(&reader->scan, ',');
        if (!more && !ht_json_expect(&reader->scan, ']', "',' or ']'"))
            return malformed(reader);
    }
    reader->number = 0;
    return NULL;
}

static struct ht_error *read_file(struct reader *reader, struct list *list)
{
    struct ht_json_key key;
    if (!ht_json_expect(&reader->scan, '{', "an object with the key signatures") ||
        !ht_json_member(&reader->scan, &key))
        return malformed(reader);
    if (!ht_json_key_is(&key, "signatures"))
        return fail(reader, key.start, "the key signatures");
    struct ht_error *error = read_list(reader, list);
    if (error)
        return error;
    if (!ht_json_expect(&reader->scan, '}', "'}'"))
        return malformed(reader);
    ht_json_space(&reader->scan);
    return reader->scan.pos == reader->scan.size ? NULL
                                                 : fail(reader, reader->scan.pos, "nothing behind the last brace");
}

/* Moves what was read into the arena, unless reading it failed. */
static struct ht_error *keep(struct ht_arena *arena, struct ht_error *error, struct list *list,
                             struct ht_signatures *ret)
{
    struct ht_signature *copy = error ? NULL : ht_arena_array(arena, list->count, sizeof *copy);
    if (!error && !copy)
        error = ht_error_nomem();
    if (!error) {
        if (list->count)
            memcpy(copy, list->items, list->count * sizeof *copy);
        *ret = (struct ht_signatures){copy, list->count};
    }
    free(list->items);
    return error;
}

struct ht_error *ht_signatures_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                    struct ht_signatures *ret)
{
    struct reader reader = {.arena = arena, .own = true, .scan = {.bytes = text, .size = size}};
    struct list list = {0};
    reader.path = ht_arena_strdup(arena, path);
    struct ht_error *error = reader.path ? read_file(&reader, &list) : ht_error_nomem();
    if (error && error->code == HT_ERROR_INPUT && !error->hint)
        error = ht_error_hint(error, "htanalyze-signatures(5) explains the format");
    return keep(arena, error, &list, ret);
}

struct ht_error *ht_signatures_builtin(struct ht_arena *arena, struct ht_signatures *ret)
{
    static const struct {
        const char *name, *bytes;
        size_t size;
    } files[] = {{"built-in known leaks", known_leaks, sizeof known_leaks},
                 {"built-in look-alikes", known_kept, sizeof known_kept},
                 {"built-in signatures", builtin, sizeof builtin}};
    struct list list = {0};
    struct ht_error *error = NULL;
    for (size_t i = 0; i < sizeof files / sizeof *files && !error; i++) {
        struct reader reader = {
            .arena = arena, .path = files[i].name, .scan = {.bytes = files[i].bytes, .size = files[i].size}};
        error = read_file(&reader, &list);
    }
    return keep(arena, error, &list, ret);
}
