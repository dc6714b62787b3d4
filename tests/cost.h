/*
 * What a step may cost: a test of one that once took minutes asks for seconds, which it stays far below even with
 * sanitizers on a busy machine. Processor time, so that others do not count.
 */
#ifndef HT_COST_H
#define HT_COST_H

#include <stdlib.h>
#include <time.h>

#define COST_SECONDS_MAX 5.0

static inline double cost_now(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* COST_FACTOR says how much slower than the processor something runs that stands in for it: `make valgrind` sets it. */
static inline double cost_max(void)
{
    const char *factor = getenv("COST_FACTOR");
    return COST_SECONDS_MAX * (factor ? atof(factor) : 1);
}

/* Asserts that little was spent since then. */
#define assert_cheap_since(start) assert_true(cost_now() - (start) < cost_max())

#endif
