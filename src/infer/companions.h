/*
 * Companions: what an application keeps for each open connection, told by its place beside one.
 *
 * A context, a buffer or a subscription for each client of a server repeats like a leak as long as the clients stay
 * connected. Its bursts each stand beside a socket or a session that is still open; those of a leak do not.
 */
#ifndef HT_INFER_COMPANIONS_H
#define HT_INFER_COMPANIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "infer/facts.h"
#include "infer/finding.h"
#include "model/trace.h"

/*
 * Can two records of a window, by their places, be of one connection and what is kept for it? They are 12 records and
 * 2 s apart at most; of two cores' counters nothing is known, then their place tells.
 */
bool ht_stand_beside(const struct ht_record *records, uint32_t cpu_hz, uint32_t a, uint32_t b);

/*
 * Counts the bursts that stand beside an open connection (companions): of drafts of groups that no signature knows,
 * and, beside a socket, of clients that no session claims. Each connection has one burst of a draft at most. windows
 * has one item for each of the trace's.
 */
struct ht_error *ht_companions_count(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                                     struct ht_drafts *drafts);

#endif
