#include "compare/build_chains.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "json/value.h"

/* What a report of a device can hold at most. */
#define FRAMES_MAX 1000000u

static int compare_frames(const void *left, const void *right)
{
    uint32_t a = ((const struct ht_build_frame *)left)->pc, b = ((const struct ht_build_frame *)right)->pc;
    return HT_ORDER(a, b);
}

/* Adds a function where one is known, unless that is one too many. */
static void add_function(struct ht_tree *tree, const cJSON *function, struct ht_build_frame *frame)
{
    if (frame->count < HT_NAMED_FUNCTIONS_MAX && !cJSON_IsNull(function))
        frame->functions[frame->count++] = ht_tree_text(tree, function);
}

static void read_frame(struct ht_tree *tree, const cJSON *object, struct ht_build_frame *ret)
{
    ret->pc = ht_tree_address(tree, ht_tree_get(tree, object, "pc"));
    const cJSON *role = ht_tree_get(tree, object, "role"), *inlined = ht_tree_get(tree, object, "inlined");
    ret->allocator = cJSON_IsString(role) && strcmp(role->valuestring, "allocator") == 0;
    size_t count = ht_tree_count(tree, inlined, FRAMES_MAX) + 1;
    ret->functions =
        ht_tree_array(tree, count < HT_NAMED_FUNCTIONS_MAX ? count : HT_NAMED_FUNCTIONS_MAX, sizeof *ret->functions);
    if (!ret->functions)
        return;
    add_function(tree, ht_tree_get(tree, object, "function"), ret);
    const cJSON *caller;
    cJSON_ArrayForEach(caller, inlined) add_function(tree, ht_tree_get(tree, caller, "function"), ret);
}

static void read_frames(struct ht_build_chains *chains, struct ht_json_value array)
{
    struct ht_tree_walk walk = ht_tree_walk_into(chains->tree, array, FRAMES_MAX);
    chains->frames = ht_tree_array(chains->tree, walk.count, sizeof *chains->frames);
    for (const cJSON *frame; (frame = ht_tree_next(chains->tree, &walk));)
        read_frame(chains->tree, frame, &chains->frames[chains->frame_count++]);
    ht_sort(chains->frames, chains->frame_count, sizeof *chains->frames, compare_frames);
}

/* The number of the frame of a PC. */
static uint32_t find_frame(const struct ht_build_chains *chains, const cJSON *pc)
{
    const struct ht_build_frame wanted = {.pc = ht_tree_address(chains->tree, pc)}, *found = NULL;
    if (chains->frame_count)
        found = bsearch(&wanted, chains->frames, chains->frame_count, sizeof wanted, compare_frames);
    if (!found)
        ht_tree_fail(chains->tree, pc, "a PC that stands among the frames");
    return found ? (uint32_t)(found - chains->frames) : 0;
}

static void read_chain(struct ht_build_chains *chains, const cJSON *object)
{
    struct ht_tree *tree = chains->tree;
    struct ht_build_chain *ret = &chains->items[chains->count];
    const cJSON *id = ht_tree_get(tree, object, "id"), *pcs = ht_tree_get(tree, object, "pcs"), *pc;
    if (ht_tree_whole(tree, id, HT_JSON_EXACT_MAX) != chains->count)
        ht_tree_fail(tree, id, "the chains in the order of their ids");
    ret->named.bytes = ht_tree_whole(tree, ht_tree_get(tree, object, "bytes"), HT_JSON_EXACT_MAX);
    ret->frames = ht_tree_array(tree, ht_tree_count(tree, pcs, HT_CHAIN_DEPTH_MAX), sizeof *ret->frames);
    if (!ret->frames)
        return;
    cJSON_ArrayForEach(pc, pcs) ret->frames[ret->depth++] = find_frame(chains, pc);
    chains->count++;
}

void ht_build_chains_read(struct ht_tree *tree, struct ht_json_value frames, struct ht_json_value chains,
                          struct ht_build_chains *ret)
{
    *ret = (struct ht_build_chains){.tree = tree};
    read_frames(ret, frames);
    struct ht_tree_walk walk = ht_tree_walk_into(tree, chains, HT_BUILD_CHAINS_MAX);
    ret->items = ht_tree_array(tree, walk.count, sizeof *ret->items);
    for (const cJSON *chain; (chain = ht_tree_next(tree, &walk));)
        read_chain(ret, chain);
}

struct ht_named_chain ht_build_chains_name(const struct ht_build_chains *chains, size_t id)
{
    struct ht_build_chain *chain = &chains->items[id];
    struct ht_named_chain *named = &chain->named;
    bool allocators = true;
    if (!named->functions)
        named->functions = ht_tree_array(chains->tree, HT_NAMED_FUNCTIONS_MAX, sizeof *named->functions);
    for (size_t i = named->count ? chain->depth : 0; i < chain->depth && named->functions; i++) {
        const struct ht_build_frame *frame = &chains->frames[chain->frames[i]];
        for (size_t k = 0; k < frame->count && named->count < HT_NAMED_FUNCTIONS_MAX; k++)
            named->functions[named->count++] = frame->functions[k];
        allocators = allocators && frame->allocator;
        if (allocators)
            named->allocators = named->count;
    }
    return *named;
}

void ht_build_chains_functions(const struct ht_build_chains *chains, struct ht_build *build)
{
    size_t count = 0;
    for (size_t i = 0; i < chains->frame_count; i++)
        count += chains->frames[i].count;
    build->functions = ht_tree_array(chains->tree, count, sizeof *build->functions);
    for (size_t i = 0; i < chains->frame_count && build->functions; i++) {
        for (size_t k = 0; k < chains->frames[i].count; k++)
            build->functions[build->function_count++] = chains->frames[i].functions[k];
    }
    ht_sort(build->functions, build->function_count, sizeof *build->functions, ht_compare_names);
}
