/*
 * Priors: what is known of blocks before they are counted, from the rule that knows them or from what asks for them.
 * Names of the application's functions say nothing.
 */
#ifndef HT_INFER_PRIORS_H
#define HT_INFER_PRIORS_H

#include <stdbool.h>
#include <stdint.h>

#include "infer/group.h"

struct ht_prior {
    double weight[HT_RIVALS]; /* they add up to 1 */
    double tree;         /* blocks of an event in the mean, where they are more than containers keep together; or 0 */
    double lifetime;     /* seconds that a transient block lives at most; 0: not known */
    double kept_most;    /* entries that a container holds at most, by experience */
    double open_more;    /* what is transient is open as long as it likes: of n at once n + 1 are so likely; 0: no */
    double open_many;    /* share of devices on which it is any number, as many as there are sockets */
    const char *because; /* in words, for the reader */
};

void ht_prior_of(const struct ht_group *group, struct ht_prior *ret);

#endif
