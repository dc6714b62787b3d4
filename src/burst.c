#include "burst.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

enum { CORES = 2 };

int64_t ht_cycle_gap(uint32_t from, uint32_t to, uint32_t slack)
{
    uint32_t forward = to - from;
    return forward > UINT32_MAX - slack ? -(int64_t)(uint32_t)(from - to) : (int64_t)forward;
}

bool ht_at_once(const struct ht_record *first, const struct ht_record *second, uint32_t apart)
{
    return first->cpu == second->cpu && ht_cycle_gap(first->ccount, second->ccount, apart) < apart;
}

uint32_t ht_bursts_label(const struct ht_record *records, const uint32_t *picks, size_t count, uint32_t gap,
                         uint32_t *labels)
{
    struct {
        bool open;
        uint32_t ccount, task, label;
    } cores[CORES] = {0};
    uint32_t bursts = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ht_record *record = &records[picks[i]];
        uint32_t core = record->cpu % CORES;
        /* A step back is an interrupted allocation: far shorter than what separates events. */
        int64_t step = ht_cycle_gap(cores[core].ccount, record->ccount, gap / 4);
        if (!cores[core].open || step > gap || cores[core].task != record->task) {
            cores[core].open = true;
            cores[core].label = bursts++;
        }
        cores[core].ccount = record->ccount;
        cores[core].task = record->task;
        labels[i] = cores[core].label;
    }
    return bursts;
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* What a burst is made of, as the sum of its members' hashes: two bursts of one make are alike in any order. */
enum make { MAKE_SIZES, MAKE_CHAINS, MAKES };

struct burst_hash {
    uint64_t hash;
    uint32_t count;
    uint32_t core;   /* of its first record */
    uint32_t bursts; /* of a make: how many are of it */
    bool used;       /* of a make: some of them are described as such */
};

/* Bits to write out one member of a make. */
#define BITS_A_MEMBER 12.0

/* Sizes repeat when describing them by their makes takes at most this part of writing all of them out. */
#define SIZES_REPEAT 0.5

/* Scratch for judging one way of cutting. */
struct description {
    struct burst_hash *bursts; /* in order of first record */
    struct burst_hash *makes;  /* each once, in order of the first burst of it */
    size_t make_count;
    uint32_t *slots;   /* open-addressed hash table of make number + 1 */
    size_t slot_count; /* a power of two, at least twice the makes that there can be */
};

/* Bursts are looked at for being two of the most frequent makes: this many of those. */
enum { FREQUENT_MAX = 4, SLOTS_MIN = 64 };

static uint32_t *find_slot(const struct description *d, uint64_t hash)
{
    size_t slot = (size_t)(hash >> 32) & (d->slot_count - 1);
    while (d->slots[slot] && d->makes[d->slots[slot] - 1].hash != hash)
        slot = (slot + 1) & (d->slot_count - 1);
    return &d->slots[slot];
}

static struct burst_hash *find_make(const struct description *d, uint64_t hash)
{
    uint32_t number = *find_slot(d, hash);
    return number ? &d->makes[number - 1] : NULL;
}

static void collect_makes(const struct ht_record *records, const uint32_t *picks, const uint32_t *labels, size_t count,
                          uint32_t bursts, enum make make, struct description *d)
{
    memset(d->bursts, 0, bursts * sizeof *d->bursts);
    for (size_t i = 0; i < count; i++) {
        const struct ht_record *record = &records[picks[i]];
        struct burst_hash *burst = &d->bursts[labels[i]];
        burst->hash += mix(make == MAKE_SIZES ? record->size : record->chain + UINT64_C(0x100000000));
        burst->core = burst->count++ ? burst->core : record->cpu;
    }
    while (d->slot_count / 4 > bursts && d->slot_count > SLOTS_MIN)
        d->slot_count /= 2;
    while (d->slot_count / 2 < bursts)
        d->slot_count *= 2;
    memset(d->slots, 0, d->slot_count * sizeof *d->slots);
    d->make_count = 0;
    for (uint32_t i = 0; i < bursts; i++) {
        uint32_t *slot = find_slot(d, d->bursts[i].hash);
        if (!*slot) {
            d->makes[d->make_count] = d->bursts[i];
            *slot = (uint32_t)++d->make_count;
        }
        d->makes[*slot - 1].bursts++;
    }
}

/* Is the burst two of frequent makes, that followed each other closely by chance? */
static bool is_two(const struct description *d, const struct burst_hash *own, struct burst_hash *const *frequent)
{
    for (size_t k = 0; k < FREQUENT_MAX && frequent[k] && frequent[k]->bursts >= own->bursts; k++) {
        struct burst_hash *rest = find_make(d, own->hash - frequent[k]->hash);
        if (rest && rest->bursts > 1 && rest->bursts >= own->bursts && rest->count + frequent[k]->count == own->count) {
            rest->used = frequent[k]->used = true;
            return true;
        }
    }
    return false;
}

/*
 * Bits to describe the bursts: each distinct make once at 12 bits a member, then one reference a burst. What the
 * repair will mend (fingerprint.h) costs no make of its own: an event whose task moved to the other core, which stands
 * in two bursts that are only together of a repeating make, and two events in one burst.
 */
static double description_length(const struct description *d, uint32_t bursts)
{
    struct burst_hash *frequent[FREQUENT_MAX] = {0};
    for (size_t i = 0; i < d->make_count; i++) {
        size_t k = FREQUENT_MAX;
        while (k > 0 && d->makes[i].bursts > 1 && (!frequent[k - 1] || frequent[k - 1]->bursts < d->makes[i].bursts)) {
            if (k < FREQUENT_MAX)
                frequent[k] = frequent[k - 1];
            frequent[--k] = &d->makes[i];
        }
    }
    double bits = 0;
    uint32_t references = 0, distinct = 0;
    for (uint32_t i = 0; i < bursts; i++, references++) {
        struct burst_hash *own = find_make(d, d->bursts[i].hash);
        if (i + 1 < bursts && d->bursts[i].core != d->bursts[i + 1].core) {
            struct burst_hash *both = find_make(d, d->bursts[i].hash + d->bursts[i + 1].hash);
            if (both && both->bursts > own->bursts && both->bursts > find_make(d, d->bursts[i + 1].hash)->bursts) {
                both->used = true;
                i++;
                continue;
            }
        }
        if (is_two(d, own, frequent))
            references++;
        else
            own->used = true;
    }
    for (size_t i = 0; i < d->make_count; i++) {
        if (d->makes[i].used) {
            bits += BITS_A_MEMBER * d->makes[i].count;
            distinct++;
        }
    }
    return bits + references * ht_log2_quarter(distinct + 1.0);
}

static uint32_t cycles_of(double milliseconds, uint32_t cpu_hz)
{
    double cycles = milliseconds / 1000 * cpu_hz;
    return cycles < 0x7fffffff ? (uint32_t)cycles : 0x7fffffff;
}

/* So many records tell how far apart events are; more of them only take longer. */
#define GAP_SAMPLE_MAX ((size_t)32768)

/*
 * Tens of milliseconds first; another length has to be better, by a tenth if it is far off: one handshake verifies
 * several signatures, which takes a hundred milliseconds, but two do not follow each other as closely.
 */
static const struct {
    double milliseconds, better;
} gaps[] = {{30, 1}, {100, 0.98}, {200, 0.98}, {10, 0.9}, {300, 0.9}, {3, 0.9}, {1000, 0.9}, {1, 0.9}, {0.3, 0.9}};

enum { GAPS = sizeof gaps / sizeof *gaps, LONGEST_GAP = 6 };

/* What one way of cutting makes of the records. */
struct cut {
    double bits[MAKES];
    uint32_t bursts;  /* how many there are */
    uint32_t alike;   /* how many are of the most frequent make, by sizes */
    uint32_t members; /* how many records that has */
};

/*
 * Pauses within one event are no longer than this; so many events, most of them alike, show that they are regular, and
 * no more than a part of them may follow another within a second.
 */
#define PAUSE_WITHIN 200.0
#define REGULAR_BURSTS 5u
#define APART_SHARE 0.3
#define REGULAR_SHARE 0.65

/*
 * An event that leaves the same behind several times, with pauses between, describes shorter as several events. But
 * then the pauses are shorter than chance would have it, those between the events are not, and the events are alike.
 */
static bool is_paused(const struct cut *cuts, size_t shorter, size_t longer, uint32_t cpu_hz)
{
    const struct cut *a = &cuts[shorter], *b = &cuts[longer], *longest = &cuts[LONGEST_GAP];
    double wrap = 1000.0 * UINT32_MAX / cpu_hz, chance = a->bursts * gaps[longer].milliseconds / wrap;
    double more_chance = b->bursts * gaps[LONGEST_GAP].milliseconds / wrap;
    return gaps[longer].milliseconds > gaps[shorter].milliseconds && gaps[longer].milliseconds <= PAUSE_WITHIN &&
           b->members > a->members && b->bursts >= REGULAR_BURSTS && b->alike >= REGULAR_SHARE * b->bursts &&
           a->bursts - b->bursts >= b->bursts / 2 && a->bursts - b->bursts > 5 * chance + 2 &&
           b->bursts - longest->bursts <= fmax(2 * more_chance + 1, APART_SHARE * b->bursts);
}

/* The way to cut that describes the records in the fewest bits, or takes pauses within an event for what they are. */
static size_t choose(const struct cut *cuts, size_t count, uint32_t cpu_hz)
{
    double shortest = INFINITY;
    for (size_t i = 0; i < GAPS; i++)
        shortest = fmin(shortest, cuts[i].bits[MAKE_SIZES]);
    /* Chains tell less (one chain copies all names): they count where sizes vary too much to repeat. */
    enum make make = shortest < SIZES_REPEAT * BITS_A_MEMBER * (double)count ? MAKE_SIZES : MAKE_CHAINS;
    size_t chosen = 0;
    for (size_t i = 1; i < GAPS; i++)
        chosen = cuts[i].bits[make] < cuts[chosen].bits[make] * gaps[i].better ? i : chosen;
    for (size_t i = 0; i < GAPS; i++)
        chosen = is_paused(cuts, chosen, i, cpu_hz) ? i : chosen;
    return chosen;
}

struct ht_error *ht_bursts_choose_gap(const struct ht_record *records, const uint32_t *picks, size_t count,
                                      uint32_t cpu_hz, uint32_t *ret)
{
    count = count < GAP_SAMPLE_MAX ? count : GAP_SAMPLE_MAX;
    uint32_t *labels = malloc((count ? count : 1) * sizeof *labels);
    struct description description = {
        .bursts = malloc((count ? count : 1) * sizeof *description.bursts),
        .makes = malloc((count ? count : 1) * sizeof *description.makes),
        .slot_count = SLOTS_MIN,
    };
    size_t slots_max = SLOTS_MIN;
    while (slots_max / 2 < count)
        slots_max *= 2;
    description.slots = malloc(slots_max * sizeof *description.slots);
    struct ht_error *error = NULL;
    if (!labels || !description.bursts || !description.makes || !description.slots) {
        error = ht_error_nomem();
        goto out;
    }
    struct cut cuts[GAPS] = {0};
    for (size_t i = 0; i < GAPS; i++) {
        struct cut *cut = &cuts[i];
        cut->bursts = ht_bursts_label(records, picks, count, cycles_of(gaps[i].milliseconds, cpu_hz), labels);
        for (enum make make = 0; make < MAKES; make++) {
            collect_makes(records, picks, labels, count, cut->bursts, make, &description);
            for (size_t k = 0; make == MAKE_SIZES && k < description.make_count; k++) {
                if (description.makes[k].bursts > cut->alike) {
                    cut->alike = description.makes[k].bursts;
                    cut->members = description.makes[k].count;
                }
            }
            cut->bits[make] = description_length(&description, cut->bursts);
        }
    }
    *ret = cycles_of(gaps[choose(cuts, count, cpu_hz)].milliseconds, cpu_hz);
out:
    free(labels);
    free(description.bursts);
    free(description.makes);
    free(description.slots);
    return error;
}

void ht_minimum_ages(const struct ht_record *records, size_t count, uint32_t slack, uint64_t *ages)
{
    uint64_t elapsed[CORES] = {0};
    uint32_t next[CORES] = {0};
    bool seen[CORES] = {false};
    for (size_t i = count; i-- > 0;) {
        uint32_t core = records[i].cpu % CORES;
        if (seen[core]) {
            int64_t gap = ht_cycle_gap(records[i].ccount, next[core], slack);
            elapsed[core] += gap > 0 ? (uint64_t)gap : 0;
        }
        seen[core] = true;
        next[core] = records[i].ccount;
        ages[i] = elapsed[0] > elapsed[1] ? elapsed[0] : elapsed[1];
    }
}
