/*
 * A line that a project prints for a block itself: what each of its numbers is, told by its words, its unit and the
 * memory that an address lies in.
 */
#ifndef HT_DUMP_OWN_LINE_H
#define HT_DUMP_OWN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/chain.h"

/* How the size is told, the surest first. */
enum ht_own_size {
    HT_OWN_UNIT,
    HT_OWN_KEY,
    HT_OWN_ONLY,
    HT_OWN_PAIR /* one of two numbers; the other lines tell which of them counts lines */
};

struct ht_own_line {
    uint32_t size, block;
    uint32_t pair[2]; /* the two numbers, of which size is the latter */
    enum ht_own_size told;
    bool block_first;  /* the block stands before the size */
    bool caller_first; /* a caller stands before the block */
    bool freed, has_ccount;
    uint32_t ccount;
    uint32_t core;
    uint32_t count; /* blocks that the line stands for; 1 when it does not say */
    int64_t t_us;   /* or -1 */
    const char *task;
    size_t task_length; /* 0: not told */
    uint32_t pcs[HT_CHAIN_DEPTH_MAX];
    size_t depth;
    bool cut; /* it holds more callers than that */
};

/*
 * True when a size (with B or bytes, behind size or its like, or one of the only two decimal numbers), a block (an
 * address of data) and a caller (an address of code) stand in the line. Lines of registers, stacks, tasks and handlers
 * are none.
 */
bool ht_own_line_read(const char *text, size_t length, struct ht_own_line *ret);

#endif
