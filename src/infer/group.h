/*
 * A group: records that are judged together, cut into bursts; and what is told of the trace that groups are made from.
 */
#ifndef HT_INFER_GROUP_H
#define HT_INFER_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "infer/attribution.h"
#include "infer/burst.h"
#include "infer/judgement.h"
#include "infer/runs.h"
#include "infer/sequence.h"
#include "infer/survival.h"
#include "infer/timeline.h"
#include "model/trace.h"

enum ht_group_kind {
    HT_GROUP_OWNER,    /* one owner, or several of the same events */
    HT_GROUP_RULE,     /* what one rule knows */
    HT_GROUP_SESSIONS, /* sessions with a connection */
    HT_GROUP_PARTS,    /* parts of sessions without one */
    HT_GROUP_SHAPE,    /* one fingerprint among chains that show only allocators */
    HT_GROUP_REST      /* what else such chains left */
};

/* So many blocks of one event are no loop by chance. */
enum { HT_BLOCKS_TELLING = 3 };

enum { HT_EVIDENCE_MAX = 8 };

struct ht_group {
    enum ht_group_kind kind;
    const struct ht_signature *signature; /* the rule that knows it; of a session, its first block; or NULL */
    enum ht_holder holder;
    bool parted;             /* one of several that its owner's function allocates at different lines */
    bool by_sizes;           /* its rule is told by the sizes of its blocks alone */
    bool named;              /* functions are known by name */
    bool plumbing;           /* its owner is plumbing: who asked for its blocks is cut off */
    bool apart;              /* without a clock, too, its bursts are events: they come again in several blocks each */
    bool freed;              /* a later look shows that its blocks were freed */
    struct ht_bursts bursts; /* in order of window and first record; from the heap */
    /* What infer/decide.h adds. */
    struct ht_judgement judgement;
    struct ht_evidence evidence[HT_EVIDENCE_MAX];
    size_t evidence_count;
};

struct ht_groups {
    struct ht_group *items; /* from the heap */
    size_t count, capacity;
};

/* A block's number: in the order of windows, and of places there. */
static inline uint64_t ht_block_number(uint32_t window, uint32_t record)
{
    return (uint64_t)window << 32 | record;
}

/* What became of a chain's blocks. */
struct ht_chain_fate {
    uint32_t freed;        /* blocks that were seen freed, in a dump or by a later look */
    uint64_t behind_freed; /* the first block of the last look that is newer than one seen freed; UINT64_MAX: none */
};

/* What groups are made from. */
struct ht_group_input {
    const struct ht_trace *trace;
    const struct ht_frames *frames;
    const struct ht_attribution *attributions; /* of each chain */
    const struct ht_timeline *timelines;       /* of each window */
    const struct ht_survival *survival;        /* likewise */
    const struct ht_chain_fate *fates;         /* of each chain */
    const uint64_t *const *freed_orders;       /* of each window (infer/observe.h) */
    struct ht_runs runs;                       /* of a section */
    uint64_t events;                           /* runs in one trace, as is told; 0: not told */
    double paused;                             /* seconds that all that is alive outlived at least; 0: not known */
    const struct ht_signature *certificate;    /* the rule of leaked certificate names, or NULL */
};

/*
 * Cuts the blocks of one group, by their numbers and ascending, into bursts. Scratch: records has room for
 * all of them, picks for each window.
 */
struct ht_error *ht_blocks_cut(const struct ht_group_input *input, const uint64_t *blocks, size_t count,
                               uint32_t *records, struct ht_picks *picks, struct ht_bursts *bursts);

/* Adds a copy of a group; the pointer is good until the next one is added. */
struct ht_error *ht_groups_add(struct ht_groups *groups, const struct ht_group *group, struct ht_group **ret);

/* Cuts the records of a group anew. */
struct ht_error *ht_group_cut_again(const struct ht_group_input *input, struct ht_group *group);

/* Sees whether a group's bursts are events without a clock. */
struct ht_error *ht_group_tell_apart(const struct ht_trace *trace, struct ht_group *group);

/* Is the burst an event of its own, as far as can be told? */
static inline bool ht_group_tells(const struct ht_trace *trace, const struct ht_group *group,
                                  const struct ht_burst *burst)
{
    return !trace->windows[burst->window].untimed || group->apart;
}

/* How long the chains of a group are. */
struct ht_group_depth {
    uint32_t longest, room; /* PCs of its longest one, and what the device has room for, as far as its windows tell */
    bool cut;               /* they are equal: it may be cut off there */
};

struct ht_group_depth ht_group_depth(const struct ht_trace *trace, const struct ht_group *group);

/* Takes away the groups that have no bursts. */
void ht_groups_drop_empty(struct ht_groups *groups);

void ht_groups_deinit(struct ht_groups *groups);

#endif
