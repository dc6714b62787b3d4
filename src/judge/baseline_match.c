#include "judge/baseline_match.h"

#include <stdlib.h>
#include <string.h>

/* Findings without a partner beyond these are not aligned with one another. */
#define ALIGNED_MAX 64u

/* What an alignment pays: for a function that is skipped or renamed, and for one in whose place another stands. */
#define COST_RENAMED 1u
#define COST_OTHER 3u

/* A finding of the report as the baseline has its own. */
struct names {
    struct ht_named_chain *chains;
    size_t chain_count;
    bool known; /* a function of it is */
};

struct matcher {
    const struct ht_report *report;
    const struct ht_baseline *baseline;
    struct names *names;    /* of each finding of the report */
    const char **functions; /* of the report's frames, sorted */
    size_t function_count;
    struct ht_match_result *results;
    bool *taken; /* findings of the baseline that have their match */
};

/* --- the names of the report -------------------------------------------------------------------------------------- */

static void add_locations(const struct ht_frame *frame, struct ht_named_chain *chain)
{
    for (uint32_t i = 0; i < frame->location_count && chain->count < HT_NAMED_FUNCTIONS_MAX; i++) {
        if (frame->locations[i].function)
            chain->functions[chain->count++] = frame->locations[i].function;
    }
}

static struct ht_error *name_chain(const struct ht_report *report, uint32_t number, struct ht_named_chain *ret)
{
    const struct ht_chain *chain = &report->trace->chains.items[number];
    ret->bytes = report->chains[number].bytes;
    ret->functions = ht_arena_array(report->trace->arena, HT_NAMED_FUNCTIONS_MAX, sizeof *ret->functions);
    if (!ret->functions)
        return ht_error_nomem();
    bool allocators = true;
    for (uint32_t k = 0; k < chain->depth; k++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
        if (frame)
            add_locations(frame, ret);
        allocators = allocators && frame && frame->role == HT_ROLE_ALLOCATOR;
        if (allocators)
            ret->allocators = ret->count;
    }
    return NULL;
}

static struct ht_error *name_finding(const struct ht_report *report, const struct ht_finding *finding,
                                     struct names *ret)
{
    size_t count = finding->chain_count < HT_NAMED_CHAINS_MAX ? finding->chain_count : HT_NAMED_CHAINS_MAX;
    ret->chains = ht_arena_array(report->trace->arena, count, sizeof *ret->chains);
    if (!ret->chains)
        return ht_error_nomem();
    struct ht_error *error = NULL;
    for (size_t i = 0; i < count && !error; i++) {
        error = name_chain(report, finding->chains[i], &ret->chains[i]);
        ret->known |= ret->chains[i].count > 0;
        ret->chain_count++;
    }
    return error;
}

static struct ht_error *list_functions(struct matcher *matcher)
{
    const struct ht_frames *frames = matcher->report->frames;
    size_t count = 0;
    for (size_t i = 0; i < frames->count; i++)
        count += frames->items[i].location_count;
    matcher->functions = ht_arena_array(matcher->report->trace->arena, count, sizeof *matcher->functions);
    if (!matcher->functions)
        return ht_error_nomem();
    for (size_t i = 0; i < frames->count; i++) {
        for (uint32_t k = 0; k < frames->items[i].location_count; k++) {
            if (frames->items[i].locations[k].function)
                matcher->functions[matcher->function_count++] = frames->items[i].locations[k].function;
        }
    }
    if (matcher->function_count)
        qsort(matcher->functions, matcher->function_count, sizeof *matcher->functions, ht_baseline_compare_names);
    return NULL;
}

static bool has_function(const char *const *functions, size_t count, const char *name)
{
    return count && bsearch(&name, functions, count, sizeof *functions, ht_baseline_compare_names);
}

/* --- alignment ---------------------------------------------------------------------------------------------------- */

/* How well two chains agree, or the chains of two findings by their bytes. */
struct likeness {
    double share;         /* of what was aligned, from 0 to 1 */
    double whole;         /* 1 for chains that agree in all they share, of findings the part of such; from 0 to 1 */
    const char *old_name; /* of the innermost function that was renamed, or NULL */
    const char *new_name;
};

/* Neither build has both names. */
static bool is_renamed(const struct matcher *matcher, const char *old_name, const char *new_name)
{
    return !has_function(matcher->functions, matcher->function_count, old_name) &&
           !has_function(matcher->baseline->functions, matcher->baseline->function_count, new_name);
}

/* The functions behind the allocators; all of them where there are no others. */
static void without_allocators(const struct ht_named_chain *chain, const char *const **ret, size_t *count)
{
    size_t first = chain->allocators < chain->count ? chain->allocators : 0;
    *ret = chain->functions + first;
    *count = chain->count - first;
}

/*
 * Aligns two chains from their innermost functions on, and ends where one of them does: how far out a chain reaches
 * depends on the depth of the stack that was recorded and on what was inlined. cost[i][k] is the least for i functions
 * of the old chain and k of the new one.
 */
static struct likeness align(const struct matcher *matcher, const struct ht_named_chain *left,
                             const struct ht_named_chain *right)
{
    unsigned cost[HT_NAMED_FUNCTIONS_MAX + 1][HT_NAMED_FUNCTIONS_MAX + 1];
    const char *const *a, *const *b;
    size_t n, m;
    without_allocators(left, &a, &n);
    without_allocators(right, &b, &m);
    struct likeness likeness = {0};
    if (!n || !m)
        return likeness;
    for (size_t i = 0; i <= n; i++)
        cost[i][0] = (unsigned)i;
    for (size_t k = 0; k <= m; k++)
        cost[0][k] = (unsigned)k;
    for (size_t i = 1; i <= n; i++) {
        for (size_t k = 1; k <= m; k++) {
            bool same = strcmp(a[i - 1], b[k - 1]) == 0;
            unsigned least = cost[i - 1][k - 1] + (same                                      ? 0
                                                   : is_renamed(matcher, a[i - 1], b[k - 1]) ? COST_RENAMED
                                                                                             : COST_OTHER);
            least = cost[i - 1][k] + 1 < least ? cost[i - 1][k] + 1 : least;
            cost[i][k] = cost[i][k - 1] + 1 < least ? cost[i][k - 1] + 1 : least;
        }
    }
    /* The cheapest end, the farthest out among those. */
    size_t i = n, k = m;
    for (size_t x = 0; x <= n; x++) {
        if (cost[x][m] < cost[i][k] || (cost[x][m] == cost[i][k] && x + m > i + k)) {
            i = x;
            k = m;
        }
    }
    for (size_t y = 0; y <= m; y++) {
        if (cost[n][y] < cost[i][k] || (cost[n][y] == cost[i][k] && n + y > i + k)) {
            i = n;
            k = y;
        }
    }
    unsigned edits = cost[i][k], agreeing = 0;
    bool beyond = i < n || k < m;
    while (i && k) {
        bool same = strcmp(a[i - 1], b[k - 1]) == 0;
        bool renamed = !same && is_renamed(matcher, a[i - 1], b[k - 1]);
        if (cost[i][k] == cost[i - 1][k - 1] + (same ? 0 : renamed ? COST_RENAMED : COST_OTHER)) {
            agreeing += same;
            if (renamed) {
                likeness.old_name = a[i - 1];
                likeness.new_name = b[k - 1];
            }
            i--;
            k--;
        } else if (cost[i][k] == cost[i - 1][k] + 1) {
            i--;
        } else {
            k--;
        }
    }
    likeness.share = (double)agreeing / (double)(agreeing + edits ? agreeing + edits : 1);
    /* One function tells little of what calls it: a strdup() has many callers. */
    likeness.whole = !edits && (agreeing > 1 || (agreeing == 1 && !beyond));
    return likeness;
}

/* How much of the bytes in the chains of one finding the chains of the other account for. */
static struct likeness compare_chains(const struct matcher *matcher, const struct ht_baseline_finding *old,
                                      const struct names *names)
{
    struct likeness sum = {0};
    double bytes = 0;
    for (size_t k = 0; k < names->chain_count; k++) {
        struct likeness best = {0};
        for (size_t i = 0; i < old->chain_count && best.whole < 1; i++) {
            struct likeness likeness = align(matcher, &old->chains[i], &names->chains[k]);
            if (likeness.whole > best.whole || likeness.share > best.share)
                best = likeness;
        }
        double weight = (double)names->chains[k].bytes + 1;
        bytes += weight;
        sum.share += best.share * weight;
        sum.whole += best.whole * weight;
        if (best.old_name && !sum.old_name) {
            sum.old_name = best.old_name;
            sum.new_name = best.new_name;
        }
    }
    sum.share = bytes > 0 ? sum.share / bytes : 0;
    sum.whole = bytes > 0 ? sum.whole / bytes : 0;
    return sum;
}

static bool same_sizes(const struct ht_baseline_finding *old, const struct ht_finding *finding)
{
    if (!finding->fingerprint_count || finding->fingerprints[0].size_count != old->size_count || !old->size_count)
        return false;
    for (size_t i = 0; i < old->size_count; i++) {
        if (old->sizes[i].size != finding->fingerprints[0].sizes[i].size ||
            old->sizes[i].count != finding->fingerprints[0].sizes[i].count)
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
static bool is_behind_allocators(const struct names *names)
{
    for (size_t i = 0; i < names->chain_count; i++) {
        if (names->chains[i].allocators < names->chains[i].count)
            return false;
    }
    return true;
}

/* How much of a finding of the report is one of the baseline's; shares of 0 when it is another one. */
static struct likeness compare_findings(const struct matcher *matcher, size_t number, size_t old_number)
{
    const struct ht_baseline_finding *old = &matcher->baseline->findings[old_number];
    const struct ht_finding *finding = &matcher->report->findings[number];
    const struct names *names = &matcher->names[number];
    struct likeness none = {0};
    if (kind_of(old->key) != kind_of(finding->key) || (old->rule && finding->rule && strcmp(old->rule, finding->rule)))
        return none;
    bool sizes = same_sizes(old, finding);
    if (is_behind_allocators(names) && !sizes)
        return none;
    struct likeness likeness = compare_chains(matcher, old, names);
    bool enough = likeness.whole > 0.5 || (sizes && likeness.share >= 0.5);
    return enough ? likeness : none;
}

/* --- matching ----------------------------------------------------------------------------------------------------- */

static void take(struct matcher *matcher, size_t number, size_t old_number, const struct likeness *likeness)
{
    struct ht_match_result *result = &matcher->results[number];
    result->finding = old_number;
    result->part = matcher->taken[old_number];
    result->old_name = likeness->old_name;
    result->new_name = likeness->new_name;
    matcher->taken[old_number] = true;
}

static void match_keys(struct matcher *matcher)
{
    static const struct likeness same;
    for (size_t i = 0; i < matcher->report->finding_count; i++) {
        const struct ht_finding *finding = &matcher->report->findings[i];
        for (size_t k = 0; k < matcher->baseline->finding_count && matcher->names[i].known; k++) {
            if (!matcher->taken[k] && strcmp(matcher->baseline->findings[k].key, finding->key) == 0) {
                take(matcher, i, k, &same);
                break;
            }
        }
    }
}

/* Findings that have no partner yet, by their numbers. */
struct lonely {
    size_t items[ALIGNED_MAX];
    size_t count;
};

static struct lonely lonely_findings(const struct matcher *matcher)
{
    struct lonely lonely = {.count = 0};
    for (size_t i = 0; i < matcher->report->finding_count && lonely.count < ALIGNED_MAX; i++) {
        if (matcher->results[i].finding == HT_NO_MATCH && matcher->names[i].known)
            lonely.items[lonely.count++] = i;
    }
    return lonely;
}

static struct lonely lonely_baseline(const struct matcher *matcher)
{
    struct lonely lonely = {.count = 0};
    for (size_t i = 0; i < matcher->baseline->finding_count && lonely.count < ALIGNED_MAX; i++) {
        if (!matcher->taken[i])
            lonely.items[lonely.count++] = i;
    }
    return lonely;
}

/* The more, the more alike two findings are. */
static double score(struct likeness likeness)
{
    return likeness.share + likeness.whole;
}

/* The findings without a partner, the most alike ones first. */
static void match_chains(struct matcher *matcher)
{
    const struct lonely here = lonely_findings(matcher), there = lonely_baseline(matcher);
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
        const struct likeness likeness = compare_findings(matcher, number, old_number);
        take(matcher, number, old_number, &likeness);
    }
}

/* A finding that is whole in one of the baseline's which is taken: what was one finding then are two now. */
static void match_parts(struct matcher *matcher)
{
    const struct lonely here = lonely_findings(matcher);
    for (size_t i = 0; i < here.count; i++) {
        for (size_t k = 0; k < matcher->baseline->finding_count && k < ALIGNED_MAX; k++) {
            const struct likeness likeness = compare_findings(matcher, here.items[i], k);
            if (likeness.whole == 1) {
                take(matcher, here.items[i], k, &likeness);
                break;
            }
        }
    }
}

/* Does each chain of the baseline's finding stand in the finding? What were two findings then are one now. */
static bool is_within(const struct matcher *matcher, const struct ht_baseline_finding *old, const struct names *names)
{
    for (size_t i = 0; i < old->chain_count; i++) {
        bool found = false;
        for (size_t k = 0; k < names->chain_count && !found; k++)
            found = align(matcher, &old->chains[i], &names->chains[k]).whole == 1;
        if (!found)
            return false;
    }
    return old->chain_count > 0;
}

static bool is_gone(const struct matcher *matcher, size_t old_number)
{
    const struct ht_baseline_finding *old = &matcher->baseline->findings[old_number];
    if (old->verdict != HT_VERDICT_LEAK)
        return false;
    const struct ht_report *report = matcher->report;
    for (size_t i = 0; i < report->finding_count; i++) {
        if (report->findings[i].verdict == HT_VERDICT_LEAK && matcher->results[i].finding == old_number)
            return false;
    }
    for (size_t i = 0; i < report->finding_count && i < ALIGNED_MAX && !matcher->taken[old_number]; i++) {
        if (report->findings[i].verdict == HT_VERDICT_LEAK && is_within(matcher, old, &matcher->names[i]))
            return false;
    }
    return true;
}

struct ht_error *ht_baseline_match(const struct ht_report *report, const struct ht_baseline *baseline,
                                   struct ht_match_result **ret, bool **gone)
{
    struct ht_arena *arena = report->trace->arena;
    struct matcher matcher = {
        .report = report,
        .baseline = baseline,
        .names = ht_arena_array(arena, report->finding_count, sizeof *matcher.names),
        .results = ht_arena_array(arena, report->finding_count, sizeof *matcher.results),
        .taken = ht_arena_array(arena, baseline->finding_count, sizeof *matcher.taken),
    };
    bool *lost = ht_arena_array(arena, baseline->finding_count, sizeof *lost);
    if (!matcher.names || !matcher.results || !matcher.taken || !lost)
        return ht_error_nomem();
    struct ht_error *error = list_functions(&matcher);
    for (size_t i = 0; i < report->finding_count && !error; i++) {
        error = name_finding(report, &report->findings[i], &matcher.names[i]);
        matcher.results[i] = (struct ht_match_result){.finding = HT_NO_MATCH, .nameless = !matcher.names[i].known};
    }
    if (error)
        return error;
    match_keys(&matcher);
    match_chains(&matcher);
    match_parts(&matcher);
    for (size_t i = 0; i < baseline->finding_count; i++)
        lost[i] = is_gone(&matcher, i);
    *ret = matcher.results;
    *gone = lost;
    return NULL;
}
