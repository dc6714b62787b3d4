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

/* Empties a slot, and moves up what would no longer be found behind the gap. */
static void take_out(struct ht_table *table, size_t gap)
{
    size_t mask = table->slot_count - 1;
    for (size_t slot = (gap + 1) & mask; table->slots[slot].number; slot = (slot + 1) & mask) {
        size_t home = table->slots[slot].hash & mask;
        if (((slot - home) & mask) < ((slot - gap) & mask))
            continue; /* it begins its walk behind the gap */
        table->slots[gap] = table->slots[slot];
        gap = slot;
    }
    table->slots[gap] = (struct ht_table_slot){0};
    table->count--;
}

void ht_table_truncate(struct ht_table *table, uint32_t count)
{
    for (size_t i = 0; i < table->slot_count; i++) {
        while (table->slots[i].number > count)
            take_out(table, i);
    }
}
