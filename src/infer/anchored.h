/*
 * Which of the signatures that know a certain place fits a chain: those whose function has to be the owner, or the
 * first behind the allocators, with what may stand before it and what has to call it.
 */
#ifndef HT_INFER_ANCHORED_H
#define HT_INFER_ANCHORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "infer/answers.h"
#include "model/chain.h"
#include "model/frame.h"

/* A location of a chain: of its place-th frame the location-th, 0 the innermost. */
struct ht_spot {
    uint32_t place, location;
};

struct ht_anchored {
    const struct ht_signature *signature; /* that stands for what is allocated there, or NULL */
    const struct ht_signature *known;     /* that knows a leak there, whatever the firmware's release; or NULL */
};

/*
 * The best of the placed signatures: one of the user's, else a leak that the firmware's
 * release has, or may have, else what is kept there. first is the first location behind the allocators, owner the
 * owner's. Of known, a leak of the release comes first, then one of which nothing is known, then one that it has the
 * fix of.
 */
void ht_anchored_match(const struct ht_chain *chain, const struct ht_frames *frames, const struct ht_answers *answers,
                       struct ht_spot first, struct ht_spot owner, struct ht_anchored *ret);

#endif
