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

#include "infer/judgement.h"
#include "infer/observation.h"
#include "infer/priors.h"

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
