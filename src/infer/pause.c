#include "infer/pause.h"

#include <math.h>

void ht_pause_weigh(const struct ht_prior *prior, double seconds, struct ht_weights *weights)
{
    double *nats = &weights->nats[HT_TERM_FATE][HT_RIVAL_TRANSIENT];
    if (prior->open_more > 0)
        return; /* what is open lives as long as somebody likes */
    double longest = prior->lifetime > 0 ? prior->lifetime : ht_life_longest;
    double share = log(longest / seconds) / log(longest / ht_life_shortest);
    *nats += log(fmax(fmin(share, 1), ht_doubt));
}
