/*
 * Companions: what an application keeps for each open connection, told by its place beside one.
 *
 * A context, a buffer or a subscription for each client of a server repeats like a leak as long as the clients stay
 * connected. Its bursts each stand beside a socket or a session that is still open; those of a leak do not.
 */
#ifndef HT_COMPANIONS_H
#define HT_COMPANIONS_H

#include "facts.h"
#include "finding.h"
#include "trace.h"

/*
 * Counts, for each draft of a group that no signature knows, the bursts that stand beside an open connection
 * (companions). Each connection has one burst of a draft at most. windows has one item for each of the trace's.
 */
struct ht_error *ht_companions_count(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                                     struct ht_drafts *drafts);

#endif
