/*
 * How much the frames of a run come to when they are told.
 *
 * Reports tell a frame once for each chain that it is in, with all that is inlined there: a file of 1 MB with 255
 * levels of inlining, or names of 4 KB, made reports of gigabytes.
 */
#ifndef HT_SYMBOLS_AMOUNT_H
#define HT_SYMBOLS_AMOUNT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/chain.h"
#include "model/frame.h"

/*
 * Bytes of names and paths that the frames of all chains may come to: some for any run, and so many for each frame of
 * each chain. Three levels of C++ come to 500.
 */
#define HT_AMOUNT_ANY ((size_t)8 << 20)
#define HT_AMOUNT_EACH ((size_t)1 << 10)

/*
 * Holds the frames to that: where they come to more, each is told with no more than its share. The innermost of what is
 * inlined in it goes first; of a function that is left alone the end of its name goes, and its file. *cut tells whether
 * anything went. Strings are made in the arena.
 */
struct ht_error *ht_amount_bound(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                                 bool *cut);

#endif
