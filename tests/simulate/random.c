#include "random.h"

#include <math.h>

static uint64_t next(struct random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The name takes part, so that two kinds of one seed do not share their clocks and sizes. */
void random_seed(struct random *random, const char *name, unsigned seed)
{
    random->state = 0xcbf29ce484222325u ^ seed;
    for (; *name; name++)
        random->state = (random->state ^ (unsigned char)*name) * 0x100000001b3u;
    next(random);
}

double random_unit(struct random *random)
{
    return (double)(next(random) >> 11) * 0x1p-53;
}

double random_range(struct random *random, double low, double high)
{
    return low + (high - low) * random_unit(random);
}

unsigned random_between(struct random *random, unsigned low, unsigned high)
{
    return low + (unsigned)(next(random) % (high - low + 1));
}

bool random_chance(struct random *random, double probability)
{
    return random_unit(random) < probability;
}

double random_wait(struct random *random, double mean)
{
    return -mean * log(1 - random_unit(random));
}

double random_stretch(struct random *random, double low, double high)
{
    return low * pow(high / low, random_unit(random));
}
