#include "infer/grouping.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/sort.h"
#include "infer/group_join.h"
#include "infer/group_part.h"
#include "infer/group_sites.h"

/* A chain with the hash of what its group is known by. */
struct keyed {
    uint64_t key;
    uint32_t chain;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->key != y->key)
        return HT_ORDER(x->key, y->key);
    return HT_ORDER(x->chain, y->chain);
}

static uint64_t key_of(const struct ht_group_input *input, uint32_t chain, struct ht_group *group)
{
    const struct ht_attribution *attribution = &input->attributions[chain];
    const struct ht_signature *signature = attribution->signature;
    const struct ht_location *owner = ht_owner_location(attribution, &input->trace->chains.items[chain], input->frames);
    *group = (struct ht_group){.named = attribution->named, .plumbing = attribution->plumbing};
    if (signature && signature->session) {
        group->kind = HT_GROUP_SESSIONS;
        return ht_hash_add_text(HT_HASH_START, "sessions");
    }
    if (signature) {
        group->kind = HT_GROUP_RULE;
        group->signature = signature;
        return ht_hash_add_text(ht_hash_add(HT_HASH_START, HT_GROUP_RULE), signature->id);
    }
    if (attribution->owner == input->trace->chains.items[chain].depth) {
        group->kind = HT_GROUP_REST;
        return ht_hash_add(HT_HASH_START, HT_GROUP_REST);
    }
    group->kind = HT_GROUP_OWNER;
    group->holder = attribution->holder;
    if (owner && owner->function)
        return ht_hash_add(ht_hash_add_text(HT_HASH_START, owner->function), attribution->holder);
    return ht_hash_mix(chain + UINT64_C(0x200000000));
}

/* Gives each chain the number of its group, and makes the groups: each twice, the second for blocks seen freed. */
static struct ht_error *make_groups(const struct ht_group_input *input, uint32_t *group_of, struct ht_groups *groups)
{
    size_t count = input->trace->chains.count;
    struct keyed *keyed = malloc((count + 1) * sizeof *keyed);
    if (!keyed)
        return ht_error_nomem();
    struct ht_group group, *made;
    struct ht_error *error = NULL;
    for (uint32_t c = 0; c < count; c++)
        keyed[c] = (struct keyed){key_of(input, c, &group), c};
    ht_sort(keyed, count, sizeof *keyed, compare_keyed);
    for (size_t i = 0; i < count && !error; i++) {
        if (i == 0 || keyed[i].key != keyed[i - 1].key) {
            key_of(input, keyed[i].chain, &group);
            error = ht_groups_add(groups, &group, &made);
            group.freed = true;
            if (!error)
                error = ht_groups_add(groups, &group, &made);
        }
        group_of[keyed[i].chain] = (uint32_t)groups->count - 2;
    }
    free(keyed);
    return error;
}

/* The group that counts a record, or HT_NO_TWIN when a later look does. */
static uint32_t group_that_counts(const struct ht_group_input *input, const uint32_t *group_of, uint32_t window,
                                  uint32_t record)
{
    const struct ht_survival *survival = &input->survival[window];
    if (ht_survival_has_twin(survival, record))
        return HT_NO_TWIN;
    return group_of[input->trace->windows[window].records[record].chain] + ht_survival_was_freed(survival, record);
}

/* The blocks that count, the latest look's and those that it shows freed, by group and number; *ends: of each group. */
static struct ht_error *list_blocks(const struct ht_group_input *input, const uint32_t *group_of, size_t groups,
                                    uint64_t **ret, size_t **ends)
{
    const struct ht_trace *trace = input->trace;
    size_t total = 0, *places = calloc(groups + 1, sizeof *places);
    for (size_t w = 0; w < trace->window_count; w++)
        total += trace->windows[w].record_count;
    uint64_t *blocks = malloc((total + 1) * sizeof *blocks);
    if (!blocks || !places) {
        free(blocks);
        free(places);
        return ht_error_nomem();
    }
    /* Counting sort: places of groups are sums of their sizes, and the order within each stays. */
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t w = 0; w < trace->window_count; w++) {
            for (uint32_t r = 0; r < trace->windows[w].record_count; r++) {
                uint32_t group = group_that_counts(input, group_of, w, r);
                if (group == HT_NO_TWIN)
                    continue;
                if (pass == 0)
                    places[group + 1]++;
                else
                    blocks[places[group]++] = ht_block_number(w, r);
            }
        }
        for (size_t g = 0; g < groups && pass == 0; g++)
            places[g + 1] += places[g];
    }
    *ret = blocks;
    *ends = places;
    return NULL;
}

static struct ht_error *cut_groups(const struct ht_group_input *input, const uint64_t *blocks, const size_t *ends,
                                   struct ht_groups *groups)
{
    size_t count = groups->count ? ends[groups->count - 1] : 0;
    uint32_t *records = malloc((count + 1) * sizeof *records);
    struct ht_picks *picks = malloc((input->trace->window_count + 1) * sizeof *picks);
    struct ht_error *error = records && picks ? NULL : ht_error_nomem();
    for (size_t g = 0, start = 0; g < groups->count && !error; start = ends[g++])
        error = ht_blocks_cut(input, blocks + start, ends[g] - start, records, picks, &groups->items[g].bursts);
    free(records);
    free(picks);
    return error;
}

struct ht_error *ht_groups_make(const struct ht_group_input *input, struct ht_groups *ret)
{
    struct ht_groups groups = {0};
    uint64_t *blocks = NULL;
    size_t *ends = NULL;
    uint32_t *group_of = malloc((input->trace->chains.count + 1) * sizeof *group_of);
    struct ht_error *error = group_of ? make_groups(input, group_of, &groups) : ht_error_nomem();
    if (!error)
        error = list_blocks(input, group_of, groups.count, &blocks, &ends);
    if (!error)
        error = cut_groups(input, blocks, ends, &groups);
    ht_groups_drop_empty(&groups);
    if (!error)
        error = ht_groups_part_sites(input, &groups);
    /* A run of a section makes all that it makes at one time: that ties nothing together. */
    if (!error && !input->runs.count)
        error = ht_groups_join(input, &groups);
    if (!error)
        error = ht_groups_part(input, &groups);
    free(group_of);
    free(blocks);
    free(ends);
    if (error)
        ht_groups_deinit(&groups);
    else
        *ret = groups;
    return error;
}
