#include "signatures.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "strbuf.h"

/* signatures.json, byte by byte: a literal would be longer than a compiler has to take. */
static const char builtin[] = {
#include "signatures_json.inc"
};

bool ht_pattern_matches(const char *pattern, const char *name)
{
    /* One step back to the last star is enough: an earlier star never has to give way. */
    const char *star = NULL, *resume = NULL;
    while (*name) {
        if (*pattern == '*') {
            star = pattern++;
            resume = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

const struct ht_signature *ht_signatures_match_frame(const struct ht_signatures *signatures,
                                                     const struct ht_frame *frame, bool allocators)
{
    for (uint32_t i = 0; i < frame->location_count; i++) {
        const char *function = frame->locations[i].function;
        if (!function)
            continue;
        for (size_t s = 0; s < signatures->count; s++) {
            const struct ht_signature *signature = &signatures->items[s];
            if ((signature->class == HT_SIGNATURE_ALLOCATOR) != allocators)
                continue;
            for (size_t p = 0; p < signature->function_count; p++) {
                if (ht_pattern_matches(signature->functions[p], function))
                    return signature;
            }
        }
    }
    return NULL;
}

static struct ht_error *bad(const char *path, size_t number, const char *what)
{
    return ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "signature %zu: %s", number, what);
}

/* A copy of a string member, NULL when it is not there. */
static struct ht_error *read_string(struct ht_arena *arena, const char *path, size_t number, const cJSON *object,
                                    const char *key, bool required, const char **ret)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    *ret = NULL;
    if (!item && !required)
        return NULL;
    if (!cJSON_IsString(item)) {
        char what[80];
        strcpy(what, "expected a string: ");
        strncat(what, key, sizeof what - strlen(what) - 1);
        return bad(path, number, what);
    }
    *ret = ht_arena_strdup(arena, item->valuestring);
    return *ret ? NULL : ht_error_nomem();
}

/* The strings of an array joined by ", ", or NULL when it is not there. */
static struct ht_error *read_joined(struct ht_arena *arena, const cJSON *array, const char **ret)
{
    *ret = NULL;
    if (!cJSON_IsArray(array))
        return NULL;
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    const cJSON *item;
    cJSON_ArrayForEach(item, array)
    {
        if (cJSON_IsString(item)) {
            ht_strbuf_adds(&text, text.length ? ", " : "");
            ht_strbuf_adds(&text, item->valuestring);
        }
    }
    *ret = text.failed ? NULL : ht_arena_strdup(arena, text.text);
    ht_strbuf_deinit(&text);
    return *ret ? NULL : ht_error_nomem();
}

static struct ht_error *read_class(const char *path, size_t number, const cJSON *object, enum ht_signature_class *ret)
{
    static const char *const names[] = {"allocator", "leak", "transient", "retained"};
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "class");
    for (size_t i = 0; cJSON_IsString(item) && i < sizeof names / sizeof *names; i++) {
        if (!strcmp(item->valuestring, names[i])) {
            *ret = (enum ht_signature_class)i;
            return NULL;
        }
    }
    return bad(path, number, "class must be allocator, leak, transient or retained");
}

static struct ht_error *read_functions(struct ht_arena *arena, const char *path, size_t number, const cJSON *object,
                                       struct ht_signature *signature)
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(object, "functions"), *item;
    int count = cJSON_IsArray(array) ? cJSON_GetArraySize(array) : 0;
    if (count == 0)
        return bad(path, number, "functions must be an array of patterns");
    signature->functions = ht_arena_array(arena, (size_t)count, sizeof *signature->functions);
    if (!signature->functions)
        return ht_error_nomem();
    cJSON_ArrayForEach(item, array)
    {
        if (!cJSON_IsString(item) || !*item->valuestring)
            return bad(path, number, "functions must be an array of patterns");
        const char *pattern = ht_arena_strdup(arena, item->valuestring);
        if (!pattern)
            return ht_error_nomem();
        signature->functions[signature->function_count++] = pattern;
    }
    return NULL;
}

static struct ht_error *read_signature(struct ht_arena *arena, const char *path, size_t number, const cJSON *object,
                                       struct ht_signature *ret)
{
    const char *layer;
    struct ht_error *error = read_string(arena, path, number, object, "id", true, &ret->id);
    if (!error)
        error = read_class(path, number, object, &ret->class);
    if (!error)
        error = read_string(arena, path, number, object, "title", true, &ret->title);
    if (!error)
        error = read_functions(arena, path, number, object, ret);
    if (!error)
        error = read_string(arena, path, number, object, "event", false, &ret->event);
    if (!error)
        error = read_string(arena, path, number, object, "url", false, &ret->url);
    if (!error)
        error = read_string(arena, path, number, object, "workaround", false, &ret->workaround);
    if (!error)
        error = read_string(arena, path, number, object, "layer", false, &layer);
    if (!error)
        error = read_joined(arena, cJSON_GetObjectItemCaseSensitive(object, "affected"), &ret->affected);
    if (!error)
        error = read_joined(arena, cJSON_GetObjectItemCaseSensitive(object, "fixed"), &ret->fixed);
    if (error)
        return error;
    ret->session = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "session"));
    ret->connection = layer && !strcmp(layer, "connection");
    const cJSON *lifetime = cJSON_GetObjectItemCaseSensitive(object, "lifetime_s");
    if (lifetime && (!cJSON_IsNumber(lifetime) || !isfinite(lifetime->valuedouble) || lifetime->valuedouble < 0))
        return bad(path, number, "lifetime_s must be a number of seconds");
    ret->lifetime = lifetime ? lifetime->valuedouble : 0;
    return NULL;
}

struct ht_error *ht_signatures_parse(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                     struct ht_signatures *ret)
{
    cJSON *root = cJSON_ParseWithLength(text, size);
    if (!root)
        return ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "not a JSON file of signatures");
    struct ht_error *error = NULL;
    struct ht_signatures signatures = {0};
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(root, "signatures"), *item;
    if (!cJSON_IsArray(array)) {
        error = ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "expected an object with an array \"signatures\"");
        goto out;
    }
    signatures.items = ht_arena_array(arena, (size_t)cJSON_GetArraySize(array), sizeof *signatures.items);
    if (!signatures.items) {
        error = ht_error_nomem();
        goto out;
    }
    cJSON_ArrayForEach(item, array)
    {
        error = read_signature(arena, path, signatures.count + 1, item, &signatures.items[signatures.count]);
        if (error)
            goto out;
        signatures.count++;
    }
    *ret = signatures;
out:
    cJSON_Delete(root);
    return error;
}

struct ht_error *ht_signatures_builtin(struct ht_arena *arena, struct ht_signatures *ret)
{
    return ht_signatures_parse(arena, "built-in signatures", builtin, sizeof builtin, ret);
}
