#include "infer/grouping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/burst.h"
#include "infer/burst_gap.h"
#include "infer/chain_repair.h"
#include "infer/sequence_split.h"
#include "infer/survival.h"

/* Chains are joined when the rarer one is allocated next to the other at least this share of the times that it is. */
#define JOIN_SHARE 0.6

/*
 * The same for a chain of nothing but allocators (strdup at a depth of 4), which is a chain of many callers at once:
 * nearly all of its records have to stand behind one group.
 */
#define LOOSE_SHARE 0.8

/*
 * A chain is joined with a rule's group, which is complete as it is, only when the two are allocated next to each other
 * nearly always, and so often.
 */
#define KEPT_SHARE 0.9
#define KEPT_MIN 5u

/* Blocks this close are made at once, by one event: of two events that share a burst by chance few come as close. */
#define AT_ONCE_SECONDS 0.0001

/* Records this close on one core are taken for one event when chains are compared. */
#define JOIN_SECONDS 0.03

/*
 * While groups are formed, a chain is a node of a forest; the root stands for the group. Nodes behind the chains stand
 * for signatures, for the sessions and for what cannot be attributed.
 */
struct forest {
    uint32_t *parent;
    uint32_t *runs; /* of a chain: how often one or more of its records in a row are allocated */
    bool *loose;    /* shows nothing but allocators, and is not joined yet */
    size_t count;
};

static uint32_t find_root(struct forest *forest, uint32_t node)
{
    while (forest->parent[node] != node) {
        forest->parent[node] = forest->parent[forest->parent[node]];
        node = forest->parent[node];
    }
    return node;
}

/* The root with the higher number wins: those behind the chains say what a group is. */
static void join(struct forest *forest, uint32_t a, uint32_t b)
{
    a = find_root(forest, a);
    b = find_root(forest, b);
    if (a < b)
        forest->parent[a] = b;
    else
        forest->parent[b] = a;
}

/* Two nodes that were allocated next to each other, and how often. */
struct neighbours {
    uint32_t a, b, count;
};

static int compare_neighbours(const void *x, const void *y)
{
    const struct neighbours *p = x, *q = y;
    if (p->a != q->a)
        return p->a > q->a ? 1 : -1;
    return (p->b > q->b) - (p->b < q->b);
}

/* Sorts pairs and adds up the counts of equal ones. */
static size_t merge_neighbours(struct neighbours *pairs, size_t count)
{
    size_t kept = 0;
    if (count)
        qsort(pairs, count, sizeof *pairs, compare_neighbours);
    for (size_t i = 0; i < count; i++) {
        if (kept && !compare_neighbours(&pairs[kept - 1], &pairs[i]))
            pairs[kept - 1].count += pairs[i].count;
        else
            pairs[kept++] = pairs[i];
    }
    return kept;
}

/* Pairs found so far. Few are distinct: those that were met lately are counted where they stand. */
struct neighbour_list {
    struct neighbours *pairs; /* not owned */
    size_t count;
    size_t lately[64]; /* by a hash of the pair: its place + 1 */
};

static void add_neighbours(struct neighbour_list *list, uint32_t x, uint32_t y)
{
    uint32_t a = x < y ? x : y, b = x < y ? y : x;
    size_t *place = &list->lately[(a * 31u + b) % 64];
    if (*place && list->pairs[*place - 1].a == a && list->pairs[*place - 1].b == b) {
        list->pairs[*place - 1].count++;
        return;
    }
    list->pairs[list->count++] = (struct neighbours){a, b, 1};
    *place = list->count;
}

/* How a chain may be joined with others. */
enum joining {
    JOINING_NEVER,  /* those of signatures other than a session's are complete as they are */
    JOINING_FREELY, /* those of sessions, and those that no signature knows */
    JOINING_LOOSE   /* those that show nothing but allocators, to one of the former that they stand behind */
};

static enum joining joining_of(const struct ht_attribution *attribution, uint32_t depth)
{
    if (attribution->signature)
        return attribution->signature->session ? JOINING_FREELY : JOINING_NEVER;
    return attribution->owner < depth ? JOINING_FREELY : JOINING_LOOSE;
}

/* May a rule's group be a part of what is allocated with it? What is kept, and what a socket has, may. */
static bool is_kept(const struct ht_signature *signature)
{
    return signature && (signature->class == HT_SIGNATURE_RETAINED || ht_signature_is_socket(signature));
}

/* Collects the pairs of one window, those with what is kept too if asked. pairs has room for record_count of them. */
static struct ht_error *find_neighbours(const struct ht_trace *trace, const struct ht_window *window, uint32_t cpu_hz,
                                        const struct ht_attribution *attributions, bool kept, struct forest *forest,
                                        struct neighbours *pairs, size_t *ret)
{
    size_t n = window->record_count;
    struct neighbour_list list = {.pairs = pairs};
    uint32_t *all = calloc(n ? n : 1, sizeof *all), *labels = malloc((n ? n : 1) * sizeof *labels);
    uint32_t *last = malloc((n ? n : 1) * sizeof *last); /* of each burst: its latest record */
    struct ht_error *error = NULL;
    if (!all || !labels || !last) {
        error = ht_error_nomem();
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        all[i] = (uint32_t)i;
    ht_bursts_label(window->records, all, n, (uint32_t)(JOIN_SECONDS * cpu_hz), labels);
    memset(last, 0xff, n * sizeof *last);
    for (size_t i = 0; i < n; i++) {
        uint32_t chain = window->records[i].chain;
        enum joining joining = joining_of(&attributions[chain], trace->chains.items[chain].depth);
        if (kept && is_kept(attributions[chain].signature))
            joining = JOINING_FREELY;
        if (joining == JOINING_NEVER)
            continue;
        uint32_t before = last[labels[i]], node = find_root(forest, chain);
        if (joining == JOINING_FREELY)
            last[labels[i]] = node;
        forest->runs[node] += before != node;
        if (before != UINT32_MAX && before != node)
            add_neighbours(&list, before, node);
    }
    *ret = merge_neighbours(pairs, list.count);
out:
    free(all);
    free(labels);
    free(last);
    return error;
}

/* Joins what may be joined freely, and returns how many pairs with a loose chain are left, at the front. */
static size_t join_free(struct forest *forest, struct neighbours *pairs, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = forest->runs[pairs[i].a], b = forest->runs[pairs[i].b];
        uint32_t rarer = a < b ? a : b;
        if (forest->loose[pairs[i].a] || forest->loose[pairs[i].b])
            pairs[left++] = pairs[i];
        else if (pairs[i].count >= 2 && pairs[i].count >= JOIN_SHARE * rarer)
            join(forest, pairs[i].a, pairs[i].b);
    }
    return left;
}

/* Joins each loose chain with the group that it stands behind: groups are whole by now, so count by them. */
static void join_loose(struct forest *forest, struct neighbours *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool first = forest->loose[pairs[i].a];
        uint32_t loose = first ? pairs[i].a : pairs[i].b, other = first ? pairs[i].b : pairs[i].a;
        pairs[i].a = loose;
        pairs[i].b = find_root(forest, other);
    }
    count = merge_neighbours(pairs, count);
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].count >= 2 && pairs[i].count >= LOOSE_SHARE * forest->runs[pairs[i].a]) {
            join(forest, pairs[i].a, pairs[i].b);
            forest->loose[pairs[i].a] = false;
        }
    }
}

/* Collects the pairs of all windows. */
static struct ht_error *find_all_neighbours(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                            const struct ht_group_window *windows, bool kept, struct forest *forest,
                                            struct neighbours *pairs, size_t *ret)
{
    size_t count = 0;
    memset(forest->runs, 0, forest->count * sizeof *forest->runs);
    for (size_t w = 0; w < trace->window_count; w++) {
        size_t found = 0;
        struct ht_error *error = find_neighbours(trace, &trace->windows[w], windows[w].cpu_hz, attributions, kept,
                                                 forest, pairs + count, &found);
        if (error)
            return error;
        count += found;
    }
    *ret = merge_neighbours(pairs, count);
    return NULL;
}

/* Nodes behind the chains stand for rules from here on: what a node's rule is, or NULL. */
static const struct ht_signature *rule_of(const struct ht_trace *trace, const struct ht_signature *const *list,
                                          size_t list_count, uint32_t node)
{
    size_t chains = trace->chains.count;
    return node >= chains && node < chains + list_count ? list[node - chains] : NULL;
}

/* Joins what is kept with what it is nearly always allocated with. Of two rules a connection's says what they are. */
static void join_kept(const struct ht_trace *trace, const struct ht_signature *const *list, size_t list_count,
                      struct forest *forest, const struct neighbours *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t a = find_root(forest, pairs[i].a), b = find_root(forest, pairs[i].b);
        const struct ht_signature *first = rule_of(trace, list, list_count, a);
        const struct ht_signature *second = rule_of(trace, list, list_count, b);
        uint32_t runs =
            forest->runs[pairs[i].a] > forest->runs[pairs[i].b] ? forest->runs[pairs[i].a] : forest->runs[pairs[i].b];
        size_t rules = trace->chains.count + list_count;
        if (a == b || a >= rules || b >= rules || (!first && !second) || (first && !is_kept(first)) ||
            (second && !is_kept(second)) || pairs[i].count < KEPT_MIN || pairs[i].count < KEPT_SHARE * runs)
            continue;
        if (first && second && first->connection)
            forest->parent[b] = a;
        else if (first && second && second->connection)
            forest->parent[a] = b;
        else
            join(forest, a, b);
    }
}

/* Joins the chains that are allocated together. */
static struct ht_error *join_neighbours(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                        const struct ht_group_window *windows, const struct ht_signature *const *list,
                                        size_t list_count, struct forest *forest)
{
    size_t most = 0, count = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        most += trace->windows[w].record_count;
    struct neighbours *pairs = malloc((most ? most : 1) * sizeof *pairs);
    if (!pairs)
        return ht_error_nomem();
    bool kept = false;
    for (size_t s = 0; s < list_count; s++)
        kept = kept || is_kept(list[s]);
    struct ht_error *error = find_all_neighbours(trace, attributions, windows, false, forest, pairs, &count);
    if (!error) {
        count = join_free(forest, pairs, count);
        join_loose(forest, pairs, count);
    }
    if (!error && kept)
        error = find_all_neighbours(trace, attributions, windows, true, forest, pairs, &count);
    if (!error && kept)
        join_kept(trace, list, list_count, forest, pairs, count);
    free(pairs);
    return error;
}

/* Where the nodes behind the chains stand. */
static uint32_t special_node(const struct ht_trace *trace, const struct ht_signature *const *list, size_t list_count,
                             const struct ht_attribution *attribution, uint32_t depth, uint32_t chain)
{
    uint32_t base = (uint32_t)trace->chains.count;
    if (attribution->signature && attribution->signature->session)
        return base + (uint32_t)list_count;
    if (joining_of(attribution, depth) != JOINING_NEVER)
        return chain;
    uint32_t s = 0;
    while (list[s] != attribution->signature)
        s++;
    return base + s;
}

/* The group of every chain, as the root of its tree. */
static struct ht_error *plant(const struct ht_trace *trace, const struct ht_attribution *attributions,
                              const struct ht_group_window *windows, const struct ht_signature *const *list,
                              size_t list_count, struct forest *forest)
{
    size_t chains = trace->chains.count;
    forest->count = chains + list_count + 2;
    forest->parent = malloc(forest->count * sizeof *forest->parent);
    forest->runs = calloc(forest->count, sizeof *forest->runs);
    forest->loose = calloc(forest->count, sizeof *forest->loose);
    if (!forest->parent || !forest->runs || !forest->loose)
        return ht_error_nomem();
    for (size_t i = 0; i < forest->count; i++)
        forest->parent[i] = (uint32_t)i;
    for (size_t i = 0; i < chains; i++) {
        uint32_t depth = trace->chains.items[i].depth;
        join(forest, (uint32_t)i, special_node(trace, list, list_count, &attributions[i], depth, (uint32_t)i));
        forest->loose[i] = joining_of(&attributions[i], depth) == JOINING_LOOSE;
    }
    struct ht_error *error = join_neighbours(trace, attributions, windows, list, list_count, forest);
    for (size_t i = 0; i < chains && !error; i++) {
        if (forest->loose[i])
            join(forest, (uint32_t)i, (uint32_t)(chains + list_count + 1));
    }
    return error;
}

/*
 * The pause that parts a group's events, in seconds, from the window that holds most of its records: a few records
 * alone describe shorter one by one than as bursts.
 */
static struct ht_error *choose_pause(const struct ht_trace *trace, const struct ht_group_window *windows,
                                     uint32_t *const *picks, const uint32_t *const *starts, size_t number, double *ret)
{
    size_t most = 0, fullest = 0;
    for (size_t w = 0; w < trace->window_count; w++) {
        size_t count = starts[w][number + 1] - starts[w][number];
        if (count > most) {
            most = count;
            fullest = w;
        }
    }
    *ret = 0;
    if (most == 0)
        return NULL;
    uint32_t gap = 0;
    struct ht_error *error = ht_bursts_choose_gap(
        trace->windows[fullest].records, picks[fullest] + starts[fullest][number], most, windows[fullest].cpu_hz, &gap);
    *ret = (double)gap / windows[fullest].cpu_hz;
    return error;
}

/* Cuts the records of one group, picked from each window, into bursts. */
static struct ht_error *cut(const struct ht_trace *trace, const struct ht_group_window *windows, uint32_t *const *picks,
                            const uint32_t *const *starts, size_t number, struct ht_group *group)
{
    double pause;
    uint32_t apart = trace->window_count ? (uint32_t)(AT_ONCE_SECONDS * windows[0].cpu_hz) : 0;
    struct ht_error *error = choose_pause(trace, windows, picks, starts, number, &pause);
    for (size_t w = 0; w < trace->window_count && !error; w++) {
        size_t count = starts[w][number + 1] - starts[w][number];
        uint32_t gap = (uint32_t)fmin(pause * windows[w].cpu_hz + 0.5, INT32_MAX);
        error = ht_bursts_cut(&group->shapes, trace->windows[w].records, (uint32_t)w, picks[w] + starts[w][number],
                              count, gap, &group->bursts);
    }
    if (!error)
        error = ht_bursts_repair(&group->shapes, trace->windows, apart, &group->bursts);
    if (!error)
        error = ht_bursts_split_by_sequence(&group->shapes, trace->windows, apart, &group->bursts);
    if (!error && group->kind == HT_GROUP_UNATTRIBUTED)
        error = ht_bursts_part_names(&group->shapes, trace->windows, &group->bursts);
    if (!error && group->kind != HT_GROUP_UNATTRIBUTED)
        error = ht_bursts_repair_by_chains(&group->shapes, trace->windows, apart, &group->bursts);
    for (size_t w = 0; w < trace->window_count && !error; w++)
        ht_bursts_mark_partial(&group->shapes, &trace->windows[w], (uint32_t)w, windows[w].full, &group->bursts);
    return error;
}

/* Is a record left to a later look? */
static bool is_left(const struct ht_group_window *window, size_t record)
{
    return window->twins && window->twins[record] != HT_NO_TWIN;
}

/* Sorts the records of each window by group: starts[w][g] is where group g begins in picks[w]. */
static struct ht_error *pick(const struct ht_trace *trace, const struct ht_group_window *windows,
                             const uint32_t *group_of, size_t group_count, uint32_t **picks, uint32_t **starts)
{
    for (size_t w = 0; w < trace->window_count; w++) {
        const struct ht_window *window = &trace->windows[w];
        size_t n = window->record_count;
        picks[w] = malloc((n ? n : 1) * sizeof **picks);
        starts[w] = calloc(group_count + 2, sizeof **starts);
        if (!picks[w] || !starts[w])
            return ht_error_nomem();
        /* Counted two places on, so that after the records are placed each start stands where it belongs. */
        for (size_t i = 0; i < n; i++) {
            if (!is_left(&windows[w], i))
                starts[w][group_of[window->records[i].chain] + 2]++;
        }
        for (size_t g = 2; g < group_count + 2; g++)
            starts[w][g] += starts[w][g - 1];
        for (size_t i = 0; i < n; i++) {
            if (!is_left(&windows[w], i))
                picks[w][starts[w][group_of[window->records[i].chain] + 1]++] = (uint32_t)i;
        }
    }
    return NULL;
}

static struct ht_error *cut_groups(const struct ht_trace *trace, const struct ht_group_window *windows,
                                   const uint32_t *group_of, struct ht_groups *groups)
{
    size_t count = trace->window_count ? trace->window_count : 1;
    uint32_t **picks = calloc(count, sizeof *picks), **starts = calloc(count, sizeof *starts);
    struct ht_error *error = picks && starts ? NULL : ht_error_nomem();
    if (!error)
        error = pick(trace, windows, group_of, groups->count, picks, starts);
    for (size_t g = 0; g < groups->count && !error; g++)
        error = cut(trace, windows, picks, (const uint32_t *const *)starts, g, &groups->items[g]);
    for (size_t w = 0; w < count; w++) {
        if (picks)
            free(picks[w]);
        if (starts)
            free(starts[w]);
    }
    free(picks);
    free(starts);
    return error;
}

/* Numbers the roots that stand for chains, in order of the first chain, and describes their groups. */
static void number_groups(struct ht_arena *arena, const struct ht_trace *trace, struct forest *forest,
                          const struct ht_signature *const *list, size_t list_count, uint32_t *group_of,
                          struct ht_groups *groups)
{
    size_t chains = trace->chains.count;
    uint32_t *number = forest->runs; /* done with: now root -> group + 1 */
    memset(number, 0, forest->count * sizeof *number);
    for (size_t i = 0; i < chains; i++) {
        uint32_t root = find_root(forest, (uint32_t)i);
        if (!number[root]) {
            struct ht_group *group = &groups->items[groups->count++];
            number[root] = (uint32_t)groups->count;
            ht_shapes_init(&group->shapes, arena);
            if (root < chains) {
                group->kind = HT_GROUP_JOINED;
            } else if (root < chains + list_count) {
                group->kind = HT_GROUP_SIGNATURE;
                group->signature = list[root - chains];
            } else {
                group->kind = root == chains + list_count ? HT_GROUP_SESSIONS : HT_GROUP_UNATTRIBUTED;
            }
        }
        group_of[i] = number[root] - 1;
    }
}

struct ht_error *ht_groups_create(struct ht_arena *arena, const struct ht_trace *trace,
                                  const struct ht_attribution *attributions, const struct ht_group_window *windows,
                                  struct ht_groups *ret)
{
    size_t chains = trace->chains.count, list_count = 0;
    struct forest forest = {0};
    struct ht_groups groups = {.items = calloc(chains ? chains : 1, sizeof *groups.items)};
    uint32_t *group_of = malloc((chains ? chains : 1) * sizeof *group_of);
    const struct ht_signature **list = malloc((chains ? chains : 1) * sizeof(*list));
    struct ht_error *error = groups.items && group_of && list ? NULL : ht_error_nomem();
    for (size_t i = 0; i < chains && !error; i++) {
        size_t s = 0;
        while (s < list_count && list[s] != attributions[i].signature)
            s++;
        if (s == list_count && attributions[i].signature)
            list[list_count++] = attributions[i].signature;
    }
    if (!error)
        error = plant(trace, attributions, windows, list, list_count, &forest);
    if (!error) {
        number_groups(arena, trace, &forest, list, list_count, group_of, &groups);
        error = cut_groups(trace, windows, group_of, &groups);
    }
    free(forest.parent);
    free(forest.runs);
    free(forest.loose);
    free(group_of);
    free(list);
    if (error)
        ht_groups_deinit(&groups);
    else
        *ret = groups;
    return error;
}

void ht_groups_deinit(struct ht_groups *groups)
{
    if (!groups)
        return;
    for (size_t i = 0; groups->items && i < groups->count; i++) {
        ht_shapes_deinit(&groups->items[i].shapes);
        ht_bursts_deinit(&groups->items[i].bursts);
    }
    free(groups->items);
    *groups = (struct ht_groups){0};
}
