/*
 * Runs: windows that trace a section of code by itself, once or again and again. What is alive at their end was left
 * behind by the section; they are no windows of ordinary operation.
 */
#ifndef HT_INFER_RUNS_H
#define HT_INFER_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/survival.h"
#include "model/trace.h"

struct ht_runs {
    uint32_t count;         /* of the runs: traces, of which each may have several looks; 0: this is no section */
    const uint32_t *number; /* of each window: its run, from 1 on; NULL: this is no section */
};

/*
 * Finds the runs: each trace is one when it is told so (asked), else where the log or the figures tell it of all
 * windows. seconds: the length of each, 0: unknown. Of runs since one boot it marks the blocks whose addresses a later
 * one has again: these were freed (survival, reused).
 */
struct ht_error *ht_runs_find(struct ht_arena *arena, const struct ht_trace *trace, const double *seconds, bool asked,
                              struct ht_survival *survival, struct ht_runs *ret);

#endif
