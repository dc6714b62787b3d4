/*
 * Findings followed from build to build.
 */
#ifndef HT_COMPARE_TRACKS_H
#define HT_COMPARE_TRACKS_H

#include "base/arena.h"
#include "base/error.h"
#include "compare/build.h"

#define HT_NO_TRACK UINT32_MAX

/* Findings of several builds that are the same one. */
struct ht_track {
    uint32_t whole;       /* of which it is a part, since it was told apart; HT_NO_TRACK: of none */
    bool leak;            /* a build told it one */
    const char *old_name; /* a function of its chains that was renamed last, or NULL */
    const char *new_name;
};

/* A track in a build. */
struct ht_track_place {
    uint32_t track;
    uint32_t finding; /* its number there; HT_NO_TRACK: it is held by another leak */
};

struct ht_tracks {
    struct ht_track *items;
    size_t count;
    struct ht_track_place **places; /* of each build, in no order */
    size_t *place_counts;
};

/* Follows the findings of the builds, in the arena. */
struct ht_error *ht_tracks_make(struct ht_arena *arena, const struct ht_build *builds, size_t count,
                                struct ht_tracks *ret);

#endif
