#include "companions.h"

#include <stdbool.h>
#include <stdlib.h>

/* A connection's blocks and what is kept for it are so many records apart at most, and so many seconds. */
#define RECORDS_APART 12u
#define SECONDS_APART 2.0

/* Sessions, and sockets as long as they live: what is left of a closed one (lifetime) says nothing. */
static bool is_open(const struct ht_draft *draft)
{
    return draft->kind == HT_DRAFT_SESSIONS || (draft->kind == HT_DRAFT_GROUP && draft->signature &&
                                                draft->signature->connection && !(draft->signature->lifetime > 0));
}

/* Of two cores' counters nothing is known: then their place tells. */
static bool is_beside(const struct ht_record *records, uint32_t cpu_hz, const struct ht_burst *burst,
                      const struct ht_burst *connection)
{
    uint32_t a = burst->records[0], b = connection->records[0];
    uint32_t first = a < b ? a : b, last = a < b ? b : a;
    if (last - first > RECORDS_APART)
        return false;
    return records[first].cpu != records[last].cpu ||
           (double)ht_cycle_gap(records[first].ccount, records[last].ccount, cpu_hz / 100) <= SECONDS_APART * cpu_hz;
}

/* The first connection that a burst can stand beside, from one on. */
static size_t first_near(const struct ht_bursts *connections, size_t from, const struct ht_burst *burst)
{
    size_t low = from, high = connections->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct ht_burst *c = &connections->items[middle];
        if (c->window < burst->window ||
            (c->window == burst->window && (uint64_t)c->records[0] + RECORDS_APART < burst->records[0]))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How many bursts stand beside one of the connections each; both are in order. */
static uint32_t count_beside(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                             const struct ht_bursts *bursts, const struct ht_bursts *connections)
{
    uint32_t count = 0;
    for (size_t i = 0, k = 0; i < bursts->count && k < connections->count; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        const struct ht_record *records = trace->windows[burst->window].records;
        uint32_t cpu_hz = windows[burst->window].cpu_hz;
        size_t near = first_near(connections, k, burst);
        while (near < connections->count && connections->items[near].window == burst->window &&
               connections->items[near].records[0] <= (uint64_t)burst->records[0] + RECORDS_APART &&
               !is_beside(records, cpu_hz, burst, &connections->items[near]))
            near++;
        if (near < connections->count && connections->items[near].window == burst->window &&
            is_beside(records, cpu_hz, burst, &connections->items[near])) {
            count++;
            k = near + 1;
        }
    }
    return count;
}

struct ht_error *ht_companions_count(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                                     struct ht_drafts *drafts)
{
    /* Open connections are few drafts, one a rule; those that no rule knows may be one for each chain. */
    const struct ht_bursts **open = malloc((drafts->count + 1) * sizeof(*open));
    if (!open)
        return ht_error_nomem();
    size_t count = 0;
    for (size_t i = 0; i < drafts->count; i++) {
        if (is_open(&drafts->items[i]))
            open[count++] = &drafts->items[i].bursts;
    }
    for (size_t i = 0; i < drafts->count; i++) {
        struct ht_draft *draft = &drafts->items[i];
        for (size_t k = 0; k < count && draft->kind == HT_DRAFT_GROUP && !draft->signature; k++) {
            uint32_t beside = count_beside(trace, windows, &draft->bursts, open[k]);
            draft->companions = beside > draft->companions ? beside : draft->companions;
        }
    }
    free(open);
    return NULL;
}
