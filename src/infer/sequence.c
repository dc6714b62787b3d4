#include "infer/sequence.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/sort.h"
#include "infer/order.h"

/*
 * Pauses within events are of any length from a microsecond to a tenth of a second, log-uniform; one in a hundred is
 * longer, and of those one in ten a second and more: a server answers, a key is computed. Two in five would be of a
 * millisecond and more: a group that has fewer of these is made at a stretch, and has fewer of them and of long ones.
 */
#define PAUSE_SHORTEST 1e-6
#define PAUSE_MIDDLE 1e-3
#define PAUSE_LONG 0.1
#define PAUSE_LONGEST 10.0
#define LONG_SHARE 0.01

/*
 * No pause tells more than this, whatever the order tells: one in 250 within an event is longer, one in 2000 between
 * two is shorter.
 */
#define BITS_LOST_MOST 8.0
#define BITS_SAVED_MOST 11.0

/* Sizes that tell how many different ones there are. */
#define SIZES_SAMPLED ((size_t)4096)

/* Rounded, sums of them are exact, and the same on every machine. */
#define BITS_PARTS 64.0

/* A task moves to the other core between two blocks of one event once in 32 times: while it waits for something. */
#define BITS_MOVE 5.0

/* Records of two windows or of two tasks are never of one event. */
#define BITS_NEVER 1e7

/* An event on one core goes on behind so many records of the other one, after at most so many seconds. */
#define BETWEEN_MAX 64u
#define LANE_SECONDS 0.1

/* Cycles until a counter is where it was. */
#define WRAP 4294967296.0

/*
 * Seconds from one record to a later one, as far as the counter of their core tells; what other records between them
 * show of the time has certainly passed.
 */
static double pause_between(const struct ht_window *window, const struct ht_timeline *timeline, uint32_t from,
                            uint32_t to)
{
    const struct ht_record *a = &window->records[from], *b = &window->records[to];
    if (timeline->exact)
        return (double)(b->t_us - a->t_us) / 1e6;
    double passed = timeline->at[to] - timeline->at[from];
    return a->cpu == b->cpu ? fmax(ht_cycles_between(a, b) / timeline->hz, passed) : passed;
}

/* What the pauses of some records tell of all of them. */
struct pauses {
    double middle_share, long_share; /* of those within events: from PAUSE_MIDDLE on, from PAUSE_LONG on */
    double between; /* seconds: pauses between events are as dense, where they are short, as one in so many */
};

/*
 * Pauses between events are as dense, where they are short, as one in the mean pause, in a wrap where that is longer,
 * and where the counter sleeps in what it shows of a pause: n events leave n + 1 of them.
 */
static double space_between(const struct ht_timeline *timeline, double events)
{
    double wrap = WRAP / timeline->hz, mean = fmax(ht_timeline_observed(timeline) / (events + 1), PAUSE_SHORTEST);
    if (timeline->exact)
        return mean;
    return fmin(wrap, timeline->sleeping ? fmax(timeline->counted / timeline->nap_count, PAUSE_SHORTEST) : mean);
}

static struct pauses measure(const struct ht_timeline *timeline, const struct ht_sequence_item *items, size_t count)
{
    double events = 1, within = 0, middle = 0;
    for (size_t i = 1; i < count; i++) {
        events += items[i].pause >= PAUSE_LONG;
        within += items[i].pause < PAUSE_LONG;
        middle += items[i].pause < PAUSE_LONG && items[i].pause >= PAUSE_MIDDLE;
    }
    double share = log(PAUSE_LONG / PAUSE_MIDDLE) / log(PAUSE_LONG / PAUSE_SHORTEST);
    double seldom = fmin(1, (1 + middle) / (1 + share * within));
    return (struct pauses){share * seldom, LONG_SHARE * seldom, space_between(timeline, events)};
}

/* How dense pauses of a length are among those within events, in each unit of its logarithm. */
static double density_within(const struct pauses *pauses, double pause)
{
    if (pause >= PAUSE_LONG)
        return pauses->long_share * PAUSE_LONG / pause;
    if (pause >= PAUSE_MIDDLE)
        return pauses->middle_share / log(PAUSE_LONG / PAUSE_MIDDLE);
    return (1 - pauses->middle_share - pauses->long_share) / log(PAUSE_MIDDLE / PAUSE_SHORTEST);
}

/* Does the pause before an item tell something? Not from one core's counter to the other's, or between two tasks. */
static bool is_timed(const struct ht_window *window, const struct ht_timeline *timeline,
                     const struct ht_sequence_item *item)
{
    const struct ht_record *a = &window->records[item[-1].record], *b = &window->records[item->record];
    bool counted = !window->untimed && timeline->counted > 0 && a->cpu == b->cpu;
    return a->task == b->task && (timeline->exact || counted);
}

/* The odds of a pause, that it is within an event, not between two. */
static double pause_odds(const struct pauses *pauses, double pause)
{
    pause = fmax(pause, PAUSE_SHORTEST);
    return pause > PAUSE_LONGEST ? 0 : density_within(pauses, pause) * pauses->between / pause;
}

/* As far as the pause alone tells. */
static enum ht_order_place place_of(double odds)
{
    return odds < 1 ? HT_ORDER_BETWEEN : HT_ORDER_WITHIN;
}

/* Bits where no pause tells anything. */
static double untimed_bits(const struct ht_window *window, const struct ht_timeline *timeline,
                           const struct ht_sequence_item *to)
{
    if (window->records[to[-1].record].task != window->records[to->record].task)
        return -BITS_NEVER;
    if (!window->untimed && timeline->counted > 0)
        return -BITS_MOVE;
    return to->record == to[-1].record + 1 ? 0 : -BITS_LOST_MOST; /* no clock: what is next to it */
}

static double timed_bits(const struct ht_order *order, const struct ht_sequence_item *to)
{
    double odds = fmax(to->odds, exp2(-BITS_LOST_MOST)) * ht_order_odds(order, place_of(to->odds), to->pair);
    if (odds >= exp2(BITS_SAVED_MOST)) /* as in most events: no need of a logarithm */
        return BITS_SAVED_MOST;
    return round(log2(odds) * BITS_PARTS) / BITS_PARTS;
}

/* A run of records of one core that follow each other closely. */
struct lane {
    uint32_t last, place, number;
    bool open;
};

/*
 * Numbers the picked records so that sorting by number keeps together what one core did at a stretch, while the other
 * one did something else.
 */
static void number_lanes(const struct ht_window *window, const struct ht_timeline *timeline, const uint32_t *records,
                         size_t count, uint64_t *order)
{
    struct lane lanes[2] = {{0}};
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        struct lane *lane = &lanes[window->records[records[i]].cpu & 1];
        bool goes_on = lane->open && i - lane->place <= BETWEEN_MAX &&
                       pause_between(window, timeline, lane->last, records[i]) <= LANE_SECONDS;
        *lane = (struct lane){records[i], (uint32_t)i, goes_on ? lane->number : next++, true};
        order[i] = (uint64_t)lane->number << 32 | records[i];
    }
}

static void add_window(const struct ht_trace *trace, const struct ht_timeline *timeline, const struct ht_picks *picks,
                       const uint64_t *order, struct ht_sequence *sequence)
{
    const struct ht_window *window = &trace->windows[picks->window];
    struct ht_sequence_item *items = &sequence->items[sequence->count];
    for (size_t i = 0; i < picks->count; i++) {
        const struct ht_record *record = &window->records[(uint32_t)order[i]];
        struct ht_sequence_item *item = &items[i];
        item->window = picks->window;
        item->record = (uint32_t)order[i];
        item->chain = record->chain;
        item[1].sizes = item->sizes + ht_hash_mix(record->size);
        item[1].chains = item->chains + ht_hash_mix(UINT64_C(0x100000000) + record->chain);
        if (i)
            item->pause = pause_between(window, timeline, item[-1].record, item->record);
        item->pair = i && is_timed(window, timeline, item) ? 0 : HT_NO_PAIR;
        if (item->pair == HT_NO_PAIR)
            item->join = i ? untimed_bits(window, timeline, item) : -BITS_NEVER;
    }
    sequence->count += picks->count;
}

/* Weighs the pauses, and learns which chain follows which, within events and between them as far as the pauses tell. */
static struct ht_error *weigh_pauses(const struct ht_timeline *timeline, struct ht_sequence_item *items, size_t count,
                                     struct ht_order *order)
{
    struct pauses pauses = measure(timeline, items, count);
    struct ht_error *error = NULL;
    for (size_t i = 1; i < count && !error; i++) {
        items[i].odds = pause_odds(&pauses, items[i].pause);
        if (items[i].pair != HT_NO_PAIR)
            error = ht_order_add(order, place_of(items[i].odds), items[i - 1].chain, items[i].chain, &items[i].pair);
    }
    return error;
}

/* Weighs the joins of all windows, by the order in which chains follow each other in all of them. */
static struct ht_error *weigh_joins(const struct ht_timeline *timelines, const struct ht_picks *picks,
                                    size_t pick_count, struct ht_sequence *sequence)
{
    struct ht_order order;
    ht_order_init(&order);
    struct ht_error *error = NULL;
    struct ht_sequence_item *items = sequence->items;
    for (size_t p = 0; p < pick_count && !error; items += picks[p++].count)
        error = weigh_pauses(&timelines[picks[p].window], items, picks[p].count, &order);
    items = sequence->items;
    for (size_t i = 0; i < sequence->count && !error; i++) {
        items[i].join = items[i].pair == HT_NO_PAIR ? items[i].join : timed_bits(&order, &items[i]);
        items[i + 1].joins = items[i].joins + items[i].join;
    }
    ht_order_deinit(&order);
    return error;
}

static struct ht_error *weigh_literal(const struct ht_trace *trace, struct ht_sequence *sequence)
{
    size_t sampled = sequence->count < SIZES_SAMPLED ? sequence->count : SIZES_SAMPLED;
    uint32_t *sizes = malloc((sampled + 1) * sizeof *sizes);
    if (!sizes)
        return ht_error_nomem();
    for (size_t i = 0; i < sampled; i++)
        sizes[i] = trace->windows[sequence->items[i].window].records[sequence->items[i].record].size;
    ht_sort_u32(sizes, sampled);
    size_t distinct = 0;
    for (size_t i = 0; i < sampled; i++)
        distinct += i == 0 || sizes[i] != sizes[i - 1];
    sequence->literal = 1 + log2((double)distinct);
    free(sizes);
    return NULL;
}

struct ht_error *ht_sequence_make(const struct ht_trace *trace, const struct ht_timeline *timelines,
                                  const struct ht_picks *picks, size_t pick_count, struct ht_sequence *ret)
{
    size_t total = 0, most = 0;
    for (size_t p = 0; p < pick_count; p++) {
        total += picks[p].count;
        most = picks[p].count > most ? picks[p].count : most;
    }
    struct ht_sequence sequence = {.items = calloc(total + 1, sizeof *sequence.items)};
    uint64_t *order = malloc((most + 1) * sizeof *order);
    struct ht_error *error = sequence.items && order ? NULL : ht_error_nomem();
    for (size_t p = 0; p < pick_count && !error; p++) {
        const struct ht_timeline *timeline = &timelines[picks[p].window];
        number_lanes(&trace->windows[picks[p].window], timeline, picks[p].records, picks[p].count, order);
        ht_sort_u64(order, picks[p].count);
        add_window(trace, timeline, &picks[p], order, &sequence);
    }
    free(order);
    if (!error)
        error = weigh_joins(timelines, picks, pick_count, &sequence);
    if (!error)
        error = weigh_literal(trace, &sequence);
    if (error)
        ht_sequence_deinit(&sequence);
    else
        *ret = sequence;
    return error;
}

void ht_sequence_deinit(struct ht_sequence *sequence)
{
    free(sequence->items);
    *sequence = (struct ht_sequence){0};
}
