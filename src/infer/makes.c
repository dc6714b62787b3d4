#include "infer/makes.h"

#include <stdlib.h>

#include "base/hash.h"

struct ht_error *ht_makes_init(struct ht_makes *makes, size_t most)
{
    size_t slots = 16;
    while (slots / 2 < most)
        slots *= 2;
    *makes = (struct ht_makes){
        .slots = calloc(slots, sizeof *makes->slots),
        .taken = malloc(slots * sizeof *makes->taken),
        .slot_count = slots,
        .multiplier = ht_hash_multiplier(),
    };
    return makes->slots && makes->taken ? NULL : ht_error_nomem();
}

void ht_makes_deinit(struct ht_makes *makes)
{
    free(makes->slots);
    free(makes->taken);
    *makes = (struct ht_makes){0};
}

void ht_makes_clear(struct ht_makes *makes)
{
    while (makes->used)
        makes->slots[makes->taken[--makes->used]] = (struct ht_make){0};
}

static struct ht_make *find(const struct ht_makes *makes, uint64_t hash, uint32_t count)
{
    uint64_t turned = ht_hash_turn(ht_hash_turn(hash, makes->multiplier), makes->multiplier);
    size_t slot = (size_t)(turned >> 32) & (makes->slot_count - 1);
    while (makes->slots[slot].count && (makes->slots[slot].hash != hash || makes->slots[slot].count != count))
        slot = (slot + 1) & (makes->slot_count - 1);
    return &makes->slots[slot];
}

uint32_t ht_makes_add(struct ht_makes *makes, uint64_t hash, uint32_t count)
{
    struct ht_make *make = find(makes, hash, count);
    if (make->count == 0)
        makes->taken[makes->used++] = (uint32_t)(make - makes->slots);
    make->hash = hash;
    make->count = count;
    return make->uses++;
}

uint32_t ht_makes_uses(const struct ht_makes *makes, uint64_t hash, uint32_t count)
{
    return find(makes, hash, count)->uses;
}

size_t ht_makes_alone(const struct ht_makes *makes)
{
    size_t alone = 0;
    for (size_t i = 0; i < makes->used; i++)
        alone += makes->slots[makes->taken[i]].uses == 1;
    return alone;
}
