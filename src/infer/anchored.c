#include "infer/anchored.h"

/* Frames behind the first that are looked at: between an allocator and the owner of what it gives there are fewer. */
#define REACH 12u

/* Locations, inlined ones too, that may stand before a signature's function. */
#define THROUGH_REACH 64u

/* Locations behind the function among which its caller is looked for: some may be inlined helpers. */
#define CALLERS_REACH 6u

/* A walk through a chain's locations, outwards. */
struct walk {
    const struct ht_chain *chain;
    const struct ht_frames *frames;
    const struct ht_answers *answers;
    struct ht_spot at;
};

/* The answer for the location at hand, as its place among all; their count for a frame of which nothing is known. */
static size_t answer_at(const struct walk *walk)
{
    size_t number = ht_frames_number(walk->frames, walk->chain->pcs[walk->at.place]);
    if (number == walk->frames->count || walk->at.location >= walk->frames->items[number].location_count)
        return walk->answers->count;
    return (size_t)(ht_answers_of(walk->answers, number, walk->at.location) - walk->answers->items);
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

/* Where a word of the signatures' bits is a function that fits, and its caller has to stand behind it: does it? */
static uint64_t called(struct walk walk, size_t word)
{
    const struct ht_answers *answers = walk.answers;
    uint64_t ret = answers->uncalled[word];
    for (unsigned i = 0; i < CALLERS_REACH && step(&walk); i++) {
        size_t answer = answer_at(&walk);
        if (answer < answers->count)
            ret |= answers->callers[answer * answers->words + word];
    }
    return ret;
}

/*
 * Of a word of the signatures' bits, those whose function stands where the walk begins, or behind what may stand
 * before it. A location of which nothing is known may be anybody's, and is passed.
 */
static uint64_t find(struct walk walk, uint64_t sought, uint32_t last, size_t word)
{
    const struct ht_answers *answers = walk.answers;
    uint64_t found = 0;
    unsigned passed = 0;
    do {
        size_t answer = answer_at(&walk), place = answer * answers->words + word;
        if (answer == answers->count)
            continue;
        uint64_t fits = sought & answers->fits[place];
        if (fits)
            found |= fits & called(walk, word);
        sought &= answers->through[place];
    } while (sought && passed++ < THROUGH_REACH && step(&walk) && walk.at.place < last);
    return found;
}

/* In which order known leaks are told; one that the release never had is not. */
enum rank { RANK_AFFECTED, RANK_PERHAPS_AFFECTED, RANK_UNKNOWN, RANK_FIXED, RANK_NEVER };

static enum rank rank(const struct ht_signature *signature)
{
    switch (signature->standing.state) {
    case HT_RELEASE_AFFECTED:
        return signature->standing.unsure ? RANK_PERHAPS_AFFECTED : RANK_AFFECTED;
    case HT_RELEASE_UNKNOWN:
        return RANK_UNKNOWN;
    case HT_RELEASE_FIXED:
        return RANK_FIXED;
    default:
        return RANK_NEVER;
    }
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

void ht_anchored_match(const struct ht_chain *chain, const struct ht_frames *frames, const struct ht_answers *answers,
                       struct ht_spot first, struct ht_spot owner, struct ht_anchored *ret)
{
    *ret = (struct ht_anchored){0};
    if (owner.place >= chain->depth) /* all is plumbing: the first of it stands for the owner */
        owner = first;
    if (first.place >= chain->depth)
        return;
    uint32_t last = first.place + REACH;
    for (size_t word = 0; word < answers->words; word++) {
        struct walk from_first = {chain, frames, answers, first}, from_owner = {chain, frames, answers, owner};
        uint64_t found = find(from_first, answers->first[word], last, word);
        if (owner.place < last)
            found |= find(from_owner, answers->owner[word], last, word);
        for (size_t bit = word * HT_ANSWERS_BITS; found; bit++, found >>= 1) {
            if (found & 1)
                take(answers->placed[bit], ret);
        }
    }
}
