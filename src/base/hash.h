/*
 * Hashes. FNV-1a, 64 bits, is for names that stay the same from run to run; it does not withstand people who look for
 * texts with the same hash. Tables whose keys come out of files take a multiplier of their own (base/table.h).
 */
#ifndef HT_BASE_HASH_H
#define HT_BASE_HASH_H

#include <stdint.h>

#define HT_HASH_START UINT64_C(0xcbf29ce484222325)

/* Takes a byte in; a word too, whose low bits alone then reach the low bits of the hash. */
static inline uint64_t ht_hash_add(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * UINT64_C(0x100000001b3);
}

static inline uint64_t ht_hash_add_text(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = ht_hash_add(hash, (unsigned char)*text);
    return hash;
}

/* Each bit of a value reaches each bit of its mix (the step of splitmix64), so that sums of mixes tell multisets apart.
 */
static inline uint64_t ht_hash_mix(uint64_t value)
{
    value += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

/* A round of a hash with a multiplier of its own: every bit of it reaches the upper half of what comes out. */
static inline uint64_t ht_hash_turn(uint64_t hash, uint64_t multiplier)
{
    return (hash ^ hash >> 32) * multiplier;
}

/*
 * An odd number that nobody who writes a file knows beforehand, another one each time: a file can be made so that all
 * of its keys fall into one slot of a table with a known hash.
 */
uint64_t ht_hash_multiplier(void);

#endif
