/*
 * Where blocks lie, chosen as TLSF does (multi_heap since ESP-IDF v4.3): free ranges stand in lists by classes of size,
 * and the one freed last of the smallest class that surely fits is taken from its low end. Addresses of freed blocks
 * come back, and those of blocks that pile up creep upwards.
 */
#ifndef SIMULATE_HEAP_H
#define SIMULATE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_RANGES = 8192 };

struct range {
    uint32_t from, to;
    uint64_t freed; /* when, in changes of the heap */
};

struct heap {
    size_t count;
    uint64_t changes;
    struct range free[MOST_RANGES]; /* ascending */
};

void heap_init(struct heap *heap, uint32_t from, uint32_t to);
/* The address of the block; 0 when there is no room. */
uint32_t heap_take(struct heap *heap, uint32_t size);
void heap_free(struct heap *heap, uint32_t address, uint32_t size);

#endif
