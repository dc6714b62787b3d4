#include "infer/pause.h"

#include <math.h>

void ht_pause_weigh(const struct ht_prior *prior, double seconds, struct ht_weights *weights)
{
    double *nats = &weights->nats[HT_TERM_FATE][HT_RIVAL_TRANSIENT];
    if (!(seconds > ht_life_shortest) || prior->open_more > 0)
        return; /* what is open lives as long as somebody likes */
    double longest = prior->lifetime > 0 ? prior->lifetime : ht_life_longest;
    double share = seconds < longest ? log(longest / seconds) / log(longest / ht_life_shortest) : 0;
    *nats += log(fmax(share, ht_doubt));
}
