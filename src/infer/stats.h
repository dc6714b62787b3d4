/*
 * The statistics that verdicts and rates rest on. Pure functions.
 */
#ifndef HT_INFER_STATS_H
#define HT_INFER_STATS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The exact 95 % interval of a Poisson mean when count events were seen (F. Garwood, Biometrika 28, 1936).
 */
void ht_poisson_interval(uint32_t count, double *low, double *high);

/* P(X >= k) for X binomial with n trials of probability p. */
double ht_binomial_tail(uint32_t k, uint32_t n, double p);

/*
 * Laplace's test for a trend: positions in 0..1 that are uniform give a U near the standard normal; a negative U
 * means they bunch at the start, a positive one at the end. 0 for fewer than two.
 */
double ht_laplace_u(const double *positions, size_t count);

/* log2(x) for x > 0, rounded to the nearest quarter, so that a score compares the same on every machine. */
double ht_log2_quarter(double x);

#endif
