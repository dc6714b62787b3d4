/*
 * A heap that runs out: the Nth allocation fails, and all after it. For tests named test_ROOM_nomem.c, which the
 * Makefile links with malloc, calloc and realloc of our own code (not of the shared libraries) sent through here.
 */
#ifndef FAILING_MEMORY_H
#define FAILING_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* How many more allocations are granted. */
static size_t memory_left = SIZE_MAX;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static inline int memory_granted(void)
{
    if (!memory_left)
        return 0;
    memory_left--;
    return 1;
}

void *__wrap_malloc(size_t size)
{
    return memory_granted() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return memory_granted() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *old, size_t size)
{
    return memory_granted() ? __real_realloc(old, size) : NULL;
}

#endif
