/*
 * Drafts that are parts of one event: what an event allocates after a wait, for an answer or a handshake, stands in
 * bursts of its own, each closely behind one of what it allocated before.
 */
#ifndef HT_INFER_DRAFT_PAIRS_H
#define HT_INFER_DRAFT_PAIRS_H

#include "base/error.h"
#include "infer/attribution.h"
#include "infer/facts.h"
#include "infer/finding.h"
#include "model/trace.h"

/*
 * Merges drafts that nobody knows, or orphans, into those that nearly all of their bursts follow, one behind one: parts
 * of sessions, and what was allocated by a function that stands in the chains of the former; two leaks of one event
 * are two. windows has one item for each of the trace's. The drafts that were merged are taken away.
 */
struct ht_error *ht_drafts_pair(const struct ht_trace *trace, const struct ht_frames *frames,
                                const struct ht_attribution *attributions, const struct ht_verdict_window *windows,
                                struct ht_drafts *drafts);

#endif
