/*
 * Allocators that no table lists: a function through which most of the firmware allocates is no owner of memory but a
 * wrapper, whatever it is called. (The owner is who calls it.)
 */
#ifndef HT_INFER_WRAPPER_H
#define HT_INFER_WRAPPER_H

#include <stdbool.h>

#include "base/error.h"
#include "model/chain.h"
#include "model/frame.h"

/*
 * Of each frame: allocators says whether it is one, known whether a signature of another class fits it; both have a
 * place more, for what has no frame. Sets allocators for the frames of functions that stand behind the allocators in at
 * least half of the chains that no signature knows, and are called by at least four functions; then for the wrappers of
 * those.
 */
struct ht_error *ht_find_wrappers(const struct ht_chains *chains, const struct ht_frames *frames, const bool *known,
                                  bool *allocators);

#endif
