#include "attribution.h"

#include <stdlib.h>

/* What each frame is told by the signatures: looked up once a frame, not once a chain. */
struct facts {
    const struct ht_signature *signature; /* of any class but allocator */
    bool allocator;
};

static const struct facts *facts_of(const struct ht_frames *frames, const struct facts *facts, uint32_t pc)
{
    const struct ht_frame *frame = ht_frames_find(frames, pc);
    return frame ? &facts[frame - frames->items] : NULL;
}

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

static struct ht_attribution attribute(const struct ht_chain *chain, const struct ht_frames *frames,
                                       const struct facts *facts)
{
    struct ht_attribution ret = {.owner = 0};
    const struct facts *f;
    while (ret.owner < chain->depth && (f = facts_of(frames, facts, chain->pcs[ret.owner])) && f->allocator)
        ret.owner++;
    for (uint32_t i = ret.owner; i < chain->depth; i++) {
        if ((f = facts_of(frames, facts, chain->pcs[i])) && f->signature) {
            ret.signature = f->signature;
            return ret;
        }
    }
    for (uint32_t i = ret.owner == chain->depth ? chain->depth : 0; i-- > 0;) {
        if ((f = facts_of(frames, facts, chain->pcs[i])) && f->signature) {
            ret.signature = f->signature;
            return ret;
        }
    }
    return ret;
}

struct ht_error *ht_attribute(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                              const struct ht_signatures *signatures, struct ht_attribution **ret)
{
    struct ht_attribution *items = ht_arena_array(arena, chains->count, sizeof *items);
    struct facts *facts = calloc(frames->count ? frames->count : 1, sizeof *facts);
    if (!items || !facts) {
        free(facts);
        return ht_error_nomem();
    }
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        facts[i].allocator = is_allocator(signatures, frame);
        facts[i].signature = ht_signatures_match_frame(signatures, frame, false);
        if (facts[i].allocator)
            frame->role = HT_ROLE_ALLOCATOR;
    }
    for (size_t i = 0; i < chains->count; i++)
        items[i] = attribute(&chains->items[i], frames, facts);
    free(facts);
    *ret = items;
    return NULL;
}
