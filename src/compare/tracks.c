#include "compare/tracks.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "compare/build_match.h"

/* What is known before a build is looked at. */
struct follower {
    struct ht_build known; /* the last finding of each track, and all functions so far; both arrays from the heap */
    size_t finding_capacity;
    struct ht_track *tracks; /* from the heap */
    size_t track_capacity;
    struct ht_arena *arena;
};

/* --- functions ---------------------------------------------------------------------------------------------------- */

/* Takes in the functions of a build, which are sorted, as those that are known are. */
static struct ht_error *learn_functions(struct follower *follower, const struct ht_build *build)
{
    struct ht_build *known = &follower->known;
    size_t count = 0, i = 0, k = 0;
    const char **merged = malloc((known->function_count + build->function_count + 1) * sizeof *merged);
    if (!merged)
        return ht_error_nomem();
    while (i < known->function_count || k < build->function_count) {
        bool ours = k == build->function_count ||
                    (i < known->function_count && strcmp(known->functions[i], build->functions[k]) <= 0);
        const char *next = ours ? known->functions[i++] : build->functions[k++];
        if (!count || strcmp(merged[count - 1], next) != 0)
            merged[count++] = next;
    }
    free(known->functions);
    known->functions = merged;
    known->function_count = count;
    return NULL;
}

/* --- tracks ------------------------------------------------------------------------------------------------------- */

/* Begins a track with a finding of a build, whole: of which it is a part. */
static struct ht_error *begin_track(struct follower *follower, const struct ht_build_finding *finding, size_t whole,
                                    uint32_t *ret)
{
    struct ht_build *known = &follower->known;
    const struct ht_track track = {.whole = whole == HT_NO_MATCH ? HT_NO_TRACK : (uint32_t)whole};
    size_t number = known->finding_count, count = number;
    if (number == HT_NO_TRACK || !HT_VEC_PUSH(follower->tracks, count, follower->track_capacity, track) ||
        !HT_VEC_PUSH(known->findings, known->finding_count, follower->finding_capacity, *finding))
        return ht_error_nomem();
    *ret = (uint32_t)number;
    return NULL;
}

/* A finding of a build goes on a track. */
static struct ht_error *follow_finding(struct follower *follower, const struct ht_build_finding *finding,
                                       const struct ht_match_result *match, uint32_t *ret)
{
    if (match->finding == HT_NO_MATCH || match->part) {
        struct ht_error *error = begin_track(follower, finding, match->finding, ret);
        if (error)
            return error;
    } else {
        *ret = (uint32_t)match->finding;
        follower->known.findings[*ret] = *finding;
    }
    struct ht_track *track = &follower->tracks[*ret];
    track->leak = track->leak || ht_build_is_leak(finding);
    if (match->old_name && !match->part) {
        track->old_name = match->old_name;
        track->new_name = match->new_name;
    }
    return NULL;
}

/* Tracks before number first that are leaks held by other findings now: neither gone nor matched. */
static size_t list_held(const struct follower *follower, const bool *gone, const bool *met, size_t first,
                        struct ht_track_place *places)
{
    size_t count = 0;
    for (size_t i = 0; i < first; i++) {
        if (!met[i] && !gone[i] && ht_build_is_leak(&follower->known.findings[i]))
            places[count++] = (struct ht_track_place){(uint32_t)i, HT_NO_TRACK};
    }
    return count;
}

static struct ht_error *follow_build(struct follower *follower, const struct ht_build *build, struct ht_arena *scratch,
                                     struct ht_track_place **ret, size_t *ret_count)
{
    size_t before = follower->known.finding_count, count = 0;
    struct ht_match_result *matches = NULL;
    bool *gone = NULL, *met = ht_arena_array(scratch, before, sizeof *met);
    struct ht_track_place *places = ht_arena_array(scratch, before + build->finding_count, sizeof *places);
    if (!met || !places)
        return ht_error_nomem();
    struct ht_error *error = ht_build_match(scratch, build, &follower->known, &matches, &gone);
    for (size_t i = 0; i < build->finding_count && !error; i++) {
        places[count].finding = (uint32_t)i;
        error = follow_finding(follower, &build->findings[i], &matches[i], &places[count].track);
        if (!error && places[count].track < before)
            met[places[count].track] = true;
        count++;
    }
    if (error)
        return error;
    count += list_held(follower, gone, met, before, places + count);
    *ret = ht_arena_array(follower->arena, count, sizeof **ret);
    if (!*ret)
        return ht_error_nomem();
    memcpy(*ret, places, count * sizeof *places);
    *ret_count = count;
    return learn_functions(follower, build);
}

static struct ht_error *follow(struct follower *follower, const struct ht_build *builds, size_t count,
                               struct ht_tracks *ret)
{
    ret->places = ht_arena_array(follower->arena, count, sizeof *ret->places);
    ret->place_counts = ht_arena_array(follower->arena, count, sizeof *ret->place_counts);
    struct ht_error *error = ret->places && ret->place_counts ? NULL : ht_error_nomem();
    for (size_t i = 0; i < count && !error; i++) {
        struct ht_arena scratch;
        ht_arena_init(&scratch);
        error = follow_build(follower, &builds[i], &scratch, &ret->places[i], &ret->place_counts[i]);
        ht_arena_deinit(&scratch);
    }
    if (error)
        return error;
    ret->count = follower->known.finding_count;
    ret->items = ht_arena_array(follower->arena, ret->count, sizeof *ret->items);
    if (!ret->items)
        return ht_error_nomem();
    if (ret->count)
        memcpy(ret->items, follower->tracks, ret->count * sizeof *ret->items);
    return NULL;
}

struct ht_error *ht_tracks_make(struct ht_arena *arena, const struct ht_build *builds, size_t count,
                                struct ht_tracks *ret)
{
    struct follower follower = {.arena = arena};
    struct ht_tracks tracks = {0};
    struct ht_error *error = follow(&follower, builds, count, &tracks);
    free(follower.known.findings);
    free(follower.known.functions);
    free(follower.tracks);
    if (!error)
        *ret = tracks;
    return error;
}
