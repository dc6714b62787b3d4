#include "dump/json_source.h"

#include <stdio.h>

#include "base/input.h"

struct ht_error *ht_json_source_error(const struct ht_json_source *source, size_t offset, const char *message)
{
    struct ht_text_place place = ht_text_place(source->scan.bytes, offset);
    if (source->in_record)
        return ht_error_create_at(HT_ERROR_INPUT, source->path, place.line, place.column, "record %zu: %s",
                                  source->records + 1, message);
    return ht_error_create_at(HT_ERROR_INPUT, source->path, place.line, place.column, "%s", message);
}

static struct ht_error *cut_error(struct ht_json_source *source)
{
    struct ht_text_place place = ht_text_place(source->scan.bytes, source->scan.size);
    source->cut = true;
    if (!source->records)
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, source->path, place.line, place.column,
                                                "the dump breaks off before the end of its first record"),
                             "was the connection lost? Fetch the dump again");
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, source->path, place.line, place.column,
                                            "the dump breaks off after %zu whole record%s", source->records,
                                            source->records == 1 ? "" : "s"),
                         "was the connection lost? --salvage takes the whole records before the cut");
}

struct ht_error *ht_json_source_malformed(struct ht_json_source *source)
{
    const struct ht_json_scan *scan = &source->scan;
    if (scan->pos >= scan->size)
        return cut_error(source);
    char text[128];
    unsigned char c = (unsigned char)scan->bytes[scan->pos];
    if (c > 0x20 && c < 0x7f)
        snprintf(text, sizeof text, "malformed JSON: expected %s, found '%c'", scan->expected, c);
    else
        snprintf(text, sizeof text, "malformed JSON: expected %s, found byte 0x%02x", scan->expected, c);
    return ht_json_source_error(source, scan->pos, text);
}

struct ht_error *ht_json_source_kind(const struct ht_json_source *source, struct ht_json_value value, const char *name,
                                     const char *kind)
{
    char found[HT_JSON_EXCERPT_SIZE], text[192];
    snprintf(text, sizeof text, "%s must be %s, found %s", name, kind,
             ht_json_excerpt(source->scan.bytes, value, found));
    return ht_json_source_error(source, value.start, text);
}

struct ht_error *ht_json_source_twice(const struct ht_json_source *source, const struct ht_json_key *key)
{
    char text[64];
    snprintf(text, sizeof text, "the key \"%.*s\" stands there twice", key->length < 24 ? (int)key->length : 24,
             key->text);
    return ht_json_source_error(source, key->start, text);
}

struct ht_error *ht_json_source_value(struct ht_json_source *source, struct ht_json_value *ret)
{
    return ht_json_value(&source->scan, ret) ? NULL : ht_json_source_malformed(source);
}
