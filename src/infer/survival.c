#include "infer/survival.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/sort.h"
#include "base/table.h"
#include "infer/timeline.h"

/* That only what is oldest was freed, by chance, is told from a loss at one in a thousand. */
#define LOSS_DOUBT 1e-3

/*
 * What lived for a moment has filled the buffer, which may be a quarter full now: a TLS handshake holds more than 256
 * blocks at its peak, and some 140 of a full buffer of 256 are left at the end.
 */
#define LEFT_LEAST 4

static bool same_block(const struct ht_record *a, const struct ht_record *b)
{
    return a->addr == b->addr && a->ccount == b->ccount && a->size == b->size && a->chain == b->chain;
}

/* A record of a window. */
struct place {
    uint32_t window, record;
};

/* Where each block is seen in the looks behind the one at hand: the nearest of them. */
struct index {
    struct ht_table table; /* of the places of blocks */
    struct place *places;
    uint32_t count;
};

/* Room for count blocks. */
static struct ht_error *index_init(size_t count, struct index *index)
{
    ht_table_init(&index->table);
    index->places = malloc((count + 1) * sizeof *index->places);
    index->count = 0;
    return index->places ? ht_table_reserve(&index->table) : ht_error_nomem();
}

static void index_deinit(struct index *index)
{
    ht_table_deinit(&index->table);
    free(index->places);
}

static struct ht_table_place start(const struct index *index, const struct ht_record *record)
{
    const uint32_t key[] = {record->addr, record->ccount, record->size, record->chain};
    return ht_table_start(&index->table, ht_table_hash(&index->table, key, sizeof key / sizeof *key));
}

/* Goes on from there to the block's place; NULL when it has none: then the walk has come to where it belongs. */
static struct place *walk(const struct index *index, const struct ht_trace *trace, const struct ht_record *record,
                          struct ht_table_place *at)
{
    while (ht_table_next(&index->table, at)) {
        struct place *place = &index->places[at->number];
        if (same_block(record, &trace->windows[place->window].records[place->record]))
            return place;
    }
    return NULL;
}

static const struct place *find(const struct index *index, const struct ht_trace *trace, const struct ht_record *record)
{
    struct ht_table_place at = start(index, record);
    return walk(index, trace, record, &at);
}

/* Has it a clock? Without one two boots of a device look alike: the same addresses, sizes and chains. */
static bool has_clock(const struct ht_window *window)
{
    for (size_t i = 0; i < window->record_count; i++) {
        if (window->records[i].ccount != window->records[0].ccount || window->records[i].t_us >= 0)
            return true;
    }
    return window->record_count == 1 && window->records[0].ccount;
}

/* A block of a nearer look takes the place of a farther one; equal ones in a look, which no device writes, share it. */
static struct ht_error *add_blocks(struct index *index, const struct ht_trace *trace, uint32_t number)
{
    const struct ht_window *window = &trace->windows[number];
    uint32_t count = has_clock(window) ? (uint32_t)window->record_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        struct ht_error *error = ht_table_reserve(&index->table);
        if (error)
            return error;
        struct ht_table_place at = start(index, &window->records[i]);
        struct place *place = walk(index, trace, &window->records[i], &at);
        if (!place) {
            ht_table_add(&index->table, &at, index->count);
            place = &index->places[index->count++];
        }
        *place = (struct place){number, i};
    }
    return NULL;
}

/* Finds the twins of a window in the nearest look behind it that shares a block with it; order: of each window. */
static struct ht_error *match(struct ht_arena *arena, const struct ht_trace *trace, const struct index *index,
                              const uint32_t *order, const double *seconds, uint32_t number, struct ht_survival *items)
{
    const struct ht_window *window = &trace->windows[number];
    struct ht_survival *survival = &items[number];
    for (size_t i = 0; i < window->record_count; i++) {
        const struct place *place = find(index, trace, &window->records[i]);
        if (place && (survival->later == HT_NO_TWIN || order[place->window] < order[survival->later]))
            survival->later = place->window;
    }
    if (survival->later == HT_NO_TWIN)
        return NULL;
    struct ht_survival *later = &items[survival->later];
    if (!later->seen)
        later->seen = ht_arena_array(arena, trace->windows[survival->later].record_count, sizeof *later->seen);
    survival->twins = ht_arena_array(arena, window->record_count, sizeof *survival->twins);
    if (!later->seen || !survival->twins)
        return ht_error_nomem();
    size_t all = 0;
    for (size_t i = 0; i < window->record_count; i++) {
        const struct place *place = find(index, trace, &window->records[i]);
        bool shown = place && place->window == survival->later;
        survival->twins[i] = shown ? place->record : HT_NO_TWIN;
        if (shown)
            later->seen[place->record] = 1;
        if (shown && all == 0)
            survival->first = (uint32_t)i;
        all += shown;
    }
    survival->whole = trace->windows[survival->later].overflowed == 0;
    survival->repeated =
        all == window->record_count && all == trace->windows[survival->later].record_count &&
        !(seconds[number] > 0 && seconds[survival->later] > 0 && seconds[number] != seconds[survival->later]);
    if (survival->repeated)
        later->seen = NULL;
    return NULL;
}

/* A window, to be put into the order of looks. */
struct look {
    double seconds;
    uint32_t window;
};

static int compare_looks(const void *a, const void *b)
{
    const struct look *x = a, *y = b;
    if (x->seconds != y->seconds)
        return HT_ORDER(x->seconds, y->seconds);
    return HT_ORDER(x->window, y->window);
}

/* The windows by age, the oldest first, and the place of each in that order: by length where it is known of all, else
 * as given. */
static void sort_looks(const double *seconds, size_t count, struct look *looks, uint32_t *order)
{
    bool known = true;
    for (uint32_t w = 0; w < count; w++) {
        looks[w] = (struct look){seconds[w], w};
        known = known && seconds[w] > 0;
    }
    if (known)
        qsort(looks, count, sizeof *looks, compare_looks);
    for (uint32_t i = 0; i < count; i++)
        order[looks[i].window] = i;
}

/* From the newest look backwards: what an index of the looks behind tells of each is the nearest one, in linear time.
 */
static struct ht_error *match_all(struct ht_arena *arena, const struct ht_trace *trace, const struct look *looks,
                                  const uint32_t *order, const double *seconds, struct ht_survival *items)
{
    struct index index;
    size_t total = 0;
    for (size_t i = 1; i < trace->window_count; i++)
        total += trace->windows[looks[i].window].record_count;
    struct ht_error *error = index_init(total, &index);
    for (size_t i = trace->window_count; i-- > 1 && !error;) {
        error = add_blocks(&index, trace, looks[i].window);
        if (!error)
            error = match(arena, trace, &index, order, seconds, looks[i - 1].window, items);
    }
    index_deinit(&index);
    return error;
}

/* Tells a later look what the earlier ones tell of it; of a window given twice, what they told of the other one. */
static struct ht_error *pass_on(struct ht_arena *arena, const struct ht_trace *trace, const double *seconds,
                                uint32_t number, struct ht_survival *items)
{
    const struct ht_survival *earlier = &items[number];
    struct ht_survival *later = &items[earlier->later];
    later->trace = later->trace < earlier->trace ? later->trace : earlier->trace;
    later->earlier_seconds = earlier->repeated ? earlier->earlier_seconds : seconds[number];
    if (!earlier->repeated || !earlier->seen)
        return NULL;
    size_t count = trace->windows[number].record_count;
    if (!later->seen)
        later->seen = ht_arena_array(arena, count, sizeof *later->seen);
    if (!later->seen)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++)
        later->seen[earlier->twins[i]] |= earlier->seen[i];
    return NULL;
}

struct ht_error *ht_survival_match(struct ht_arena *arena, const struct ht_trace *trace, const double *seconds,
                                   struct ht_survival **ret)
{
    size_t count = trace->window_count;
    struct ht_survival *items = ht_arena_array(arena, count, sizeof *items);
    struct look *looks = calloc(count + 1, sizeof *looks);
    uint32_t *order = calloc(count + 1, sizeof *order);
    struct ht_error *error = items && looks && order ? NULL : ht_error_nomem();
    for (uint32_t w = 0; w < count && !error; w++)
        items[w] = (struct ht_survival){.trace = w, .later = HT_NO_TWIN};
    if (!error) {
        sort_looks(seconds, count, looks, order);
        error = match_all(arena, trace, looks, order, seconds, items);
    }
    for (size_t i = 0; i < count && !error; i++) {
        uint32_t earlier = looks[i].window;
        items[i].by_age = earlier;
        if (items[earlier].later != HT_NO_TWIN)
            error = pass_on(arena, trace, seconds, earlier, items);
    }
    /* A trace's number is the lowest of its windows: pass it back from the latest look to the earlier ones. */
    for (size_t i = count; i-- > 0 && !error;) {
        struct ht_survival *survival = &items[looks[i].window];
        if (survival->later != HT_NO_TWIN)
            survival->trace = items[survival->later].trace;
    }
    free(looks);
    free(order);
    if (!error)
        *ret = items;
    return error;
}

bool ht_survival_shows_loss(const struct ht_survival *survival, const struct ht_trace *trace, const double *at,
                            size_t count)
{
    if (survival->later == HT_NO_TWIN || survival->whole || survival->repeated)
        return false;
    const struct ht_window *later = &trace->windows[survival->later];
    if (later->capacity > 0 && later->record_count < (uint64_t)later->capacity / LEFT_LEAST)
        return false;
    double gone = 0, events = 0, survived = 0;
    bool survives = false;
    for (size_t i = count; i-- > 0;) {
        survives = survives || survival->twins[i] != HT_NO_TWIN;
        if (i > 0 && at[i] - at[i - 1] < HT_EVENT_SECONDS)
            continue;
        gone += i < survival->first && !survives;
        events += i >= survival->first || survives;
        survived += survives;
        survives = false;
    }
    /* The first that survives does so by choice: half of it is counted. */
    return gone * log1p(-(survived - 0.5) / events) < log(LOSS_DOUBT);
}
