/*
 * Growth: does the number of bursts grow with the length of the window? Pure functions.
 */
#ifndef HT_INFER_GROWTH_H
#define HT_INFER_GROWTH_H

#include <stddef.h>
#include <stdint.h>

/* One window, or several of about the same length. */
struct ht_growth_sample {
    double seconds; /* greater than 0 */
    uint32_t bursts;
};

struct ht_growth {
    double log_ratio; /* log likelihood of growth in proportion to length less that of a constant or falling number:
                         above 0 the bursts grow, below 0 they do not */
    double p;         /* chance of at least this growth if the number were constant */
};

/*
 * Compares the shortest with the longest of the samples; with several of one length their sums. False when there are
 * not two lengths that differ by half, or no burst.
 */
int ht_growth_test(const struct ht_growth_sample *samples, size_t count, struct ht_growth *ret);

#endif
