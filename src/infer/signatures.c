#include "infer/signatures.h"

#include <string.h>

#include "base/wildcard.h"

/* The name of a component is copied, for it ends at a slash: longer ones do not exist. */
enum { COMPONENT_LENGTH_MAX = 64 };

bool ht_pattern_fits_component(const char *pattern, const char *path)
{
    static const char folder[] = "components/";
    char name[COMPONENT_LENGTH_MAX + 1];
    for (const char *at = strstr(path, folder); at; at = strstr(at, folder)) {
        at += sizeof folder - 1;
        size_t length = strcspn(at, "/");
        if (length > COMPONENT_LENGTH_MAX || !at[length])
            continue;
        memcpy(name, at, length);
        name[length] = '\0';
        if (ht_wildcard_fits(pattern, strlen(pattern), true, true, name))
            return true;
    }
    return false;
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
    if (!first->count) {
        *ret = *second;
        return NULL;
    }
    both.items = ht_arena_array(arena, both.count, sizeof *both.items);
    if (!both.items)
        return ht_error_nomem();
    memcpy(both.items, first->items, first->count * sizeof *both.items);
    if (second->count)
        memcpy(both.items + first->count, second->items, second->count * sizeof *both.items);
    *ret = both;
    return NULL;
}
