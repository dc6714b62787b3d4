#include "burst.h"

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

/* What a burst is made of, as sums of its members' hashes: two bursts of one make are alike in any order. */
enum make { MAKE_SIZES, MAKE_CHAINS, MAKES };

struct burst_makes {
    uint64_t hash[MAKES];
    uint32_t count;
};

/* Scratch to describe bursts: count of the records, and of slots a power of two that is at least twice that. */
struct scratch {
    uint32_t *labels;
    struct burst_makes *makes;
    uint64_t *slots;
};

enum { SLOTS_MIN = 64 };

static struct ht_error *scratch_init(struct scratch *scratch, size_t count)
{
    size_t slot_count = SLOTS_MIN;
    while (slot_count / 2 < count)
        slot_count *= 2;
    *scratch = (struct scratch){
        .labels = malloc((count + 1) * sizeof *scratch->labels),
        .makes = malloc((count + 1) * sizeof *scratch->makes),
        .slots = malloc(slot_count * sizeof *scratch->slots),
    };
    return scratch->labels && scratch->makes && scratch->slots ? NULL : ht_error_nomem();
}

static void scratch_deinit(struct scratch *scratch)
{
    free(scratch->labels);
    free(scratch->makes);
    free(scratch->slots);
}

/* Bits to write the distinct makes out; false when they take more than half of a table of so many slots. */
static bool write_out(const struct burst_makes *bursts, uint32_t count, enum make make, uint64_t *slots,
                      size_t slot_count, double *bits, uint32_t *distinct)
{
    memset(slots, 0, slot_count * sizeof *slots);
    *bits = 0;
    *distinct = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash = bursts[i].hash[make] | 1; /* 0 is an empty slot */
        size_t slot = (size_t)(hash >> 32) & (slot_count - 1);
        while (slots[slot] && slots[slot] != hash)
            slot = (slot + 1) & (slot_count - 1);
        if (slots[slot])
            continue;
        if (++*distinct > slot_count / 2)
            return false;
        slots[slot] = hash;
        *bits += 12.0 * bursts[i].count;
    }
    return true;
}

/* Bits to describe the bursts: each distinct make once at 12 bits a member, then one reference a burst. */
static double description_length(const struct burst_makes *bursts, uint32_t count, enum make make, uint64_t *slots)
{
    /* Of many bursts few are distinct, as a rule: a table that just holds them stays in the cache. */
    double bits;
    uint32_t distinct;
    size_t slot_count = SLOTS_MIN;
    while (!write_out(bursts, count, make, slots, slot_count, &bits, &distinct))
        slot_count *= 2;
    return bits + count * ht_log2_quarter(distinct + 1.0);
}

/* The shorter of the descriptions by sizes and by chains. */
static double shortest_description(const struct ht_record *records, const uint32_t *picks, size_t count,
                                   uint32_t bursts, const struct scratch *scratch)
{
    memset(scratch->makes, 0, bursts * sizeof *scratch->makes);
    for (size_t i = 0; i < count; i++) {
        const struct ht_record *record = &records[picks[i]];
        struct burst_makes *burst = &scratch->makes[scratch->labels[i]];
        burst->hash[MAKE_SIZES] += mix(record->size);
        burst->hash[MAKE_CHAINS] += mix(record->chain + UINT64_C(0x100000000));
        burst->count++;
    }
    double by_sizes = description_length(scratch->makes, bursts, MAKE_SIZES, scratch->slots);
    double by_chains = description_length(scratch->makes, bursts, MAKE_CHAINS, scratch->slots);
    return by_sizes < by_chains ? by_sizes : by_chains;
}

struct ht_error *ht_bursts_choose_gap(const struct ht_record *records, const uint32_t *picks, size_t count,
                                      uint32_t cpu_hz, uint32_t *ret)
{
    /* Tens of milliseconds first; another length has to be better by a tenth. */
    static const double milliseconds[] = {30, 100, 10, 300, 3, 1000, 1, 0.3};
    enum { LENGTHS = sizeof milliseconds / sizeof *milliseconds };
    struct scratch scratch;
    struct ht_error *error = scratch_init(&scratch, count);
    double best = 0;
    uint32_t chosen = 0, seen[LENGTHS];
    for (size_t i = 0; i < LENGTHS && !error; i++) {
        double cycles = milliseconds[i] / 1000 * cpu_hz;
        uint32_t gap = cycles < 0x7fffffff ? (uint32_t)cycles : 0x7fffffff;
        seen[i] = ht_bursts_label(records, picks, count, gap, scratch.labels);
        /* What a gap parts, a shorter one parts too: as many bursts are the same bursts, and no better. */
        size_t earlier = 0;
        while (seen[earlier] != seen[i])
            earlier++;
        if (earlier < i)
            continue;
        double length = shortest_description(records, picks, count, seen[i], &scratch);
        if (i == 0 || length < best * 0.9) {
            best = length;
            chosen = gap;
        }
    }
    if (!error)
        *ret = chosen;
    scratch_deinit(&scratch);
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
