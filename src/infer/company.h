/*
 * Company: what the other groups of a device tell about one of them. Leaks are few. A firmware whose many owners all
 * left blocks that look like a leak has lists and caches that the window is too short for, with one leak among them
 * at most; where nothing else looks like one, the only one that does is more likely it.
 */
#ifndef HT_INFER_COMPANY_H
#define HT_INFER_COMPANY_H

#include <stddef.h>

/* A group that no rule knows, as it stands alone. */
struct ht_companion {
    double prior; /* log odds of a leak before anything was seen of it */
    double odds;  /* log odds of a leak with all that was seen of it */
    double nats;  /* set: what the others add to them */
};

/*
 * Weighs the others of each. Which groups leak is a set; a set of k has the product of its members' odds, times the
 * share of devices with a further leak to the power of k - 1. What the others' priors alone would add is in the prior
 * of each, and is taken off: only what was seen of the others counts.
 */
void ht_company_weigh(struct ht_companion *companions, size_t count);

#endif
