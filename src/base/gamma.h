/*
 * The logarithm of the gamma function, for threads: lgamma() writes the sign of its result to a variable of the whole
 * program (signgam, POSIX).
 */
#ifndef HT_BASE_GAMMA_H
#define HT_BASE_GAMMA_H

/* As lgamma(), for x > 0. */
double ht_log_gamma(double x);

#endif
