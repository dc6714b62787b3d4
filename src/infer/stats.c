#include "infer/stats.h"

#include <math.h>

#include "base/gamma.h"

/* What is added to sums of one and more: less changes nothing. */
#define TERM_LEAST 1e-17

/* P(X <= k) for X Poisson of this mean, which is more than 0. Summed in log space from the largest term: exact enough
 * for any count. */
static double poisson_cdf(uint32_t k, double mean)
{
    double top = floor(fmin(k, mean)); /* the largest term at or below k */
    double log_top = top * log(mean) - mean - ht_log_gamma(top + 1);
    double sum = 1, term = 1;
    for (double i = top; term > TERM_LEAST; i--)
        sum += term *= i / mean;
    term = 1;
    for (double i = top + 1; i <= k && term > TERM_LEAST; i++)
        sum += term *= mean / i;
    return fmin(1, exp(log_top) * sum);
}

/* The mean at which P(X <= k) is p; the CDF falls as the mean grows. */
static double poisson_mean(uint32_t k, double p)
{
    double low = 0, high = 20 + 2.0 * k; /* beyond any */
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (poisson_cdf(k, middle) > p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double ht_poisson_tail(uint32_t k, double mean)
{
    if (k == 0)
        return 1;
    if (mean <= 0)
        return 0;
    if (k <= mean)
        return 1 - poisson_cdf(k - 1, mean);
    double sum = 1, term = 1;
    for (double i = (double)k + 1; term > TERM_LEAST; i++)
        sum += term *= mean / i;
    return exp(k * log(mean) - mean - ht_log_gamma((double)k + 1)) * sum;
}

void ht_poisson_interval(uint32_t count, double *low, double *high)
{
    *low = count ? poisson_mean(count - 1, 0.975) : 0;
    *high = poisson_mean(count, 0.025);
}

double ht_binomial_tail(uint32_t k, uint32_t n, double p)
{
    if (k == 0)
        return 1;
    if (k > n || p <= 0)
        return 0;
    if (p >= 1)
        return 1;
    double sum = 0, odds = log(p / (1 - p));
    double log_term = ht_log_gamma((double)n + 1) - ht_log_gamma((double)k + 1) - ht_log_gamma((double)(n - k) + 1) +
                      k * log(p) + (n - k) * log1p(-p);
    for (uint32_t i = k; i <= n; i++) {
        double term = exp(log_term);
        sum += term;
        if (term < sum * 1e-15 && i > n * p)
            break;
        log_term += log((double)(n - i) / ((double)i + 1)) + odds;
    }
    return fmin(1, sum);
}

/* The beta function: 1 / ((a + b + 1) C(a + b, b)). */
double ht_log_any_share(double are, double are_not)
{
    return ht_log_gamma(are + 1) + ht_log_gamma(are_not + 1) - ht_log_gamma(are + are_not + 2);
}

double ht_log_add(double a, double b)
{
    double high = fmax(a, b), low = fmin(a, b);
    return low == -INFINITY ? high : high + log1p(exp(low - high));
}
