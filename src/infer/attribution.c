#include "infer/attribution.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "infer/wrapper.h"

/* What each frame is told by the signatures: looked up once a frame, not once a chain. */
struct facts {
    const struct ht_signature **signatures; /* of any class but allocator */
    bool *known;                            /* there is one */
    bool *allocators;
    bool *named;
};

/* An allocator is a frame whose outermost function is one: esp_crt_copy_asn1 with calloc inlined into it is not. */
static bool is_allocator(const struct ht_signatures *signatures, const struct ht_frame *frame)
{
    if (frame->location_count == 0)
        return false;
    struct ht_frame outermost = *frame;
    outermost.locations += frame->location_count - 1;
    outermost.location_count = 1;
    return ht_signatures_match_frame(signatures, &outermost, true) != NULL;
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

/* A cache or a pool says so in the name of a function, so many frames from the owner on. */
static const char *const keepers[] = {"cache", "pool"};
#define KEEPER_FRAMES 3u

/* Is a word (in lower case) one of those that a name is made of: of tile_cache, TileCache, but not of mempool? */
static bool has_word(const char *name, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = name; *at; at++) {
        bool starts = at == name || !isalpha((unsigned char)at[-1]) ||
                      (isupper((unsigned char)*at) && !isupper((unsigned char)at[-1]));
        size_t i = 0;
        while (starts && i < length && tolower((unsigned char)at[i]) == word[i])
            i++;
        if (i == length && !islower((unsigned char)at[i]))
            return true;
    }
    return false;
}

static bool is_keeper(const struct ht_frame *frame)
{
    for (uint32_t i = 0; frame && i < frame->location_count; i++) {
        const char *function = frame->locations[i].function;
        for (size_t k = 0; function && k < sizeof keepers / sizeof *keepers; k++) {
            if (has_word(function, keepers[k]))
                return true;
        }
    }
    return false;
}

/* facts have an item for what is not known, too. */
static struct ht_attribution attribute(const struct ht_chain *chain, const struct ht_frames *frames,
                                       const struct facts *facts)
{
    struct ht_attribution ret = {.owner = 0};
    while (ret.owner < chain->depth && facts->allocators[ht_frames_number(frames, chain->pcs[ret.owner])])
        ret.owner++;
    for (uint32_t i = ret.owner; i < chain->depth; i++) {
        const struct ht_signature *signature = facts->signatures[ht_frames_number(frames, chain->pcs[i])];
        ret.of_client = ret.of_client || (signature && signature->session && !signature->connection);
        if (!signature || (ret.signature && !is_made_for(ret.signature, signature)))
            continue;
        if (is_called_back(chain, frames, ret.owner, i))
            break;
        ret.signature = signature;
    }
    for (uint32_t i = ret.owner == chain->depth ? chain->depth : 0; i-- > 0 && !ret.signature;)
        ret.signature = facts->signatures[ht_frames_number(frames, chain->pcs[i])];
    for (uint32_t i = 0; i < chain->depth && !ret.named; i++)
        ret.named = facts->named[ht_frames_number(frames, chain->pcs[i])];
    for (uint32_t i = ret.owner; i < chain->depth && i - ret.owner < KEEPER_FRAMES && !ret.keeps; i++)
        ret.keeps = is_keeper(ht_frames_find(frames, chain->pcs[i]));
    return ret;
}

static struct ht_error *look_up(const struct ht_chains *chains, const struct ht_frames *frames,
                                const struct ht_signatures *signatures, struct facts *facts)
{
    for (size_t i = 0; i < frames->count; i++) {
        const struct ht_frame *frame = &frames->items[i];
        facts->allocators[i] = is_allocator(signatures, frame);
        facts->signatures[i] = ht_signatures_match_frame(signatures, frame, false);
        facts->known[i] = facts->signatures[i];
        facts->named[i] = frame->location_count > 0;
    }
    return ht_find_wrappers(chains, frames, facts->known, facts->allocators);
}

struct ht_error *ht_attribute(struct ht_arena *arena, const struct ht_chains *chains, struct ht_frames *frames,
                              const struct ht_signatures *signatures, struct ht_attribution **ret)
{
    struct ht_attribution *items = ht_arena_array(arena, chains->count, sizeof *items);
    struct facts facts = {
        .signatures = calloc(frames->count + 1, sizeof *facts.signatures),
        .known = calloc(frames->count + 1, sizeof *facts.known),
        .allocators = calloc(frames->count + 1, sizeof *facts.allocators),
        .named = calloc(frames->count + 1, sizeof *facts.named),
    };
    struct ht_error *error = NULL;
    if (!items || !facts.signatures || !facts.known || !facts.allocators || !facts.named)
        error = ht_error_nomem();
    if (!error)
        error = look_up(chains, frames, signatures, &facts);
    for (size_t i = 0; i < frames->count && !error; i++) {
        if (facts.allocators[i])
            frames->items[i].role = HT_ROLE_ALLOCATOR;
    }
    for (size_t i = 0; i < chains->count && !error; i++)
        items[i] = attribute(&chains->items[i], frames, &facts);
    free(facts.signatures);
    free(facts.known);
    free(facts.allocators);
    free(facts.named);
    if (!error)
        *ret = items;
    return error;
}
