#include "infer/group_join.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"

/* Two groups are of the same events when so many of the more frequent one's bursts stand beside the other's. */
#define SAME_SHARE 0.8

/* Beside: one begins before the other has ended for so many seconds. Pauses within an event are rarely longer. */
#define BESIDE_SECONDS 0.03

/* Where the counter sleeps, so much of the pauses that it shows: by chance one in ten stands as near. */
#define BESIDE_SHARE 0.1

/* So many bursts behind one are looked at. */
enum { LOOK_AHEAD = 6 };

/* A burst of some group. */
struct place {
    uint32_t window, first; /* its first record */
    uint32_t end;           /* behind its last one; 0: no burst */
    uint32_t group;
};

/* Two groups that stand beside each other, and how often; a is less than b. */
struct pair {
    uint32_t a, b, count;
};

/* From the heap. */
struct pairs {
    struct pair *items;
    size_t count, capacity;
};

static int compare_counts(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->count != y->count)
        return HT_ORDER(y->count, x->count);
    if (x->a != y->a)
        return HT_ORDER(x->a, y->a);
    return HT_ORDER(x->b, y->b);
}

/* What stands there while a connection is open: sessions, and what the network stack has for each. */
static bool is_connection(const struct ht_group *group)
{
    return group->kind == HT_GROUP_SESSIONS ||
           (group->kind == HT_GROUP_RULE && ht_signature_is_connection(group->signature));
}

static bool may_join(const struct ht_group *group)
{
    return (group->kind == HT_GROUP_OWNER || is_connection(group)) && !group->freed;
}

static bool is_beside(const struct ht_group_input *input, const struct place *first, const struct place *second)
{
    const struct ht_timeline *timeline = &input->timelines[first->window];
    if (first->window != second->window)
        return false;
    if (!(timeline->counted > 0)) /* no clock: what stands next to it */
        return second->first <= first->end;
    double most = BESIDE_SECONDS;
    if (timeline->sleeping)
        most = fmin(most, BESIDE_SHARE * timeline->counted / timeline->nap_count);
    return timeline->at[second->first] - timeline->at[first->end - 1] <= most;
}

/*
 * Lists the bursts in order of window and first record. No two begin with one record, so that each is put where its
 * first one stands among all, and the gaps are closed: on a million records a tenth of the time that sorting takes.
 * places has room for all records, cleared, and starts for all windows.
 */
static size_t list_places(const struct ht_trace *trace, const struct ht_groups *groups, size_t *starts,
                          struct place *places)
{
    size_t total = 0, count = 0;
    for (size_t w = 0; w < trace->window_count; w++) {
        starts[w] = total;
        total += trace->windows[w].record_count;
    }
    for (uint32_t g = 0; g < groups->count; g++) {
        for (size_t b = 0; may_join(&groups->items[g]) && b < groups->items[g].bursts.count; b++) {
            const struct ht_burst *burst = &groups->items[g].bursts.items[b];
            uint32_t first = burst->records[0], end = burst->records[burst->count - 1] + 1;
            places[starts[burst->window] + first] = (struct place){burst->window, first, end, g};
        }
    }
    for (size_t i = 0; i < total; i++) {
        if (places[i].end)
            places[count++] = places[i];
    }
    return count;
}

/* Lists each time that two groups stand beside each other. keys has room for LOOK_AHEAD a place. */
static size_t list_meetings(const struct ht_group_input *input, const struct place *places, size_t count,
                            uint64_t *keys)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        size_t first = n;
        for (size_t k = i + 1; k < count && k <= i + LOOK_AHEAD && is_beside(input, &places[i], &places[k]); k++) {
            uint64_t x = places[i].group, y = places[k].group, key = x < y ? x << 32 | y : y << 32 | x;
            if (x == y)
                break;
            size_t same = first; /* a burst stands beside another group once */
            while (same < n && keys[same] != key)
                same++;
            if (same == n)
                keys[n++] = key;
        }
    }
    ht_sort_u64(keys, n);
    return n;
}

/* The pairs that meet, the most frequent first. */
static struct ht_error *count_pairs(const uint64_t *keys, size_t count, struct pairs *pairs)
{
    for (size_t i = 0; i < count; i++) {
        struct pair pair = {(uint32_t)(keys[i] >> 32), (uint32_t)keys[i], 0};
        if (i == 0 || keys[i] != keys[i - 1]) {
            if (!HT_VEC_PUSH(pairs->items, pairs->count, pairs->capacity, pair))
                return ht_error_nomem();
        }
        pairs->items[pairs->count - 1].count++;
    }
    ht_sort(pairs->items, pairs->count, sizeof *pairs->items, compare_counts);
    return NULL;
}

/* Finds the pairs of groups that stand beside each other, the most frequent first. */
static struct ht_error *find_pairs(const struct ht_group_input *input, const struct ht_groups *groups,
                                   struct pairs *pairs)
{
    size_t bursts = 0, records = 0;
    for (size_t g = 0; g < groups->count; g++)
        bursts += groups->items[g].bursts.count;
    for (size_t w = 0; w < input->trace->window_count; w++)
        records += input->trace->windows[w].record_count;
    size_t *starts = malloc((input->trace->window_count + 1) * sizeof *starts);
    struct place *places = calloc(records + 1, sizeof *places);
    uint64_t *keys = malloc((bursts + 1) * LOOK_AHEAD * sizeof *keys);
    struct ht_error *error = starts && places && keys ? NULL : ht_error_nomem();
    if (!error) {
        size_t count = list_places(input->trace, groups, starts, places);
        count = list_meetings(input, places, count, keys);
        error = count_pairs(keys, count, pairs);
    }
    free(starts);
    free(places);
    free(keys);
    return error;
}

/* May two be one by who holds their blocks? Says who holds both. */
static bool same_holder(const struct ht_group *x, const struct ht_group *y, enum ht_holder *ret)
{
    *ret = x->holder == HT_HOLDER_STRING ? y->holder : x->holder;
    if (x->holder == y->holder)
        return true;
    return *ret != HT_HOLDER_COLLECTOR && (x->holder == HT_HOLDER_STRING || y->holder == HT_HOLDER_STRING);
}

/* Are two of the same events? counts: their bursts, each for itself. */
static bool is_same(const struct ht_group *x, const struct ht_group *y, const struct pair *pair, const size_t *counts)
{
    size_t more = counts[pair->a] > counts[pair->b] ? counts[pair->a] : counts[pair->b];
    if (is_connection(x) && is_connection(y))
        return false;
    if (is_connection(x) || is_connection(y)) /* what is made for some connections goes with them; others have none */
        more = is_connection(x) ? counts[pair->b] : counts[pair->a];
    return pair->count >= SAME_SHARE * (double)more;
}

static struct ht_error *move_bursts(struct ht_group *to, struct ht_group *from)
{
    struct ht_error *error = NULL;
    for (size_t b = 0; b < from->bursts.count && !error; b++)
        error = ht_bursts_add(&to->bursts, &from->bursts.items[b]);
    ht_bursts_deinit(&from->bursts);
    to->named = to->named || from->named;
    to->plumbing = to->plumbing && from->plumbing;
    return error;
}

static uint32_t root_of(uint32_t *into, uint32_t group)
{
    while (into[group] != group)
        group = into[group] = into[into[group]];
    return group;
}

/* Joins the pairs, the most frequent first; a group that is joined is known by the group it went into. */
static struct ht_error *join_pairs(const struct ht_group_input *input, const struct pairs *pairs,
                                   struct ht_groups *groups)
{
    uint32_t *into = malloc((groups->count + 1) * sizeof *into);
    bool *grown = calloc(groups->count + 1, sizeof *grown);
    size_t *counts = malloc((groups->count + 1) * sizeof *counts);
    struct ht_error *error = into && grown && counts ? NULL : ht_error_nomem();
    for (uint32_t g = 0; g < groups->count && !error; g++) {
        into[g] = g;
        counts[g] = groups->items[g].bursts.count;
    }
    for (size_t i = 0; i < pairs->count && !error; i++) {
        const struct pair *pair = &pairs->items[i];
        uint32_t a = root_of(into, pair->a), b = root_of(into, pair->b);
        struct ht_group *x = &groups->items[a], *y = &groups->items[b];
        enum ht_holder holder;
        if (a == b || !same_holder(x, y, &holder) ||
            !is_same(&groups->items[pair->a], &groups->items[pair->b], pair, counts))
            continue;
        uint32_t to = is_connection(y) ? b : a, from = to == a ? b : a;
        groups->items[to].holder = holder;
        grown[to] = true;
        error = move_bursts(&groups->items[to], &groups->items[from]);
        into[from] = to;
    }
    for (uint32_t g = 0; g < groups->count && !error; g++) {
        if (grown[g])
            error = ht_group_cut_again(input, &groups->items[g]);
    }
    free(into);
    free(grown);
    free(counts);
    return error;
}

struct ht_error *ht_groups_join(const struct ht_group_input *input, struct ht_groups *groups)
{
    struct pairs pairs = {0};
    struct ht_error *error = find_pairs(input, groups, &pairs);
    if (!error)
        error = join_pairs(input, &pairs, groups);
    free(pairs.items);
    ht_groups_drop_empty(groups);
    return error;
}
