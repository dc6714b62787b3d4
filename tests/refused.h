/*
 * Which requests for memory are refused, one run each. `make check` refuses every one (EACH_REQUEST is set); `make
 * test`, which is to take seconds, every fifth.
 */
#ifndef TESTS_REFUSED_H
#define TESTS_REFUSED_H

#include <stdlib.h>

static inline unsigned long refused_step(void)
{
    return getenv("EACH_REQUEST") ? 1 : 5;
}

#endif
