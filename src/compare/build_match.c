#include "compare/build_match.h"

#include <string.h>

#include "base/sort.h"
#include "compare/chain_align.h"

/* Findings without a partner beyond these are not aligned with one another. */
#define ALIGNED_MAX 64u

struct matcher {
    const struct ht_build *now, *old;
    struct ht_match_result *results; /* of each finding now */
    bool *taken;                     /* old findings that have their match */
    struct ht_aligner aligner;
};

static bool same_sizes(const struct ht_build_finding *old, const struct ht_build_finding *now)
{
    if (now->size_count != old->size_count || !old->size_count)
        return false;
    for (size_t i = 0; i < old->size_count; i++) {
        if (old->sizes[i].size != now->sizes[i].size || old->sizes[i].count != now->sizes[i].count)
            return false;
    }
    return true;
}

/* What a key begins with when a finding is not a whole group of chains (naming.c). */
static size_t kind_of(const char *key)
{
    static const char *const kinds[] = {"sessions:", "orphans:", "sizes:", "rest:"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(key, kinds[i], strlen(kinds[i])) == 0)
            return i + 1;
    }
    return 0;
}

/* Are all chains of the finding allocators only? Then the functions tell nothing, and the sizes must. */
static bool is_behind_allocators(const struct ht_build_finding *finding)
{
    for (size_t i = 0; i < finding->chain_count; i++) {
        if (finding->chains[i].allocators < finding->chains[i].count)
            return false;
    }
    return true;
}

/* Is a function of its chains known? Else there is nothing to compare. */
static bool is_named(const struct ht_build_finding *finding)
{
    for (size_t i = 0; i < finding->chain_count; i++) {
        if (finding->chains[i].count)
            return true;
    }
    return false;
}

/* How much of a finding is the old one; shares of 0 when it is another one. */
static struct ht_likeness compare_findings(struct matcher *matcher, size_t number, size_t old_number)
{
    const struct ht_build_finding *old = &matcher->old->findings[old_number], *now = &matcher->now->findings[number];
    struct ht_likeness none = {0};
    if (kind_of(old->key) != kind_of(now->key) || (old->rule && now->rule && strcmp(old->rule, now->rule)))
        return none;
    bool sizes = same_sizes(old, now);
    if (is_behind_allocators(now) && !sizes)
        return none;
    struct ht_likeness likeness = ht_align_findings(&matcher->aligner, number, old_number);
    bool enough = likeness.whole > 0.5 || (sizes && likeness.share >= 0.5);
    return enough ? likeness : none;
}

/* --- matching ----------------------------------------------------------------------------------------------------- */

static void take(struct matcher *matcher, size_t number, size_t old_number, const struct ht_likeness *likeness)
{
    struct ht_match_result *result = &matcher->results[number];
    result->finding = old_number;
    result->part = matcher->taken[old_number];
    result->old_name = likeness->old_name;
    result->new_name = likeness->new_name;
    matcher->taken[old_number] = true;
}

/* A finding's number, and its key. */
struct keyed {
    const char *key;
    size_t number;
};

static int compare_keyed(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int order = strcmp(a->key, b->key);
    return order ? order : HT_ORDER(a->number, b->number);
}

/* keyed has room for the old findings. */
static void match_keys(struct matcher *matcher, struct keyed *keyed)
{
    static const struct ht_likeness same;
    size_t count = matcher->old->finding_count;
    for (size_t i = 0; i < count; i++)
        keyed[i] = (struct keyed){matcher->old->findings[i].key, i};
    ht_sort(keyed, count, sizeof *keyed, compare_keyed);
    for (size_t i = 0; i < matcher->now->finding_count; i++) {
        const char *key = matcher->now->findings[i].key;
        if (matcher->results[i].nameless)
            continue;
        size_t k;
        HT_SEARCH(k, 0, count, strcmp(keyed[k].key, key) < 0);
        while (k < count && !strcmp(keyed[k].key, key) && matcher->taken[keyed[k].number])
            k++;
        if (k < count && !strcmp(keyed[k].key, key))
            take(matcher, i, keyed[k].number, &same);
    }
}

/* Findings that have no partner yet, by their numbers. */
struct lonely {
    size_t items[ALIGNED_MAX];
    size_t count;
};

static struct lonely lonely_now(const struct matcher *matcher)
{
    struct lonely lonely = {.count = 0};
    for (size_t i = 0; i < matcher->now->finding_count && lonely.count < ALIGNED_MAX; i++) {
        if (matcher->results[i].finding == HT_NO_MATCH && !matcher->results[i].nameless)
            lonely.items[lonely.count++] = i;
    }
    return lonely;
}

static struct lonely lonely_old(const struct matcher *matcher)
{
    struct lonely lonely = {.count = 0};
    for (size_t i = 0; i < matcher->old->finding_count && lonely.count < ALIGNED_MAX; i++) {
        if (!matcher->taken[i])
            lonely.items[lonely.count++] = i;
    }
    return lonely;
}

/* The more, the more alike two findings are. */
static double score(struct ht_likeness likeness)
{
    return likeness.share + likeness.whole;
}

/* The findings without a partner, the most alike ones first. */
static void match_chains(struct matcher *matcher)
{
    const struct lonely here = lonely_now(matcher), there = lonely_old(matcher);
    double shares[ALIGNED_MAX][ALIGNED_MAX];
    for (size_t i = 0; i < here.count; i++) {
        for (size_t k = 0; k < there.count; k++)
            shares[i][k] = score(compare_findings(matcher, here.items[i], there.items[k]));
    }
    for (;;) {
        double best = 0;
        size_t number = 0, old_number = 0;
        for (size_t i = 0; i < here.count; i++) {
            for (size_t k = 0; k < there.count; k++) {
                if (matcher->results[here.items[i]].finding != HT_NO_MATCH || matcher->taken[there.items[k]] ||
                    shares[i][k] <= best)
                    continue;
                best = shares[i][k];
                number = here.items[i];
                old_number = there.items[k];
            }
        }
        if (best == 0)
            return;
        const struct ht_likeness likeness = compare_findings(matcher, number, old_number);
        take(matcher, number, old_number, &likeness);
    }
}

/* A finding that is whole in an old one which is taken: what was one finding then are two now. */
static void match_parts(struct matcher *matcher)
{
    const struct lonely here = lonely_now(matcher);
    for (size_t i = 0; i < here.count; i++) {
        for (size_t k = 0; k < matcher->old->finding_count && k < ALIGNED_MAX; k++) {
            const struct ht_likeness likeness = compare_findings(matcher, here.items[i], k);
            if (likeness.whole == 1) {
                take(matcher, here.items[i], k, &likeness);
                break;
            }
        }
    }
}

/*
 * Tells which old leaks are gone: at first those that no leak was matched with. What were two findings then may be one
 * now, which holds all of both.
 */
static void list_gone(struct matcher *matcher, bool *gone)
{
    const struct ht_build *now = matcher->now, *old = matcher->old;
    for (size_t i = 0; i < old->finding_count; i++)
        gone[i] = ht_build_is_leak(&old->findings[i]);
    for (size_t i = 0; i < now->finding_count; i++) {
        if (ht_build_is_leak(&now->findings[i]) && matcher->results[i].finding != HT_NO_MATCH)
            gone[matcher->results[i].finding] = false;
    }
    for (size_t k = 0, aligned = 0; k < old->finding_count && aligned < ALIGNED_MAX; k++) {
        if (!gone[k] || matcher->taken[k])
            continue;
        for (size_t i = 0; i < now->finding_count && i < ALIGNED_MAX && gone[k]; i++)
            gone[k] = !ht_build_is_leak(&now->findings[i]) || !ht_align_within(&matcher->aligner, i, k);
        aligned++;
    }
}

struct ht_error *ht_build_match(struct ht_arena *arena, const struct ht_build *now, const struct ht_build *old,
                                struct ht_match_result **ret, bool **gone)
{
    struct matcher matcher = {
        .now = now,
        .old = old,
        .results = ht_arena_array(arena, now->finding_count, sizeof *matcher.results),
        .taken = ht_arena_array(arena, old->finding_count, sizeof *matcher.taken),
    };
    struct keyed *keyed = ht_arena_array(arena, old->finding_count, sizeof *keyed);
    bool *lost = ht_arena_array(arena, old->finding_count, sizeof *lost);
    if (!matcher.results || !matcher.taken || !keyed || !lost)
        return ht_error_nomem();
    struct ht_error *error = ht_aligner_init(arena, now, old, &matcher.aligner);
    if (error)
        return error;
    for (size_t i = 0; i < now->finding_count; i++)
        matcher.results[i] = (struct ht_match_result){.finding = HT_NO_MATCH, .nameless = !is_named(&now->findings[i])};
    match_keys(&matcher, keyed);
    match_chains(&matcher);
    match_parts(&matcher);
    list_gone(&matcher, lost);
    if (matcher.aligner.failed)
        return ht_error_nomem();
    *ret = matcher.results;
    *gone = lost;
    return NULL;
}
