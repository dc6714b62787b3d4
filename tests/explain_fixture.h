/*
 * What the tests of infer/explain.c begin with.
 */
#ifndef HT_EXPLAIN_FIXTURE_H
#define HT_EXPLAIN_FIXTURE_H

#include "trace_builder.h"

#include "infer/decide.h"
#include "infer/explain.h"

/* A group of single events, in windows that are told of by hand. */
struct fixture {
    struct trace_builder b;
    struct ht_timeline timelines[2];
    struct ht_group_input input;
    struct ht_burst burst;
    struct ht_group group;
    struct ht_signature signature;
    struct ht_prior prior;
    struct ht_sample samples[4]; /* the last one is none of the group's */
    struct ht_observation seen;
    double probability[HT_RIVALS];
};

static inline void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 600);
    f->b.window->depth = 8;
    f->timelines[0].exact = true;
    f->input = (struct ht_group_input){.trace = &f->b.trace, .timelines = f->timelines};
    f->group.bursts = (struct ht_bursts){.items = &f->burst, .count = 1};
    f->group.named = true;
    f->seen.samples = f->samples;
    f->seen.count = 1;
    f->samples[0] = (struct ht_sample){.seconds = 600,
                                       .comparable = true,
                                       .placed = true,
                                       .events = 12,
                                       .first = {{0.02}, {1}, 1},
                                       .last = {{0.95}, {1}, 1}};
    f->samples[1] = f->samples[2] = f->samples[3] = (struct ht_sample){.seconds = 7, .events = 999};
}

/* Judges by these weights, and explains it. */
static inline void explain_by(struct fixture *f, const struct ht_weights *weights)
{
    ht_prior_of(&f->group, &f->prior);
    ht_rivals_posterior(weights, HT_TERMS, f->probability);
    ht_rivals_judge(f->probability, &f->group.judgement);
    f->group.evidence_count = 0;
    builder_must(ht_explain(&f->input, &f->group, &f->prior, &f->seen, weights));
}

static inline void explain(struct fixture *f)
{
    struct ht_weights weights;
    ht_prior_of(&f->group, &f->prior);
    ht_rivals_weigh(&f->prior, &f->seen, &weights);
    explain_by(f, &weights);
}

/* The same with what each term adds to the log odds of a leak, of which nothing else is told. */
static inline void explain_with(struct fixture *f, double prior, double counts, double places, double fate)
{
    const struct ht_weights weights = {{{prior + log(3)}, {counts}, {places}, {fate}}};
    explain_by(f, &weights);
}

static inline const struct ht_evidence *says(const struct fixture *f, const char *text)
{
    for (size_t i = 0; i < f->group.evidence_count; i++) {
        if (strstr(f->group.evidence[i].message, text))
            return &f->group.evidence[i];
    }
    fail_msg("nothing says: %s", text);
    return NULL;
}

/* The last sentence is of what would decide. */
static inline const char *last_of(const struct fixture *f)
{
    return f->group.evidence[f->group.evidence_count - 1].message;
}

#endif
