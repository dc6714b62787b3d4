#include "dump/json_find.h"

#include <string.h>

#include "base/log_line.h"
#include "base/number.h"
#include "json/scan.h"

/* How far before the key its object may begin, and how many braces there are tried: keys of the firmware's stand there.
 */
#define BACK_MAX ((size_t)16384)
#define BRACES_MAX 256

static const struct {
    const char *key;
    size_t anchor; /* the place of its rarest character */
} keys[] = {{"\"leaks\"", 5}, {"\"by_caller\"", 3}, {"\"r\"", 0}};

/* Where the bracket stands of an array of objects, perhaps an empty one, behind a key; size when there is none. */
static size_t find_array(const char *bytes, size_t size, size_t key_end)
{
    struct ht_json_scan scan = {.bytes = bytes, .size = size, .pos = key_end};
    if (!ht_json_accept(&scan, ':') || !ht_json_accept(&scan, '['))
        return size;
    size_t bracket = scan.pos - 1;
    ht_json_space(&scan);
    return scan.pos == size || bytes[scan.pos] == '{' || bytes[scan.pos] == ']' ? bracket : size;
}

/* Whether the object at this brace has the key at that place: all that stands between is whole. */
static bool leads_to(const char *bytes, size_t brace, size_t key, size_t bracket)
{
    struct ht_json_scan scan = {.bytes = bytes, .size = bracket, .pos = brace + 1};
    struct ht_json_key name;
    struct ht_json_value value;
    while (ht_json_member(&scan, &name)) {
        if (name.start >= key)
            return name.start == key;
        if (!ht_json_value(&scan, &value) || scan.pos > key || !ht_json_accept(&scan, ','))
            return false;
    }
    return false;
}

static bool find_brace(const char *bytes, size_t low, size_t key, size_t bracket, size_t *work, size_t *ret)
{
    if (key - low > BACK_MAX)
        low = key - BACK_MAX;
    size_t tried = 0;
    for (size_t pos = key; pos > low && tried < BRACES_MAX && *work < HT_JSON_FIND_WORK_MAX; pos--) {
        if (bytes[pos - 1] != '{')
            continue;
        tried++;
        *work += key - pos + 1;
        if (leads_to(bytes, pos - 1, key, bracket)) {
            *ret = pos - 1;
            return true;
        }
    }
    return false;
}

/* Passes the array at its bracket, and counts its values. */
static bool count_records(struct ht_json_scan *scan, size_t *ret)
{
    struct ht_json_value value;
    ht_json_accept(scan, '[');
    if (ht_json_accept(scan, ']'))
        return true;
    do {
        if (!ht_json_value(scan, &value))
            return false;
        ++*ret;
    } while (ht_json_accept(scan, ','));
    return ht_json_accept(scan, ']');
}

/* Takes over a number of the object; what is none stays unknown. */
static void take_number(const char *bytes, const struct ht_json_key *key, struct ht_json_value value,
                        struct ht_json_found *ret)
{
    static const struct {
        const char *key;
        bool capacity;
    } numbers[] = {{"count", false}, {"total", false}, {"records", false}, {"capacity", true}};
    uint64_t number;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (ht_json_key_is(key, numbers[i].key) &&
            ht_number_decimal(bytes + value.start, value.end - value.start, INT32_MAX, &number))
            *(numbers[i].capacity ? &ret->capacity : &ret->declared_count) = (int64_t)number;
    }
}

/* Where the object ends, and how many records it holds. */
static void measure(const char *bytes, size_t size, size_t key, struct ht_json_found *ret)
{
    struct ht_json_scan scan = {.bytes = bytes, .size = size, .pos = ret->start + 1};
    struct ht_json_key name;
    struct ht_json_value value;
    bool fine = true;
    ret->records = 0;
    ret->declared_count = ret->capacity = -1;
    do {
        fine = ht_json_member(&scan, &name);
        if (fine && name.start == key)
            fine = count_records(&scan, &ret->records);
        else if (fine && (fine = ht_json_value(&scan, &value)))
            take_number(bytes, &name, value, ret);
    } while (fine && ht_json_accept(&scan, ','));
    if (fine)
        ht_json_accept(&scan, '}');
    ret->end = scan.pos > key ? scan.pos : key + 1;
}

bool ht_json_find(const char *bytes, size_t size, size_t low, size_t from, size_t to, size_t *work,
                  struct ht_json_found *ret)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        size_t length = strlen(keys[i].key);
        for (size_t pos = from; pos < to; pos++) {
            pos += ht_log_find(bytes + pos, to - pos, keys[i].key, keys[i].anchor);
            if (pos == to)
                break;
            size_t bracket = find_array(bytes, size, pos + length);
            if (bracket < size && find_brace(bytes, low, pos, bracket, work, &ret->start)) {
                measure(bytes, size, pos, ret);
                return true;
            }
        }
    }
    return false;
}
