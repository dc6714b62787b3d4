/*
 * Makes: what bursts are made of, and how often each comes. A make is a multiset of sizes, or of chains, known by the
 * sum of its members' hashes and their number.
 */
#ifndef HT_INFER_MAKES_H
#define HT_INFER_MAKES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct ht_make {
    uint64_t hash;
    uint32_t count; /* members; 0: an empty slot */
    uint32_t uses;  /* bursts of it */
};

/* An open-addressed table. It hashes its own way: the sizes in a file can be chosen (base/hash.h). */
struct ht_makes {
    struct ht_make *slots; /* from the heap */
    uint32_t *taken;       /* the slots that are used, from the heap, too */
    size_t slot_count;     /* a power of two */
    size_t used;           /* so many of them */
    uint64_t multiplier;   /* odd, and another one in each table */
};

/* Room for so many makes, none of them used. */
struct ht_error *ht_makes_init(struct ht_makes *makes, size_t most);
void ht_makes_deinit(struct ht_makes *makes);

/* Forgets all. */
void ht_makes_clear(struct ht_makes *makes);

/* One more use of a make; there must be room. Returns how often it was used before. */
uint32_t ht_makes_add(struct ht_makes *makes, uint64_t hash, uint32_t count);

/* So many are used once. */
size_t ht_makes_alone(const struct ht_makes *makes);

/* How often a make is used. */
uint32_t ht_makes_uses(const struct ht_makes *makes, uint64_t hash, uint32_t count);

#endif
