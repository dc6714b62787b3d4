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

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* What a burst is made of, as the sum of its members' hashes: two bursts of one make are alike in any order. */
enum make { MAKE_SIZES, MAKE_CHAINS, MAKES };

struct burst_hash {
    uint64_t hash;
    uint32_t count;
    uint32_t unused;
};

static int compare_hashes(const void *a, const void *b)
{
    return compare_u64(&((const struct burst_hash *)a)->hash, &((const struct burst_hash *)b)->hash);
}

/* Bits to describe the bursts: each distinct make once at 12 bits a member, then one reference a burst. */
static double description_length(const struct ht_record *records, const uint32_t *picks, const uint32_t *labels,
                                 size_t count, uint32_t bursts, enum make make, struct burst_hash *hashes)
{
    memset(hashes, 0, bursts * sizeof *hashes);
    for (size_t i = 0; i < count; i++) {
        const struct ht_record *record = &records[picks[i]];
        hashes[labels[i]].hash += mix(make == MAKE_SIZES ? record->size : record->chain + UINT64_C(0x100000000));
        hashes[labels[i]].count++;
    }
    qsort(hashes, bursts, sizeof *hashes, compare_hashes);
    double bits = 0;
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < bursts; i++) {
        if (i == 0 || hashes[i].hash != hashes[i - 1].hash) {
            bits += 12.0 * hashes[i].count;
            distinct++;
        }
    }
    return bits + bursts * ht_log2_quarter(distinct + 1.0);
}

struct ht_error *ht_bursts_choose_gap(const struct ht_record *records, const uint32_t *picks, size_t count,
                                      uint32_t cpu_hz, uint32_t *ret)
{
    /* Tens of milliseconds first; another length has to be better by a tenth. */
    static const double milliseconds[] = {30, 100, 10, 300, 3, 1000, 1, 0.3};
    uint32_t *labels = malloc((count ? count : 1) * sizeof *labels);
    struct burst_hash *hashes = malloc((count ? count : 1) * sizeof *hashes);
    struct ht_error *error = NULL;
    if (!labels || !hashes) {
        error = ht_error_nomem();
        goto out;
    }
    double best = 0;
    uint32_t chosen = 0;
    for (size_t i = 0; i < sizeof milliseconds / sizeof *milliseconds; i++) {
        double cycles = milliseconds[i] / 1000 * cpu_hz;
        uint32_t gap = cycles < 0x7fffffff ? (uint32_t)cycles : 0x7fffffff;
        uint32_t bursts = ht_bursts_label(records, picks, count, gap, labels);
        double length = -1;
        for (enum make make = 0; make < MAKES; make++) {
            double bits = description_length(records, picks, labels, count, bursts, make, hashes);
            length = length < 0 || bits < length ? bits : length;
        }
        if (i == 0 || length < best * 0.9) {
            best = length;
            chosen = gap;
        }
    }
    *ret = chosen;
out:
    free(labels);
    free(hashes);
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
