/*
 * A pause before a dump in which frees went on and new blocks were not recorded (heap_trace_alloc_pause()): what is
 * alive behind it is at least as old.
 */
#ifndef HT_INFER_PAUSE_H
#define HT_INFER_PAUSE_H

#include "infer/rivals.h"

/* What outlived a pause of so many seconds is nothing that lives for a shorter time. */
void ht_pause_weigh(const struct ht_prior *prior, double seconds, struct ht_weights *weights);

#endif
