/*
 * Bytes that are read from front to back, however many there are: out of memory, or some at a time out of a file.
 */
#ifndef HT_BASE_PIECES_H
#define HT_BASE_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The most that can be asked for at a time. */
#define HT_PIECES_AHEAD_MAX ((size_t)1 << 17)

struct ht_pieces {
    const char *path;     /* for messages; not owned */
    const uint8_t *bytes; /* those at hand */
    size_t size;          /* how many they are */
    uint64_t start;       /* their place */
    uint64_t end;         /* behind the last one */
    int fd;               /* of the file, which pread() can read; -1: all are at hand. Not owned */
    uint8_t *buffer;      /* from the heap, for those of a file */
};

/* Of size bytes in memory, which must outlive it. */
void ht_pieces_init_memory(struct ht_pieces *pieces, const char *path, const void *bytes, size_t size);

/* Of the first size bytes of a file; other readers of fd are not disturbed. */
struct ht_error *ht_pieces_init_file(struct ht_pieces *pieces, const char *path, int fd, uint64_t size);

void ht_pieces_deinit(struct ht_pieces *pieces);

struct ht_error *ht_pieces_fetch(struct ht_pieces *pieces, uint64_t offset); /* use ht_pieces_look() */

/*
 * Bytes from an offset on, which is not behind their end: *ret_size is at least wanted (at most HT_PIECES_AHEAD_MAX)
 * unless they end before. They are good until the next look. HT_ERROR_IO with path when the file cannot be read.
 */
static inline struct ht_error *ht_pieces_look(struct ht_pieces *pieces, uint64_t offset, size_t wanted,
                                              const uint8_t **ret, size_t *ret_size)
{
    if (offset < pieces->start || offset - pieces->start > pieces->size ||
        (pieces->size - (offset - pieces->start) < wanted && pieces->start + pieces->size < pieces->end)) {
        struct ht_error *error = ht_pieces_fetch(pieces, offset);
        if (error)
            return error;
    }
    *ret = pieces->bytes + (offset - pieces->start);
    *ret_size = pieces->size - (size_t)(offset - pieces->start);
    return NULL;
}

#endif
