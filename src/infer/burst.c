#include "infer/burst.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"

void ht_bursts_deinit(struct ht_bursts *bursts)
{
    if (!bursts)
        return;
    free(bursts->items);
    *bursts = (struct ht_bursts){0};
}

struct ht_error *ht_bursts_add(struct ht_bursts *bursts, const struct ht_burst *burst)
{
    return HT_VEC_PUSH(bursts->items, bursts->count, bursts->capacity, *burst) ? NULL : ht_error_nomem();
}

static int compare_bursts(const void *a, const void *b)
{
    const struct ht_burst *x = a, *y = b;
    if (x->window != y->window)
        return HT_ORDER(x->window, y->window);
    return HT_ORDER(x->records[0], y->records[0]);
}

void ht_bursts_sort(struct ht_bursts *bursts)
{
    ht_sort(bursts->items, bursts->count, sizeof *bursts->items, compare_bursts);
}

void ht_burst_sizes(const struct ht_trace *trace, const struct ht_burst *burst, uint32_t *sizes)
{
    for (uint32_t i = 0; i < burst->count; i++)
        sizes[i] = trace->windows[burst->window].records[burst->records[i]].size;
    ht_sort_u32(sizes, burst->count);
}

/* Are the sizes of one, ascending, among those of the other, which has more? */
static bool is_part(const uint32_t *sizes, uint32_t count, const uint32_t *of, uint32_t of_count)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < of_count && found < count; i++)
        found += of[i] == sizes[found];
    return found == count && count < of_count;
}

/* Bursts that a cut one is held against: the nearest ones that are larger. */
enum { HELD_AGAINST_MAX = 64 };

static size_t count_shape(const struct ht_bursts *bursts, uint64_t shape)
{
    size_t count = 0;
    for (size_t i = 0; i < bursts->count; i++)
        count += bursts->items[i].shape == shape;
    return count;
}

/* Is the burst a part of one that comes again? sizes and of have room for the largest burst. */
static bool is_cut(const struct ht_trace *trace, const struct ht_bursts *bursts, size_t number, uint32_t *sizes,
                   uint32_t *of)
{
    const struct ht_burst *burst = &bursts->items[number];
    uint32_t tried = 0;
    if (count_shape(bursts, burst->shape) > 1)
        return false;
    ht_burst_sizes(trace, burst, sizes);
    /* Its neighbours, before it and behind it by turns. */
    for (size_t step = 2; step / 2 < bursts->count && tried < HELD_AGAINST_MAX; step++) {
        size_t distance = step / 2;
        if (step % 2 ? distance >= bursts->count - number : distance > number)
            continue;
        const struct ht_burst *other = step % 2 ? burst + distance : burst - distance;
        if (other->count <= burst->count)
            continue;
        tried++;
        ht_burst_sizes(trace, other, of);
        if (is_part(sizes, burst->count, of, other->count) && count_shape(bursts, other->shape) > 1)
            return true;
    }
    return false;
}

struct ht_error *ht_bursts_mark_partial(const struct ht_trace *trace, bool *censored, struct ht_bursts *bursts)
{
    uint32_t most = 1;
    for (size_t i = 0; i < bursts->count; i++)
        most = bursts->items[i].count > most ? bursts->items[i].count : most;
    uint32_t *sizes = malloc(most * sizeof *sizes), *of = malloc(most * sizeof *of);
    struct ht_error *error = sizes && of ? NULL : ht_error_nomem();
    for (size_t i = 0; i < bursts->count && !error; i++) {
        struct ht_burst *burst = &bursts->items[i];
        const struct ht_window *window = &trace->windows[burst->window];
        bool first = i == 0 || burst[-1].window != burst->window, opens = burst->records[0] == 0;
        bool last = burst->records[burst->count - 1] + 1 == window->record_count;
        if (last || opens || (first && censored[burst->window]))
            burst->partial = is_cut(trace, bursts, i, sizes, of);
        if (opens && burst->partial && window->overflowed != 0)
            censored[burst->window] = true;
    }
    free(sizes);
    free(of);
    return error;
}
