#include "heap.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 4, SMALLEST = 12 };

/* What a block takes from the heap: TLSF rounds up to words and puts a header before it. */
static uint32_t whole(uint32_t size)
{
    size = (size + 3) & ~3u;
    return (size < SMALLEST ? SMALLEST : size) + HEADER;
}

void heap_init(struct heap *heap, uint32_t from, uint32_t to)
{
    heap->count = 1;
    heap->free[0] = (struct range){from, to};
}

static void drop(struct heap *heap, size_t at)
{
    memmove(&heap->free[at], &heap->free[at + 1], (heap->count - at - 1) * sizeof *heap->free);
    heap->count--;
}

uint32_t heap_take(struct heap *heap, uint32_t size)
{
    uint32_t need = whole(size);
    for (size_t i = 0; i < heap->count; i++) {
        struct range *range = &heap->free[i];
        if (range->to - range->from < need)
            continue;
        uint32_t address = range->from + HEADER;
        range->from += need;
        if (range->from == range->to)
            drop(heap, i);
        return address;
    }
    return 0;
}

void heap_free(struct heap *heap, uint32_t address, uint32_t size)
{
    struct range back = {address - HEADER, address - HEADER + whole(size)};
    size_t at = 0;
    while (at < heap->count && heap->free[at].from < back.from)
        at++;
    if (heap->count == MOST_RANGES)
        abort();
    memmove(&heap->free[at + 1], &heap->free[at], (heap->count - at) * sizeof *heap->free);
    heap->free[at] = back;
    heap->count++;
    for (size_t i = at + 1; i-- > at - (at > 0);) {
        if (i + 1 < heap->count && heap->free[i].to == heap->free[i + 1].from) {
            heap->free[i].to = heap->free[i + 1].to;
            drop(heap, i + 1);
        }
    }
}
