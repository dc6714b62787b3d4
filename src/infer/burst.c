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

size_t ht_bursts_blocks(const struct ht_bursts *bursts)
{
    size_t blocks = 0;
    for (size_t b = 0; b < bursts->count; b++)
        blocks += bursts->items[b].count;
    return blocks;
}

uint32_t ht_bursts_most(const struct ht_bursts *bursts)
{
    uint32_t most = 1;
    for (size_t b = 0; b < bursts->count; b++)
        most = bursts->items[b].count > most ? bursts->items[b].count : most;
    return most;
}

/* Are the sizes of one, ascending, among those of the other? */
static bool is_part(const uint32_t *sizes, uint32_t count, const uint32_t *of, uint32_t of_count)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < of_count && found != count; i++)
        found += of[i] == sizes[found];
    return found == count;
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

/* A burst that may be cut, and room for the sizes of the largest one. */
struct cut {
    const struct ht_trace *trace;
    const struct ht_bursts *bursts;
    const struct ht_burst *burst;
    uint32_t *sizes, *of;
    unsigned tried; /* bursts that it was held against */
};

/* Is it a part of this one, which comes again? */
static bool is_cut_of(struct cut *cut, const struct ht_burst *other)
{
    if (other->count <= cut->burst->count || cut->tried++ >= HELD_AGAINST_MAX)
        return false;
    ht_burst_sizes(cut->trace, other, cut->of);
    return is_part(cut->sizes, cut->burst->count, cut->of, other->count) && count_shape(cut->bursts, other->shape) > 1;
}

/* Is it a part of one of the others? */
static bool is_cut(struct cut *cut)
{
    const struct ht_bursts *bursts = cut->bursts;
    size_t number = (size_t)(cut->burst - bursts->items);
    cut->tried = 0;
    if (count_shape(bursts, cut->burst->shape) > 1)
        return false;
    ht_burst_sizes(cut->trace, cut->burst, cut->sizes);
    for (size_t distance = 1; distance < bursts->count; distance++) {
        if (distance <= number && is_cut_of(cut, cut->burst - distance))
            return true;
        if (distance < bursts->count - number && is_cut_of(cut, cut->burst + distance))
            return true;
    }
    return false;
}

struct ht_error *ht_bursts_mark_partial(const struct ht_trace *trace, bool *censored, struct ht_bursts *bursts)
{
    uint32_t most = ht_bursts_most(bursts);
    struct cut cut = {trace, bursts, NULL, malloc(most * sizeof *cut.sizes), malloc(most * sizeof *cut.of), 0};
    struct ht_error *error = cut.sizes && cut.of ? NULL : ht_error_nomem();
    for (size_t i = 0; i < bursts->count && !error; i++) {
        struct ht_burst *burst = &bursts->items[i];
        const struct ht_window *window = &trace->windows[burst->window];
        bool first = i == 0 || burst[-1].window != burst->window, opens = burst->records[0] == 0;
        bool last = burst->records[burst->count - 1] + 1 == window->record_count;
        cut.burst = burst;
        if (last || opens || (first && censored[burst->window]))
            burst->partial = is_cut(&cut);
        if (opens && burst->partial && window->overflowed != 0)
            censored[burst->window] = true;
    }
    free(cut.sizes);
    free(cut.of);
    return error;
}
