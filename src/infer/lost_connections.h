/*
 * Lost connections: a session that is left behind unclosed leaves its socket and what lwIP keeps for it as well.
 */
#ifndef HT_INFER_LOST_CONNECTIONS_H
#define HT_INFER_LOST_CONNECTIONS_H

#include "base/error.h"
#include "infer/facts.h"
#include "infer/finding.h"
#include "model/trace.h"

/*
 * Moves the bursts of connections that stand beside those of orphans told a leak into these, when nearly each of the
 * orphans has a socket beside it: what is left of a closed connection (TIME_WAIT) proves nothing, but goes along.
 * windows has one item for each of the trace's. Drafts without bursts left are taken away.
 */
struct ht_error *ht_lost_connections_join(const struct ht_trace *trace, const struct ht_verdict_window *windows,
                                          struct ht_drafts *drafts);

#endif
