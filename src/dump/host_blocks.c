#include "dump/host_blocks.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"

/* Addresses where nothing is alive are forgotten when there are so many more of them than others. */
#define FORGOTTEN_LEAST ((size_t)65536)

#define KEPT_OLDEST (HT_HOST_KEPT / 2)

void ht_host_blocks_init(struct ht_host_blocks *blocks, const char *path)
{
    *blocks = (struct ht_host_blocks){.path = path};
    ht_table_init(&blocks->table);
    ht_table_init(&blocks->pairs);
}

void ht_host_blocks_deinit(struct ht_host_blocks *blocks)
{
    free(blocks->items);
    free(blocks->addresses);
    free(blocks->fates);
    free(blocks->kept);
    free(blocks->tallies);
    ht_table_deinit(&blocks->table);
    ht_table_deinit(&blocks->pairs);
}

/* Finds what stands at an address; adds it when it is new. *ret is good until the next one is added. */
static struct ht_error *find_address(struct ht_host_blocks *blocks, uint32_t addr, struct ht_host_address **ret)
{
    struct ht_error *error = ht_table_reserve(&blocks->table);
    if (error)
        return error;
    struct ht_table_place place = ht_table_start(&blocks->table, ht_table_hash(&blocks->table, &addr, 1));
    while (ht_table_next(&blocks->table, &place)) {
        if (blocks->addresses[place.number].addr == addr) {
            *ret = &blocks->addresses[place.number];
            return NULL;
        }
    }
    if (!HT_VEC_PUSH(blocks->addresses, blocks->address_count, blocks->address_capacity,
                     (struct ht_host_address){.addr = addr}))
        return ht_error_nomem();
    ht_table_add(&blocks->table, &place, (uint32_t)blocks->address_count - 1);
    *ret = &blocks->addresses[blocks->address_count - 1];
    return NULL;
}

/* Forgets addresses where nothing is alive: what is remembered is in proportion to what is alive. */
static struct ht_error *forget(struct ht_host_blocks *blocks)
{
    if (blocks->address_count < 2 * blocks->alive + FORGOTTEN_LEAST)
        return NULL;
    size_t count = blocks->address_count, kept = 0;
    ht_table_truncate(&blocks->table, 0);
    for (size_t i = 0; i < count; i++) {
        if (blocks->addresses[i].block)
            blocks->addresses[kept++] = blocks->addresses[i];
    }
    blocks->address_count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        uint32_t hash = ht_table_hash(&blocks->table, &blocks->addresses[i].addr, 1);
        struct ht_error *error = ht_table_reserve(&blocks->table);
        if (error)
            return error;
        struct ht_table_place place = ht_table_start(&blocks->table, hash);
        while (ht_table_next(&blocks->table, &place))
            ;
        ht_table_add(&blocks->table, &place, i);
    }
    return NULL;
}

static struct ht_error *reserve_fate(struct ht_host_blocks *blocks, uint32_t chain)
{
    if (!HT_VEC_RESERVE(blocks->fates, blocks->fate_capacity, (size_t)chain + 1))
        return ht_error_nomem();
    while (blocks->fate_count <= chain)
        blocks->fates[blocks->fate_count++] = (struct ht_host_fate){0};
    return NULL;
}

/* Where the record of a freed block goes, or NULL: the newest ones take turns behind the oldest ones. */
static struct ht_error *find_place(struct ht_host_blocks *blocks, struct ht_host_fate *fate, struct ht_record **ret)
{
    *ret = NULL;
    if (!fate->kept) {
        if (blocks->kept_count == HT_HOST_KEPT_CHAINS_MAX)
            return NULL;
        if (!HT_VEC_PUSH(blocks->kept, blocks->kept_count, blocks->kept_capacity, (struct ht_host_kept){0}))
            return ht_error_nomem();
        fate->kept = (uint32_t)blocks->kept_count;
    }
    uint32_t number = fate->freed;
    if (number >= HT_HOST_KEPT)
        number = KEPT_OLDEST + (number - KEPT_OLDEST) % (HT_HOST_KEPT - KEPT_OLDEST);
    *ret = &blocks->kept[fate->kept - 1].records[number];
    return NULL;
}

/* The number of the tally of a pair of chains, added when it is new. */
static struct ht_error *find_tally(struct ht_host_blocks *blocks, uint32_t chain, uint32_t by, uint32_t *ret)
{
    struct ht_error *error = ht_table_reserve(&blocks->pairs);
    if (error)
        return error;
    if (blocks->tally_count >= HT_HOST_PAIRS_MAX)
        by = HT_NO_CHAIN;
    const uint32_t pair[] = {chain, by};
    struct ht_table_place place = ht_table_start(&blocks->pairs, ht_table_hash(&blocks->pairs, pair, 2));
    while (ht_table_next(&blocks->pairs, &place)) {
        const struct ht_tally *tally = &blocks->tallies[place.number];
        if (tally->chain == chain && tally->freed_by == by) {
            *ret = place.number;
            return NULL;
        }
    }
    if (!HT_VEC_PUSH(blocks->tallies, blocks->tally_count, blocks->tally_capacity,
                     (struct ht_tally){.chain = chain, .freed_by = by}))
        return ht_error_nomem();
    *ret = (uint32_t)blocks->tally_count - 1;
    ht_table_add(&blocks->pairs, &place, *ret);
    return NULL;
}

/* Counts a block that was freed, mostly by the chain that freed the one before. */
static struct ht_error *count(struct ht_host_blocks *blocks, const struct ht_record *block, struct ht_host_fate *fate,
                              uint32_t by, int64_t t_us)
{
    if (!fate->tally || blocks->tallies[fate->tally - 1].freed_by != by) {
        uint32_t number;
        struct ht_error *error = find_tally(blocks, block->chain, by, &number);
        if (error)
            return error;
        fate->tally = number + 1;
    }
    struct ht_tally *tally = &blocks->tallies[fate->tally - 1];
    tally->freed += tally->freed < UINT32_MAX;
    tally->bytes += block->size;
    if (block->t_us < 0 || t_us < block->t_us)
        return NULL;
    int64_t life = t_us - block->t_us;
    tally->shortest = !tally->timed || life < tally->shortest ? life : tally->shortest;
    tally->longest = !tally->timed || life > tally->longest ? life : tally->longest;
    tally->sum += (double)life;
    tally->timed += tally->timed < UINT32_MAX;
    return NULL;
}

/* Buries the block at an address. */
static struct ht_error *bury(struct ht_host_blocks *blocks, struct ht_host_address *address, uint32_t chain,
                             int64_t t_us)
{
    struct ht_record *block = &blocks->items[address->block - 1], *place;
    struct ht_host_fate *fate = &blocks->fates[block->chain];
    struct ht_error *error = count(blocks, block, fate, chain, t_us);
    if (!error)
        error = find_place(blocks, fate, &place);
    if (error)
        return error;
    if (place) {
        *place = *block;
        place->freed = true;
        place->freed_by = chain;
        place->t_freed_us = t_us;
    }
    fate->freed += fate->freed < UINT32_MAX;
    block->chain = blocks->vacant;
    blocks->vacant = address->block;
    address->block = 0;
    blocks->alive--;
    blocks->freed++;
    return NULL;
}

struct ht_error *ht_host_blocks_made(struct ht_host_blocks *blocks, const struct ht_record *record)
{
    struct ht_host_address *address;
    struct ht_error *error = forget(blocks);
    if (!error)
        error = reserve_fate(blocks, record->chain);
    if (!error)
        error = find_address(blocks, record->addr, &address);
    if (!error && address->block) {
        blocks->lost++;
        error = bury(blocks, address, HT_NO_CHAIN, HT_UNKNOWN);
    }
    if (error)
        return error;
    if (blocks->alive == HT_HOST_ALIVE_MAX)
        return ht_error_create_at(HT_ERROR_INPUT, blocks->path, 0, 0,
                                  "holds more than %zu blocks at a time: no device has so many", HT_HOST_ALIVE_MAX);
    uint32_t number = blocks->vacant;
    if (number)
        blocks->vacant = blocks->items[number - 1].chain;
    else if (HT_VEC_PUSH(blocks->items, blocks->count, blocks->capacity, *record))
        number = (uint32_t)blocks->count;
    else
        return ht_error_nomem();
    struct ht_record *block = &blocks->items[number - 1];
    *block = *record;
    block->index = blocks->made < UINT32_MAX ? (uint32_t)blocks->made : UINT32_MAX;
    block->freed = false;
    address->block = number;
    blocks->alive++;
    blocks->made++;
    return NULL;
}

struct ht_error *ht_host_blocks_freed(struct ht_host_blocks *blocks, uint32_t addr, uint32_t chain, int64_t t_us)
{
    struct ht_host_address *address;
    struct ht_error *error = forget(blocks);
    if (!error)
        error = find_address(blocks, addr, &address);
    if (!error && address->block)
        return bury(blocks, address, chain, t_us);
    blocks->unknown += !error;
    return error;
}

static int compare_records(const void *a, const void *b)
{
    const struct ht_record *x = a, *y = b;
    return HT_ORDER(x->index, y->index);
}

/* What is alive goes into the window, in the order in which it was made. */
static struct ht_error *give_alive(struct ht_host_blocks *blocks, struct ht_window *window)
{
    for (uint32_t next, place = blocks->vacant; place; place = next) {
        next = blocks->items[place - 1].chain;
        blocks->items[place - 1].freed = true;
    }
    for (size_t i = 0; i < blocks->count; i++) {
        if (!blocks->items[i].freed) {
            struct ht_error *error = ht_window_add_record(window, &blocks->items[i]);
            if (error)
                return error;
        }
    }
    ht_sort(window->records, window->record_count, sizeof *window->records, compare_records);
    return NULL;
}

static struct ht_error *give_freed(const struct ht_host_blocks *blocks, struct ht_window *window)
{
    for (uint32_t chain = 0; chain < blocks->fate_count; chain++) {
        const struct ht_host_fate *fate = &blocks->fates[chain];
        uint32_t kept = !fate->kept ? 0 : fate->freed < HT_HOST_KEPT ? fate->freed : HT_HOST_KEPT;
        for (uint32_t i = 0; i < kept; i++) {
            struct ht_error *error = ht_window_add_record(window, &blocks->kept[fate->kept - 1].records[i]);
            if (error)
                return error;
        }
    }
    ht_sort(window->freed, window->freed_count, sizeof *window->freed, compare_records);
    return NULL;
}

struct ht_error *ht_host_blocks_finish(struct ht_host_blocks *blocks, struct ht_window *window)
{
    struct ht_error *error = give_alive(blocks, window);
    if (!error)
        error = give_freed(blocks, window);
    window->tallies = blocks->tallies;
    window->tally_count = blocks->tally_count;
    window->tally_capacity = blocks->tally_capacity;
    blocks->tallies = NULL;
    window->total_allocations = (int64_t)blocks->made;
    window->total_frees = (int64_t)blocks->freed;
    window->earlier_frees = (int64_t)blocks->unknown;
    return error;
}
