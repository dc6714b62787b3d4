#include "base/hash.h"

#include <time.h>
#include <unistd.h>

/* Where the system has put our stack, when it is, and who we are: no secret, but none that a file can hold. */
uint64_t ht_hash_multiplier(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t x = ht_hash_mix((uint64_t)(uintptr_t)&now);
    x = ht_hash_mix(x ^ (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 30);
    return ht_hash_mix(x ^ (uint64_t)getpid()) | 1;
}
