#include "finding.h"

#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "vec.h"

/* As many orphans of one make are needed before they are told from sessions that are just being opened. */
#define ORPHANS_MIN 5u

/* A shape has to repeat this often to be a finding of its own among unattributed records. */
#define SHAPE_REPEATS_MIN 3u

void ht_drafts_deinit(struct ht_drafts *drafts)
{
    if (!drafts)
        return;
    for (size_t i = 0; i < drafts->count; i++)
        ht_bursts_deinit(&drafts->items[i].bursts);
    free(drafts->items);
    *drafts = (struct ht_drafts){0};
}

static struct ht_error *add_draft(struct ht_drafts *drafts, enum ht_draft_kind kind,
                                  const struct ht_signature *signature, struct ht_group *group, size_t *ret)
{
    void *items = drafts->items;
    if (!ht_vec_reserve(&items, &drafts->capacity, drafts->count + 1, sizeof *drafts->items))
        return ht_error_nomem();
    drafts->items = items;
    drafts->items[drafts->count] = (struct ht_draft){.kind = kind, .signature = signature, .shapes = &group->shapes};
    *ret = drafts->count++;
    return NULL;
}

static struct ht_error *add_burst(struct ht_drafts *drafts, size_t number, const struct ht_burst *burst)
{
    struct ht_bursts *bursts = &drafts->items[number].bursts;
    void *items = bursts->items;
    if (!ht_vec_reserve(&items, &bursts->capacity, bursts->count + 1, sizeof *bursts->items))
        return ht_error_nomem();
    bursts->items = items;
    bursts->items[bursts->count++] = *burst;
    return NULL;
}

/* Does the burst hold a part of an established connection? */
static bool is_connected(const struct ht_trace *trace, const struct ht_attribution *attributions,
                         const struct ht_burst *burst)
{
    const struct ht_record *records = trace->windows[burst->window].records;
    for (uint32_t i = 0; i < burst->count; i++) {
        const struct ht_signature *signature = attributions[records[burst->records[i]].chain].signature;
        if (signature && signature->connection)
            return true;
    }
    return false;
}

/* The burst's first chain: what an orphan is told by. */
static uint32_t first_chain(const struct ht_trace *trace, const struct ht_burst *burst)
{
    return trace->windows[burst->window].records[burst->records[0]].chain;
}

static struct ht_error *part_sessions(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                      struct ht_group *group, struct ht_drafts *drafts)
{
    size_t chains = trace->chains.count, sessions = SIZE_MAX;
    uint32_t *orphans = calloc(chains ? chains : 1, sizeof *orphans); /* of each first chain: how many bursts */
    size_t *draft_of = malloc((chains ? chains : 1) * sizeof *draft_of);
    struct ht_error *error = orphans && draft_of ? NULL : ht_error_nomem();
    const struct ht_bursts *bursts = &group->bursts;
    for (size_t i = 0; i < bursts->count && !error; i++) {
        if (!is_connected(trace, attributions, &bursts->items[i]))
            orphans[first_chain(trace, &bursts->items[i])]++;
    }
    for (size_t i = 0; i < chains && !error; i++)
        draft_of[i] = SIZE_MAX;
    for (size_t i = 0; i < bursts->count && !error; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        uint32_t chain = first_chain(trace, burst);
        bool orphan = !is_connected(trace, attributions, burst) && orphans[chain] >= ORPHANS_MIN;
        size_t *number = orphan ? &draft_of[chain] : &sessions;
        if (*number == SIZE_MAX)
            error = add_draft(drafts, orphan ? HT_DRAFT_ORPHANS : HT_DRAFT_SESSIONS, attributions[chain].signature,
                              group, number);
        if (!error)
            error = add_burst(drafts, *number, burst);
    }
    free(orphans);
    free(draft_of);
    return error;
}

static struct ht_error *part_unattributed(const struct ht_signature *certificate, struct ht_group *group,
                                          struct ht_drafts *drafts)
{
    size_t shapes = group->shapes.count, names = SIZE_MAX, rest = SIZE_MAX;
    size_t *draft_of = malloc((shapes ? shapes : 1) * sizeof *draft_of);
    struct ht_error *error = draft_of ? NULL : ht_error_nomem();
    for (size_t i = 0; i < shapes && !error; i++)
        draft_of[i] = SIZE_MAX;
    for (size_t i = 0; i < group->bursts.count && !error; i++) {
        const struct ht_burst *burst = &group->bursts.items[i];
        const struct ht_shape *shape = &group->shapes.items[burst->shape];
        unsigned attributes;
        bool name = certificate && ht_certificate_is_name(shape->sizes, shape->count, &attributes);
        bool repeats = shape->bursts >= SHAPE_REPEATS_MIN;
        size_t *number = name ? &names : repeats ? &draft_of[burst->shape] : &rest;
        if (*number == SIZE_MAX)
            error = add_draft(drafts, name || repeats ? HT_DRAFT_SHAPE : HT_DRAFT_REST, name ? certificate : NULL,
                              group, number);
        if (!error)
            error = add_burst(drafts, *number, burst);
    }
    free(draft_of);
    return error;
}

static struct ht_error *take_whole(struct ht_group *group, struct ht_drafts *drafts)
{
    size_t number;
    struct ht_error *error = add_draft(drafts, HT_DRAFT_GROUP, group->signature, group, &number);
    if (error)
        return error;
    drafts->items[number].bursts = group->bursts;
    group->bursts = (struct ht_bursts){0};
    return NULL;
}

struct ht_error *ht_drafts_create(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                  const struct ht_signature *certificate, struct ht_groups *groups,
                                  struct ht_drafts *ret)
{
    struct ht_drafts drafts = {0};
    struct ht_error *error = NULL;
    for (size_t i = 0; i < groups->count && !error; i++) {
        struct ht_group *group = &groups->items[i];
        if (group->bursts.count == 0)
            continue;
        if (group->kind == HT_GROUP_SESSIONS)
            error = part_sessions(trace, attributions, group, &drafts);
        else if (group->kind == HT_GROUP_UNATTRIBUTED)
            error = part_unattributed(certificate, group, &drafts);
        else
            error = take_whole(group, &drafts);
    }
    if (error)
        ht_drafts_deinit(&drafts);
    else
        *ret = drafts;
    return error;
}
