#include "infer/growth.h"

#include <math.h>

#include "infer/stats.h"

/* Lengths that differ by less say too little. */
#define LENGTH_RATIO_MIN 1.5

/* count log p, where 0 log 0 is 0. */
static double log_likelihood(uint32_t count, double p)
{
    return count ? count * log(p) : 0;
}

int ht_growth_test(const struct ht_growth_sample *samples, size_t count, struct ht_growth *ret)
{
    double shortest = INFINITY, longest = 0;
    for (size_t i = 0; i < count; i++) {
        shortest = fmin(shortest, samples[i].seconds);
        longest = fmax(longest, samples[i].seconds);
    }
    if (!(longest >= LENGTH_RATIO_MIN * shortest))
        return 0;
    /* The middle of the lengths, by ratio, parts the short windows from the long ones. */
    double middle = sqrt(shortest * longest), short_seconds = 0, long_seconds = 0;
    uint32_t short_bursts = 0, long_bursts = 0, short_windows = 0, long_windows = 0;
    for (size_t i = 0; i < count; i++) {
        if (samples[i].seconds < middle) {
            short_windows++;
            short_seconds += samples[i].seconds;
            short_bursts += samples[i].bursts;
        } else {
            long_windows++;
            long_seconds += samples[i].seconds;
            long_bursts += samples[i].bursts;
        }
    }
    uint32_t total = short_bursts + long_bursts;
    if (total == 0)
        return 0;
    double proportional = long_seconds / (short_seconds + long_seconds);
    double constant = (double)long_windows / (short_windows + long_windows);
    /* Constant or falling: any share of the long windows up to the constant one; the best such share fits. */
    double share = fmin((double)long_bursts / total, constant);
    ret->log_ratio = log_likelihood(long_bursts, proportional) + log_likelihood(short_bursts, 1 - proportional) -
                     log_likelihood(long_bursts, share) - log_likelihood(short_bursts, 1 - share);
    ret->p = ht_binomial_tail(long_bursts, total, constant);
    return 1;
}
