#include "random.h"

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

/*
 * -log(1 - u) by its series around the nearest power of two: the C library's log may differ in its last bit from one
 * machine to the next, and the devices must not.
 */
double random_wait(struct random *random, double mean)
{
    double rest = 1 - random_unit(random), halvings = 0;
    while (rest < 0.5) {
        rest *= 2;
        halvings++;
    }
    double term = 1, sum = 0, gone = 1 - rest;
    for (int power = 1; power < 50; power++) {
        term *= gone;
        sum += term / power;
    }
    return mean * (sum + halvings * 0.69314718055994530942);
}
