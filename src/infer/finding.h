/*
 * Findings in the making: a group's bursts, parted where a group holds more than one story.
 *
 * Open sessions are parted from orphans (objects that a session left behind), and where stacks show nothing but
 * allocators each make of burst that repeats stands for itself.
 */
#ifndef HT_INFER_FINDING_H
#define HT_INFER_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/attribution.h"
#include "infer/fingerprint.h"
#include "infer/grouping.h"
#include "infer/judgement.h"

enum ht_draft_kind {
    HT_DRAFT_GROUP,    /* a whole group */
    HT_DRAFT_SESSIONS, /* sessions that are open, or being opened */
    HT_DRAFT_ORPHANS,  /* parts of sessions without the rest, again and again */
    HT_DRAFT_SHAPE,    /* one shape among chains that show only allocators */
    HT_DRAFT_REST      /* what else such chains left */
};

enum { HT_EVIDENCE_MAX = 8 };

struct ht_draft {
    enum ht_draft_kind kind;
    const struct ht_signature *signature; /* or NULL */
    bool named;                           /* functions are known by name */
    bool keeps;                           /* some are called a cache or a pool */
    struct ht_shapes *shapes;             /* of its group */
    struct ht_bursts bursts;              /* in order of window and first record; from the heap */
    uint32_t companions;                  /* bursts that stand beside an open connection (infer/companions.h) */
    /* What verdict.c adds. */
    enum ht_verdict verdict;
    enum ht_confidence confidence;
    struct ht_evidence evidence[HT_EVIDENCE_MAX];
    size_t evidence_count;
};

struct ht_drafts {
    struct ht_draft *items; /* from the heap */
    size_t count, capacity;
};

/* Parts the groups, which must outlive the drafts. certificate is the signature of leaked certificate names or NULL. */
struct ht_error *ht_drafts_create(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                  const struct ht_signature *certificate, struct ht_groups *groups,
                                  struct ht_drafts *ret);

/* A group of what open connections have (infer/signatures.h)? */
bool ht_draft_is_socket(const struct ht_draft *draft);

/* Adds the records of a burst of another draft, in the same window, to one of a draft's bursts. */
struct ht_error *ht_draft_join(const struct ht_trace *trace, struct ht_draft *draft, struct ht_burst *burst,
                               const struct ht_burst *other);

/* How many bursts the largest draft has. */
size_t ht_drafts_most_bursts(const struct ht_drafts *drafts);

/* Takes away the drafts that have no bursts. */
void ht_drafts_drop_empty(struct ht_drafts *drafts);

void ht_drafts_deinit(struct ht_drafts *drafts);

#endif
