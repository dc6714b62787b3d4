#include "base/table.h"

#include <stdlib.h>

#include "base/hash.h"

enum { FIRST_SLOTS = 64 };

void ht_table_init(struct ht_table *table)
{
    *table = (struct ht_table){.multiplier = ht_hash_multiplier()};
}

void ht_table_deinit(struct ht_table *table)
{
    if (!table)
        return;
    free(table->slots);
    *table = (struct ht_table){0};
}

struct ht_error *ht_table_grow(struct ht_table *table)
{
    struct ht_table grown = *table;
    grown.slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
    if (!grown.slots)
        return ht_error_nomem();
    for (size_t i = 0; i < table->slot_count; i++) {
        size_t slot = table->slots[i].hash & (grown.slot_count - 1);
        if (!table->slots[i].number)
            continue;
        while (grown.slots[slot].number)
            slot = (slot + 1) & (grown.slot_count - 1);
        grown.slots[slot] = table->slots[i];
    }
    free(table->slots);
    *table = grown;
    return NULL;
}
