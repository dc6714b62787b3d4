#include "model/frame.h"

/* So few are found in the processor's caches by halving, and a dump of a device has no more. */
enum { FEW_FRAMES = 4096 };

struct ht_error *ht_frames_index(struct ht_arena *arena, struct ht_frames *frames)
{
    frames->pages = NULL;
    if (frames->count <= FEW_FRAMES)
        return NULL;
    uint32_t first = frames->items[0].pc, span = frames->items[frames->count - 1].pc - first;
    unsigned shift = 0;
    while (span >> shift >= frames->count)
        shift++;
    size_t page_count = (size_t)(span >> shift) + 1;
    uint32_t *pages = ht_arena_array(arena, page_count + 1, sizeof *pages);
    if (!pages)
        return ht_error_nomem();
    for (size_t i = frames->count; i-- > 0;)
        pages[(frames->items[i].pc - first) >> shift] = (uint32_t)i;
    /* Page 0 begins at frame 0, and no other one does: 0 stands for a page without a frame, which begins at the next.
     */
    pages[page_count] = (uint32_t)frames->count;
    for (size_t page = page_count; page-- > 1;) {
        if (pages[page] == 0)
            pages[page] = pages[page + 1];
    }
    frames->pages = pages;
    frames->page_shift = shift;
    return NULL;
}
