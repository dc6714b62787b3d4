#include "infer/company.h"

#include <math.h>

#include "infer/stats.h"

/* Of the devices that leak at one place, so many leak at a further one. */
#define FURTHER_SHARE 0.3

/* Odds beyond these are certain, and add nothing. */
#define ODDS_MOST 30.0

/* What a group weighs for the others: the logarithm of 1 + share * odds. */
static double weight_of(double log_odds)
{
    return log1p(FURTHER_SHARE * exp(fmin(log_odds, ODDS_MOST)));
}

/*
 * The log odds that others add. With a group in the set the others' sets sum to A, the product of 1 + share * odds;
 * without it to 1 + (A - 1) / share, as the first of them is no further one.
 */
static double odds_among(double log_product)
{
    double log_less_one = log_product + log1p(-exp(-log_product));
    return log_product - ht_log_add(0, log_less_one - log(FURTHER_SHARE));
}

void ht_company_weigh(struct ht_companion *companions, size_t count)
{
    double seen = 0, expected = 0;
    for (size_t i = 0; i < count; i++) {
        seen += weight_of(companions[i].odds);
        expected += weight_of(companions[i].prior);
    }
    for (size_t i = 0; i < count; i++) {
        double others = fmax(seen - weight_of(companions[i].odds), 0);
        double before = fmax(expected - weight_of(companions[i].prior), 0);
        companions[i].nats = odds_among(others) - odds_among(before);
    }
}
