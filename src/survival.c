#include "survival.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool same_block(const struct ht_record *a, const struct ht_record *b)
{
    return a->addr == b->addr && a->ccount == b->ccount && a->size == b->size && a->chain == b->chain;
}

/* A window's records by hash of their address and counter: slots hold place + 1. */
struct index {
    uint32_t *slots;
    size_t mask;
};

static size_t slot_of(const struct index *index, const struct ht_record *record)
{
    uint64_t h = ((uint64_t)record->addr << 32 | record->ccount) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ (h >> 29) ^ record->size ^ (uint64_t)record->chain << 32) * UINT64_C(0xbf58476d1ce4e5b9);
    return (size_t)(h >> 20) & index->mask;
}

static struct ht_error *index_init(const struct ht_window *window, struct index *index)
{
    size_t size = 16;
    while (size < 2 * window->record_count)
        size *= 2;
    index->slots = calloc(size, sizeof *index->slots);
    index->mask = size - 1;
    if (!index->slots)
        return ht_error_nomem();
    for (size_t i = 0; i < window->record_count; i++) {
        size_t slot = slot_of(index, &window->records[i]);
        /* Equal records, which no device writes, share a slot: a run of them must not make the search quadratic. */
        while (index->slots[slot] && !same_block(&window->records[index->slots[slot] - 1], &window->records[i]))
            slot = (slot + 1) & index->mask;
        index->slots[slot] = (uint32_t)i + 1;
    }
    return NULL;
}

static uint32_t find_twin(const struct ht_window *later, const struct index *index, const struct ht_record *record)
{
    for (size_t slot = slot_of(index, record); index->slots[slot]; slot = (slot + 1) & index->mask) {
        if (same_block(record, &later->records[index->slots[slot] - 1]))
            return index->slots[slot] - 1;
    }
    return HT_NO_TWIN;
}

/* Compares an earlier window with a later one; nothing is changed when they share no block. */
static struct ht_error *match(struct ht_arena *arena, const struct ht_trace *trace, uint32_t earlier_number,
                              uint32_t later_number, struct ht_survival *items)
{
    const struct ht_window *earlier = &trace->windows[earlier_number], *later = &trace->windows[later_number];
    struct ht_survival *survival = &items[earlier_number];
    struct index index;
    struct ht_error *error = index_init(later, &index);
    if (error)
        return error;
    uint32_t survivors = 0;
    for (size_t i = 0; i < earlier->record_count; i++)
        survivors += find_twin(later, &index, &earlier->records[i]) != HT_NO_TWIN;
    if (survivors) {
        uint8_t *seen = items[later_number].seen;
        if (!seen)
            seen = ht_arena_array(arena, later->record_count, sizeof *seen);
        survival->twins = ht_arena_array(arena, earlier->record_count, sizeof *survival->twins);
        error = seen && survival->twins ? NULL : ht_error_nomem();
        for (size_t i = 0; !error && i < earlier->record_count; i++) {
            survival->twins[i] = find_twin(later, &index, &earlier->records[i]);
            if (survival->twins[i] != HT_NO_TWIN)
                seen[survival->twins[i]] = 1;
        }
        survival->later = later_number;
        items[later_number].seen = seen;
    }
    free(index.slots);
    return error;
}

/* The order of looks: by length where it is known, else as given. */
struct look {
    double seconds;
    uint32_t window;
};

static int compare_looks(const void *a, const void *b)
{
    const struct look *x = a, *y = b;
    if (x->seconds > 0 && y->seconds > 0 && x->seconds != y->seconds)
        return x->seconds > y->seconds ? 1 : -1;
    return (x->window > y->window) - (x->window < y->window);
}

struct ht_error *ht_survival_match(struct ht_arena *arena, const struct ht_trace *trace, const double *seconds,
                                   struct ht_survival **ret)
{
    size_t count = trace->window_count;
    struct ht_survival *items = ht_arena_array(arena, count, sizeof *items);
    struct look *looks = calloc(count + 1, sizeof *looks);
    struct ht_error *error = items && looks ? NULL : ht_error_nomem();
    bool known = true;
    for (uint32_t w = 0; w < count && !error; w++) {
        items[w] = (struct ht_survival){.trace = w, .later = HT_NO_TWIN};
        looks[w] = (struct look){seconds[w], w};
        known = known && seconds[w] > 0;
    }
    if (!error && known)
        qsort(looks, count, sizeof *looks, compare_looks);
    for (size_t i = 0; i < count && !error; i++) {
        uint32_t earlier = looks[i].window;
        for (size_t k = i + 1; k < count && items[earlier].later == HT_NO_TWIN && !error; k++)
            error = match(arena, trace, earlier, looks[k].window, items);
        if (error || items[earlier].later == HT_NO_TWIN)
            continue;
        struct ht_survival *later = &items[items[earlier].later];
        later->trace = later->trace < items[earlier].trace ? later->trace : items[earlier].trace;
        later->earlier_seconds = seconds[earlier];
    }
    /* A trace's number is the lowest of its windows: pass it back from the latest look to the earlier ones. */
    for (size_t i = count; i-- > 0 && !error;) {
        struct ht_survival *survival = &items[looks[i].window];
        if (survival->later != HT_NO_TWIN)
            survival->trace = items[survival->later].trace;
    }
    free(looks);
    if (!error)
        *ret = items;
    return error;
}
