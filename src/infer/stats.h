/*
 * The statistics that verdicts and rates rest on. Pure functions.
 */
#ifndef HT_INFER_STATS_H
#define HT_INFER_STATS_H

#include <stdint.h>

/*
 * The exact 95 % interval of a Poisson mean when count events were seen (F. Garwood, Biometrika 28, 1936).
 */
void ht_poisson_interval(uint32_t count, double *low, double *high);

/* P(X >= k) for X Poisson of this mean. */
double ht_poisson_tail(uint32_t k, double mean);

/* P(X >= k) for X binomial with n trials of probability p. */
double ht_binomial_tail(uint32_t k, uint32_t n, double p);

/* Of events of which each is so with a chance that is not known, these are and those are not: the chance's logarithm.
 */
double ht_log_any_share(double are, double are_not);

/* The logarithm of a sum, from the logarithms of both; either may be -INFINITY. */
double ht_log_add(double a, double b);

#endif
