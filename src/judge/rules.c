#include "judge/rules.h"

#include <string.h>

#include "infer/builtin.h"

/* The built-in one that certificate names found by their sizes alone belong to. */
#define CERTIFICATE_SIGNATURE "esp-crt-bundle-cross-signed"

struct ht_error *ht_rules_choose(struct ht_arena *arena, const struct ht_analysis_settings *settings,
                                 const char *idf_version, struct ht_signatures *ret)
{
    struct ht_signatures given = {0}, builtin = {0};
    if (settings->signatures)
        given = *settings->signatures;
    struct ht_error *error = settings->no_default_signatures ? NULL : ht_signatures_builtin(arena, &builtin);
    if (!error)
        error = ht_signatures_join(arena, &given, &builtin, ret);
    if (error)
        return error;
    for (size_t i = 0; i < given.count; i++)
        ret->items[i].own = true;
    ht_signatures_settle(ret, idf_version);
    return NULL;
}

const struct ht_signature *ht_rules_certificate(const struct ht_signatures *signatures)
{
    for (size_t i = 0; i < signatures->count; i++) {
        if (!strcmp(signatures->items[i].id, CERTIFICATE_SIGNATURE) && ht_signature_counts(&signatures->items[i]))
            return &signatures->items[i];
    }
    return NULL;
}

struct ht_error *ht_rules_find_idle(struct ht_report *report, const struct ht_signatures *signatures,
                                    const struct ht_attribution *attributions)
{
    size_t own = 0;
    while (own < signatures->count && signatures->items[own].own)
        own++;
    report->idle = ht_arena_array(report->trace->arena, own, sizeof *report->idle);
    if (!report->idle)
        return ht_error_nomem();
    for (size_t i = 0; i < own; i++) {
        const struct ht_signature *signature = &signatures->items[i];
        bool used = signature->match == HT_MATCH_ANYWHERE && signature->met;
        for (size_t c = 0; c < report->trace->chains.count && !used; c++)
            used = attributions[c].signature == signature;
        if (!used)
            report->idle[report->idle_count++] = signature;
    }
    return NULL;
}
