#include "dump/series.h"

#include <stdlib.h>

#define NONE UINT32_MAX
#define SEVERAL (UINT32_MAX - 1)

/* Of each chain: the only window that has records of it, NONE or SEVERAL. */
static void mark_chains(const struct ht_trace *trace, size_t first, uint32_t *owners)
{
    for (size_t c = 0; c < trace->chains.count; c++)
        owners[c] = NONE;
    for (size_t w = first; w < trace->window_count; w++) {
        const struct ht_window *window = &trace->windows[w];
        for (size_t i = 0; i < window->record_count + window->freed_count; i++) {
            const struct ht_record *record =
                i < window->record_count ? &window->records[i] : &window->freed[i - window->record_count];
            uint32_t *owner = &owners[record->chain];
            *owner = *owner == NONE || *owner == (uint32_t)w ? (uint32_t)w : SEVERAL;
        }
    }
}

static bool shares(const struct ht_window *window, const uint32_t *owners)
{
    for (size_t i = 0; i < window->record_count; i++) {
        if (owners[window->records[i].chain] == SEVERAL)
            return true;
    }
    for (size_t i = 0; i < window->freed_count; i++) {
        if (owners[window->freed[i].chain] == SEVERAL)
            return true;
    }
    return false;
}

/* What does not hold records fits all; when only one does, there is nothing that the others could share. */
static bool fits(const struct ht_trace *trace, size_t first, const uint32_t *owners)
{
    size_t holding = 0, sharing = 0;
    int64_t capacity = HT_UNKNOWN;
    for (size_t w = first; w < trace->window_count; w++) {
        const struct ht_window *window = &trace->windows[w];
        if (window->capacity != HT_UNKNOWN && capacity != HT_UNKNOWN && window->capacity != capacity)
            return false;
        capacity = window->capacity != HT_UNKNOWN ? window->capacity : capacity;
        holding += window->record_count + window->freed_count > 0;
        sharing += shares(window, owners);
    }
    return holding == 1 || sharing == holding;
}

struct ht_error *ht_series_fits(const struct ht_trace *trace, size_t first, bool *ret)
{
    uint32_t *owners = malloc((trace->chains.count + 1) * sizeof *owners);
    if (!owners)
        return ht_error_nomem();
    mark_chains(trace, first, owners);
    *ret = fits(trace, first, owners);
    free(owners);
    return NULL;
}
