#include "judge/build_chains.h"

#include <stdlib.h>

#include "json/value.h"

/* What a report of a device can hold at most. */
#define FRAMES_MAX 1000000u

static int compare_frames(const void *left, const void *right)
{
    uint32_t a = ((const struct ht_build_frame *)left)->pc, b = ((const struct ht_build_frame *)right)->pc;
    return (a > b) - (a < b);
}

/* Adds a function where one is known, unless that is one too many. */
static struct ht_error *add_function(const struct ht_build_chains *chains, struct ht_json_value value,
                                     struct ht_build_frame *frame)
{
    if (frame->count == HT_NAMED_FUNCTIONS_MAX || ht_json_is_null(chains->text, value))
        return NULL;
    return ht_json_read_text(chains->text, value, &frame->functions[frame->count++]);
}

static struct ht_error *read_functions(const struct ht_build_chains *chains, struct ht_json_value innermost,
                                       struct ht_json_value inlined, struct ht_build_frame *ret)
{
    static const char *const keys[] = {"function"};
    size_t count;
    struct ht_error *error = ht_json_count(chains->text, inlined, FRAMES_MAX, &count);
    if (error)
        return error;
    count = count < HT_NAMED_FUNCTIONS_MAX ? count + 1 : HT_NAMED_FUNCTIONS_MAX;
    ret->functions = ht_arena_array(chains->text->arena, count, sizeof *ret->functions);
    if (!ret->functions)
        return ht_error_nomem();
    error = add_function(chains, innermost, ret);
    struct ht_json_walk walk = ht_json_walk_into(chains->text, inlined);
    struct ht_json_value caller, function;
    while (!error && ht_json_next_element(&walk, &caller)) {
        error = ht_json_members(chains->text, caller, keys, 1, &function);
        if (!error)
            error = add_function(chains, function, ret);
    }
    return error;
}

static struct ht_error *read_frame(const struct ht_build_chains *chains, struct ht_json_value object,
                                   struct ht_build_frame *ret)
{
    static const char *const keys[] = {"pc", "role", "function", "inlined"};
    struct ht_json_value values[4];
    bool ok;
    struct ht_error *error = ht_json_members(chains->text, object, keys, 4, values);
    if (!error)
        error = ht_json_as_address(chains->text->bytes, values[0], &ret->pc, &ok);
    if (error)
        return error;
    if (!ok)
        return ht_json_fail(chains->text, values[0].start, "an address");
    ret->allocator = ht_json_is(chains->text->bytes, values[1], "\"allocator\"");
    return read_functions(chains, values[2], values[3], ret);
}

static struct ht_error *read_frames(struct ht_build_chains *chains, struct ht_json_value array)
{
    size_t count;
    struct ht_error *error = ht_json_count(chains->text, array, FRAMES_MAX, &count);
    if (error)
        return error;
    chains->frames = ht_arena_array(chains->text->arena, count, sizeof *chains->frames);
    if (!chains->frames)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(chains->text, array);
    struct ht_json_value frame;
    while (!error && ht_json_next_element(&walk, &frame))
        error = read_frame(chains, frame, &chains->frames[chains->frame_count++]);
    if (!error && count)
        qsort(chains->frames, count, sizeof *chains->frames, compare_frames);
    return error;
}

static struct ht_error *read_chains(struct ht_build_chains *chains, struct ht_json_value array)
{
    static const char *const keys[] = {"id", "pcs", "bytes"};
    size_t count, pcs;
    struct ht_error *error = ht_json_count(chains->text, array, HT_BUILD_CHAINS_MAX, &count);
    if (error)
        return error;
    chains->items = ht_arena_array(chains->text->arena, count, sizeof *chains->items);
    if (!chains->items)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(chains->text, array);
    struct ht_json_value chain, values[3];
    while (!error && ht_json_next_element(&walk, &chain)) {
        uint64_t id = 0;
        error = ht_json_members(chains->text, chain, keys, 3, values);
        if (!error)
            error = ht_json_read_whole(chains->text, values[0], HT_JSON_EXACT_MAX, &id);
        if (!error && id != chains->count)
            return ht_json_fail(chains->text, values[0].start, "the chains in the order of their ids");
        if (!error)
            error = ht_json_count(chains->text, values[1], HT_CHAIN_DEPTH_MAX, &pcs);
        if (!error)
            error = ht_json_read_whole(chains->text, values[2], HT_JSON_EXACT_MAX, &chains->items[id].named.bytes);
        if (!error)
            chains->items[chains->count++].pcs = values[1];
    }
    return error;
}

static void add_frame(const struct ht_build_frame *frame, struct ht_named_chain *chain)
{
    for (size_t i = 0; i < frame->count && chain->count < HT_NAMED_FUNCTIONS_MAX; i++)
        chain->functions[chain->count++] = frame->functions[i];
}

static struct ht_error *name_chain(const struct ht_build_chains *chains, struct ht_build_chain *chain)
{
    struct ht_named_chain *ret = &chain->named;
    if (ret->functions)
        return NULL;
    ret->functions = ht_arena_array(chains->text->arena, HT_NAMED_FUNCTIONS_MAX, sizeof *ret->functions);
    if (!ret->functions)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(chains->text, chain->pcs);
    struct ht_json_value pc;
    bool allocators = true;
    while (ht_json_next_element(&walk, &pc)) {
        struct ht_build_frame wanted = {0};
        bool ok;
        struct ht_error *error = ht_json_as_address(chains->text->bytes, pc, &wanted.pc, &ok);
        if (error)
            return error;
        if (!ok)
            return ht_json_fail(chains->text, pc.start, "an address");
        const struct ht_build_frame *frame =
            chains->frame_count ? bsearch(&wanted, chains->frames, chains->frame_count, sizeof wanted, compare_frames)
                                : NULL;
        if (!frame)
            return ht_json_fail(chains->text, pc.start, "a PC that stands among the frames");
        add_frame(frame, ret);
        allocators = allocators && frame->allocator;
        if (allocators)
            ret->allocators = ret->count;
    }
    return NULL;
}

struct ht_error *ht_build_chains_name(const struct ht_build_chains *chains, size_t id, struct ht_named_chain *ret)
{
    struct ht_error *error = name_chain(chains, &chains->items[id]);
    if (!error)
        *ret = chains->items[id].named;
    return error;
}

struct ht_error *ht_build_chains_functions(const struct ht_build_chains *chains, struct ht_build *build)
{
    size_t count = 0;
    for (size_t i = 0; i < chains->frame_count; i++)
        count += chains->frames[i].count;
    build->functions = ht_arena_array(chains->text->arena, count, sizeof *build->functions);
    if (!build->functions)
        return ht_error_nomem();
    for (size_t i = 0; i < chains->frame_count; i++) {
        for (size_t k = 0; k < chains->frames[i].count; k++)
            build->functions[build->function_count++] = chains->frames[i].functions[k];
    }
    if (count)
        qsort(build->functions, count, sizeof *build->functions, ht_build_compare_names);
    return NULL;
}

struct ht_error *ht_build_chains_read(const struct ht_json_text *text, struct ht_json_value frames,
                                      struct ht_json_value chains, struct ht_build_chains *ret)
{
    *ret = (struct ht_build_chains){.text = text};
    struct ht_error *error = read_frames(ret, frames);
    return error ? error : read_chains(ret, chains);
}
