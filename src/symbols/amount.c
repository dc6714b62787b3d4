#include "symbols/amount.h"

#include <string.h>

#include "base/utf.h"

/* What a line takes beside its name and its path. */
#define LINE_OVERHEAD 64

/* A name that is cut keeps so much; its file is told when it is no longer than that. */
#define NAME_KEPT ((size_t)240)

static size_t length_of(const char *text)
{
    return text ? strlen(text) : 0;
}

static size_t amount_of(const struct ht_location *location)
{
    return LINE_OVERHEAD + length_of(location->function) + length_of(location->mangled) + length_of(location->file);
}

/* The beginning of a text, not in the middle of a character. */
static const char *shorten(struct ht_arena *arena, const char *text)
{
    return ht_arena_printf(arena, "%.*s...", (int)ht_utf8_cut(text, NAME_KEPT), text);
}

static struct ht_error *bound_location(struct ht_arena *arena, struct ht_frame *frame)
{
    struct ht_location *location = ht_arena_alloc(arena, sizeof *location);
    if (!location)
        return ht_error_nomem();
    *location = frame->locations[0];
    if (length_of(location->function) > NAME_KEPT && !(location->function = shorten(arena, location->function)))
        return ht_error_nomem();
    if (length_of(location->mangled) > NAME_KEPT)
        location->mangled = NULL;
    if (length_of(location->file) > NAME_KEPT)
        location->file = NULL;
    frame->locations = location;
    return NULL;
}

/* Leaves of a frame what comes to no more than its share. */
static struct ht_error *bound_frame(struct ht_arena *arena, struct ht_frame *frame, size_t share)
{
    uint32_t kept = 0;
    size_t amount = 0;
    while (kept < frame->location_count) {
        amount += amount_of(&frame->locations[frame->location_count - 1 - kept]);
        if (amount > share)
            break;
        kept++;
    }
    bool alone = kept == 0; /* even the function that owns the PC is too long */
    kept += alone;
    frame->locations += frame->location_count - kept;
    frame->location_count = kept;
    return alone ? bound_location(arena, frame) : NULL;
}

struct ht_error *ht_amount_bound(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                                 bool *cut)
{
    *cut = false;
    size_t *amounts = ht_arena_array(arena, frames->count, sizeof *amounts);
    if (!amounts)
        return ht_error_nomem();
    for (size_t i = 0; i < frames->count; i++) {
        for (uint32_t k = 0; k < frames->items[i].location_count; k++)
            amounts[i] += amount_of(&frames->items[i].locations[k]);
    }
    uint64_t told = 0, all = 0;
    for (size_t i = 0; i < chains->count; i++) {
        told += chains->items[i].depth;
        for (uint32_t k = 0; k < chains->items[i].depth; k++) {
            size_t number = ht_frames_number(frames, chains->items[i].pcs[k]);
            all += number < frames->count ? amounts[number] : 0;
        }
    }
    uint64_t most = HT_AMOUNT_ANY + HT_AMOUNT_EACH * told;
    if (all <= most)
        return NULL;
    struct ht_error *error = NULL;
    for (size_t i = 0; i < frames->count && !error; i++) {
        if (amounts[i] <= most / told)
            continue;
        error = bound_frame(arena, &frames->items[i], (size_t)(most / told));
        *cut = true;
    }
    return error;
}
