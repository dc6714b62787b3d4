#include "infer/chain_repair.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/hash.h"

/* A copy has to be the make of at least this many bursts, and of this share of all. */
#define COPIES_MIN 3u
#define COPIES_SHARE 0.2

/* At that share there can be no more makes; longer bursts are left as they are. */
enum { MAKES_MAX = 5, SPLIT_COUNT_MAX = 512 };

/* The chains of a burst: two of one make have the same chains in any order. */
struct make {
    uint64_t hash; /* sum over its records */
    uint32_t count, bursts;
};

static struct make make_of(const struct ht_window *windows, const struct ht_burst *burst)
{
    struct make make = {.count = burst->count, .bursts = 1};
    for (uint32_t i = 0; i < burst->count; i++)
        make.hash += ht_hash_mix(windows[burst->window].records[burst->records[i]].chain);
    return make;
}

static int compare_makes(const void *a, const void *b)
{
    const struct make *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash > y->hash ? 1 : -1;
    return (x->count > y->count) - (x->count < y->count);
}

/* The makes that are frequent enough; makes has room for every burst. */
static size_t find_frequent(const struct ht_window *windows, const struct ht_bursts *bursts, struct make *makes,
                            struct make *frequent)
{
    size_t count = 0;
    for (size_t i = 0; i < bursts->count; i++)
        makes[i] = make_of(windows, &bursts->items[i]);
    qsort(makes, bursts->count, sizeof *makes, compare_makes);
    for (size_t i = 0, start = 0; i < bursts->count; i++) {
        if (i + 1 < bursts->count && !compare_makes(&makes[i], &makes[i + 1]))
            continue;
        size_t copies = i + 1 - start;
        if (copies >= COPIES_MIN && (double)copies >= COPIES_SHARE * (double)bursts->count && count < MAKES_MAX) {
            frequent[count] = makes[start];
            frequent[count++].bursts = (uint32_t)copies;
        }
        start = i + 1;
    }
    return count;
}

/* Cuts the burst into frequent makes: lengths of the parts from its end, and how many; 0 when that cannot be done. */
static uint32_t find_parts(const struct ht_window *windows, const struct ht_burst *burst, uint32_t apart,
                           const struct make *frequent, size_t frequent_count, uint32_t *lengths)
{
    const struct ht_record *records = windows[burst->window].records;
    /* What merges of the same events leave can be frequent too, but less than those. */
    const struct make own = make_of(windows, burst);
    uint32_t own_bursts = 1;
    for (size_t k = 0; k < frequent_count; k++)
        own_bursts = compare_makes(&frequent[k], &own) ? own_bursts : frequent[k].bursts;
    uint64_t sums[SPLIT_COUNT_MAX + 1] = {0};
    uint32_t last[SPLIT_COUNT_MAX + 1] = {0}; /* length of the part that ends here; 0: none does */
    for (uint32_t i = 1; i <= burst->count; i++) {
        sums[i] = sums[i - 1] + ht_hash_mix(records[burst->records[i - 1]].chain);
        for (size_t k = 0; k < frequent_count; k++) {
            uint32_t length = frequent[k].count;
            if (length < own.count && frequent[k].bursts >= own_bursts && length > last[i] && length <= i &&
                (length == i || (last[i - length] && !ht_at_once(&records[burst->records[i - length - 1]],
                                                                 &records[burst->records[i - length]], apart))) &&
                sums[i] - sums[i - length] == frequent[k].hash)
                last[i] = length;
        }
    }
    uint32_t parts = 0;
    for (uint32_t end = burst->count; end && last[end]; end -= last[end])
        lengths[parts++] = last[end];
    return last[burst->count] ? parts : 0;
}

static struct ht_error *split(struct ht_shapes *shapes, const struct ht_window *windows, const struct ht_burst *burst,
                              const uint32_t *lengths, uint32_t parts, struct ht_bursts *bursts)
{
    struct ht_error *error = NULL;
    shapes->items[burst->shape].bursts--;
    for (uint32_t p = parts, start = 0; p-- > 0 && !error; start += lengths[p]) {
        struct ht_burst part = *burst;
        part.records += start;
        part.count = lengths[p];
        error = ht_bursts_add_shaped(shapes, windows[burst->window].records, part, bursts);
    }
    return error;
}

static const struct make *find(const struct make *frequent, size_t frequent_count, const struct make *make)
{
    for (size_t k = 0; k < frequent_count; k++) {
        if (!compare_makes(&frequent[k], make))
            return &frequent[k];
    }
    return NULL;
}

/* Are two neighbours one event, whose task moved to the other core? */
static bool is_moved(const struct ht_window *windows, const struct ht_burst *a, const struct ht_burst *b,
                     const struct make *frequent, size_t frequent_count)
{
    if (a->window != b->window)
        return false;
    const struct ht_record *records = windows[a->window].records;
    if (records[a->records[0]].cpu == records[b->records[0]].cpu)
        return false;
    struct make own = make_of(windows, a), next = make_of(windows, b);
    const struct make both = {.hash = own.hash + next.hash, .count = own.count + next.count};
    return find(frequent, frequent_count, &both) && !find(frequent, frequent_count, &own) &&
           !find(frequent, frequent_count, &next);
}

/* Appends what becomes of a burst, and says how many bursts that took: two when the next one is the rest of it. */
static struct ht_error *repair(struct ht_shapes *shapes, const struct ht_window *windows, const struct ht_burst *burst,
                               bool last, uint32_t apart, const struct make *frequent, size_t frequent_count,
                               struct ht_bursts *repaired, size_t *taken)
{
    uint32_t lengths[SPLIT_COUNT_MAX], parts = 0;
    *taken = 1;
    if (shapes->items[burst->shape].known)
        return ht_bursts_add(repaired, burst);
    if (!last && !shapes->items[burst[1].shape].known &&
        is_moved(windows, burst, burst + 1, frequent, frequent_count)) {
        struct ht_burst both[] = {burst[0], burst[1]};
        *taken = 2;
        return ht_bursts_add_union(shapes, windows[burst->window].records,
                                   &(struct ht_bursts){.items = both, .count = 2}, repaired);
    }
    if (burst->count <= SPLIT_COUNT_MAX)
        parts = find_parts(windows, burst, apart, frequent, frequent_count, lengths);
    return parts < 2 ? ht_bursts_add(repaired, burst) : split(shapes, windows, burst, lengths, parts, repaired);
}

struct ht_error *ht_bursts_repair_by_chains(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t apart,
                                            struct ht_bursts *bursts)
{
    struct make *makes = malloc((bursts->count + 1) * sizeof *makes), frequent[MAKES_MAX];
    struct ht_bursts repaired = {0};
    if (!makes)
        return ht_error_nomem();
    size_t frequent_count = find_frequent(windows, bursts, makes, frequent);
    free(makes);
    struct ht_error *error = NULL;
    for (size_t i = 0, taken = 0; i < bursts->count && frequent_count && !error; i += taken)
        error = repair(shapes, windows, &bursts->items[i], i + 1 == bursts->count, apart, frequent, frequent_count,
                       &repaired, &taken);
    if (error || !frequent_count) {
        ht_bursts_deinit(&repaired);
        return error;
    }
    ht_bursts_replace(bursts, &repaired);
    return NULL;
}
