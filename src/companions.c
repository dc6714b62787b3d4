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

static bool is_beside(const struct ht_verdict_window *windows, const struct ht_burst *burst,
                      const struct ht_burst *connection)
{
    const struct ht_verdict_window *window = &windows[burst->window];
    uint32_t a = burst->records[0], b = connection->records[0];
    uint32_t first = a < b ? a : b, last = a < b ? b : a;
    return last - first <= RECORDS_APART &&
           (double)(window->ages[first] - window->ages[last]) <= SECONDS_APART * window->cpu_hz;
}

/* How many bursts stand beside one of the connections each; both are in order. */
static uint32_t count_beside(const struct ht_verdict_window *windows, const struct ht_bursts *bursts,
                             const struct ht_bursts *connections)
{
    uint32_t count = 0;
    for (size_t i = 0, k = 0; i < bursts->count; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        for (; k < connections->count; k++) {
            const struct ht_burst *connection = &connections->items[k];
            if (connection->window == burst->window && is_beside(windows, burst, connection)) {
                count++;
                k++;
                break;
            }
            if (connection->window > burst->window ||
                (connection->window == burst->window && connection->records[0] > burst->records[0]))
                break;
        }
    }
    return count;
}

void ht_companions_count(const struct ht_verdict_window *windows, struct ht_drafts *drafts)
{
    for (size_t i = 0; i < drafts->count; i++) {
        struct ht_draft *draft = &drafts->items[i];
        if (draft->kind != HT_DRAFT_GROUP || draft->signature)
            continue;
        for (size_t k = 0; k < drafts->count; k++) {
            if (!is_open(&drafts->items[k]))
                continue;
            uint32_t beside = count_beside(windows, &draft->bursts, &drafts->items[k].bursts);
            draft->companions = beside > draft->companions ? beside : draft->companions;
        }
    }
}
