/*
 * Verdicts: leak, transient, retained or unknown, each with its evidence in words and numbers.
 *
 * The signature gives a prior; repetition, spread, age, growth across windows and sessions decide.
 */
#ifndef HT_VERDICT_H
#define HT_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "finding.h"
#include "trace.h"

/* What is known of each window besides its records. */
struct ht_verdict_window {
    double seconds;       /* 0: unknown */
    uint32_t cpu_hz;      /* the clock that cycles are counted by, never 0; the fastest it can be if it is not known */
    const uint64_t *ages; /* of each record: cycles that have passed at least until the window's end */
    bool looked_again;    /* a later look at the same trace follows: what stands in it here was freed before that */
    const uint8_t *seen;  /* of each record: an earlier look showed it; NULL: there was none */
    double seen_seconds;  /* time between that look and this one; 0: unknown */
};

struct ht_verdict_context {
    struct ht_arena *arena;
    const struct ht_trace *trace;
    const struct ht_verdict_window *windows; /* as many as the trace has */
    uint32_t connections;                    /* that are open, as far as sessions and sockets tell */
};

/* Decides on a draft: fills in its verdict, confidence and evidence. */
struct ht_error *ht_decide(const struct ht_verdict_context *context, struct ht_draft *draft);

#endif
