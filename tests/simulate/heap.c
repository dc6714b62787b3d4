#include "heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 4, SMALLEST = 12 };

/* What a block takes from the heap: TLSF rounds up to words and puts a header before it. */
static uint32_t whole(uint32_t size)
{
    size = (size + 3) & ~3u;
    return (size < SMALLEST ? SMALLEST : size) + HEADER;
}

/* TLSF's class of a size: 32 of the same width for each power of two, and words below 128. */
static unsigned class_of(uint32_t size)
{
    unsigned power = 7;
    if (size < 128)
        return size / 4;
    while (size >> (power + 1))
        power++;
    return (power - 6) * 32 + ((size >> (power - 5)) & 31);
}

/* The first class all of whose ranges are long enough. */
static unsigned class_for(uint32_t size)
{
    unsigned class = class_of(size);
    return class_of(size - 1) == class && size >= 128 ? class + 1 : class;
}

void heap_init(struct heap *heap, uint32_t from, uint32_t to)
{
    heap->count = 1;
    heap->changes = 0;
    heap->free[0] = (struct range){from, to, 0};
}

static void drop(struct heap *heap, size_t at)
{
    memmove(&heap->free[at], &heap->free[at + 1], (heap->count - at - 1) * sizeof *heap->free);
    heap->count--;
}

uint32_t heap_take(struct heap *heap, uint32_t size)
{
    uint32_t need = whole(size);
    unsigned first = class_for(need), best_class = 0;
    struct range *best = NULL;
    for (size_t i = 0; i < heap->count; i++) {
        struct range *range = &heap->free[i];
        unsigned class = class_of(range->to - range->from);
        if (class < first || range->to - range->from < need)
            continue;
        if (!best || class < best_class || (class == best_class && range->freed > best->freed)) {
            best = range;
            best_class = class;
        }
    }
    if (!best)
        return 0;
    uint32_t address = best->from + HEADER;
    best->from += need;
    best->freed = ++heap->changes;
    if (best->from == best->to)
        drop(heap, (size_t)(best - heap->free));
    return address;
}

void heap_free(struct heap *heap, uint32_t address, uint32_t size)
{
    struct range back = {address - HEADER, address - HEADER + whole(size), ++heap->changes};
    size_t at = 0;
    while (at < heap->count && heap->free[at].from < back.from)
        at++;
    if (at < heap->count && heap->free[at].from == back.to) {
        heap->free[at].from = back.from;
        heap->free[at].freed = back.freed;
        if (at && heap->free[at - 1].to == back.from) {
            heap->free[at - 1].to = heap->free[at].to;
            heap->free[at - 1].freed = back.freed;
            drop(heap, at);
        }
        return;
    }
    if (at && heap->free[at - 1].to == back.from) {
        heap->free[at - 1].to = back.to;
        heap->free[at - 1].freed = back.freed;
        return;
    }
    if (heap->count == MOST_RANGES) {
        fputs("simulate: the heap is in too many pieces\n", stderr);
        exit(1);
    }
    memmove(&heap->free[at + 1], &heap->free[at], (heap->count - at) * sizeof *heap->free);
    heap->free[at] = back;
    heap->count++;
}
