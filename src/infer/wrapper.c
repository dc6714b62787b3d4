#include "infer/wrapper.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

/* So many different callers make a wrapper: a helper of one component has fewer. */
#define CALLERS_MIN 4u

/* The share of the chains that no signature knows. */
#define CHAINS_SHARE 0.5

/* Wrappers around wrappers. */
#define LEVELS_MAX 4

#define NO_FUNCTION UINT32_MAX

struct search {
    const struct ht_chains *chains;
    const struct ht_frames *frames;
    const bool *known;
    bool *allocators;
    uint32_t *functions;    /* of each frame, and of none: a number for its function, or NO_FUNCTION */
    uint32_t *through;      /* of each function: chains in which it stands behind the allocators */
    uint32_t (*callers)[2]; /* pairs of such a function and its caller: a place for each chain */
};

struct name {
    const char *text;
    uint32_t frame;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* Numbers the functions that own the frames' PCs. */
static struct ht_error *number_functions(struct search *s)
{
    struct name *names = malloc((s->frames->count + 1) * sizeof *names);
    if (!names)
        return ht_error_nomem();
    size_t count = 0;
    for (uint32_t i = 0; i < s->frames->count; i++) {
        const struct ht_frame *frame = &s->frames->items[i];
        const char *function = frame->location_count ? frame->locations[frame->location_count - 1].function : NULL;
        s->functions[i] = NO_FUNCTION;
        if (function)
            names[count++] = (struct name){function, i};
    }
    ht_sort(names, count, sizeof *names, compare_names);
    s->functions[s->frames->count] = NO_FUNCTION;
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number += i && compare_names(&names[i - 1], &names[i]);
        s->functions[names[i].frame] = number;
    }
    free(names);
    return NULL;
}

/* The two innermost functions that are no allocators; false when a signature knows the chain. */
static bool find_call(const struct search *s, const struct ht_chain *chain, uint32_t call[2])
{
    uint32_t behind = 0;
    call[0] = call[1] = NO_FUNCTION;
    for (uint32_t i = 0; i < chain->depth; i++) {
        size_t frame = ht_frames_number(s->frames, chain->pcs[i]);
        if (s->known[frame])
            return false;
        if (s->allocators[frame])
            continue;
        if (behind == 0)
            call[0] = s->functions[frame];
        else if (behind == 1)
            call[1] = s->functions[frame];
        behind++;
    }
    return true;
}

static int compare_pairs(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return x[0] != y[0] ? HT_ORDER(x[0], y[0]) : HT_ORDER(x[1], y[1]);
}

/* Marks the frames of what is a wrapper of the allocators known so far. */
static void find_level(struct search *s)
{
    size_t chains = 0, pairs = 0;
    memset(s->through, 0, s->frames->count * sizeof *s->through);
    for (size_t i = 0; i < s->chains->count; i++) {
        uint32_t call[2];
        if (!find_call(s, &s->chains->items[i], call))
            continue;
        chains++;
        if (call[0] == NO_FUNCTION)
            continue;
        s->through[call[0]]++;
        if (call[1] != NO_FUNCTION && call[1] != call[0])
            memcpy(s->callers[pairs++], call, sizeof call);
    }
    ht_sort(s->callers, pairs, sizeof *s->callers, compare_pairs);
    uint32_t callers = 0;
    for (size_t i = 0; i < pairs; i++) {
        uint32_t function = s->callers[i][0];
        bool first = i == 0 || s->callers[i - 1][0] != function;
        callers = first ? 1 : callers + (s->callers[i - 1][1] != s->callers[i][1]);
        if (callers != CALLERS_MIN || s->through[function] < CHAINS_SHARE * (double)chains)
            continue;
        for (size_t k = 0; k < s->frames->count; k++)
            s->allocators[k] |= s->functions[k] == function;
    }
}

struct ht_error *ht_find_wrappers(const struct ht_chains *chains, const struct ht_frames *frames, const bool *known,
                                  bool *allocators)
{
    struct search s = {
        .chains = chains,
        .frames = frames,
        .known = known,
        .allocators = allocators,
        .functions = malloc((frames->count + 1) * sizeof *s.functions),
        .through = malloc((frames->count + 1) * sizeof *s.through),
        .callers = malloc((chains->count + 1) * sizeof *s.callers),
    };
    struct ht_error *error = s.functions && s.through && s.callers ? number_functions(&s) : ht_error_nomem();
    for (int level = 0; level < LEVELS_MAX && !error; level++)
        find_level(&s);
    free(s.functions);
    free(s.through);
    free(s.callers);
    return error;
}
