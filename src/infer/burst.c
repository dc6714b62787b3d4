#include "infer/burst.h"

#include <stdbool.h>
#include <stdlib.h>

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

bool ht_may_be_near(const struct ht_record *first, const struct ht_record *second, uint32_t cpu_hz, double seconds)
{
    return first->cpu != second->cpu ||
           (double)ht_cycle_gap(first->ccount, second->ccount, cpu_hz / 100) <= seconds * cpu_hz;
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
