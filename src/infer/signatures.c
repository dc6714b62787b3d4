#include "infer/signatures.h"

#include <string.h>

#include "base/wildcard.h"

/* Most patterns begin with a letter that the text does not begin with: that is seen without a call. */
static inline bool fits(const char *pattern, const char *text)
{
    return (*pattern == *text || *pattern == '*') && ht_wildcard_fits(pattern, strlen(pattern), true, true, text);
}

bool ht_patterns_fit(const struct ht_patterns *patterns, const char *function)
{
    for (size_t i = 0; function && i < patterns->count; i++) {
        if (fits(patterns->items[i], function))
            return true;
    }
    return false;
}

/* "esp_crt_bundle.c" and "mbedtls/library/ssl_tls.c" fit the end of a path, from any slash on. */
static bool fits_file(const struct ht_patterns *patterns, const char *file)
{
    for (size_t i = 0; file && i < patterns->count; i++) {
        if (ht_wildcard_fits_path(patterns->items[i], file))
            return true;
    }
    return patterns->count == 0;
}

/* The name of a component is copied, for it ends at a slash: longer ones do not exist. */
enum { COMPONENT_LENGTH_MAX = 64 };

static bool fits_component(const struct ht_patterns *patterns, const char *file)
{
    static const char folder[] = "components/";
    char name[COMPONENT_LENGTH_MAX + 1];
    for (const char *at = file; at && patterns->count; at++) {
        at = strstr(at, folder);
        if (!at)
            break;
        const char *start = at + sizeof folder - 1;
        size_t length = strcspn(start, "/");
        if (length > COMPONENT_LENGTH_MAX || !start[length])
            continue;
        memcpy(name, start, length);
        name[length] = '\0';
        for (size_t i = 0; i < patterns->count; i++) {
            if (fits(patterns->items[i], name))
                return true;
        }
    }
    return patterns->count == 0;
}

bool ht_signature_fits(const struct ht_signature *signature, const struct ht_location *location)
{
    return (!signature->functions.count || ht_patterns_fit(&signature->functions, location->function)) &&
           fits_file(&signature->files, location->file) && fits_component(&signature->components, location->file);
}

const struct ht_signature *ht_signatures_match(const struct ht_signatures *signatures, unsigned classes,
                                               const struct ht_location *location)
{
    for (size_t s = 0; s < signatures->count; s++) {
        const struct ht_signature *signature = &signatures->items[s];
        if ((classes & HT_SIGNATURE_BIT(signature->class)) && signature->match == HT_MATCH_ANYWHERE &&
            ht_signature_fits(signature, location))
            return signature;
    }
    return NULL;
}

const struct ht_signature *ht_signatures_match_frame(const struct ht_signatures *signatures, unsigned classes,
                                                     const struct ht_frame *frame)
{
    const struct ht_signature *found = NULL;
    for (uint32_t i = 0; i < frame->location_count && !found; i++)
        found = ht_signatures_match(signatures, classes, &frame->locations[i]);
    return found;
}

bool ht_signature_is_leak(const struct ht_signature *signature)
{
    return signature->class == HT_SIGNATURE_LEAK || signature->affected || signature->fixed;
}

bool ht_signature_counts(const struct ht_signature *signature)
{
    if (!ht_signature_is_leak(signature) || signature->own)
        return true;
    switch (signature->standing.state) {
    case HT_RELEASE_AFFECTED:
        return true;
    case HT_RELEASE_UNKNOWN:
        return signature->class == HT_SIGNATURE_LEAK;
    default:
        return false;
    }
}

void ht_signatures_settle(struct ht_signatures *signatures, const char *release)
{
    struct ht_release parsed;
    bool known = release && ht_release_parse(release, &parsed);
    for (size_t i = 0; i < signatures->count; i++) {
        struct ht_signature *signature = &signatures->items[i];
        signature->release = known ? release : NULL;
        ht_release_stand(&signature->history, known ? &parsed : NULL, &signature->standing);
    }
}

bool ht_signature_is_connection(const struct ht_signature *signature)
{
    return signature->connection && !signature->session;
}

bool ht_signature_is_socket(const struct ht_signature *signature)
{
    return ht_signature_is_connection(signature) && !(signature->lifetime > 0);
}

struct ht_error *ht_signatures_join(struct ht_arena *arena, const struct ht_signatures *first,
                                    const struct ht_signatures *second, struct ht_signatures *ret)
{
    struct ht_signatures both = {.count = first->count + second->count};
    both.items = ht_arena_array(arena, both.count, sizeof *both.items);
    if (!both.items)
        return ht_error_nomem();
    if (first->count)
        memcpy(both.items, first->items, first->count * sizeof *both.items);
    if (second->count)
        memcpy(both.items + first->count, second->items, second->count * sizeof *both.items);
    *ret = both;
    return NULL;
}
