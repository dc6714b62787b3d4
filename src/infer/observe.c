#include "infer/observe.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"

/*
 * Without a clock one event that allocates in a loop looks like many: what stands side by side counts as one event,
 * unless it comes again in several blocks each time.
 */
static uint32_t count_events(const struct ht_group_input *input, const struct ht_burst *bursts, size_t count)
{
    const struct ht_window *window = &input->trace->windows[bursts->window];
    const struct ht_timeline *timeline = &input->timelines[bursts->window];
    if (window->unordered)
        return 1;
    if (timeline->exact || (!window->untimed && timeline->counted > 0))
        return (uint32_t)count;
    size_t blocks = bursts[0].count, runs = 1;
    for (size_t i = 1; i < count; i++) {
        runs += bursts[i].records[0] != bursts[i - 1].records[bursts[i - 1].count - 1] + 1;
        blocks += bursts[i].count;
    }
    return (uint32_t)(blocks >= HT_BLOCKS_TELLING * count ? count : runs);
}

/* The places of a record that is not known well are known to a thousandth: less likely numbers are none. */
#define LEAST_TOLD 1e-3

/* Is a record older than a part of the observed span? The probability. */
static double is_older(const struct ht_timeline *timeline, uint32_t record, double part)
{
    struct ht_spread spread;
    double sum = 0;
    ht_timeline_before(timeline, record, &spread);
    for (size_t k = 0; k < spread.count; k++)
        sum += 1 - spread.place[k] > part ? spread.weight[k] : 0;
    return sum;
}

/* Which part of these records, in order, is older than so many seconds: of many, in steps. */
static void count_older(const struct ht_timeline *timeline, const uint32_t *records, size_t count, double seconds,
                        struct ht_spread *ret)
{
    size_t steps = count < HT_SPREAD_PLACES - 1 ? count : HT_SPREAD_PLACES - 1;
    double part = seconds / ht_timeline_observed(timeline), before = 1;
    for (size_t k = 0; k <= steps; k++) {
        size_t older = k * count / steps;
        double next = k < steps ? is_older(timeline, records[older], part) : 0;
        ret->place[k] = (double)older / (double)count;
        ret->weight[k] = before - next < LEAST_TOLD ? 0 : before - next;
        before = fmin(before, next);
    }
    ret->count = steps + 1;
}

/* The events of a window, which stand one behind the other among the bursts. */
static struct ht_error *place(const struct ht_group_input *input, const struct ht_group *group,
                              const struct ht_burst *bursts, size_t count, struct ht_sample *sample)
{
    const struct ht_timeline *timeline = &input->timelines[bursts->window];
    sample->events = count_events(input, bursts, count);
    sample->placed = timeline->tells;
    if (!sample->placed)
        return NULL;
    uint32_t *records = malloc(count * sizeof *records);
    if (!records)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++)
        records[i] = bursts[i].records[0];
    ht_timeline_edges(timeline, records, count, &sample->first, &sample->last);
    if (group->signature && group->signature->lifetime > 0)
        count_older(timeline, records, count, group->signature->lifetime, &sample->older);
    free(records);
    return NULL;
}

/* Which of two looks show the events? */
static void count_looks(const struct ht_group_input *input, const struct ht_burst *bursts, size_t count,
                        struct ht_observation *seen)
{
    const struct ht_survival *survival = &input->survival[bursts->window];
    if (!survival->seen)
        return;
    for (size_t i = 0; i < count; i++) {
        bool survived = survival->seen[bursts[i].records[0]];
        seen->survived += survived;
        seen->joined += !survived;
    }
}

/* The chains of a group, ascending, each once. */
static struct ht_error *list_chains(const struct ht_trace *trace, const struct ht_group *group, uint32_t **ret,
                                    size_t *ret_count)
{
    size_t count = 0, kept = 0;
    uint32_t *chains = malloc((ht_bursts_blocks(&group->bursts) + 1) * sizeof *chains);
    if (!chains)
        return ht_error_nomem();
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++)
            chains[count++] = trace->windows[burst->window].records[burst->records[r]].chain;
    }
    ht_sort_u32(chains, count);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || chains[kept - 1] != chains[i])
            chains[kept++] = chains[i];
    }
    *ret = chains;
    *ret_count = kept;
    return NULL;
}

/*
 * The numbers of a window's blocks in the last look that could show them, UINT64_MAX for those that it does not; in
 * room for all of them. later: the same of the next look, or NULL when that is the last one.
 */
static void find_last(const struct ht_survival *survival, size_t count, const uint64_t *later, uint64_t *ret)
{
    for (size_t r = 0; r < count; r++) {
        uint32_t twin = survival->twins[r];
        if (twin == HT_NO_TWIN)
            ret[r] = UINT64_MAX;
        else
            ret[r] = later ? later[twin] : ht_block_number(survival->later, twin);
    }
}

/* Of each window, its blocks in the last look, from the heap; NULL where there is no later one. */
static struct ht_error *find_all_last(const struct ht_trace *trace, const struct ht_survival *survival, uint64_t **ret)
{
    for (size_t k = trace->window_count; k-- > 0;) {
        uint32_t w = survival[k].by_age;
        size_t count = trace->windows[w].record_count;
        if (survival[w].later == HT_NO_TWIN)
            continue;
        ret[w] = malloc((count + 1) * sizeof **ret);
        if (!ret[w])
            return ht_error_nomem();
        find_last(&survival[w], count, ret[survival[w].later], ret[w]);
    }
    return NULL;
}

/* Adds what a window shows freed. last: its blocks in the last look, or NULL. */
static void add_fates(const struct ht_window *window, const struct ht_survival *survival, const uint64_t *last,
                      struct ht_chain_fate *fates)
{
    for (size_t i = 0; i < window->tally_count; i++)
        fates[window->tallies[i].chain].freed += window->tallies[i].freed;
    for (size_t r = 0; r < window->freed_count && !window->tally_count; r++)
        fates[window->freed[r].chain].freed++;
    uint64_t behind = UINT64_MAX;
    for (size_t r = window->record_count; r-- > 0;) {
        struct ht_chain_fate *fate = &fates[window->records[r].chain];
        behind = last && last[r] != UINT64_MAX ? last[r] : behind;
        if (!ht_survival_was_freed(survival, r))
            continue;
        fate->freed++;
        fate->behind_freed = behind < fate->behind_freed ? behind : fate->behind_freed;
    }
}

struct ht_error *ht_fates_of_chains(struct ht_arena *arena, const struct ht_trace *trace,
                                    const struct ht_survival *survival, struct ht_chain_fate **ret)
{
    struct ht_chain_fate *fates = ht_arena_array(arena, trace->chains.count, sizeof *fates);
    uint64_t **last = calloc(trace->window_count + 1, sizeof *last);
    struct ht_error *error = fates && last ? find_all_last(trace, survival, last) : ht_error_nomem();
    for (size_t c = 0; c < trace->chains.count && !error; c++)
        fates[c].behind_freed = UINT64_MAX;
    for (size_t w = 0; w < trace->window_count && !error; w++)
        add_fates(&trace->windows[w], &survival[w], last[w], fates);
    for (size_t w = 0; w < trace->window_count && last; w++)
        free(last[w]);
    free(last);
    *ret = fates;
    return error;
}

struct ht_error *ht_order_freed(struct ht_arena *arena, const struct ht_trace *trace, const uint64_t ***ret)
{
    const uint64_t **orders = ht_arena_array(arena, trace->window_count, sizeof *orders);
    if (!orders)
        return ht_error_nomem();
    for (size_t w = 0; w < trace->window_count; w++) {
        const struct ht_window *window = &trace->windows[w];
        uint64_t *order = ht_arena_array(arena, window->freed_count, sizeof *order);
        if (!order)
            return ht_error_nomem();
        for (size_t i = 0; i < window->freed_count; i++)
            order[i] = (uint64_t)window->freed[i].chain << 32 | window->freed[i].index;
        ht_sort_u64(order, window->freed_count);
        orders[w] = order;
    }
    *ret = orders;
    return NULL;
}

/* Was a block of a group's chains freed in the dump that was made after its oldest live one? */
static bool is_freed_after(const struct ht_group_input *input, const struct ht_group *group, const uint32_t *chains,
                           size_t count)
{
    const struct ht_burst *oldest = &group->bursts.items[0];
    const struct ht_window *window = &input->trace->windows[oldest->window];
    const uint64_t *order = input->freed_orders[oldest->window];
    uint32_t index = window->records[oldest->records[0]].index;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = (uint64_t)chains[i] << 32 | index;
        size_t place;
        HT_SEARCH(place, 0, window->freed_count, order[place] <= key);
        if (place < window->freed_count && order[place] >> 32 == chains[i])
            return true;
    }
    return false;
}

/* Events that an earlier look shows too, from this block on. */
static uint32_t count_newer(const struct ht_group_input *input, const struct ht_group *group, uint64_t from)
{
    uint32_t newer = 0;
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        const struct ht_survival *survival = &input->survival[burst->window];
        newer += survival->later == HT_NO_TWIN && survival->seen && survival->seen[burst->records[0]] &&
                 ht_block_number(burst->window, burst->records[0]) >= from;
    }
    return newer;
}

/* What was freed, in events of as many blocks as those that are alive have. */
static struct ht_error *count_freed(const struct ht_group_input *input, const struct ht_group *group,
                                    struct ht_observation *seen)
{
    uint32_t *chains;
    size_t count, freed = 0;
    uint64_t behind = UINT64_MAX;
    struct ht_error *error = list_chains(input->trace, group, &chains, &count);
    if (error)
        return error;
    for (size_t i = 0; i < count; i++) {
        const struct ht_chain_fate *fate = &input->fates[chains[i]];
        freed += fate->freed;
        behind = fate->behind_freed < behind ? fate->behind_freed : behind;
    }
    double each = (double)ht_bursts_blocks(&group->bursts) / (double)group->bursts.count;
    seen->freed = (uint32_t)ceil((double)freed / each);
    seen->newer = count_newer(input, group, behind);
    seen->freed_after = freed && is_freed_after(input, group, chains, count);
    free(chains);
    return NULL;
}

/* Where windows that can be compared show none of it, the spans that others observed are compared with them. */
static void compare_what_there_is(struct ht_sample *samples, size_t count)
{
    bool comparable = false;
    for (size_t i = 0; i < count; i++) {
        if (samples[i].comparable && samples[i].events)
            return;
        comparable = comparable || samples[i].comparable;
    }
    for (size_t i = 0; i < count && comparable; i++)
        samples[i].comparable = samples[i].seconds > 0 && samples[i].ordered;
}

struct ht_error *ht_observe(const struct ht_group_input *input, const struct ht_group *group,
                            struct ht_observation *ret)
{
    const struct ht_trace *trace = input->trace;
    struct ht_sample *samples = ht_arena_array(trace->arena, trace->window_count, sizeof *samples);
    if (!samples)
        return ht_error_nomem();
    struct ht_observation seen = {.samples = samples};
    size_t b = 0;
    for (uint32_t w = 0; w < trace->window_count; w++) {
        const struct ht_timeline *timeline = &input->timelines[w];
        const struct ht_survival *survival = &input->survival[w];
        size_t start = b;
        while (b < group->bursts.count && group->bursts.items[b].window == w)
            b++;
        if (survival->later != HT_NO_TWIN && !group->freed)
            continue;
        struct ht_sample *sample = &samples[seen.count++];
        sample->seconds = timeline->seconds > 0 ? ht_timeline_observed(timeline) : 0;
        sample->ordered = !trace->windows[w].unordered;
        sample->comparable = timeline->seconds > 0 && !timeline->censored && sample->ordered;
        if (b > start) {
            struct ht_error *error = place(input, group, &group->bursts.items[start], b - start, sample);
            if (error)
                return error;
            count_looks(input, &group->bursts.items[start], b - start, &seen);
        }
        if (!survival->seen)
            continue;
        seen.looked = true;
        if (timeline->seconds > survival->earlier_seconds && survival->earlier_seconds > 0)
            seen.between = timeline->seconds - survival->earlier_seconds;
    }
    compare_what_there_is(samples, seen.count);
    struct ht_error *error = count_freed(input, group, &seen);
    if (!error)
        *ret = seen;
    return error;
}
