#include "hash_seed.h"

#include <time.h>
#include <unistd.h>

/* The finish of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Where the system has put our stack, when it is, and who we are: no secret, but none that a file can hold. */
uint64_t ht_hash_multiplier(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t x = mix((uint64_t)(uintptr_t)&now);
    x = mix(x ^ (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 30);
    return mix(x ^ (uint64_t)getpid()) | 1;
}
