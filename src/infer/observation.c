#include "infer/observation.h"

#include <math.h>

/* What is certain is so up to one in a thousand: a rule can be wrong, a dump can have been edited. */
const double ht_doubt = 1e-3;

/* A lifetime that nobody knows is anything from a millisecond to an hour, its logarithm uniform. */
const double ht_life_shortest = 1e-3;
const double ht_life_longest = 3600.0;

/* A leak on some path only, while most of the owner's blocks are freed, is as rare as one in ten. */
const double ht_partial_share = 0.1;

/* What is made at first use is made once; each further one is less frequent by this. */
const double ht_once_ratio = 0.38;

double ht_most_events(const struct ht_observation *seen)
{
    double most = 1;
    for (size_t i = 0; i < seen->count; i++)
        most = fmax(most, seen->samples[i].events);
    return most;
}
