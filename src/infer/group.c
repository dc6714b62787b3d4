#include "infer/group.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"
#include "infer/events.h"

struct ht_error *ht_groups_add(struct ht_groups *groups, const struct ht_group *group, struct ht_group **ret)
{
    if (!HT_VEC_PUSH(groups->items, groups->count, groups->capacity, *group))
        return ht_error_nomem();
    *ret = &groups->items[groups->count - 1];
    return NULL;
}

static int compare_members(const void *a, const void *b)
{
    const struct ht_member *x = a, *y = b;
    if (x->window != y->window)
        return x->window > y->window ? 1 : -1;
    return (x->record > y->record) - (x->record < y->record);
}

struct ht_error *ht_members_cut(const struct ht_group_input *input, const struct ht_member *members, size_t count,
                                uint32_t *records, struct ht_picks *picks, struct ht_bursts *bursts)
{
    size_t windows = 0;
    for (size_t i = 0; i < count; i++) {
        records[i] = members[i].record;
        if (i == 0 || members[i].window != members[i - 1].window)
            picks[windows++] = (struct ht_picks){members[i].window, records + i, 0};
        picks[windows - 1].count++;
    }
    return ht_events_cut(input->trace, input->timelines, picks, windows, bursts);
}

struct ht_error *ht_group_cut_again(const struct ht_group_input *input, struct ht_group *group)
{
    size_t count = 0, n = 0;
    for (size_t b = 0; b < group->bursts.count; b++)
        count += group->bursts.items[b].count;
    struct ht_member *members = malloc((count + 1) * sizeof *members);
    uint32_t *records = malloc((count + 1) * sizeof *records);
    struct ht_picks *picks = malloc((input->trace->window_count + 1) * sizeof *picks);
    struct ht_error *error = members && records && picks ? NULL : ht_error_nomem();
    for (size_t b = 0; b < group->bursts.count && !error; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++)
            members[n++] = (struct ht_member){0, burst->window, burst->records[r]};
    }
    if (!error && n) {
        ht_sort(members, n, sizeof *members, compare_members);
        group->bursts.count = 0;
        error = ht_members_cut(input, members, n, records, picks, &group->bursts);
    }
    free(members);
    free(records);
    free(picks);
    return error;
}

struct ht_group_depth ht_group_depth(const struct ht_trace *trace, const struct ht_group *group)
{
    struct ht_group_depth depth = {0};
    for (size_t w = 0; w < trace->window_count; w++)
        depth.room = trace->windows[w].depth > depth.room ? trace->windows[w].depth : depth.room;
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++) {
            uint32_t chain = trace->windows[burst->window].records[burst->records[r]].chain;
            uint32_t own = trace->chains.items[chain].depth;
            depth.longest = own > depth.longest ? own : depth.longest;
        }
    }
    depth.cut = depth.room && depth.longest == depth.room;
    return depth;
}

void ht_groups_drop_empty(struct ht_groups *groups)
{
    size_t kept = 0;
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->items[i].bursts.count)
            groups->items[kept++] = groups->items[i];
        else
            ht_bursts_deinit(&groups->items[i].bursts);
    }
    groups->count = kept;
}

void ht_groups_deinit(struct ht_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        ht_bursts_deinit(&groups->items[i].bursts);
    free(groups->items);
    *groups = (struct ht_groups){0};
}
