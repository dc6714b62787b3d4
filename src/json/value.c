#include "json/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/number.h"

cJSON *ht_json_parse(const char *bytes, struct ht_json_value value)
{
    return cJSON_ParseWithLengthOpts(bytes + value.start, value.end - value.start, NULL, 0);
}

bool ht_json_item_whole(const cJSON *item, uint64_t max, uint64_t *ret)
{
    /* valueint stops at INT_MAX. 1e2 and 81.0 are whole, too. */
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= (double)max) ||
        item->valuedouble != floor(item->valuedouble))
        return false;
    *ret = (uint64_t)item->valuedouble;
    return true;
}

bool ht_json_item_address(const cJSON *item, uint32_t *ret)
{
    uint64_t number;
    if (cJSON_IsString(item))
        return ht_number_hex32(item->valuestring, strlen(item->valuestring), ret);
    if (!ht_json_item_whole(item, UINT32_MAX, &number))
        return false;
    *ret = (uint32_t)number;
    return true;
}

char ht_json_first(const char *bytes, struct ht_json_value value)
{
    return bytes[value.start];
}

bool ht_json_is(const char *bytes, struct ht_json_value value, const char *word)
{
    size_t length = strlen(word);
    return value.end - value.start == length && !memcmp(bytes + value.start, word, length);
}

struct ht_error *ht_json_as_whole(const char *bytes, struct ht_json_value value, uint64_t max, uint64_t *ret, bool *ok)
{
    *ok = ht_number_decimal(bytes + value.start, value.end - value.start, max, ret);
    char first = ht_json_first(bytes, value);
    if (*ok || (first != '-' && !ht_is_digit(first)))
        return NULL;
    cJSON *item = ht_json_parse(bytes, value);
    if (!item)
        return ht_error_nomem();
    *ok = ht_json_item_whole(item, max, ret);
    cJSON_Delete(item);
    return NULL;
}

struct ht_error *ht_json_as_address(const char *bytes, struct ht_json_value value, uint32_t *ret, bool *ok)
{
    uint64_t number;
    if (ht_json_first(bytes, value) == '"') {
        *ok = ht_number_hex32(bytes + value.start + 1, value.end - value.start - 2, ret);
        return NULL;
    }
    struct ht_error *error = ht_json_as_whole(bytes, value, UINT32_MAX, &number, ok);
    if (!error && *ok)
        *ret = (uint32_t)number;
    return error;
}

bool ht_json_accept_decimal(struct ht_json_scan *scan, uint32_t *ret)
{
    ht_json_space(scan);
    const char *text = scan->bytes + scan->pos;
    size_t left = scan->size - scan->pos, digits = ht_count_digits(text, left);
    uint64_t value;
    bool ends = digits < left && (text[digits] == ',' || text[digits] == '}');
    if (!ends || (digits > 1 && *text == '0') || !ht_number_decimal(text, digits, UINT32_MAX, &value))
        return false;
    scan->pos += digits;
    *ret = (uint32_t)value;
    return true;
}

bool ht_json_accept_hex(struct ht_json_scan *scan, uint32_t *ret)
{
    ht_json_space(scan);
    const char *text = scan->bytes + scan->pos;
    size_t left = scan->size - scan->pos;
    if (left < 3 || text[0] != '"' || text[1] != '0' || text[2] != 'x')
        return false;
    uint32_t value;
    size_t digits = ht_number_hex_digits(text + 3, left - 3, &value), length = 3 + digits;
    if (!digits || length == left || text[length] != '"')
        return false;
    scan->pos += length + 1;
    *ret = value;
    return true;
}

const char *ht_json_excerpt(const char *bytes, struct ht_json_value value, char text[HT_JSON_EXCERPT_SIZE])
{
    size_t length = 0, most = 40;
    while (length < value.end - value.start && length < most && (unsigned char)bytes[value.start + length] >= 0x20)
        length++;
    snprintf(text, HT_JSON_EXCERPT_SIZE, "%.*s%s", (int)length, bytes + value.start,
             length < value.end - value.start ? "..." : "");
    return text;
}
