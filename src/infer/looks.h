/*
 * Looks: how well each explanation predicts what became of the blocks, as later looks at the trace show it, or records
 * of what was freed (HEAP_TRACE_ALL). Log likelihoods of this one outcome, in nats.
 */
#ifndef HT_INFER_LOOKS_H
#define HT_INFER_LOOKS_H

#include "infer/observation.h"

double ht_looks_of_leak(const struct ht_observation *seen);
double ht_looks_of_bounded(const struct ht_observation *seen);
double ht_looks_of_once(const struct ht_observation *seen);

/* Of what is open as long as somebody likes. */
double ht_looks_of_open(const struct ht_observation *seen);

/* Of blocks that live for so many seconds. */
double ht_looks_of_life(const struct ht_observation *seen, double life);

#endif
