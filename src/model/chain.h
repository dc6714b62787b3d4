/*
 * Chains: the distinct call chains of a run, each stored once and known by a number.
 *
 * A dump has tens of distinct chains and any number of records, so chains are interned while a dump is read.
 * All windows of a run share one table: the same chain has the same number in each.
 */
#ifndef HT_MODEL_CHAIN_H
#define HT_MODEL_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/table.h"

/*
 * The most PCs a chain may have. CONFIG_HEAP_TRACING_STACK_DEPTH goes up to 32 (ESP-IDF v5.2 on); projects with a
 * dump format of their own have been seen with 48.
 */
#define HT_CHAIN_DEPTH_MAX 256

/* How the call sites of a chain look in the ELF; ok means that at least one was checked, and none failed. */
enum ht_call_sites { HT_CALL_SITES_UNCHECKED, HT_CALL_SITES_OK, HT_CALL_SITES_MISMATCH };

struct ht_chain {
    const uint32_t *pcs; /* innermost first: return addresses as they were recorded */
    uint32_t depth;      /* how many; 0 when the device recorded none */
    enum ht_call_sites call_sites;
};

struct ht_chains {
    struct ht_arena *arena; /* owns the PCs */
    struct ht_chain *items; /* in order of first appearance */
    size_t count, capacity;
    struct ht_table table; /* of the chains by their PCs */
};

void ht_chains_init(struct ht_chains *chains, struct ht_arena *arena);
void ht_chains_deinit(struct ht_chains *chains);

/* The number of the chain with these PCs, added when it is new. depth is at most HT_CHAIN_DEPTH_MAX. */
struct ht_error *ht_chains_intern(struct ht_chains *chains, const uint32_t *pcs, size_t depth, uint32_t *ret);

/* Forgets the chains whose number is count or more; needs no memory. */
void ht_chains_truncate(struct ht_chains *chains, size_t count);

#endif
