/*
 * Grouping: which chains belong together, and the bursts that their records form.
 *
 * Chains that one signature knows are a group; so are all chains of open sessions; chains that no signature knows join
 * those that they are allocated together with. A burst is taken from the union of a group's chains: one event touches
 * several.
 */
#ifndef HT_INFER_GROUPING_H
#define HT_INFER_GROUPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/attribution.h"
#include "infer/fingerprint.h"
#include "model/trace.h"

enum ht_group_kind {
    HT_GROUP_SIGNATURE,   /* all chains of one signature */
    HT_GROUP_SESSIONS,    /* all chains of the signatures that make up sessions */
    HT_GROUP_JOINED,      /* chains that no signature knows, allocated together; or one alone */
    HT_GROUP_UNATTRIBUTED /* chains that show nothing but allocators */
};

struct ht_group {
    enum ht_group_kind kind;
    const struct ht_signature *signature; /* of HT_GROUP_SIGNATURE, else NULL */
    struct ht_shapes shapes;
    struct ht_bursts bursts; /* of all windows, in order of window and first record */
};

struct ht_groups {
    struct ht_group *items; /* from the heap */
    size_t count;
};

/* What is known of a window besides its records. */
struct ht_group_window {
    uint32_t cpu_hz;       /* the clock of its cycle counters, never 0 */
    bool full;             /* its oldest records may be lost */
    const uint32_t *twins; /* of each record: HT_NO_TWIN, or it is left to a later look (infer/survival.h); NULL: none is */
};

/*
 * Groups all records of a trace; windows has one item for each of its windows. Bursts are cut and repaired; their
 * records live in the arena. A block that several looks show stands in the bursts of the latest one only.
 */
struct ht_error *ht_groups_create(struct ht_arena *arena, const struct ht_trace *trace,
                                  const struct ht_attribution *attributions, const struct ht_group_window *windows,
                                  struct ht_groups *ret);

void ht_groups_deinit(struct ht_groups *groups);

#endif
