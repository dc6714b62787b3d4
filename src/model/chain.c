#include "model/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_seed.h"
#include "base/vec.h"

void ht_chains_init(struct ht_chains *chains, struct ht_arena *arena)
{
    *chains = (struct ht_chains){.arena = arena, .multiplier = ht_hash_multiplier()};
}

void ht_chains_deinit(struct ht_chains *chains)
{
    if (!chains)
        return;
    free(chains->items);
    free(chains->slots);
    *chains = (struct ht_chains){0};
}

/* The upper half of the product is the one that every bit of a PC reaches. */
static size_t hash(const struct ht_chains *chains, const uint32_t *pcs, size_t depth)
{
    uint64_t h = depth;
    for (size_t i = 0; i < depth; i++)
        h = ((h ^ h >> 32) + pcs[i]) * chains->multiplier;
    return (size_t)(h >> 32);
}

/* The slot that holds the chain, or the empty one where it belongs. */
static uint32_t *find_slot(const struct ht_chains *chains, const uint32_t *pcs, size_t depth)
{
    size_t mask = chains->slot_count - 1;
    for (size_t i = hash(chains, pcs, depth) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &chains->slots[i];
        if (!*slot)
            return slot;
        const struct ht_chain *chain = &chains->items[*slot - 1];
        if (chain->depth == depth && (depth == 0 || !memcmp(chain->pcs, pcs, depth * sizeof *pcs)))
            return slot;
    }
}

/* Keeps the table at most half full. */
static struct ht_error *grow_slots(struct ht_chains *chains)
{
    if (chains->slot_count && chains->count < chains->slot_count / 2)
        return NULL;
    size_t slot_count = chains->slot_count ? chains->slot_count * 2 : 64;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return ht_error_nomem();
    free(chains->slots);
    chains->slots = slots;
    chains->slot_count = slot_count;
    for (size_t i = 0; i < chains->count; i++)
        *find_slot(chains, chains->items[i].pcs, chains->items[i].depth) = (uint32_t)i + 1;
    return NULL;
}

struct ht_error *ht_chains_intern(struct ht_chains *chains, const uint32_t *pcs, size_t depth, uint32_t *ret)
{
    struct ht_error *error = grow_slots(chains);
    if (error)
        return error;
    uint32_t *slot = find_slot(chains, pcs, depth);
    if (!*slot) {
        uint32_t *copy = ht_arena_array(chains->arena, depth, sizeof *copy);
        void *items = chains->items;
        if (!copy || !ht_vec_reserve(&items, &chains->capacity, chains->count + 1, sizeof *chains->items))
            return ht_error_nomem();
        chains->items = items;
        if (depth)
            memcpy(copy, pcs, depth * sizeof *copy);
        chains->items[chains->count++] = (struct ht_chain){.pcs = copy, .depth = (uint32_t)depth};
        *slot = (uint32_t)chains->count;
    }
    *ret = *slot - 1;
    return NULL;
}
