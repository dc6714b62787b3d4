#include "infer/runs.h"

#include <string.h>

#include "base/table.h"

/*
 * A device in operation allocates several times a second (lwIP's timers alone), a minute of it hundreds of times: fewer
 * in all are those of a piece of code.
 */
#define ALLOCATIONS_OF_SECTION 100

/*
 * Where nothing is counted: all blocks were made within so many cycles, a tenth of a second of the slowest clock that
 * is usual (160 MHz). Of two blocks of a window of minutes that is so once in two hundred.
 */
#define CYCLES_OF_SECTION 16000000

/* The same piece of code allocates about as often in each run; the totals of one trace grow from look to look. */
#define TOTALS_GROWN 1.5

static bool same_boot(const struct ht_window *a, const struct ht_window *b)
{
    return a->boot == b->boot && !strcmp(a->path, b->path);
}

/* Were all blocks of each core made within a moment? */
static bool is_moment(const struct ht_window *window)
{
    const struct ht_record *first[2] = {NULL, NULL};
    if (window->record_count < 2 || window->untimed || window->unordered)
        return false;
    for (size_t i = 0; i < window->record_count; i++) {
        const struct ht_record *record = &window->records[i], **from = &first[record->cpu & 1];
        *from = *from ? *from : record;
        int32_t cycles = (int32_t)(record->ccount - (*from)->ccount);
        if (cycles > CYCLES_OF_SECTION || cycles < -CYCLES_OF_SECTION)
            return false;
    }
    return true;
}

/* Do its figures tell that it traces a section? */
static bool is_brief(const struct ht_window *window)
{
    if (window->section)
        return true;
    if (window->overflowed == 1 || window->record_count + window->freed_count == 0)
        return false;
    return window->total_allocations >= 0 ? window->total_allocations <= ALLOCATIONS_OF_SECTION : is_moment(window);
}

/* May the later one be another look at the earlier one's trace, all of whose blocks are gone by then? */
static bool may_continue(const struct ht_window *earlier, const struct ht_window *later)
{
    return earlier->record_count && earlier->total_allocations >= 0 && later->total_allocations >= 0 &&
           (double)later->total_allocations >= TOTALS_GROWN * (double)earlier->total_allocations &&
           later->total_frees - earlier->total_frees >= (int64_t)earlier->record_count;
}

/* Dumps of separate traces in one log: the records restart from dump to dump. */
static bool is_series(const struct ht_trace *trace, const struct ht_survival *survival)
{
    bool restarts = false;
    for (size_t w = 1; w < trace->window_count; w++) {
        const struct ht_window *before = &trace->windows[w - 1], *window = &trace->windows[w];
        if (survival[w].trace == survival[w - 1].trace)
            continue;
        if (!same_boot(before, window) || window->unordered || may_continue(before, window))
            return false;
        restarts = true;
    }
    return restarts;
}

static bool is_section(const struct ht_trace *trace, const double *seconds, const struct ht_survival *survival)
{
    bool brief = true, looks = false;
    for (size_t w = 0; w < trace->window_count; w++) {
        if (seconds[w] > 0)
            return false;
        brief = brief && is_brief(&trace->windows[w]);
        looks = looks || survival[w].later != HT_NO_TWIN;
    }
    return (brief && !looks) || is_series(trace, survival);
}

/* Is an address among those of later runs? An item of the table is its own key. Else at is where it belongs. */
static bool is_known(const struct ht_table *addresses, uint32_t addr, struct ht_table_place *at)
{
    *at = ht_table_start(addresses, ht_table_hash(addresses, &addr, 1));
    while (ht_table_next(addresses, at)) {
        if (at->number == addr)
            return true;
    }
    return false;
}

/* Marks, from the last run of a boot backwards, what has an address that a later one has again. */
static struct ht_error *mark_reused(struct ht_arena *arena, const struct ht_trace *trace,
                                    const struct ht_table *addresses, uint32_t w, struct ht_survival *survival)
{
    const struct ht_window *window = &trace->windows[w];
    for (size_t i = 0; i < window->record_count; i++) {
        struct ht_table_place at;
        if (!is_known(addresses, window->records[i].addr, &at) || ht_survival_has_twin(&survival[w], i))
            continue;
        if (!survival[w].reused)
            survival[w].reused = ht_arena_array(arena, window->record_count, sizeof *survival[w].reused);
        if (!survival[w].reused)
            return ht_error_nomem();
        survival[w].reused[i] = 1;
    }
    return NULL;
}

/* A block at 0, or at the last address, is none. */
static struct ht_error *add_addresses(const struct ht_window *window, struct ht_table *addresses)
{
    for (size_t i = 0; i < window->record_count; i++) {
        uint32_t addr = window->records[i].addr;
        struct ht_table_place at;
        struct ht_error *error = ht_table_reserve(addresses);
        if (error)
            return error;
        if (addr && addr < UINT32_MAX && !is_known(addresses, addr, &at))
            ht_table_add(addresses, &at, addr);
    }
    return NULL;
}

static struct ht_error *find_reused(struct ht_arena *arena, const struct ht_trace *trace, const struct ht_runs *runs,
                                    struct ht_survival *survival)
{
    struct ht_table addresses;
    ht_table_init(&addresses);
    struct ht_error *error = ht_table_reserve(&addresses);
    /* Looks at one trace stand beside each other: what they share is no address that came again. */
    for (uint32_t end = (uint32_t)trace->window_count, start; end > 0 && !error; end = start) {
        const struct ht_window *last = &trace->windows[end - 1];
        if (end < trace->window_count && trace->windows[end].boot != last->boot &&
            !strcmp(trace->windows[end].path, last->path))
            ht_table_truncate(&addresses, 0);
        for (start = end; start > 0 && runs->number[start - 1] == runs->number[end - 1] && !error; start--)
            error = mark_reused(arena, trace, &addresses, start - 1, survival);
        for (uint32_t w = start; w < end && !error; w++)
            error = add_addresses(&trace->windows[w], &addresses);
    }
    ht_table_deinit(&addresses);
    return error;
}

struct ht_error *ht_runs_find(struct ht_arena *arena, const struct ht_trace *trace, const double *seconds, bool asked,
                              struct ht_survival *survival, struct ht_runs *ret)
{
    *ret = (struct ht_runs){0};
    if (!trace->window_count || (!asked && !is_section(trace, seconds, survival)))
        return NULL;
    uint32_t *number = ht_arena_array(arena, trace->window_count, sizeof *number);
    if (!number)
        return ht_error_nomem();
    /* A trace has the number of the first of its windows. */
    for (uint32_t w = 0; w < trace->window_count; w++)
        number[w] = survival[w].trace == w ? ++ret->count : number[survival[w].trace];
    ret->number = number;
    return ret->count > 1 ? find_reused(arena, trace, ret, survival) : NULL;
}
