/*
 * What was seen of a group, as the explanations are weighed with it; and what is taken to be so wherever they are.
 */
#ifndef HT_INFER_OBSERVATION_H
#define HT_INFER_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "infer/timeline.h"

/* A group in one window: the last look at a trace. */
struct ht_sample {
    double seconds;         /* observed; 0: unknown */
    bool ordered;           /* its events are told apart, and counted */
    bool comparable;        /* the length is known, and nothing was lost: its count can be held against others */
    bool placed;            /* first and last are known */
    uint32_t events;        /* alive */
    struct ht_spread first; /* which part of the window had passed when the first of them was made */
    struct ht_spread last;  /* the same of the last */
    struct ht_spread older; /* which part of them is older than the lifetime that a rule tells; empty: none does */
};

struct ht_runs_seen;

struct ht_observation {
    const struct ht_sample *samples;
    size_t count;
    uint32_t survived;               /* events that an earlier look at the same trace shows too */
    uint32_t freed;                  /* events that it shows, or the dump does, and that were freed */
    uint32_t newer;                  /* of those that survived: newer than the oldest that was freed since */
    bool freed_after;                /* one that the dump shows freed was made after the oldest one alive */
    uint32_t joined;                 /* events that came after the earlier look */
    bool looked;                     /* there are two looks */
    double between;                  /* seconds between the looks; 0: unknown */
    const struct ht_runs_seen *runs; /* of a section (infer/runs_weigh.h); NULL: of ordinary operation */
};

/* The most events in one window; 1 at least. */
double ht_most_events(const struct ht_observation *seen);

/* What is taken to be so wherever explanations are weighed; in the .c it is said why. */
extern const double ht_doubt;         /* what is certain is so up to this */
extern const double ht_partial_share; /* of leaks, those on some path only */
extern const double ht_once_ratio;    /* what is made once: how much less frequent each further one is */
extern const double ht_life_shortest; /* seconds: a lifetime that nobody knows lies between these two */
extern const double ht_life_longest;

#endif
