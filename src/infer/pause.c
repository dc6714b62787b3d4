#include "infer/pause.h"

#include <math.h>

/* What is certain is so up to one in a thousand, and lifetimes that nobody knows are spread as in infer/rivals.c. */
#define DOUBT 1e-3
#define LIFE_SHORTEST 1e-3
#define LIFE_LONGEST 3600.0

void ht_pause_weigh(const struct ht_prior *prior, double seconds, struct ht_weights *weights)
{
    double *nats = &weights->nats[HT_TERM_FATE][HT_RIVAL_TRANSIENT];
    if (!(seconds > LIFE_SHORTEST) || prior->open_more > 0)
        return; /* what is open lives as long as somebody likes */
    double longest = prior->lifetime > 0 ? prior->lifetime : LIFE_LONGEST;
    double share = seconds < longest ? log(longest / seconds) / log(longest / LIFE_SHORTEST) : 0;
    *nats += log(fmax(share, DOUBT));
}
