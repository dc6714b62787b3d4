/*
 * An arena: memory that is given out piece by piece and freed all at once.
 *
 * One arena serves a run and owns its strings, chains, frames and findings; nothing is freed in the middle.
 * Pieces are aligned for any type and zeroed.
 */
#ifndef HT_BASE_ARENA_H
#define HT_BASE_ARENA_H

#include <stddef.h>

struct ht_arena_block;

struct ht_arena {
    struct ht_arena_block *blocks; /* newest first */
};

void ht_arena_init(struct ht_arena *arena);

/* Frees every piece. NULL and a zeroed arena are fine. */
void ht_arena_deinit(struct ht_arena *arena);

/* size zeroed bytes, or NULL when there is no memory. A size of 0 gives a pointer not to be read. */
void *ht_arena_alloc(struct ht_arena *arena, size_t size);

/* count zeroed items of size bytes, or NULL; the product is checked. */
void *ht_arena_array(struct ht_arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of length bytes of text, or NULL. */
char *ht_arena_strndup(struct ht_arena *arena, const char *text, size_t length);

char *ht_arena_strdup(struct ht_arena *arena, const char *text);

/* Formatted text, or NULL. */
char *ht_arena_printf(struct ht_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
