/*
 * The pause that parts the events of a group of records.
 */
#ifndef HT_INFER_BURST_GAP_H
#define HT_INFER_BURST_GAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/trace.h"

/*
 * The gap that cuts the picked records into the most alike bursts: of a few lengths from 0.3 ms to a second the one
 * with the shortest description (distinct shapes written out once, bursts as references to them). Short pauses within
 * an event, which chance would not make, part nothing. cpu_hz must not be 0. Scratch memory comes from the heap.
 */
struct ht_error *ht_bursts_choose_gap(const struct ht_record *records, const uint32_t *picks, size_t count,
                                      uint32_t cpu_hz, uint32_t *ret);

#endif
