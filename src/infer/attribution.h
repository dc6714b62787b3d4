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

struct ht_attribution {
    uint32_t owner;                       /* place in the chain of the first frame that is no allocator; depth: none */
    const struct ht_signature *signature; /* or NULL */
    bool named;                           /* some function of it is known by name */
    bool of_client;                       /* a session's client called for it */
    bool keeps;                           /* its owner, or who calls that, is called a cache or a pool */
};

/*
 * Marks the allocators among the frames (role) and attributes every chain, in the arena. A signature is looked for
 * from the owner outwards; the innermost frame that one fits decides (what a socket keeps goes with the socket), but
 * says nothing of what the application allocates when it is called back from there. Only where all frames are
 * allocators are they asked themselves, outermost first (mem_malloc tells lwIP even where the stack is too shallow to
 * tell more).
 */
struct ht_error *ht_attribute(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                              const struct ht_signatures *signatures, struct ht_attribution **ret);

#endif
