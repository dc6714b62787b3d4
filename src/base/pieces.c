#include "base/pieces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* Several times what is looked at ahead, so that little is read twice. */
#define BUFFER_SIZE (4 * HT_PIECES_AHEAD_MAX)

void ht_pieces_init_memory(struct ht_pieces *pieces, const char *path, const void *bytes, size_t size)
{
    *pieces = (struct ht_pieces){.path = path, .bytes = bytes, .size = size, .end = size, .fd = -1};
}

struct ht_error *ht_pieces_init_file(struct ht_pieces *pieces, const char *path, int fd, uint64_t size)
{
    *pieces = (struct ht_pieces){.path = path, .end = size, .fd = fd, .buffer = malloc(BUFFER_SIZE)};
    pieces->bytes = pieces->buffer;
    return pieces->buffer ? NULL : ht_error_nomem();
}

void ht_pieces_deinit(struct ht_pieces *pieces)
{
    if (pieces)
        free(pieces->buffer);
}

/* Reads on until the buffer is full or the file ends, which may have become shorter. */
static struct ht_error *fill(struct ht_pieces *pieces)
{
    while (pieces->size < BUFFER_SIZE && pieces->start + pieces->size < pieces->end) {
        uint64_t offset = pieces->start + pieces->size, left = pieces->end - offset;
        size_t room = BUFFER_SIZE - pieces->size;
        ssize_t got =
            pread(pieces->fd, pieces->buffer + pieces->size, left < room ? (size_t)left : room, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ht_error_create_at(HT_ERROR_IO, pieces->path, 0, 0, "cannot be read: %s", strerror(errno));
        pieces->size += (size_t)got;
        if (got == 0)
            pieces->end = offset;
    }
    return NULL;
}

struct ht_error *ht_pieces_fetch(struct ht_pieces *pieces, uint64_t offset)
{
    size_t kept = 0;
    if (offset >= pieces->start && offset - pieces->start < pieces->size) {
        size_t gone = (size_t)(offset - pieces->start);
        kept = pieces->size - gone;
        memmove(pieces->buffer, pieces->buffer + gone, kept);
    }
    pieces->start = offset;
    pieces->size = kept;
    return fill(pieces);
}
