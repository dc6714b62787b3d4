#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Small, so that a short run stays small; a larger piece gets a block of its own. */
#define BLOCK_SIZE ((size_t)32768)

struct ht_arena_block {
    struct ht_arena_block *next;
    size_t used, size;
    max_align_t data[];
};

void ht_arena_init(struct ht_arena *arena)
{
    arena->blocks = NULL;
}

void ht_arena_deinit(struct ht_arena *arena)
{
    if (!arena)
        return;
    while (arena->blocks) {
        struct ht_arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

static struct ht_arena_block *add_block(struct ht_arena *arena, size_t size)
{
    /* What the system gives for a large piece is zeroed, and its pages cost nothing until they are touched. */
    struct ht_arena_block *block = size > BLOCK_SIZE ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->used = 0;
    block->size = size;
    /* A block made for one large piece goes behind the current one, whose free end is still of use. */
    if (size > BLOCK_SIZE && arena->blocks) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *ht_arena_alloc(struct ht_arena *arena, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + align - 1) / align * align;
    struct ht_arena_block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        block = add_block(arena, size > BLOCK_SIZE ? size : BLOCK_SIZE);
        if (!block)
            return NULL;
    }
    char *piece = (char *)block->data + block->used;
    block->used += size;
    /* Of other blocks only what is given out: most of a short run's are hardly filled. */
    return block->size > BLOCK_SIZE ? piece : memset(piece, 0, size);
}

void *ht_arena_array(struct ht_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return ht_arena_alloc(arena, count * size);
}

char *ht_arena_strndup(struct ht_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = ht_arena_alloc(arena, length + 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

char *ht_arena_strdup(struct ht_arena *arena, const char *text)
{
    return ht_arena_strndup(arena, text, strlen(text));
}

char *ht_arena_printf(struct ht_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0)
        return NULL;
    char *text = ht_arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}
