/*
 * What signatures say of one function, for tests.
 */
#ifndef TESTS_ANSWERS_FIXTURE_H
#define TESTS_ANSWERS_FIXTURE_H

#include <assert.h>

#include "infer/answers.h"

/* Asks them of a location, in the arena. */
static inline struct ht_answers answers_about(struct ht_arena *arena, const struct ht_signatures *signatures,
                                              const struct ht_location *location)
{
    struct ht_frame frame = {.locations = location, .location_count = 1};
    const struct ht_frames frames = {.items = &frame, .count = 1};
    struct ht_answers answers = {0};
    struct ht_error *error = ht_answers_make(arena, signatures, &frames, &answers);
    assert(!error && answers.count == 1);
    (void)error;
    return answers;
}

/* The first signature that matches anywhere, fits it and tells a verdict; NULL: none. */
static inline const struct ht_signature *verdict_about(struct ht_arena *arena, const struct ht_signatures *signatures,
                                                       const struct ht_location *location)
{
    return answers_about(arena, signatures, location).items[0].signature;
}

#endif
