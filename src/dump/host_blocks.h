/*
 * The blocks of a host trace: each is followed from its allocation to its free. Those alive are records; of those freed
 * a sample of each chain is kept, and tallies of all.
 */
#ifndef HT_DUMP_HOST_BLOCKS_H
#define HT_DUMP_HOST_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/table.h"
#include "model/trace.h"

/* More blocks than this are in no device at a time: the heap of one has 32 MB at most, and a block takes 16 bytes. */
#define HT_HOST_ALIVE_MAX ((size_t)1 << 21)

/* Records of freed blocks that are kept of a chain: half of them the oldest, half the newest. */
#define HT_HOST_KEPT 16

/* Chains of which they are kept; of more only the tallies. */
#define HT_HOST_KEPT_CHAINS_MAX ((size_t)4096)

/* Pairs of a chain and the one that freed its blocks; of what is freed by more of them it is not told by whom. */
#define HT_HOST_PAIRS_MAX ((size_t)1 << 16)

struct ht_host_kept {
    struct ht_record records[HT_HOST_KEPT];
};

struct ht_host_fate {
    uint32_t freed; /* blocks of the chain that were freed */
    uint32_t kept;  /* number of the sample + 1; 0: none */
    uint32_t tally; /* number of the tally that counted last + 1; 0: none */
};

struct ht_host_address {
    uint32_t addr;
    uint32_t block; /* number of the one there that is alive + 1; 0: none */
};

struct ht_host_blocks {
    const char *path;
    struct ht_record *items; /* from the heap: those alive, and free places, which chain is their next one's number */
    size_t count, capacity;
    size_t alive;
    uint32_t vacant;                   /* number of the first free place + 1; 0: none */
    struct ht_host_address *addresses; /* from the heap: where a block is or was */
    size_t address_count, address_capacity;
    struct ht_table table;      /* of the addresses */
    struct ht_host_fate *fates; /* from the heap, of each chain */
    size_t fate_count, fate_capacity;
    struct ht_host_kept *kept; /* from the heap */
    size_t kept_count, kept_capacity;
    struct ht_tally *tallies; /* from the heap */
    size_t tally_count, tally_capacity;
    struct ht_table pairs; /* of the tallies by chain and freed_by */
    uint64_t made;
    uint64_t freed;   /* of those made in the trace */
    uint64_t unknown; /* frees of blocks from before it, or whose allocation was lost */
    uint64_t lost;    /* blocks, among the freed ones, whose place was given out again: their free was lost */
};

/* path is that of messages, and must outlive it. */
void ht_host_blocks_init(struct ht_host_blocks *blocks, const char *path);
void ht_host_blocks_deinit(struct ht_host_blocks *blocks);

/*
 * A block was allocated; the record's index is set here. HT_ERROR_INPUT with path when there are more than any
 * device has.
 */
struct ht_error *ht_host_blocks_made(struct ht_host_blocks *blocks, const struct ht_record *record);

/* The block at an address was freed, by a chain, at a time (HT_UNKNOWN where it is). */
struct ht_error *ht_host_blocks_freed(struct ht_host_blocks *blocks, uint32_t addr, uint32_t chain, int64_t t_us);

/* Fills in the window's records, the sample of its freed ones, the tallies of all of these, and the totals. */
struct ht_error *ht_host_blocks_finish(struct ht_host_blocks *blocks, struct ht_window *window);

#endif
