/*
 * Attribution: who asked for a chain's memory, behind the allocators, and which signature knows it.
 */
#ifndef HT_INFER_ATTRIBUTION_H
#define HT_INFER_ATTRIBUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/signatures.h"
#include "model/chain.h"
#include "model/frame.h"

enum ht_holder {
    HT_HOLDER_ANY,       /* whoever got the pointer */
    HT_HOLDER_STRING,    /* whoever holds the string whose characters they are */
    HT_HOLDER_CONTAINER, /* a container: they are nodes of it, or its storage */
    HT_HOLDER_COLLECTOR  /* a garbage collector, which frees them when nothing refers to them any more */
};

struct ht_attribution {
    uint32_t owner;                       /* place in the chain of the owner's frame; depth: all are allocators */
    uint32_t location;                    /* the owner among the frame's locations, 0 the innermost */
    const struct ht_signature *signature; /* or NULL */
    const struct ht_signature *known; /* that knows a leak there, which the firmware's release may not have; or NULL */
    bool plumbing;                    /* the owner is plumbing, for the chain shows nobody else */
    bool named;                       /* the owner is known by name */
    enum ht_holder holder;            /* who holds its blocks, by what asks for them */
};

/*
 * Marks the allocators among the frames (role) and attributes every chain, in the arena. The owner is the innermost
 * function, inlined ones too, that is neither an allocator nor plumbing (infer/signatures.h); where a chain shows
 * nothing else, the innermost plumbing. What stands before a garbage collector's memory functions is the allocator that
 * they were given. A signature of the user's that fits any frame wins. Else one that knows the owner itself
 * (infer/anchored.h), else one is looked for from the owner outwards; the innermost frame that one fits decides (what a
 * socket keeps goes with the socket), but says nothing of what the application allocates when it is called back from
 * there. Only where all frames are allocators are they asked themselves, outermost first (mem_malloc tells lwIP even
 * where the stack is too shallow to tell more).
 */
struct ht_error *ht_attribute(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                              const struct ht_signatures *signatures, struct ht_attribution **ret);

/* The owner's function and line, or NULL when no frame tells. */
const struct ht_location *ht_owner_location(const struct ht_attribution *attribution, const struct ht_chain *chain,
                                            const struct ht_frames *frames);

#endif
