#include "base/hash.h"

#include <time.h>
#include <unistd.h>

/* Linux' and BSDs', no part of POSIX. */
#if defined(__has_include)
#if __has_include(<sys/random.h>)
#include <sys/random.h>
#endif
#endif

/* Where the system has put our stack, when it is, and who we are: no secret, but none that a file can hold. */
static uint64_t guess(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t x = ht_hash_mix((uint64_t)(uintptr_t)&now);
    x = ht_hash_mix(x ^ (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 30);
    return ht_hash_mix(x ^ (uint64_t)getpid());
}

uint64_t ht_hash_multiplier(void)
{
#ifdef GRND_NONBLOCK
    uint64_t x;
    if (getrandom(&x, sizeof x, GRND_NONBLOCK) == (ssize_t)sizeof x)
        return x | 1;
#endif
    return guess() | 1; /* no such system call, or the system has just been started */
}
