/* Random numbers that are the same for the same seed (splitmix64). */
#ifndef SIMULATE_RANDOM_H
#define SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

void random_seed(struct random *random, const char *name, unsigned seed);
/* In [0, 1). */
double random_unit(struct random *random);
double random_range(struct random *random, double low, double high);
/* Both ends included. */
unsigned random_between(struct random *random, unsigned low, unsigned high);
bool random_chance(struct random *random, double probability);
/* Time to the next of events that come at random, so many apart in the mean. */
double random_wait(struct random *random, double mean);
/* Between two, all orders of magnitude alike. */
double random_stretch(struct random *random, double low, double high);

#endif
