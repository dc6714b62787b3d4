/*
 * Churn: what holds its newest entries only, a journal or a queue, looks as evenly repeated as a leak. The counter
 * gives it away: the pauses between its entries fit into one wrap each, and add up to a small part of the window.
 */
#ifndef HT_INFER_CHURN_H
#define HT_INFER_CHURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "infer/burst.h"
#include "model/trace.h"

/*
 * Do these bursts of one window (in order) stand at its end only, closely behind each other? cpu_hz is the clock of
 * the counters, seconds the length of the window (0: unknown, and so is the answer: false). A counter that stops in
 * sleep makes every pause short: then nothing is said either, nor where the bursts may come at a period that the
 * counter's wrap makes look short.
 */
bool ht_is_churn(const struct ht_window *window, const struct ht_burst *bursts, size_t count, uint32_t cpu_hz,
                 double seconds);

#endif
