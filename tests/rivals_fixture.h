/*
 * What the tests of infer/rivals.c and infer/looks.c begin with: a group with its windows, and what an explanation is
 * told to be worth.
 */
#ifndef HT_RIVALS_FIXTURE_H
#define HT_RIVALS_FIXTURE_H

#include "trace_builder.h"

#include "infer/rivals.h"

/*
 * What is expected is written out here from what the .c says of each explanation, so that a constant that moves is
 * noticed: all distances are those of rounding.
 */
#define EXACT 1e-6

struct fixture {
    struct ht_prior prior;
    struct ht_sample samples[5]; /* and one that is none of the group's */
    struct ht_observation seen;
    struct ht_weights weights;
};

static inline void setup(struct fixture *f)
{
    *f = (struct fixture){.prior = {.weight = {0.25, 0.25, 0.25, 0.25}, .kept_most = 1024}};
    f->seen.samples = f->samples;
}

static inline struct ht_spread at(double place)
{
    return (struct ht_spread){.place = {place, 0.5}, .weight = {1, 1}, .count = 1}; /* the second one does not count */
}

static inline void add(struct fixture *f, double seconds, uint32_t events)
{
    f->samples[f->seen.count++] = (struct ht_sample){.seconds = seconds, .comparable = seconds > 0, .events = events};
    f->samples[f->seen.count] = (struct ht_sample){
        .seconds = 7, .comparable = true, .placed = true, .events = 999, .first = at(0.3), .last = at(0.4)};
}

/* The same, from the one part of the window to the other. */
static inline void add_placed(struct fixture *f, double seconds, uint32_t events, double first, double last)
{
    add(f, seconds, events);
    struct ht_sample *sample = &f->samples[f->seen.count - 1];
    sample->placed = true;
    sample->first = at(first);
    sample->last = at(last);
}

static inline double nats(struct fixture *f, enum ht_term term, enum ht_rival rival)
{
    ht_rivals_weigh(&f->prior, &f->seen, &f->weights);
    return f->weights.nats[term][rival];
}

#endif
