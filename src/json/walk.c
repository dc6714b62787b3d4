#include "json/walk.h"

#include <math.h>

#include "base/input.h"
#include "json/value.h"

struct ht_error *ht_json_fail(const struct ht_json_text *text, size_t offset, const char *expected)
{
    struct ht_text_place place = ht_text_place(text->bytes, offset);
    return ht_error_create_at(HT_ERROR_INPUT, text->path, place.line, place.column, "expected %s", expected);
}

struct ht_json_walk ht_json_walk_into(const struct ht_json_text *text, struct ht_json_value value)
{
    return (struct ht_json_walk){.scan = {.bytes = text->bytes, .size = value.end, .pos = value.start + 1}};
}

bool ht_json_next_element(struct ht_json_walk *walk, struct ht_json_value *ret)
{
    if (walk->started && !ht_json_accept(&walk->scan, ','))
        return false;
    walk->started = true;
    return !ht_json_accept(&walk->scan, ']') && ht_json_value(&walk->scan, ret);
}

bool ht_json_next_member(struct ht_json_walk *walk, struct ht_json_key *key, struct ht_json_value *ret)
{
    if (walk->started && !ht_json_accept(&walk->scan, ','))
        return false;
    walk->started = true;
    return !ht_json_accept(&walk->scan, '}') && ht_json_member(&walk->scan, key) && ht_json_value(&walk->scan, ret);
}

bool ht_json_is_null(const struct ht_json_text *text, struct ht_json_value value)
{
    return ht_json_is(text->bytes, value, "null");
}

struct ht_error *ht_json_members(const struct ht_json_text *text, struct ht_json_value object, const char *const *keys,
                                 size_t count, struct ht_json_value *values)
{
    if (ht_json_first(text->bytes, object) != '{')
        return ht_json_fail(text, object.start, "an object");
    for (size_t i = 0; i < count; i++)
        values[i] = (struct ht_json_value){0};
    struct ht_json_walk walk = ht_json_walk_into(text, object);
    struct ht_json_key key;
    struct ht_json_value value;
    while (ht_json_next_member(&walk, &key, &value)) {
        for (size_t i = 0; i < count; i++) {
            if (!ht_json_key_is(&key, keys[i]))
                continue;
            if (values[i].end)
                return ht_json_fail(text, key.start, "each key once");
            values[i] = value;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (values[i].end)
            continue;
        struct ht_text_place place = ht_text_place(text->bytes, object.start);
        return ht_error_create_at(HT_ERROR_INPUT, text->path, place.line, place.column, "expected the key %s", keys[i]);
    }
    return NULL;
}

struct ht_error *ht_json_count(const struct ht_json_text *text, struct ht_json_value array, size_t most, size_t *ret)
{
    if (ht_json_first(text->bytes, array) != '[')
        return ht_json_fail(text, array.start, "an array");
    struct ht_json_walk walk = ht_json_walk_into(text, array);
    struct ht_json_value value;
    size_t count = 0;
    while (ht_json_next_element(&walk, &value)) {
        if (count++ < most)
            continue;
        struct ht_text_place place = ht_text_place(text->bytes, value.start);
        return ht_error_create_at(HT_ERROR_INPUT, text->path, place.line, place.column,
                                  "expected no more than %zu of these", most);
    }
    *ret = count;
    return NULL;
}

struct ht_error *ht_json_read_text(const struct ht_json_text *text, struct ht_json_value value, const char **ret)
{
    struct ht_error *error = ht_json_as_string(text->bytes, value, text->arena, ret);
    return error || *ret ? error : ht_json_fail(text, value.start, "a string");
}

struct ht_error *ht_json_read_text_or_null(const struct ht_json_text *text, struct ht_json_value value,
                                           const char **ret)
{
    *ret = NULL;
    return ht_json_is_null(text, value) ? NULL : ht_json_read_text(text, value, ret);
}

struct ht_error *ht_json_read_whole(const struct ht_json_text *text, struct ht_json_value value, uint64_t max,
                                    uint64_t *ret)
{
    bool ok;
    struct ht_error *error = ht_json_as_whole(text->bytes, value, max, ret, &ok);
    return error || ok ? error : ht_json_fail(text, value.start, "a whole number");
}

struct ht_error *ht_json_read_number_or_null(const struct ht_json_text *text, struct ht_json_value value, double *ret)
{
    bool ok;
    *ret = (double)NAN;
    if (ht_json_is_null(text, value))
        return NULL;
    struct ht_error *error = ht_json_as_number(text->bytes, value, ret, &ok);
    return error || (ok && *ret >= 0 && isfinite(*ret))
               ? error
               : ht_json_fail(text, value.start, "a number from 0 on, or null");
}
