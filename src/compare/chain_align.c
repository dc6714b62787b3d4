#include "compare/chain_align.h"

#include <string.h>

#include "base/sort.h"

/* What an alignment pays: for a function that is skipped or renamed, and for one in whose place another stands. */
#define COST_RENAMED 1u
#define COST_OTHER 3u

/*
 * Pairs of functions that are held against each other at most: a fifth of a second. Sixty findings with four chains of
 * twelve functions on both sides take a fifth of it; reports that are made to take minutes end here.
 */
#define STEPS_MAX UINT64_C(50000000)

/* --- names as numbers --------------------------------------------------------------------------------------------- */

/* The functions of both builds, which are sorted, each once. */
static struct ht_error *merge_names(struct ht_aligner *aligner)
{
    const struct ht_build *now = aligner->now, *old = aligner->old;
    size_t i = 0, k = 0;
    aligner->names = ht_arena_array(aligner->arena, now->function_count + old->function_count, sizeof *aligner->names);
    if (!aligner->names)
        return ht_error_nomem();
    while (i < now->function_count || k < old->function_count) {
        bool ours =
            k == old->function_count || (i < now->function_count && strcmp(now->functions[i], old->functions[k]) <= 0);
        const char *text = ours ? now->functions[i++] : old->functions[k++];
        struct ht_align_name *last = aligner->name_count ? &aligner->names[aligner->name_count - 1] : NULL;
        if (!last || strcmp(last->text, text) != 0) {
            last = &aligner->names[aligner->name_count++];
            last->text = text;
        }
        last->now = last->now || ours;
        last->old = last->old || !ours;
    }
    return NULL;
}

struct ht_error *ht_aligner_init(struct ht_arena *arena, const struct ht_build *now, const struct ht_build *old,
                                 struct ht_aligner *ret)
{
    *ret = (struct ht_aligner){.arena = arena, .now = now, .old = old, .steps = STEPS_MAX};
    ret->now_findings = ht_arena_array(arena, now->finding_count, sizeof *ret->now_findings);
    ret->old_findings = ht_arena_array(arena, old->finding_count, sizeof *ret->old_findings);
    return ret->now_findings && ret->old_findings ? merge_names(ret) : ht_error_nomem();
}

/* The number of a name, which is one of a frame of its build. */
static uint32_t number_of(const struct ht_aligner *aligner, const char *text)
{
    size_t place;
    HT_SEARCH(place, 0, aligner->name_count, strcmp(aligner->names[place].text, text) < 0);
    return (uint32_t)place;
}

static bool read_chain(struct ht_aligner *aligner, const struct ht_named_chain *chain, struct ht_align_chain *ret)
{
    size_t first = chain->allocators < chain->count ? chain->allocators : 0;
    ret->bytes = chain->bytes;
    ret->names = ht_arena_array(aligner->arena, chain->count - first, sizeof *ret->names);
    if (!ret->names)
        return false;
    for (size_t i = first; i < chain->count; i++)
        ret->names[ret->count++] = number_of(aligner, chain->functions[i]);
    return true;
}

/* The chains of a finding: read when they are asked for first. */
static const struct ht_align_finding *read_finding(struct ht_aligner *aligner, const struct ht_build_finding *finding,
                                                   struct ht_align_finding *ret)
{
    if (ret->chains)
        return ret;
    ret->chains = ht_arena_array(aligner->arena, finding->chain_count, sizeof *ret->chains);
    bool whole = ret->chains;
    for (; ret->count < finding->chain_count && whole; ret->count += whole)
        whole = read_chain(aligner, &finding->chains[ret->count], &ret->chains[ret->count]);
    aligner->failed = aligner->failed || !whole;
    return ret;
}

static const struct ht_align_finding *now_at(struct ht_aligner *aligner, size_t number)
{
    return read_finding(aligner, &aligner->now->findings[number], &aligner->now_findings[number]);
}

static const struct ht_align_finding *old_at(struct ht_aligner *aligner, size_t number)
{
    return read_finding(aligner, &aligner->old->findings[number], &aligner->old_findings[number]);
}

/* --- chains ------------------------------------------------------------------------------------------------------- */

/* cost[i][k] is the least for i functions of the old chain and k of the new one, from the innermost ones on. */
struct costs {
    const struct ht_align_name *names;
    const struct ht_align_chain *old, *now;
    unsigned cost[HT_NAMED_FUNCTIONS_MAX + 1][HT_NAMED_FUNCTIONS_MAX + 1];
};

/* A function is renamed when neither build has both names. */
static bool is_renamed(const struct costs *costs, size_t i, size_t k)
{
    return !costs->names[costs->old->names[i]].now && !costs->names[costs->now->names[k]].old;
}

/* Of a function that stands in another's place. */
static unsigned cost_of(const struct costs *costs, size_t i, size_t k)
{
    if (costs->old->names[i] == costs->now->names[k])
        return 0;
    return is_renamed(costs, i, k) ? COST_RENAMED : COST_OTHER;
}

static void fill(struct costs *costs)
{
    size_t n = costs->old->count, m = costs->now->count;
    for (size_t i = 0; i <= n; i++)
        costs->cost[i][0] = (unsigned)i;
    for (size_t k = 0; k <= m; k++)
        costs->cost[0][k] = (unsigned)k;
    for (size_t i = 1; i <= n; i++) {
        for (size_t k = 1; k <= m; k++) {
            unsigned least = costs->cost[i - 1][k - 1] + cost_of(costs, i - 1, k - 1);
            least = costs->cost[i - 1][k] + 1 < least ? costs->cost[i - 1][k] + 1 : least;
            costs->cost[i][k] = costs->cost[i][k - 1] + 1 < least ? costs->cost[i][k - 1] + 1 : least;
        }
    }
}

/* The cheapest end, the farthest out among those. */
static void find_end(const struct costs *costs, size_t *ret_i, size_t *ret_k)
{
    size_t n = costs->old->count, m = costs->now->count, i = n, k = m;
    for (size_t x = 0; x <= n; x++) {
        if (costs->cost[x][m] < costs->cost[i][k] || (costs->cost[x][m] == costs->cost[i][k] && x + m > i + k)) {
            i = x;
            k = m;
        }
    }
    for (size_t y = 0; y <= m; y++) {
        if (costs->cost[n][y] < costs->cost[i][k] || (costs->cost[n][y] == costs->cost[i][k] && n + y > i + k)) {
            i = n;
            k = y;
        }
    }
    *ret_i = i;
    *ret_k = k;
}

/* Goes back the cheapest way from an end; returns how many functions agree. */
static unsigned go_back(const struct costs *costs, size_t i, size_t k, struct ht_likeness *likeness)
{
    unsigned agreeing = 0;
    while (i && k) {
        unsigned cost = cost_of(costs, i - 1, k - 1);
        if (costs->cost[i][k] == costs->cost[i - 1][k - 1] + cost) {
            agreeing += !cost;
            if (cost == COST_RENAMED) {
                likeness->old_name = costs->names[costs->old->names[i - 1]].text;
                likeness->new_name = costs->names[costs->now->names[k - 1]].text;
            }
            i--;
            k--;
        } else if (costs->cost[i][k] == costs->cost[i - 1][k] + 1) {
            i--;
        } else {
            k--;
        }
    }
    return agreeing;
}

/*
 * Aligns two chains from their innermost functions on, and ends where one of them does: how far out a chain reaches
 * depends on the depth of the stack that was recorded and on what was inlined.
 */
static struct ht_likeness align(struct ht_aligner *aligner, const struct ht_align_chain *old,
                                const struct ht_align_chain *now)
{
    struct costs costs;
    struct ht_likeness likeness = {0};
    uint64_t steps = (uint64_t)(old->count + 1) * (now->count + 1);
    if (!old->count || !now->count || steps > aligner->steps)
        return likeness;
    aligner->steps -= steps;
    costs.names = aligner->names;
    costs.old = old;
    costs.now = now;
    fill(&costs);
    size_t i, k;
    find_end(&costs, &i, &k);
    unsigned edits = costs.cost[i][k], agreeing = go_back(&costs, i, k, &likeness);
    bool beyond = i < old->count || k < now->count;
    likeness.share = (double)agreeing / (double)(agreeing + edits ? agreeing + edits : 1);
    /* One function tells little of what calls it: a strdup() has many callers. */
    likeness.whole = !edits && (agreeing > 1 || (agreeing == 1 && !beyond));
    return likeness;
}

/* --- findings ----------------------------------------------------------------------------------------------------- */

struct ht_likeness ht_align_findings(struct ht_aligner *aligner, size_t number, size_t old_number)
{
    const struct ht_align_finding *now = now_at(aligner, number), *old = old_at(aligner, old_number);
    struct ht_likeness sum = {0};
    double bytes = 0;
    for (size_t k = 0; k < now->count; k++) {
        struct ht_likeness best = {0};
        for (size_t i = 0; i < old->count && best.whole < 1; i++) {
            struct ht_likeness likeness = align(aligner, &old->chains[i], &now->chains[k]);
            if (likeness.whole > best.whole || likeness.share > best.share)
                best = likeness;
        }
        double weight = (double)now->chains[k].bytes + 1;
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

bool ht_align_within(struct ht_aligner *aligner, size_t number, size_t old_number)
{
    const struct ht_align_finding *now = now_at(aligner, number), *old = old_at(aligner, old_number);
    for (size_t i = 0; i < old->count; i++) {
        bool found = false;
        for (size_t k = 0; k < now->count && !found; k++)
            found = align(aligner, &old->chains[i], &now->chains[k]).whole == 1;
        if (!found)
            return false;
    }
    return old->count > 0;
}
