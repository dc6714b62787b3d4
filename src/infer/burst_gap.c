#include "infer/burst_gap.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "infer/burst.h"
#include "infer/stats.h"

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
        burst->hash += ht_hash_mix(make == MAKE_SIZES ? record->size : record->chain + UINT64_C(0x100000000));
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
 * repair will mend (infer/fingerprint.h) costs no make of its own: an event whose task moved to the other core, which stands
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

enum { GAPS = sizeof gaps / sizeof *gaps, FAR_GAP = 4 };

/*
 * Pauses within one event are no longer than this. So many events, most of them of equally many parts, show that they
 * are regular, and no more than a part of them may follow another within three tenths of a second.
 */
#define PAUSE_WITHIN 200.0
#define REGULAR_BURSTS 5u
#define REGULAR_SHARE 0.65
#define APART_SHARE 0.3

/* Ways to cut whose descriptions differ by less than this are as good as each other. */
#define AS_GOOD 1.02

/* Events of more parts than this are not told. */
enum { PARTS_MAX = 8 };

/* The records that are cut, and scratch for it: arrays of count numbers. */
struct trial {
    const struct ht_record *records;
    const uint32_t *picks;
    size_t count;
    uint32_t cpu_hz;
    uint32_t *labels, *other_labels;
    struct description description;
    double bits[GAPS][MAKES];
    uint32_t bursts[GAPS];
};

static uint32_t label(const struct trial *t, size_t gap, uint32_t *labels)
{
    return ht_bursts_label(t->records, t->picks, t->count, cycles_of(gaps[gap].milliseconds, t->cpu_hz), labels);
}

/* Are most bursts by the longer gap equally many by the shorter one, and more than one? */
static bool is_regular(const struct trial *t, size_t shorter, size_t longer)
{
    uint32_t parts = label(t, shorter, t->labels), bursts = label(t, longer, t->other_labels);
    uint32_t *parts_of = t->description.slots, by_parts[PARTS_MAX + 1] = {0}, most = 0;
    memset(parts_of, 0, bursts * sizeof *parts_of);
    /* Labels count upwards: a part's first record is the first one with its label. */
    for (size_t i = 0, next = 0; i < t->count && next < parts; i++) {
        if (t->labels[i] == next) {
            parts_of[t->other_labels[i]]++;
            next++;
        }
    }
    for (uint32_t i = 0; i < bursts; i++)
        by_parts[parts_of[i] < PARTS_MAX ? parts_of[i] : PARTS_MAX]++;
    for (uint32_t n = 2; n < PARTS_MAX; n++)
        most = by_parts[n] > most ? by_parts[n] : most;
    return most >= REGULAR_SHARE * bursts;
}

/*
 * An event that leaves the same behind several times, with pauses between, describes shorter as several events. But
 * then the pauses are shorter than chance would have it, those between the events are not, and there are equally many.
 */
static bool is_paused(const struct trial *t, size_t shorter, size_t longer)
{
    uint32_t parts = t->bursts[shorter], bursts = t->bursts[longer], far = t->bursts[FAR_GAP];
    double wrap = 1000.0 * UINT32_MAX / t->cpu_hz, chance = parts * gaps[longer].milliseconds / wrap;
    double far_chance = bursts * gaps[FAR_GAP].milliseconds / wrap;
    return gaps[longer].milliseconds > gaps[shorter].milliseconds && gaps[longer].milliseconds <= PAUSE_WITHIN &&
           bursts >= REGULAR_BURSTS && parts - bursts > 5 * chance + 2 &&
           bursts - far <= fmax(2 * far_chance + 1, APART_SHARE * bursts) && is_regular(t, shorter, longer);
}

/* The way to cut that describes the records in the fewest bits, or takes pauses within an event for what they are. */
static size_t choose(const struct trial *t)
{
    double shortest = INFINITY;
    for (size_t i = 0; i < GAPS; i++)
        shortest = fmin(shortest, t->bits[i][MAKE_SIZES]);
    /* Chains tell less (one chain copies all names): they count where sizes vary too much to repeat. */
    enum make make = shortest < SIZES_REPEAT * BITS_A_MEMBER * (double)t->count ? MAKE_SIZES : MAKE_CHAINS;
    size_t chosen = 0;
    for (size_t i = 1; i < GAPS; i++)
        chosen = t->bits[i][make] < t->bits[chosen][make] * gaps[i].better ? i : chosen;
    /* The parts of an event show best by the shortest gap that is as good. */
    size_t finest = chosen;
    for (size_t i = 0; i < GAPS; i++) {
        if (gaps[i].milliseconds < gaps[finest].milliseconds && t->bits[i][make] <= AS_GOOD * t->bits[chosen][make])
            finest = i;
    }
    size_t paused = chosen;
    for (size_t i = 0; i < GAPS; i++) {
        if (gaps[i].milliseconds > gaps[paused].milliseconds && t->bursts[i] < t->bursts[paused] &&
            is_paused(t, finest, i))
            paused = i;
    }
    return paused;
}

struct ht_error *ht_bursts_choose_gap(const struct ht_record *records, const uint32_t *picks, size_t count,
                                      uint32_t cpu_hz, uint32_t *ret)
{
    count = count < GAP_SAMPLE_MAX ? count : GAP_SAMPLE_MAX;
    size_t room = count ? count : 1, slots_max = SLOTS_MIN;
    while (slots_max / 2 < count)
        slots_max *= 2;
    struct trial t = {
        .records = records,
        .picks = picks,
        .count = count,
        .cpu_hz = cpu_hz,
        .labels = malloc(room * sizeof *t.labels),
        .other_labels = malloc(room * sizeof *t.other_labels),
        .description = {.bursts = malloc(room * sizeof *t.description.bursts),
                        .makes = malloc(room * sizeof *t.description.makes),
                        .slots = malloc(slots_max * sizeof *t.description.slots),
                        .slot_count = SLOTS_MIN},
    };
    struct description *d = &t.description;
    struct ht_error *error = NULL;
    if (!t.labels || !t.other_labels || !d->bursts || !d->makes || !d->slots)
        error = ht_error_nomem();
    for (size_t i = 0; i < GAPS && !error; i++) {
        t.bursts[i] = label(&t, i, t.labels);
        for (enum make make = 0; make < MAKES; make++) {
            collect_makes(records, picks, t.labels, count, t.bursts[i], make, d);
            t.bits[i][make] = description_length(d, t.bursts[i]);
        }
    }
    if (!error)
        *ret = cycles_of(gaps[choose(&t)].milliseconds, cpu_hz);
    free(t.labels);
    free(t.other_labels);
    free(d->bursts);
    free(d->makes);
    free(d->slots);
    return error;
}
