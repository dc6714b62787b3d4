#include "attribution.h"

#include <stdlib.h>

#include "wrapper.h"

/* What each frame is told by the signatures: looked up once a frame, not once a chain. */
struct facts {
    const struct ht_signature **signatures; /* of any class but allocator */
    bool *known;                            /* there is one */
    bool *allocators;
    bool *named;
};

/* An allocator is a frame whose outermost function is one: esp_crt_copy_asn1 with calloc inlined into it is not. */
static bool is_allocator(const struct ht_signatures *signatures, const struct ht_frame *frame)
{
    if (frame->location_count == 0)
        return false;
    struct ht_frame outermost = *frame;
    outermost.locations += frame->location_count - 1;
    outermost.location_count = 1;
    return ht_signatures_match_frame(signatures, &outermost, true) != NULL;
}

/* The number of a chain's frame; frames->count when nothing is known of it. */
static size_t frame_of(const struct ht_frames *frames, uint32_t pc)
{
    const struct ht_frame *frame = ht_frames_find(frames, pc);
    return frame ? (size_t)(frame - frames->items) : frames->count;
}

/* facts have an item for what is not known, too. */
static struct ht_attribution attribute(const struct ht_chain *chain, const struct ht_frames *frames,
                                       const struct facts *facts)
{
    struct ht_attribution ret = {.owner = 0};
    while (ret.owner < chain->depth && facts->allocators[frame_of(frames, chain->pcs[ret.owner])])
        ret.owner++;
    for (uint32_t i = ret.owner; i < chain->depth && !ret.signature; i++)
        ret.signature = facts->signatures[frame_of(frames, chain->pcs[i])];
    for (uint32_t i = ret.owner == chain->depth ? chain->depth : 0; i-- > 0 && !ret.signature;)
        ret.signature = facts->signatures[frame_of(frames, chain->pcs[i])];
    for (uint32_t i = 0; i < chain->depth && !ret.named; i++)
        ret.named = facts->named[frame_of(frames, chain->pcs[i])];
    return ret;
}

static struct ht_error *look_up(const struct ht_chains *chains, const struct ht_frames *frames,
                                const struct ht_signatures *signatures, struct facts *facts)
{
    for (size_t i = 0; i < frames->count; i++) {
        const struct ht_frame *frame = &frames->items[i];
        facts->allocators[i] = is_allocator(signatures, frame);
        facts->signatures[i] = ht_signatures_match_frame(signatures, frame, false);
        facts->known[i] = facts->signatures[i];
        facts->named[i] = frame->location_count > 0;
    }
    return ht_find_wrappers(chains, frames, facts->known, facts->allocators);
}

struct ht_error *ht_attribute(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                              const struct ht_signatures *signatures, struct ht_attribution **ret)
{
    struct ht_attribution *items = ht_arena_array(arena, chains->count, sizeof *items);
    struct facts facts = {
        .signatures = calloc(frames->count + 1, sizeof *facts.signatures),
        .known = calloc(frames->count + 1, sizeof *facts.known),
        .allocators = calloc(frames->count + 1, sizeof *facts.allocators),
        .named = calloc(frames->count + 1, sizeof *facts.named),
    };
    struct ht_error *error = NULL;
    if (!items || !facts.signatures || !facts.known || !facts.allocators || !facts.named)
        error = ht_error_nomem();
    if (!error)
        error = look_up(chains, frames, signatures, &facts);
    for (size_t i = 0; i < frames->count && !error; i++) {
        if (facts.allocators[i])
            frames->items[i].role = HT_ROLE_ALLOCATOR;
    }
    for (size_t i = 0; i < chains->count && !error; i++)
        items[i] = attribute(&chains->items[i], frames, &facts);
    free(facts.signatures);
    free(facts.known);
    free(facts.allocators);
    free(facts.named);
    if (!error)
        *ret = items;
    return error;
}
