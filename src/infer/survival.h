/*
 * Survival: which windows are looks at one running trace, and which of their blocks are the same.
 *
 * heap_trace_dump() can be called while a trace runs (components/heap/include/esp_heap_trace.h). A block that both
 * looks show has the same address, cycle counter, size and chain: by chance that does not happen.
 */
#ifndef HT_INFER_SURVIVAL_H
#define HT_INFER_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/trace.h"

#define HT_NO_TWIN UINT32_MAX

/* What the later looks tell of one window. */
struct ht_survival {
    uint32_t by_age; /* not of this one: the window at its place when all are put in order, the oldest look first */
    uint32_t trace;  /* windows of one trace share it: the number of the first of them */
    uint32_t later;  /* the next look at the same trace, or HT_NO_TWIN */
    uint32_t first;  /* the first of its records that the later look shows */
    uint32_t *twins; /* of each record: its place in that look, or HT_NO_TWIN when it was freed before; NULL: no look */
    bool whole;      /* the later look lost nothing: its dump says so */
    bool repeated;   /* the same records as a later window, of the same length: one window given twice, and no look */
    uint8_t *reused; /* of each record: a later run of a section got its address (infer/runs.h); NULL: none did */
    uint8_t *seen;   /* of each record: an earlier look showed it; NULL: there was none */
    double earlier_seconds; /* length of the longest earlier look; 0: none, or unknown */
};

/* Does a later look show the record too? */
static inline bool ht_survival_has_twin(const struct ht_survival *survival, size_t record)
{
    return survival->twins && survival->twins[record] != HT_NO_TWIN;
}

/*
 * Was the record freed before a later look, or a later run that has its address again? What is older than all that the
 * later look shows may as well have been dropped: a full buffer loses its oldest records.
 */
static inline bool ht_survival_was_freed(const struct ht_survival *survival, size_t record)
{
    if (survival->reused && survival->reused[record])
        return true;
    return survival->later != HT_NO_TWIN && survival->twins[record] == HT_NO_TWIN &&
           (record > survival->first || survival->whole);
}

/*
 * Does the later look show that it lost its oldest records? A full buffer drops them one by one: nothing is left of
 * what is older than all that it shows, while much of what is younger still stands there. at: of each record of the
 * earlier look, seconds since its first one (infer/timeline.h). Where its dump says that nothing was lost, nothing was.
 */
bool ht_survival_shows_loss(const struct ht_survival *survival, const struct ht_trace *trace, const double *at,
                            size_t count);

/*
 * Compares all windows, in time that is linear in their records; ret has one item for each, in the arena. Of two looks
 * the shorter one is the earlier (seconds of each window, 0: unknown), else the one given first.
 */
struct ht_error *ht_survival_match(struct ht_arena *arena, const struct ht_trace *trace, const double *seconds,
                                   struct ht_survival **ret);

#endif
