/*
 * Rivals: how well each explanation of why blocks are alive predicts what was seen of a group.
 *
 * Four explanations are held against each other. Each predicts how many events are alive in each window, where in the
 * window they stand, and what looks and frees show; what is not known (the rate of events, the lifetime, the size of
 * the container, the ages) is integrated out, so that what cannot be told comes out near even. Everything is in nats,
 * and relative to events that stand anywhere in the window with the same chance.
 */
#ifndef HT_INFER_RIVALS_H
#define HT_INFER_RIVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "infer/judgement.h"
#include "infer/priors.h"
#include "infer/timeline.h"

/* What is taken to be so wherever explanations are weighed; in infer/rivals.c it is said why. */
extern const double ht_doubt;         /* what is certain is so up to this */
extern const double ht_partial_share; /* of leaks, those on some path only */
extern const double ht_once_ratio;    /* what is made once: how much less frequent each further one is */
extern const double ht_life_shortest; /* seconds: a lifetime that nobody knows lies between these two */
extern const double ht_life_longest;

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
    bool freed_newest;               /* what was freed since the earlier look was made behind all that survived */
    bool freed_after;                /* one that the dump shows freed was made after the oldest one alive */
    uint32_t joined;                 /* events that came after the earlier look */
    bool looked;                     /* there are two looks */
    double between;                  /* seconds between the looks; 0: unknown */
    const struct ht_runs_seen *runs; /* of a section (infer/runs_weigh.h); NULL: of ordinary operation */
};

/* What is added to an explanation's log likelihood, step by step. */
enum ht_term {
    HT_TERM_PRIOR,  /* what kind of blocks they are */
    HT_TERM_COUNTS, /* how many are alive, in windows of their lengths */
    HT_TERM_PLACES, /* where in the windows they stand */
    HT_TERM_FATE,   /* what looks and frees show */
    HT_TERMS
};

struct ht_weights {
    double nats[HT_TERMS][HT_RIVALS];
};

void ht_rivals_weigh(const struct ht_prior *prior, const struct ht_observation *seen, struct ht_weights *ret);

/* The probabilities that follow from so many of the terms. */
void ht_rivals_posterior(const struct ht_weights *weights, enum ht_term terms, double probability[HT_RIVALS]);

/* The verdict that follows from the probabilities, and how sure it is. */
void ht_rivals_judge(const double probability[HT_RIVALS], struct ht_judgement *ret);

#endif
