#include "judge/naming.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "base/strbuf.h"
#include "base/utf.h"
#include "judge/short_name.h"

/* Functions of one chain that a key is made of. */
#define KEY_FUNCTIONS_MAX 8u

/* A key is for people too: longer names are cut, and a hash tells the rest apart. */
#define KEY_LENGTH_MAX 160u

/* How many records of the finding each chain has: chains with records, ascending. */
struct chain_count {
    uint32_t chain, count;
};

static struct ht_error *count_chains(const struct ht_report *report, const struct ht_group *group, uint32_t total,
                                     struct chain_count **ret, size_t *ret_count)
{
    uint32_t *chains = malloc((total ? total : 1) * sizeof *chains);
    struct chain_count *counts = calloc(total ? total : 1, sizeof *counts);
    if (!chains || !counts) {
        free(chains);
        free(counts);
        return ht_error_nomem();
    }
    size_t n = 0, distinct = 0;
    for (size_t b = 0; b < group->bursts.count; b++) {
        const struct ht_burst *burst = &group->bursts.items[b];
        for (uint32_t r = 0; r < burst->count; r++)
            chains[n++] = report->trace->windows[burst->window].records[burst->records[r]].chain;
    }
    ht_sort_u32(chains, n);
    for (size_t i = 0; i < n; i++) {
        if (distinct && counts[distinct - 1].chain == chains[i])
            counts[distinct - 1].count++;
        else
            counts[distinct++] = (struct chain_count){chains[i], 1};
    }
    free(chains);
    *ret = counts;
    *ret_count = distinct;
    return NULL;
}

/* A function and line on the way of some records, and how near to the allocator. */
struct candidate {
    const struct ht_location *location;
    uint32_t line_count; /* records that pass this line */
    uint32_t count;      /* records that pass this function */
    uint32_t distance;   /* frames from the owner frame, the nearest */
    uint32_t last_chain; /* a function that recurs in a chain counts once */
};

/* Candidates beyond this many are not looked at: the owner is among the first frames of the first chains. */
enum { CANDIDATES_MAX = 256 };

static bool same_function(const struct ht_location *a, const struct ht_location *b)
{
    return a->function && b->function && !strcmp(a->function, b->function);
}

static void count_candidate(struct candidate *candidates, size_t *count, const struct ht_location *location,
                            struct chain_count share, uint32_t distance)
{
    size_t i = 0;
    while (i < *count && !same_function(candidates[i].location, location))
        i++;
    if (i == *count) {
        if (*count == CANDIDATES_MAX)
            return;
        candidates[(*count)++] =
            (struct candidate){.location = location, .distance = distance, .last_chain = UINT32_MAX};
    }
    struct candidate *candidate = &candidates[i];
    if (candidate->last_chain == share.chain)
        return;
    candidate->last_chain = share.chain;
    candidate->count += share.count;
    candidate->distance = distance < candidate->distance ? distance : candidate->distance;
    /* Boyer and Moore's vote finds the line that most records pass. */
    if (location->line == candidate->location->line) {
        candidate->line_count += share.count;
    } else if (candidate->line_count >= share.count) {
        candidate->line_count -= share.count;
    } else {
        candidate->location = location;
        candidate->line_count = share.count - candidate->line_count;
    }
}

static const struct ht_location *find_owner(const struct ht_report *report, const struct ht_attribution *attributions,
                                            const struct chain_count *counts, size_t count)
{
    struct candidate candidates[CANDIDATES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ht_chain *chain = &report->trace->chains.items[counts[i].chain];
        uint32_t distance = 0;
        for (uint32_t k = attributions[counts[i].chain].owner; k < chain->depth; k++) {
            const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
            uint32_t owner = k == attributions[counts[i].chain].owner ? attributions[counts[i].chain].location : 0;
            for (uint32_t l = owner; frame && l < frame->location_count; l++) {
                if (frame->locations[l].function)
                    count_candidate(candidates, &n, &frame->locations[l], counts[i], distance++);
            }
        }
    }
    const struct candidate *best = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!best || candidates[i].count > best->count ||
            (candidates[i].count == best->count && candidates[i].distance < best->distance))
            best = &candidates[i];
    }
    return best ? best->location : NULL;
}

/* Where a function stands in a chain, as reports show it; else the owner's frame by the chain alone. */
static struct ht_place place_of(const struct ht_report *report, const struct ht_location *function, uint32_t number,
                                uint32_t otherwise)
{
    const struct ht_chain *chain = &report->trace->chains.items[number];
    for (uint32_t k = 0; k < chain->depth; k++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
        const struct ht_location *location;
        for (uint32_t l = 0; (location = ht_frame_shown(frame, l)); l++) {
            if (same_function(location, function))
                return (struct ht_place){k, l};
        }
    }
    return (struct ht_place){otherwise, 0};
}

static struct ht_error *assign_roles(const struct ht_report *report, const struct ht_attribution *attributions,
                                     const struct chain_count *counts, size_t count, struct ht_finding *finding)
{
    struct ht_chain_roles *roles = ht_arena_array(report->trace->arena, count, sizeof *roles);
    if (!roles)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++) {
        uint32_t chain = counts[i].chain;
        roles[i].chain = chain;
        roles[i].owner =
            finding->owner ? place_of(report, finding->owner, chain, attributions[chain].owner) : HT_NOWHERE;
    }
    finding->roles = roles;
    finding->role_count = count;
    return NULL;
}

/* The chain with the most records; there is one. */
static uint32_t most_used(const struct chain_count *counts, size_t count)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = counts[i].count > counts[most].count ? i : most;
    return counts[most].chain;
}

/* The leak that most of the blocks are, or look like. */
static const struct ht_signature *find_known(const struct ht_attribution *attributions, uint32_t chain,
                                             const struct ht_group *group)
{
    if (group->signature && ht_signature_is_leak(group->signature))
        return group->signature;
    return attributions[chain].known;
}

/* The innermost function of the project's in a chain, from its owner outwards; NULL: it shows none. */
static const struct ht_location *project_in(const struct ht_report *report, const struct ht_attribution *attribution,
                                            const struct ht_project *project, uint32_t number)
{
    const struct ht_chain *chain = &report->trace->chains.items[number];
    for (uint32_t k = attribution->owner; k < chain->depth; k++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
        uint32_t first = k == attribution->owner ? attribution->location : 0;
        for (uint32_t l = first; frame && frame->role != HT_ROLE_ALLOCATOR && l < frame->location_count; l++) {
            if (frame->locations[l].function && ht_project_has(project, &frame->locations[l]))
                return &frame->locations[l];
        }
    }
    return NULL;
}

/* The same of the chain with the most records of those that show one. */
static const struct ht_location *find_project(const struct ht_report *report, const struct ht_attribution *attributions,
                                              const struct ht_project *project, const struct chain_count *counts,
                                              size_t count)
{
    const struct ht_location *best = NULL;
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ht_location *location =
            counts[i].count > most ? project_in(report, &attributions[counts[i].chain], project, counts[i].chain)
                                   : NULL;
        most = location ? counts[i].count : most;
        best = location ? location : best;
    }
    return best;
}

/* The depth at which a chain was cut off before it shows who asked. */
static uint32_t cut_of(const struct ht_report *report, const struct ht_attribution *attribution, uint32_t number)
{
    uint32_t depth = report->trace->chains.items[number].depth, room = 0;
    for (size_t w = 0; w < report->trace->window_count; w++)
        room = report->trace->windows[w].depth > room ? report->trace->windows[w].depth : room;
    return attribution->plumbing && depth && depth == room ? depth : 0;
}

/* The functions of a chain from its owner outwards, or its PCs where no function is known, joined by `<`. */
static void write_chain(const struct ht_report *report, const struct ht_attribution *attributions, uint32_t number,
                        struct ht_strbuf *text)
{
    const struct ht_chain *chain = &report->trace->chains.items[number];
    uint32_t first = attributions[number].owner < chain->depth ? attributions[number].owner : 0, written = 0;
    for (uint32_t k = first; k < chain->depth && written < KEY_FUNCTIONS_MAX; k++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
        uint32_t locations = frame ? frame->location_count : 0;
        for (uint32_t l = 0; l < locations; l++, written++) {
            ht_strbuf_adds(text, written ? "<" : "");
            ht_strbuf_adds(text, frame->locations[l].function ? frame->locations[l].function : "?");
        }
        if (!locations) {
            ht_strbuf_adds(text, written++ ? "<" : "");
            ht_strbuf_addf(text, "0x%08" PRIx32, chain->pcs[k]);
        }
    }
}

static uint32_t first_size(const struct ht_report *report, const struct ht_group *group)
{
    const struct ht_burst *burst = &group->bursts.items[0];
    return report->trace->windows[burst->window].records[burst->records[0]].size;
}

static struct ht_error *write_key(const struct ht_report *report, const struct ht_attribution *attributions,
                                  const struct ht_group *group, const struct chain_count *counts, size_t count,
                                  const char **ret)
{
    static const char *const kinds[] = {
        [HT_GROUP_OWNER] = "",         [HT_GROUP_RULE] = "",        [HT_GROUP_SESSIONS] = "sessions:",
        [HT_GROUP_PARTS] = "orphans:", [HT_GROUP_SHAPE] = "sizes:", [HT_GROUP_REST] = "rest:"};
    struct ht_strbuf key, chain;
    ht_strbuf_init(&key);
    ht_strbuf_init(&chain);
    bool whole = true;
    ht_strbuf_adds(&key, group->freed ? "freed:" : "");
    ht_strbuf_adds(&key, kinds[group->kind]);
    if (group->signature && group->kind != HT_GROUP_PARTS) {
        ht_strbuf_adds(&key, group->signature->id);
    } else {
        /* The order of chains is that of a dump and differs between runs: a sum of hashes does not. */
        uint64_t sum = 0;
        size_t most = 0;
        for (size_t i = 0; i < count; i++) {
            ht_strbuf_reset(&chain);
            write_chain(report, attributions, counts[i].chain, &chain);
            whole = whole && !chain.failed; /* the next reset forgets it */
            sum += ht_hash_add(ht_hash_add_text(HT_HASH_START, chain.text), '/');
            most = counts[i].count > counts[most].count ? i : most;
        }
        if (group->kind == HT_GROUP_SHAPE)
            sum = sum * 31 + group->bursts.items[0].shape;
        ht_strbuf_reset(&chain);
        if (count)
            write_chain(report, attributions, counts[most].chain, &chain);
        bool cut = chain.length > KEY_LENGTH_MAX;
        ht_strbuf_add(&key, chain.text, cut ? ht_utf8_cut(chain.text, KEY_LENGTH_MAX) : chain.length);
        ht_strbuf_addf(&key, "#%08" PRIx32, (uint32_t)(sum ^ (sum >> 32)));
        if (group->parted) /* lines move from build to build, what is allocated there less */
            ht_strbuf_addf(&key, "/%" PRIu32, first_size(report, group));
    }
    *ret = !whole || key.failed || chain.failed ? NULL : ht_arena_strdup(report->trace->arena, key.text);
    ht_strbuf_deinit(&key);
    ht_strbuf_deinit(&chain);
    return *ret ? NULL : ht_error_nomem();
}

/* A deeper stack than this one is asked for where callers are cut off; and a still deeper one, of which there is most.
 */
#define DEPTH_WANTED 10u
#define DEPTH_MOST 32u

static const char *write_cut(struct ht_arena *arena, uint32_t depth)
{
    return ht_arena_printf(arena, "Callers cut off at depth %u: set CONFIG_HEAP_TRACING_STACK_DEPTH to %u", depth,
                           depth < DEPTH_WANTED ? DEPTH_WANTED : DEPTH_MOST);
}

/* Names beyond these are shortened, so that a title is one line of 80 columns behind "Leak 1: ". */
#define NAME_IN_TITLE 46u

/* Is it told something else than the leak that its rule knows? Then it is none of what that one's title says. */
static bool is_refuted(const struct ht_group *group)
{
    enum ht_verdict verdict = group->judgement.verdict;
    return ht_signature_is_leak(group->signature) && verdict != HT_VERDICT_LEAK && verdict != HT_VERDICT_UNKNOWN;
}

static const char *write_title(const struct ht_trace *trace, const struct ht_group *group,
                               const struct ht_finding *finding)
{
    bool leak = group->judgement.verdict == HT_VERDICT_LEAK;
    const struct ht_location *owner = finding->owner;
    const char *name = finding->name;
    if (group->kind == HT_GROUP_SESSIONS)
        return leak ? "TLS and HTTP sessions that nobody closes" : "Open TLS and HTTP sessions";
    if (group->kind == HT_GROUP_PARTS && owner)
        return ht_arena_printf(trace->arena, "Left behind by sessions: %s", name);
    if (group->signature && !is_refuted(group))
        return group->signature->title;
    if (owner && finding->cut)
        return write_cut(trace->arena, finding->cut);
    if (owner)
        return ht_arena_printf(trace->arena, "%s %s", leak ? "Repeated allocations in" : "Allocated in", name);
    if (group->kind == HT_GROUP_OWNER)
        return leak ? "Repeated allocations, callers unknown" : "Allocations, callers unknown";
    if (ht_group_depth(trace, group).cut)
        return leak ? "Repeated allocations, callers cut off" : "Allocations, callers cut off";
    return leak ? "Repeated allocations, callers not recorded" : "Allocations, callers not recorded";
}

struct ht_error *ht_name_finding(const struct ht_report *report, const struct ht_attribution *attributions,
                                 const struct ht_project *project, const struct ht_group *group,
                                 struct ht_finding *finding)
{
    struct chain_count *counts = NULL;
    size_t count = 0;
    struct ht_error *error = count_chains(report, group, finding->count, &counts, &count);
    if (error)
        return error;
    uint32_t most = most_used(counts, count);
    finding->owner = find_owner(report, attributions, counts, count);
    finding->project = find_project(report, attributions, project, counts, count);
    finding->known = find_known(attributions, most, group);
    finding->cut = cut_of(report, &attributions[most], most);
    if (finding->owner)
        finding->name = ht_short_name(report->trace->arena, finding->owner->function, NAME_IN_TITLE);
    if (!finding->owner || finding->name)
        finding->title = write_title(report->trace, group, finding);
    error = finding->title ? assign_roles(report, attributions, counts, count, finding) : ht_error_nomem();
    if (!error)
        error = write_key(report, attributions, group, counts, count, &finding->key);
    free(counts);
    return error;
}
