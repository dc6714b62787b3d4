/*
 * What the signatures say of each function of a run. A pattern is held against each distinct name once, however many
 * PCs lie in the function and however many chains pass through it; all else asks here.
 */
#ifndef HT_INFER_ANSWERS_H
#define HT_INFER_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/signatures.h"
#include "model/frame.h"

/*
 * Bytes of patterns and names that the user's signatures may have compared, less than a second of work. A pattern costs
 * its own length and the name's, for each name that has all of its letters and begins as it does: 500 patterns that
 * begin with a star, each with its letters in every fifth of 20,000 names, are far below. Built-in signatures are not
 * charged: what they cost grows with the names alone.
 */
#define HT_ANSWERS_STEPS_MAX ((uint64_t)1 << 28)

/* Of one function in one file. */
struct ht_answer {
    const struct ht_signature *signature; /* the first that matches anywhere and tells a verdict, or NULL */
    unsigned classes;                     /* bits of the classes of all that match anywhere */
    bool placed;                          /* one of the placed ones fits */
};

/*
 * Signatures that match the owner or the first are placed, and have a bit each, HT_ANSWERS_BITS a word: a chain is held
 * against all of them at once.
 */
#define HT_ANSWERS_BITS 64

struct ht_answers {
    struct ht_answer *items; /* in the arena, as all of it */
    size_t count;
    size_t *starts;                     /* of each frame among the numbers */
    uint32_t *numbers;                  /* of the item of each location, frame by frame */
    const struct ht_signature **placed; /* in their order */
    size_t placed_count, words;         /* words of a row of bits */
    uint64_t *owner, *first;            /* rows: which of them match what */
    uint64_t *uncalled;                 /* a row: those that anybody may call */
    uint64_t *fits, *callers, *through; /* a row for each item: those that it fits, may call, may stand before */
    uint64_t steps;                     /* of HT_ANSWERS_STEPS_MAX */
};

/*
 * Asks all signatures, and marks those that fit any location (met). HT_ERROR_INPUT with the place of a signature of the
 * user's whose patterns would take too long.
 */
struct ht_error *ht_answers_make(struct ht_arena *arena, const struct ht_signatures *signatures,
                                 const struct ht_frames *frames, struct ht_answers *ret);

/* The answer for a location of a frame, 0 the innermost; the frame has so many. */
static inline const struct ht_answer *ht_answers_of(const struct ht_answers *answers, size_t frame, uint32_t location)
{
    return &answers->items[answers->numbers[answers->starts[frame] + location]];
}

#endif
