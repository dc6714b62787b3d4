/*
 * A hash table of numbers: it finds an item that its owner keeps in an array, by a key of whole words.
 *
 * Keys come out of files, and a file can be made so that all of its keys fall into one slot of a table with a known
 * hash: then a minute of work is made of a second's. Each table therefore hashes its own way (base/hash.h). No report
 * may depend on the order of a table.
 *
 * The slots lie side by side and are searched one after the other; they hold the hash beside the number, so that an
 * item is looked at only when it is the one, but for chance, and no item is when the table grows.
 *
 *     struct ht_error *error = ht_table_reserve(&table);
 *     struct ht_table_place place = ht_table_start(&table, ht_table_hash(&table, words, count));
 *     while (ht_table_next(&table, &place)) {
 *         if (has_key(&items[place.number], words, count))
 *             return place.number;
 *     }
 *     ht_table_add(&table, &place, item_count);
 */
#ifndef HT_BASE_TABLE_H
#define HT_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"

struct ht_table_slot {
    uint32_t hash;
    uint32_t number; /* of the item + 1; 0: empty */
};

struct ht_table {
    struct ht_table_slot *slots; /* from the heap; half of them or more are empty */
    size_t slot_count;           /* a power of two, or 0 */
    size_t count;                /* items */
    uint64_t multiplier;         /* of the hash: odd, and another one in each table */
};

/* A walk over the items whose key may be the one that is sought. */
struct ht_table_place {
    size_t slot;
    uint32_t hash;
    uint32_t number; /* of the item at hand, after ht_table_next() */
};

void ht_table_init(struct ht_table *table);

/* NULL and a zeroed table are fine. */
void ht_table_deinit(struct ht_table *table);

/* Takes the items out again whose number is count or more; needs no memory. */
void ht_table_truncate(struct ht_table *table, uint32_t count);

/*
 * Ends a hash. One more round than there are words, for keys at even distances, as addresses are, lie at even distances
 * behind one, and by chance in a few heaps.
 */
static inline uint32_t ht_table_hash_end(const struct ht_table *table, uint64_t hash)
{
    return (uint32_t)(ht_hash_turn(hash, table->multiplier) >> 32);
}

/* The hash of a key. words may be NULL when there are none. */
static inline uint32_t ht_table_hash(const struct ht_table *table, const uint32_t *words, size_t count)
{
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++)
        hash = ((hash ^ hash >> 32) + words[i]) * table->multiplier;
    return ht_table_hash_end(table, hash);
}

/* The same of a text, and its length. */
static inline uint32_t ht_table_hash_text(const struct ht_table *table, const char *text, size_t *length)
{
    uint64_t hash = 0;
    size_t i = 0;
    for (; text[i]; i++)
        hash = ((hash ^ hash >> 32) + (unsigned char)text[i]) * table->multiplier;
    *length = i;
    return ht_table_hash_end(table, hash);
}

struct ht_error *ht_table_grow(struct ht_table *table); /* use ht_table_reserve() */

/* Makes room for one item more: before the walk that looks for its place. */
static inline struct ht_error *ht_table_reserve(struct ht_table *table)
{
    return table->count < table->slot_count / 2 ? NULL : ht_table_grow(table);
}

/* Begins a walk; the table has room for an item. */
static inline struct ht_table_place ht_table_start(const struct ht_table *table, uint32_t hash)
{
    return (struct ht_table_place){.slot = hash & (table->slot_count - 1), .hash = hash};
}

/* Goes on to the next item whose key has the same hash. False behind the last one: then its place is free. */
static inline bool ht_table_next(const struct ht_table *table, struct ht_table_place *place)
{
    while (table->slots[place->slot].number) {
        const struct ht_table_slot *slot = &table->slots[place->slot];
        place->slot = (place->slot + 1) & (table->slot_count - 1);
        if (slot->hash == place->hash) {
            place->number = slot->number - 1;
            return true;
        }
    }
    return false;
}

/* Adds an item at the place where a walk has come to its end. number is less than UINT32_MAX. */
static inline void ht_table_add(struct ht_table *table, const struct ht_table_place *place, uint32_t number)
{
    table->slots[place->slot] = (struct ht_table_slot){place->hash, number + 1};
    table->count++;
}

#endif
