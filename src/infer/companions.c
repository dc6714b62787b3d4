#include "infer/companions.h"

#include <stdbool.h>
#include <stdlib.h>

/* A connection's blocks and what is kept for it are so many records apart at most, and so many seconds. */
#define RECORDS_APART 12u
#define SECONDS_APART 2.0

/*
 * Can a draft's bursts be kept for connections like this? What nobody knows can, and so can clients that no session
 * claims: without TLS they hold a socket and no more.
 */
static bool may_belong(const struct ht_draft *draft, const struct ht_draft *connection)
{
    if (draft->kind == HT_DRAFT_ORPHANS)
        return draft->signature && !draft->signature->connection && ht_draft_is_socket(connection);
    return draft->kind == HT_DRAFT_GROUP && !draft->signature;
}

bool ht_stand_beside(const struct ht_record *records, uint32_t cpu_hz, uint32_t a, uint32_t b)
{
    uint32_t first = a < b ? a : b, last = a < b ? b : a;
    return last - first <= RECORDS_APART && ht_may_be_near(&records[first], &records[last], cpu_hz, SECONDS_APART);
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
        uint32_t begin = burst->records[0];
        for (size_t near = first_near(connections, k, burst); near < connections->count; near++) {
            const struct ht_burst *connection = &connections->items[near];
            if (connection->window != burst->window || connection->records[0] > (uint64_t)begin + RECORDS_APART)
                break;
            if (ht_stand_beside(records, cpu_hz, begin, connection->records[0])) {
                count++;
                k = near + 1;
                break;
            }
        }
    }
    return count;
}

struct ht_error *ht_companions_count(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                                     struct ht_drafts *drafts)
{
    /* Open connections are few drafts, one a rule; those that no rule knows may be one for each chain. */
    const struct ht_draft **open = malloc((drafts->count + 1) * sizeof(*open));
    if (!open)
        return ht_error_nomem();
    size_t count = 0;
    for (size_t i = 0; i < drafts->count; i++) {
        if (drafts->items[i].kind == HT_DRAFT_SESSIONS || ht_draft_is_socket(&drafts->items[i]))
            open[count++] = &drafts->items[i];
    }
    for (size_t i = 0; i < drafts->count; i++) {
        struct ht_draft *draft = &drafts->items[i];
        for (size_t k = 0; k < count; k++) {
            uint32_t beside =
                may_belong(draft, open[k]) ? count_beside(trace, windows, &draft->bursts, &open[k]->bursts) : 0;
            draft->companions = beside > draft->companions ? beside : draft->companions;
        }
    }
    free(open);
    return NULL;
}
