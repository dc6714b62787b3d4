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

struct ht_error *ht_blocks_cut(const struct ht_group_input *input, const uint64_t *blocks, size_t count,
                               uint32_t *records, struct ht_picks *picks, struct ht_bursts *bursts)
{
    size_t windows = 0;
    for (size_t i = 0; i < count; i++) {
        records[i] = (uint32_t)blocks[i];
        if (i == 0 || blocks[i] >> 32 != blocks[i - 1] >> 32)
            picks[windows++] = (struct ht_picks){(uint32_t)(blocks[i] >> 32), records + i, 0};
        picks[windows - 1].count++;
    }
    return ht_events_cut(input->trace, input->timelines, picks, windows, bursts);
}

struct ht_error *ht_group_cut_again(const struct ht_group_input *input, struct ht_group *group)
{
    size_t count = ht_bursts_blocks(&group->bursts), n = 0;
    uint64_t *blocks = malloc((count + 1) * sizeof *blocks);
    uint32_t *records = malloc((count + 1) * sizeof *records);
    struct ht_picks *picks = malloc((input->trace->window_count + 1) * sizeof *picks);
    struct ht_error *error = blocks && records && picks ? NULL : ht_error_nomem();
    for (size_t b = 0; b < group->bursts.count && !error; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++)
            blocks[n++] = ht_block_number(burst->window, burst->records[r]);
    }
    if (!error) {
        ht_sort_u64(blocks, n);
        group->bursts.count = 0;
        error = ht_blocks_cut(input, blocks, n, records, picks, &group->bursts);
    }
    free(blocks);
    free(records);
    free(picks);
    return error;
}

struct ht_error *ht_group_tell_apart(const struct ht_trace *trace, struct ht_group *group)
{
    size_t count = 0, capacity = 0, blocks = 0, alike = 0;
    uint64_t *shapes = NULL;
    struct ht_error *error = NULL;
    for (size_t b = 0; b < group->bursts.count && !error; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        const struct ht_window *window = &trace->windows[burst->window];
        if (!window->untimed || window->unordered)
            continue;
        error = HT_VEC_PUSH(shapes, count, capacity, burst->shape) ? NULL : ht_error_nomem();
        blocks += burst->count;
    }
    ht_sort_u64(shapes, count);
    for (size_t i = 0; i < count; i++)
        alike += (i > 0 && shapes[i - 1] == shapes[i]) || (i + 1 < count && shapes[i + 1] == shapes[i]);
    group->apart = alike > count / 2 && blocks >= HT_BLOCKS_TELLING * count;
    free(shapes);
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
