#include "infer/runs_observe.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/sort.h"

/* More runs in one trace tell no more. */
#define RUNS_TOLD_MAX 10000u

/* The most blocks of one chain and size in the group. */
static struct ht_error *find_most(const struct ht_trace *trace, const struct ht_group *group, uint32_t *ret)
{
    size_t count = 0;
    uint64_t *keys = malloc((ht_bursts_blocks(&group->bursts) + 1) * sizeof *keys);
    if (!keys)
        return ht_error_nomem();
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++) {
            const struct ht_record *record = &trace->windows[burst->window].records[burst->records[r]];
            keys[count++] = (uint64_t)record->chain << 32 | record->size;
        }
    }
    ht_sort_u64(keys, count);
    uint32_t most = 0, same = 0;
    for (size_t i = 0; i < count; i++) {
        same = i && keys[i] == keys[i - 1] ? same + 1 : 1;
        most = same > most ? same : most;
    }
    free(keys);
    *ret = most;
    return NULL;
}

/* The runs of one trace, as many as is told: what each leaves stands there as often as it ran, or more often. */
static struct ht_error *observe_told(const struct ht_group_input *input, const struct ht_group *group,
                                     struct ht_runs_seen *runs)
{
    uint32_t most;
    struct ht_error *error = find_most(input->trace, group, &most);
    if (error)
        return error;
    uint32_t count = input->events > RUNS_TOLD_MAX ? RUNS_TOLD_MAX : (uint32_t)input->events;
    uint32_t *events = ht_arena_array(input->trace->arena, count, sizeof *events);
    if (!events)
        return ht_error_nomem();
    for (uint32_t i = 0; i < count; i++)
        events[i] = i < most;
    *runs = (struct ht_runs_seen){.events = events, .count = count, .told = true};
    return NULL;
}

/*
 * Where a run's blocks are cut into events depends on pauses by chance: runs that leave the same blocks, by chain and
 * size, leave one event each.
 */
static struct ht_error *join_same(const struct ht_group_input *input, const struct ht_group *group, uint32_t *events,
                                  struct ht_runs_seen *runs)
{
    uint64_t *sums = calloc(runs->count, sizeof *sums), first = 0;
    if (!sums)
        return ht_error_nomem();
    bool same = true;
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++) {
            const struct ht_record *record = &input->trace->windows[burst->window].records[burst->records[r]];
            sums[input->runs.number[burst->window] - 1] +=
                ht_hash_mix((uint64_t)record->chain << 32 | record->size) | 1;
        }
    }
    for (uint32_t i = 0; i < runs->count; i++) {
        first = first ? first : sums[i];
        same = same && (!sums[i] || sums[i] == first);
    }
    for (uint32_t i = 0; i < runs->count && same; i++)
        events[i] = events[i] > 0;
    runs->same = same && first;
    free(sums);
    return NULL;
}

/* Those of an observation stand one a window that counts (infer/observe.c). */
static struct ht_error *observe_traces(const struct ht_group_input *input, const struct ht_group *group,
                                       const struct ht_observation *seen, struct ht_runs_seen *runs)
{
    uint32_t *events = ht_arena_array(input->trace->arena, input->runs.count, sizeof *events);
    if (!events)
        return ht_error_nomem();
    size_t next = 0;
    for (uint32_t w = 0; w < input->trace->window_count; w++) {
        if (input->survival[w].later != HT_NO_TWIN && !group->freed)
            continue;
        events[input->runs.number[w] - 1] += seen->samples[next++].events;
    }
    *runs = (struct ht_runs_seen){.events = events, .count = input->runs.count};
    return runs->count > 1 ? join_same(input, group, events, runs) : NULL;
}

/* Where no dump holds freed records, only addresses that came again tell of frees. */
static bool are_reused(const struct ht_trace *trace)
{
    for (size_t w = 0; w < trace->window_count; w++) {
        if (trace->windows[w].freed_count)
            return false;
    }
    return true;
}

struct ht_error *ht_runs_observe(const struct ht_group_input *input, const struct ht_group *group,
                                 struct ht_observation *seen)
{
    if (!input->runs.count || seen->looked)
        return NULL;
    struct ht_runs_seen *runs = ht_arena_alloc(input->trace->arena, sizeof *runs);
    if (!runs)
        return ht_error_nomem();
    bool told = input->runs.count == 1 && input->events > 1;
    struct ht_error *error = told ? observe_told(input, group, runs) : observe_traces(input, group, seen, runs);
    if (error)
        return error;
    if (are_reused(input->trace))
        runs->reused = seen->freed;
    else
        runs->freed = seen->freed;
    seen->runs = runs;
    return NULL;
}

void ht_runs_say_counts(const struct ht_runs_seen *seen, struct ht_strbuf *text)
{
    struct ht_runs_tally tally = ht_runs_count(seen);
    if (seen->count == 1 && tally.events == 1)
        ht_strbuf_adds(text, "one run of the section left it behind");
    else if (seen->count == 1)
        ht_strbuf_addf(text, "one run of the section left it behind %u times", tally.events);
    else if (tally.all_alike && seen->same)
        ht_strbuf_addf(text, "each of %u runs left the same behind", seen->count);
    else if (tally.all_alike)
        ht_strbuf_addf(text, "each of %u runs left %u behind", seen->count, seen->events[0]);
    else if (tally.leaving == 1 && tally.first == 0)
        ht_strbuf_addf(text, "only the first of %u runs left it behind", seen->count);
    else if (tally.leaving == 1)
        ht_strbuf_addf(text, "only run %u of %u left it behind", tally.first + 1, seen->count);
    else
        ht_strbuf_addf(text, "%u of %u runs left it behind", tally.leaving, seen->count);
}

void ht_runs_say_fate(const struct ht_runs_seen *seen, struct ht_strbuf *text)
{
    if (seen->reused)
        ht_strbuf_addf(text, "%u more were freed before a later run, which has their addresses again", seen->reused);
    else if (seen->freed)
        ht_strbuf_addf(text, "%u more of the same owner were freed within the section", seen->freed);
    else if (!seen->told && ht_runs_count(seen).leaving > 1)
        ht_strbuf_adds(text, "no run got an address of an earlier one: none of them was freed in between");
}

void ht_runs_say_decider(const struct ht_runs_seen *seen, struct ht_strbuf *text)
{
    if (seen->count == 1)
        ht_strbuf_adds(text, "made at first use? run the section again: what each run leaves behind is a leak, what "
                             "only the first one leaves is kept");
    else
        ht_strbuf_adds(text, "run the section more often: a leak comes again, what is kept does not");
}
