/*
 * Where blocks lie: in the first free range that has room for one. Addresses of freed blocks come back, and those of
 * blocks that pile up creep upwards, as in a real heap.
 */
#ifndef SIMULATE_HEAP_H
#define SIMULATE_HEAP_H

#include <stddef.h>
#include <stdint.h>

enum { MOST_RANGES = 8192 };

struct range {
    uint32_t from, to;
};

struct heap {
    size_t count;
    struct range free[MOST_RANGES]; /* ascending */
};

void heap_init(struct heap *heap, uint32_t from, uint32_t to);
/* The address of the block; 0 when there is no room. */
uint32_t heap_take(struct heap *heap, uint32_t size);
void heap_free(struct heap *heap, uint32_t address, uint32_t size);

#endif
