#include "infer/events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "infer/makes.h"

/* Of a burst whose chains come again with other sizes, so much of what writing those out takes. */
#define VARYING_SHARE 0.75

/* What a reference takes at least, so that fewer bursts are better. */
#define BITS_REFERENCE 0.125

/* To say that a burst is written out, and how long it is, at least: more where all others come again. */
#define BITS_LITERAL 4.0

/* Guesses to begin with: pauses that save fewer bits than these part events. */
static const double guesses[] = {-6, -3, 0, 3, 6};

/* More guesses: events begin with the records of one chain and size, which come so often or more. */
enum { STARTERS_MAX = 6, STARTER_MIN = 2 };

/* Lengths of makes that are tried, the most used ones; and how often the cut is improved. */
enum { LENGTHS_MAX = 32, ROUNDS_MAX = 4 };

/* Sequences longer than this are cut from every other guess about pauses alone. */
#define LONG_SEQUENCE 20000u

/* How many logarithms are remembered. */
enum { RARITIES = 64 };

struct rarity {
    size_t start_count;
    uint32_t uses;
    double bits;
};

struct work {
    struct ht_sequence sequence;
    struct ht_makes sizes, chains;
    uint32_t *starts, *best; /* where bursts begin, of a way of cutting and of the best one; with one more: the end */
    size_t start_count, best_count;
    double best_bits;
    double begin;   /* bits that it takes to begin a burst that is written out */
    double *cost;   /* of each place: bits up to there, at best */
    uint32_t *from; /* and where the last burst begins */
    uint32_t lengths[LENGTHS_MAX];
    size_t length_count;
    struct rarity rarities[RARITIES]; /* each at its uses, modulo their number */
};

static double joined(const struct work *work, uint32_t start, uint32_t end)
{
    return work->sequence.items[end].joins - work->sequence.items[start + 1].joins;
}

/* Counts the makes of the bursts of a cut. */
static void count_makes(struct work *work)
{
    const struct ht_sequence_item *items = work->sequence.items;
    ht_makes_clear(&work->sizes);
    ht_makes_clear(&work->chains);
    for (size_t b = 0; b < work->start_count; b++) {
        uint32_t start = work->starts[b], end = work->starts[b + 1];
        ht_makes_add(&work->sizes, items[end].sizes - items[start].sizes, end - start);
        ht_makes_add(&work->chains, items[end].chains - items[start].chains, end - start);
    }
    /* Of what comes neither with the same sizes nor with the same chains again: no more than of either. */
    double alone = fmin((double)ht_makes_alone(&work->sizes), (double)ht_makes_alone(&work->chains));
    work->begin = fmax(BITS_LITERAL, log2((double)(work->start_count + 1) / (alone + 1)));
}

/* log2(start_count / uses); from the last time, if it was asked for then: what comes again comes again and again. */
static double log_rarity(struct work *work, uint32_t uses)
{
    struct rarity *rarity = &work->rarities[uses % RARITIES];
    if (rarity->uses != uses || rarity->start_count != work->start_count)
        *rarity = (struct rarity){work->start_count, uses, log2((double)work->start_count / uses)};
    return rarity->bits;
}

/* Bits of a burst whose make is used so often: to refer to it, and its share of writing the make out once. */
static double reference(struct work *work, uint32_t uses, uint32_t count)
{
    return BITS_REFERENCE + log_rarity(work, uses) + work->sequence.literal * count / uses;
}

/* Bits of a burst by what the makes tell, in the shorter way, or INFINITY when it does not come again. */
static double repeated_bits(struct work *work, uint32_t start, uint32_t end)
{
    const struct ht_sequence_item *items = work->sequence.items;
    uint32_t count = end - start;
    uint32_t sizes = ht_makes_uses(&work->sizes, items[end].sizes - items[start].sizes, count);
    double same = sizes > 1 ? reference(work, sizes, count) : INFINITY;
    if (same < VARYING_SHARE * work->sequence.literal * count)
        return same;
    uint32_t chains = ht_makes_uses(&work->chains, items[end].chains - items[start].chains, count);
    double varying = reference(work, chains, count) + VARYING_SHARE * work->sequence.literal * count;
    return chains > 1 ? fmin(same, varying) : same;
}

/* Bits of the whole cut. Its makes are counted. */
static double describe(struct work *work)
{
    double bits = 0;
    for (size_t b = 0; b < work->start_count; b++) {
        uint32_t start = work->starts[b], end = work->starts[b + 1];
        double literal = work->begin + work->sequence.literal * (end - start);
        bits += fmin(literal, repeated_bits(work, start, end)) - joined(work, start, end);
    }
    return bits;
}

/* Is this cut the best so far? Then it is kept. */
static bool keep_best(struct work *work)
{
    count_makes(work);
    double bits = describe(work);
    if (work->best_count && bits >= work->best_bits)
        return false;
    work->best_bits = bits;
    work->best_count = work->start_count;
    memcpy(work->best, work->starts, (work->start_count + 1) * sizeof *work->best);
    return true;
}

static void guess_by_pauses(struct work *work, double least)
{
    work->start_count = 0;
    for (uint32_t i = 0; i < work->sequence.count; i++) {
        if (work->sequence.items[i].join < least)
            work->starts[work->start_count++] = i;
    }
    work->starts[work->start_count] = (uint32_t)work->sequence.count;
    keep_best(work);
}

static uint64_t starter_of(const struct ht_trace *trace, const struct ht_sequence_item *item)
{
    const struct ht_record *record = &trace->windows[item->window].records[item->record];
    return (uint64_t)record->chain << 32 | record->size;
}

/* Events that begin with what a few of the records are: the first ones of the sequence that come again. */
static void guess_by_starters(const struct ht_trace *trace, struct work *work)
{
    const struct ht_sequence_item *items = work->sequence.items;
    uint64_t tried[STARTERS_MAX];
    size_t tries = 0;
    for (uint32_t i = 0; i < work->sequence.count && tries < STARTERS_MAX; i++) {
        uint64_t starter = starter_of(trace, &items[i]);
        bool known = false;
        for (size_t k = 0; k < tries; k++)
            known = known || tried[k] == starter;
        if (known)
            continue;
        work->start_count = 0;
        uint32_t times = 0;
        for (uint32_t k = 0; k < work->sequence.count; k++) {
            bool starts = starter_of(trace, &items[k]) == starter;
            times += starts;
            if (k == 0 || starts || items[k].window != items[k - 1].window)
                work->starts[work->start_count++] = k;
        }
        work->starts[work->start_count] = (uint32_t)work->sequence.count;
        tried[tries++] = starter;
        if (times >= STARTER_MIN)
            keep_best(work);
    }
}

struct length_uses {
    uint32_t length, uses;
};

static int compare_uses(const void *a, const void *b)
{
    const struct length_uses *x = a, *y = b;
    if (x->uses != y->uses)
        return HT_ORDER(y->uses, x->uses);
    return HT_ORDER(x->length, y->length);
}

static int compare_lengths(const void *a, const void *b)
{
    const struct length_uses *x = a, *y = b;
    return HT_ORDER(x->length, y->length);
}

/* The lengths of makes that come again, the most used ones. scratch has room for two a burst. */
static void find_lengths(struct work *work, struct length_uses *scratch)
{
    size_t count = 0, kept = 0;
    const struct ht_makes *tables[] = {&work->sizes, &work->chains};
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->used; i++) {
            const struct ht_make *make = &tables[t]->slots[tables[t]->taken[i]];
            if (make->uses > 1)
                scratch[count++] = (struct length_uses){make->count, make->uses};
        }
    }
    ht_sort(scratch, count, sizeof *scratch, compare_lengths);
    for (size_t i = 0; i < count; i++) {
        if (kept && scratch[kept - 1].length == scratch[i].length)
            scratch[kept - 1].uses += scratch[i].uses;
        else
            scratch[kept++] = scratch[i];
    }
    ht_sort(scratch, kept, sizeof *scratch, compare_uses);
    work->length_count = 0;
    for (size_t i = 0; i < kept && i < LENGTHS_MAX; i++)
        work->lengths[work->length_count++] = scratch[i].length;
    ht_sort_u32(work->lengths, work->length_count);
}

/* The cheapest cut by the makes as they are counted: dynamic programming over the places. */
static void improve(struct work *work)
{
    uint32_t n = (uint32_t)work->sequence.count, open_start = 0;
    double open = INFINITY; /* bits up to here with a burst that is written out and goes on */
    work->cost[0] = 0;
    for (uint32_t end = 1; end <= n; end++) {
        double begun = work->cost[end - 1] + work->begin;
        double gone_on = open - work->sequence.items[end - 1].join;
        if (begun <= gone_on)
            open_start = end - 1;
        open = fmin(begun, gone_on) + work->sequence.literal;
        work->cost[end] = open;
        work->from[end] = open_start;
        for (size_t k = 0; k < work->length_count && work->lengths[k] <= end; k++) {
            uint32_t start = end - work->lengths[k];
            double bits = work->cost[start] - joined(work, start, end);
            if (bits >= work->cost[end])
                continue;
            bits += repeated_bits(work, start, end);
            if (bits < work->cost[end]) {
                work->cost[end] = bits;
                work->from[end] = start;
            }
        }
    }
    size_t count = 0;
    for (uint32_t end = n; end; end = work->from[end])
        work->best[count++] = work->from[end]; /* scratch: backwards */
    for (size_t i = 0; i < count; i++)
        work->starts[i] = work->best[count - 1 - i];
    work->starts[count] = n;
    work->start_count = count;
}

static struct ht_error *cut(const struct ht_trace *trace, struct work *work)
{
    bool is_long = work->sequence.count > LONG_SEQUENCE;
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i += is_long ? 2 : 1)
        guess_by_pauses(work, guesses[i]);
    if (!is_long)
        guess_by_starters(trace, work);
    struct length_uses *scratch = malloc((2 * work->sequence.count + 1) * sizeof *scratch);
    uint32_t *kept = malloc((work->sequence.count + 1) * sizeof *kept);
    struct ht_error *error = scratch && kept ? NULL : ht_error_nomem();
    for (int round = 0; round < ROUNDS_MAX && !error; round++) {
        work->start_count = work->best_count;
        memcpy(work->starts, work->best, (work->best_count + 1) * sizeof *work->best);
        memcpy(kept, work->best, (work->best_count + 1) * sizeof *work->best);
        count_makes(work);
        find_lengths(work, scratch);
        improve(work);
        memcpy(work->best, kept, (work->best_count + 1) * sizeof *work->best);
        if (!keep_best(work))
            break;
    }
    free(scratch);
    free(kept);
    return error;
}

/* Adds the bursts of the best cut. */
static struct ht_error *add_bursts(const struct ht_trace *trace, const struct work *work, struct ht_bursts *bursts)
{
    const struct ht_sequence_item *items = work->sequence.items;
    uint32_t *records = ht_arena_array(trace->arena, work->sequence.count, sizeof *records);
    struct ht_error *error = records ? NULL : ht_error_nomem();
    for (size_t b = 0; b < work->best_count && !error; b++) {
        uint32_t start = work->best[b], end = work->best[b + 1];
        for (uint32_t i = start; i < end; i++)
            records[i] = items[i].record;
        ht_sort_u32(records + start, end - start);
        struct ht_burst burst = {
            .window = items[start].window,
            .count = end - start,
            .records = records + start,
            .shape = items[end].sizes - items[start].sizes + (end - start),
        };
        error = ht_bursts_add(bursts, &burst);
    }
    ht_bursts_sort(bursts);
    return error;
}

struct ht_error *ht_events_cut(const struct ht_trace *trace, const struct ht_timeline *timelines,
                               const struct ht_picks *picks, size_t pick_count, struct ht_bursts *bursts)
{
    struct work work = {0};
    struct ht_error *error = ht_sequence_make(trace, timelines, picks, pick_count, &work.sequence);
    if (error)
        return error;
    size_t n = work.sequence.count + 1;
    work.starts = malloc(n * sizeof *work.starts);
    work.best = malloc(n * sizeof *work.best);
    work.cost = malloc(n * sizeof *work.cost);
    work.from = malloc(n * sizeof *work.from);
    if (!work.starts || !work.best || !work.cost || !work.from)
        error = ht_error_nomem();
    if (!error)
        error = ht_makes_init(&work.sizes, n);
    if (!error)
        error = ht_makes_init(&work.chains, n);
    if (!error)
        error = cut(trace, &work);
    if (!error)
        error = add_bursts(trace, &work, bursts);
    ht_sequence_deinit(&work.sequence);
    ht_makes_deinit(&work.sizes);
    ht_makes_deinit(&work.chains);
    free(work.starts);
    free(work.best);
    free(work.cost);
    free(work.from);
    return error;
}
