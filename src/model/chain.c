#include "model/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

void ht_chains_init(struct ht_chains *chains, struct ht_arena *arena)
{
    *chains = (struct ht_chains){.arena = arena};
    ht_table_init(&chains->table);
}

void ht_chains_deinit(struct ht_chains *chains)
{
    if (!chains)
        return;
    free(chains->items);
    ht_table_deinit(&chains->table);
    *chains = (struct ht_chains){0};
}

struct ht_error *ht_chains_intern(struct ht_chains *chains, const uint32_t *pcs, size_t depth, uint32_t *ret)
{
    struct ht_error *error = ht_table_reserve(&chains->table);
    if (error)
        return error;
    struct ht_table_place place = ht_table_start(&chains->table, ht_table_hash(&chains->table, pcs, depth));
    while (ht_table_next(&chains->table, &place)) {
        const struct ht_chain *chain = &chains->items[place.number];
        if (chain->depth == depth && (depth == 0 || !memcmp(chain->pcs, pcs, depth * sizeof *pcs))) {
            *ret = place.number;
            return NULL;
        }
    }
    uint32_t *copy = ht_arena_array(chains->arena, depth, sizeof *copy), number = (uint32_t)chains->count;
    const struct ht_chain chain = {.pcs = copy, .depth = (uint32_t)depth};
    if (!copy || !HT_VEC_PUSH(chains->items, chains->count, chains->capacity, chain))
        return ht_error_nomem();
    if (depth)
        memcpy(copy, pcs, depth * sizeof *copy);
    ht_table_add(&chains->table, &place, number);
    *ret = number;
    return NULL;
}

void ht_chains_truncate(struct ht_chains *chains, size_t count)
{
    ht_table_truncate(&chains->table, (uint32_t)count);
    chains->count = count;
}
