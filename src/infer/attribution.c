#include "infer/attribution.h"

#include <stdlib.h>
#include <string.h>

#include "infer/anchored.h"
#include "infer/wrapper.h"

/* What the signatures say of each frame: looked up once a frame, not once a chain. */
struct facts {
    struct ht_answers answers;
    const struct ht_signature **signatures; /* of classes that tell a verdict */
    bool *known;                            /* there is one */
    bool *allocators;
    uint8_t *holders; /* enum ht_holder: what its helpers tell */
    uint8_t *inlined; /* so many of its locations, from the innermost on, are allocators; at most 255 */
    uint8_t *helpers; /* so many of its locations, from the innermost on, are allocators or plumbing; at most 255 */
};

/* How many locations of a frame, from the innermost on, are all of these classes. */
static uint8_t count_inner(const struct ht_answers *answers, size_t frame, uint32_t locations, unsigned classes)
{
    uint32_t n = 0;
    while (n < locations && n < UINT8_MAX && (ht_answers_of(answers, frame, n)->classes & classes))
        n++;
    return (uint8_t)n;
}

/* Who holds what a helper of these classes asks for. */
static uint8_t holder_of(unsigned classes)
{
    if (classes & HT_SIGNATURE_BIT(HT_SIGNATURE_COLLECTOR))
        return HT_HOLDER_COLLECTOR;
    if (classes & HT_SIGNATURE_BIT(HT_SIGNATURE_CONTAINER))
        return HT_HOLDER_CONTAINER;
    return classes & HT_SIGNATURE_BIT(HT_SIGNATURE_STRING) ? HT_HOLDER_STRING : HT_HOLDER_ANY;
}

/* Looks up a frame. */
static void look_at(struct facts *facts, size_t i, uint32_t locations)
{
    const struct ht_answers *answers = &facts->answers;
    facts->inlined[i] = count_inner(answers, i, locations, HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR));
    facts->helpers[i] = count_inner(answers, i, locations, HT_SIGNATURE_HELPERS);
    for (uint32_t n = 0; n < locations; n++) {
        const struct ht_answer *answer = ht_answers_of(answers, i, n);
        if (!facts->signatures[i])
            facts->signatures[i] = answer->signature;
        facts->known[i] = facts->known[i] || answer->signature || answer->placed;
        /* esp_crt_copy_asn1 with calloc inlined into it is no allocator: the outermost function counts. */
        facts->allocators[i] = answer->classes & HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR);
        if (n >= facts->helpers[i])
            continue;
        uint8_t holder = holder_of(answer->classes);
        facts->holders[i] = holder > facts->holders[i] ? holder : facts->holders[i];
    }
}

/* Where sources of ESP-IDF's components, of components that it fetched, and of compilers' libraries lie. */
static const char components[] = "/components/", managed[] = "/managed_components/";
static const char *const toolchain[] = {"/newlib/", "/picolibc/", "/libstdc++-v3/", "/include/c++/", "/libgcc/"};

/*
 * Is a source the application's, seen from a component that calls it? Its own components lie beside main, those of
 * ESP-IDF in another tree.
 */
static bool is_application(const char *file, const char *component)
{
    if (!file || !component || strstr(file, managed))
        return false;
    for (size_t i = 0; i < sizeof toolchain / sizeof *toolchain; i++) {
        if (strstr(file, toolchain[i]))
            return false;
    }
    const char *own = strstr(file, components), *other = strstr(component, components);
    if (!own || !other)
        return !own && (other || strstr(component, managed));
    return own - file != other - component || strncmp(file, component, (size_t)(own - file)) != 0;
}

/* Does the application allocate, in the frames before this one, which calls it back? */
static bool is_called_back(const struct ht_chain *chain, const struct ht_frames *frames, uint32_t first, uint32_t frame)
{
    const struct ht_frame *caller = ht_frames_find(frames, chain->pcs[frame]);
    for (uint32_t i = first; i < frame; i++) {
        const struct ht_frame *called = ht_frames_find(frames, chain->pcs[i]);
        for (uint32_t k = 0; called && k < called->location_count; k++) {
            if (is_application(called->locations[k].file, caller->locations[caller->location_count - 1].file))
                return true;
        }
    }
    return false;
}

/* What is kept otherwise goes with the socket that it is made for: netconn_alloc() makes a mailbox and a semaphore. */
static bool is_made_for(const struct ht_signature *inner, const struct ht_signature *outer)
{
    return inner->class == HT_SIGNATURE_RETAINED && ht_signature_is_connection(outer);
}

/* Finds the owner: facts have an item for what is not known, too. */
static void find_owner(const struct ht_chain *chain, const struct ht_frames *frames, const struct facts *facts,
                       struct ht_attribution *ret)
{
    uint32_t first = 0;
    while (first < chain->depth && facts->allocators[ht_frames_number(frames, chain->pcs[first])])
        first++;
    for (uint32_t i = first; i < chain->depth; i++) {
        if (facts->holders[ht_frames_number(frames, chain->pcs[i])] == HT_HOLDER_COLLECTOR)
            first = i;
    }
    ret->owner = first;
    for (uint32_t i = 0; i < chain->depth; i++) {
        size_t number = ht_frames_number(frames, chain->pcs[i]);
        if (ret->holder < (enum ht_holder)facts->holders[number])
            ret->holder = (enum ht_holder)facts->holders[number];
        if (i < first)
            continue;
        uint32_t locations = number < frames->count ? frames->items[number].location_count : 0;
        if (locations && facts->helpers[number] >= locations)
            continue;
        ret->owner = i;
        ret->location = facts->helpers[number];
        return;
    }
    ret->plumbing = true;
}

const struct ht_location *ht_owner_location(const struct ht_attribution *attribution, const struct ht_chain *chain,
                                            const struct ht_frames *frames)
{
    const struct ht_frame *frame =
        attribution->owner < chain->depth ? ht_frames_find(frames, chain->pcs[attribution->owner]) : NULL;
    return frame && attribution->location < frame->location_count ? &frame->locations[attribution->location] : NULL;
}

/* The first location behind the allocators. */
static struct ht_spot find_first(const struct ht_chain *chain, const struct ht_frames *frames,
                                 const struct facts *facts)
{
    struct ht_spot first = {0};
    while (first.place < chain->depth && facts->allocators[ht_frames_number(frames, chain->pcs[first.place])])
        first.place++;
    if (first.place < chain->depth)
        first.location = facts->inlined[ht_frames_number(frames, chain->pcs[first.place])];
    return first;
}

/* The user's signature that fits the innermost frame; NULL when none fits any. */
static const struct ht_signature *find_own(const struct ht_chain *chain, const struct ht_frames *frames,
                                           const struct facts *facts, uint32_t first)
{
    for (uint32_t i = first; i < chain->depth; i++) {
        const struct ht_signature *signature = facts->signatures[ht_frames_number(frames, chain->pcs[i])];
        if (signature && signature->own)
            return signature;
    }
    return NULL;
}

static struct ht_attribution attribute(const struct ht_chain *chain, const struct ht_frames *frames,
                                       const struct facts *facts)
{
    struct ht_attribution ret = {0};
    struct ht_anchored anchored;
    find_owner(chain, frames, facts, &ret);
    struct ht_spot first = find_first(chain, frames, facts);
    ht_anchored_match(chain, frames, &facts->answers, first, (struct ht_spot){ret.owner, ret.location}, &anchored);
    bool own = anchored.signature && anchored.signature->own;
    ret.signature = own ? anchored.signature : find_own(chain, frames, facts, first.place);
    own = ret.signature != NULL;
    if (!own) {
        ret.signature = anchored.signature;
        ret.known = anchored.known;
    } else if (ht_signature_is_leak(ret.signature)) {
        ret.known = ret.signature;
    }
    /* What a leak of old is told by belongs to its owner, and to no session around it, where there is a fix. */
    bool fixed = ret.known && ret.known->class == HT_SIGNATURE_LEAK && ret.known->standing.state == HT_RELEASE_FIXED;
    for (uint32_t i = ret.owner; i < chain->depth && !own && !fixed; i++) {
        const struct ht_signature *signature = facts->signatures[ht_frames_number(frames, chain->pcs[i])];
        if (!signature || (ret.signature && !is_made_for(ret.signature, signature)))
            continue;
        if (is_called_back(chain, frames, ret.owner, i))
            break;
        ret.signature = signature;
    }
    for (uint32_t i = ret.owner == chain->depth ? chain->depth : 0; i-- > 0 && !ret.signature;)
        ret.signature = facts->signatures[ht_frames_number(frames, chain->pcs[i])];
    const struct ht_location *owner = ht_owner_location(&ret, chain, frames);
    ret.named = owner && owner->function;
    return ret;
}

static struct ht_error *look_up(struct ht_arena *arena, const struct ht_chains *chains, const struct ht_frames *frames,
                                const struct ht_signatures *signatures, struct facts *facts)
{
    struct ht_error *error = ht_answers_make(arena, signatures, frames, &facts->answers);
    if (error)
        return error;
    for (size_t i = 0; i < frames->count; i++)
        look_at(facts, i, frames->items[i].location_count);
    return ht_find_wrappers(chains, frames, facts->known, facts->allocators);
}

struct ht_error *ht_attribute(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                              const struct ht_signatures *signatures, struct ht_attribution **ret)
{
    struct ht_attribution *items = ht_arena_array(arena, chains->count, sizeof *items);
    struct facts facts = {
        .signatures = calloc(frames->count + 1, sizeof *facts.signatures),
        .inlined = calloc(frames->count + 1, sizeof *facts.inlined),
        .known = calloc(frames->count + 1, sizeof *facts.known),
        .allocators = calloc(frames->count + 1, sizeof *facts.allocators),
        .holders = calloc(frames->count + 1, sizeof *facts.holders),
        .helpers = calloc(frames->count + 1, sizeof *facts.helpers),
    };
    struct ht_error *error = NULL;
    if (!items || !facts.signatures || !facts.inlined || !facts.known || !facts.allocators || !facts.holders ||
        !facts.helpers)
        error = ht_error_nomem();
    if (!error)
        error = look_up(arena, chains, frames, signatures, &facts);
    for (size_t i = 0; i < frames->count && !error; i++) {
        if (facts.allocators[i])
            frames->items[i].role = HT_ROLE_ALLOCATOR;
    }
    for (size_t i = 0; i < chains->count && !error; i++)
        items[i] = attribute(&chains->items[i], frames, &facts);
    free(facts.signatures);
    free(facts.inlined);
    free(facts.known);
    free(facts.allocators);
    free(facts.holders);
    free(facts.helpers);
    if (!error)
        *ret = items;
    return error;
}
