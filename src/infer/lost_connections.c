#include "infer/lost_connections.h"

#include <stdbool.h>
#include <stdlib.h>

#include "infer/companions.h"

/* So many of the orphans have a connection. */
#define LOST_SHARE 0.9

#define NONE UINT32_MAX

static bool is_lost(const struct ht_draft *draft)
{
    return draft->kind == HT_DRAFT_ORPHANS && draft->verdict == HT_VERDICT_LEAK;
}

static bool is_connection(const struct ht_draft *draft)
{
    return draft->kind == HT_DRAFT_GROUP && draft->signature && ht_signature_is_connection(draft->signature);
}

/* Does a connection stand beside the nearest record of an orphan, before or behind it? */
static bool is_beside(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                      const struct ht_burst *orphan, const struct ht_burst *connection)
{
    if (orphan->window != connection->window)
        return false;
    const struct ht_record *records = trace->windows[orphan->window].records;
    uint32_t cpu_hz = windows[orphan->window].cpu_hz, place = connection->records[0], low = 0, high = orphan->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (orphan->records[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return (low < orphan->count && ht_stand_beside(records, cpu_hz, place, orphan->records[low])) ||
           (low > 0 && ht_stand_beside(records, cpu_hz, place, orphan->records[low - 1]));
}

static bool is_before(const struct ht_burst *a, const struct ht_burst *b)
{
    return a->window != b->window ? a->window < b->window : a->records[0] < b->records[0];
}

/*
 * Says for each connection which orphan it belongs to, at most one for each of them, and returns how many have one.
 * wanted: only these orphans, or NULL. The bursts of both are in order.
 */
static size_t match(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                    const struct ht_bursts *orphans, const bool *wanted, const struct ht_bursts *connections,
                    uint32_t *of_connection)
{
    size_t count = 0, o = 0;
    for (size_t i = 0; i < connections->count; i++) {
        const struct ht_burst *connection = &connections->items[i];
        of_connection[i] = NONE;
        while (o < orphans->count && is_before(&orphans->items[o], connection) &&
               !is_beside(trace, windows, &orphans->items[o], connection))
            o++;
        if (o < orphans->count && (!wanted || wanted[o]) && is_beside(trace, windows, &orphans->items[o], connection)) {
            of_connection[i] = (uint32_t)o++;
            count++;
        }
    }
    return count;
}

/* Moves the connections that belong to an orphan. */
static struct ht_error *move(const struct ht_trace *trace, struct ht_draft *orphans, struct ht_draft *connections,
                             const uint32_t *of_connection)
{
    struct ht_error *error = NULL;
    struct ht_bursts *bursts = &connections->bursts;
    size_t kept = 0;
    for (size_t i = 0; i < bursts->count && !error; i++) {
        if (of_connection[i] == NONE) {
            bursts->items[kept++] = bursts->items[i];
            continue;
        }
        connections->shapes->items[bursts->items[i].shape].bursts -= !bursts->items[i].partial;
        error = ht_draft_join(trace, orphans, &orphans->bursts.items[of_connection[i]], &bursts->items[i]);
    }
    if (!error)
        bursts->count = kept;
    return error;
}

/* Takes the sockets of orphans, if nearly each has one, and what else these connections are made of. */
static struct ht_error *take(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                             struct ht_drafts *drafts, struct ht_draft *orphans, bool *connected, uint32_t *of)
{
    struct ht_error *error = NULL;
    bool lost = false;
    for (size_t i = 0; i < drafts->count && !lost && !error; i++) {
        struct ht_draft *draft = &drafts->items[i];
        if (!ht_draft_is_socket(draft) || (double)match(trace, windows, &orphans->bursts, NULL, &draft->bursts, of) <
                                              LOST_SHARE * (double)orphans->bursts.count)
            continue;
        lost = true;
        for (size_t o = 0; o < orphans->bursts.count; o++)
            connected[o] = false;
        for (size_t c = 0; c < draft->bursts.count; c++) {
            if (of[c] != NONE)
                connected[of[c]] = true;
        }
        error = move(trace, orphans, draft, of);
    }
    for (size_t i = 0; i < drafts->count && lost && !error; i++) {
        struct ht_draft *draft = &drafts->items[i];
        if (is_connection(draft) && !ht_draft_is_socket(draft) &&
            match(trace, windows, &orphans->bursts, connected, &draft->bursts, of))
            error = move(trace, orphans, draft, of);
    }
    return error;
}

struct ht_error *ht_lost_connections_join(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                                          struct ht_drafts *drafts)
{
    size_t most = ht_drafts_most_bursts(drafts);
    bool *connected = malloc((most + 1) * sizeof *connected);
    uint32_t *of = malloc((most + 1) * sizeof *of);
    struct ht_error *error = connected && of ? NULL : ht_error_nomem();
    for (size_t i = 0; i < drafts->count && !error; i++) {
        if (is_lost(&drafts->items[i]))
            error = take(trace, windows, drafts, &drafts->items[i], connected, of);
    }
    free(connected);
    free(of);
    ht_drafts_drop_empty(drafts);
    return error;
}
