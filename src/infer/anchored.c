#include "infer/anchored.h"

#include <string.h>

/* Frames behind the first that are looked at: between an allocator and the owner of what it gives there are fewer. */
#define REACH 12u

/* Locations behind the function among which its caller is looked for: some may be inlined helpers. */
#define CALLERS_REACH 6u

struct ht_error *ht_anchors_find(struct ht_arena *arena, const struct ht_signatures *signatures,
                                 const struct ht_frame *frame, struct ht_anchors *ret)
{
    struct ht_anchors anchors = {0};
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;
        for (size_t s = 0; s < signatures->count; s++) {
            const struct ht_signature *signature = &signatures->items[s];
            bool fits = false;
            for (uint32_t i = 0; signature->match != HT_MATCH_ANYWHERE && i < frame->location_count && !fits; i++)
                fits = ht_signature_fits(signature, &frame->locations[i]);
            if (fits && anchors.items)
                anchors.items[count] = signature;
            count += fits;
        }
        if (!count)
            break;
        if (!anchors.items && !(anchors.items = ht_arena_array(arena, count, sizeof *anchors.items)))
            return ht_error_nomem();
        anchors.count = count;
    }
    *ret = anchors;
    return NULL;
}

/* A walk through a chain's locations, outwards. */
struct walk {
    const struct ht_chain *chain;
    const struct ht_frames *frames;
    struct ht_spot at;
};

/* The location at hand; NULL for a frame of which nothing is known. */
static const struct ht_location *location_of(const struct walk *walk)
{
    const struct ht_frame *frame = ht_frames_find(walk->frames, walk->chain->pcs[walk->at.place]);
    return frame && walk->at.location < frame->location_count ? &frame->locations[walk->at.location] : NULL;
}

/* Goes on; false at the end of the chain. */
static bool step(struct walk *walk)
{
    const struct ht_frame *frame = ht_frames_find(walk->frames, walk->chain->pcs[walk->at.place]);
    if (frame && walk->at.location + 1 < frame->location_count) {
        walk->at.location++;
        return true;
    }
    walk->at = (struct ht_spot){walk->at.place + 1, 0};
    return walk->at.place < walk->chain->depth;
}

static bool is_called(const struct ht_signature *signature, struct walk walk)
{
    if (!signature->callers.count)
        return true;
    for (unsigned i = 0; i < CALLERS_REACH && step(&walk); i++) {
        const struct ht_location *location = location_of(&walk);
        if (location && ht_patterns_fit(&signature->callers, location->function))
            return true;
    }
    return false;
}

/* Does the signature's function stand at the place, or behind what may stand before it? */
static bool fits(const struct ht_signature *signature, struct walk walk)
{
    do {
        const struct ht_location *location = location_of(&walk);
        if (!location) /* nobody knows who that is */
            continue;
        if (ht_signature_fits(signature, location) && is_called(signature, walk))
            return true;
        if (!ht_patterns_fit(&signature->through, location->function))
            return false;
    } while (step(&walk));
    return false;
}

/* The less, the sooner is a known leak told; one that the release never had is not. */
#define RANK_NEVER 4

static int rank(const struct ht_signature *signature)
{
    switch (signature->standing.state) {
    case HT_RELEASE_AFFECTED:
        return signature->standing.unsure;
    case HT_RELEASE_UNKNOWN:
        return 2;
    case HT_RELEASE_FIXED:
        return 3;
    default:
        break;
    }
    return RANK_NEVER;
}

/* Is a leak to be told before another one? Of those that are alike, the earlier in the tables. */
static bool is_better(const struct ht_signature *leak, const struct ht_signature *other)
{
    if (!other || leak->own != other->own)
        return !other || leak->own;
    return rank(leak) != rank(other) ? rank(leak) < rank(other) : leak < other;
}

/* Takes a signature that fits when it is better than what was found. */
static void take(const struct ht_signature *signature, struct ht_anchored *ret)
{
    bool leak = ht_signature_is_leak(signature);
    const struct ht_signature *had = ret->signature;
    if (leak && (signature->own || rank(signature) < RANK_NEVER) && is_better(signature, ret->known))
        ret->known = signature;
    if (!ht_signature_counts(signature))
        return;
    bool had_leak = had && ht_signature_is_leak(had);
    if (leak == had_leak ? is_better(signature, had) : leak || !had)
        ret->signature = signature;
}

void ht_anchored_match(const struct ht_chain *chain, const struct ht_frames *frames, const struct ht_anchors *anchors,
                       struct ht_spot first, struct ht_spot owner, struct ht_anchored *ret)
{
    *ret = (struct ht_anchored){0};
    if (owner.place >= chain->depth) /* all is plumbing: the first of it stands for the owner */
        owner = first;
    for (uint32_t i = first.place; i < chain->depth && i < first.place + REACH; i++) {
        size_t number = ht_frames_number(frames, chain->pcs[i]);
        if (number == frames->count)
            continue;
        for (size_t a = 0; a < anchors[number].count; a++) {
            const struct ht_signature *signature = anchors[number].items[a];
            struct walk walk = {chain, frames, signature->match == HT_MATCH_FIRST ? first : owner};
            if (walk.at.place < chain->depth && fits(signature, walk))
                take(signature, ret);
        }
    }
}
