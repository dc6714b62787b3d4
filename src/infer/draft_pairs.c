#include "infer/draft_pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Fewer bursts do not show that they belong together. */
#define PAIRS_MIN 5u

/* Of the bursts of either draft so many are pairs. */
#define PAIRS_SHARE 0.9

/* An event has so many parts at most. */
#define PARTS_MAX 4

/* An event waits no longer than this; between its parts stand so few records of others, or of its own connection. */
#define WAIT_SECONDS 2.0
#define RECORDS_BETWEEN 4u
#define RECORDS_OF_CONNECTION 12u

#define NOBODY UINT32_MAX

/* A burst of one of the drafts that may be parts, by the place of its last record. */
struct owner {
    uint32_t draft, burst;
};

struct pairing {
    const struct ht_trace *trace;
    const struct ht_frames *frames;
    const struct ht_attribution *attributions;
    const struct ht_verdict_window *windows;
    struct ht_drafts *drafts;
    struct owner **ends; /* of each window's records */
    uint32_t *partner;   /* of each burst of the draft at hand: the burst that it follows, or NOBODY */
};

static bool may_be_part(const struct ht_draft *draft)
{
    return (draft->kind == HT_DRAFT_ORPHANS || (draft->kind == HT_DRAFT_GROUP && !draft->signature)) &&
           draft->bursts.count >= PAIRS_MIN;
}

/* Do two drafts have bursts enough to be parts of the same events? */
static bool happen_as_often(const struct ht_draft *a, const struct ht_draft *b)
{
    return (double)a->bursts.count >= PAIRS_SHARE * (double)b->bursts.count &&
           (double)b->bursts.count >= PAIRS_SHARE * (double)a->bursts.count;
}

/* The burst that a burst of a draft follows, of another draft that happens as often. */
static struct owner followed(const struct pairing *p, uint32_t draft, const struct ht_burst *burst)
{
    bool of_session = p->drafts->items[draft].kind == HT_DRAFT_ORPHANS;
    const struct ht_record *records = p->trace->windows[burst->window].records;
    uint32_t begin = burst->records[0], between = of_session ? RECORDS_OF_CONNECTION : RECORDS_BETWEEN;
    for (uint32_t back = 1; back <= between + 1 && back <= begin; back++) {
        struct owner owner = p->ends[burst->window][begin - back];
        if (owner.draft != NOBODY && owner.draft != draft &&
            happen_as_often(&p->drafts->items[owner.draft], &p->drafts->items[draft]))
            return ht_may_be_near(&records[begin - back], &records[begin], p->windows[burst->window].cpu_hz,
                                  WAIT_SECONDS)
                       ? owner
                       : (struct owner){NOBODY, NOBODY};
    }
    return (struct owner){NOBODY, NOBODY};
}

/* The draft whose bursts those of a draft follow, with the partner of each; NOBODY when there is none. */
static uint32_t find_partner(struct pairing *p, uint32_t number)
{
    const struct ht_draft *draft = &p->drafts->items[number];
    uint32_t partner = NOBODY;
    size_t pairs = 0;
    for (size_t i = 0; i < draft->bursts.count; i++) {
        struct owner owner = followed(p, number, &draft->bursts.items[i]);
        partner = partner == NOBODY ? owner.draft : partner;
        p->partner[i] = owner.draft == partner ? owner.burst : NOBODY;
        pairs += owner.draft == partner && partner != NOBODY;
    }
    if (partner == NOBODY)
        return NOBODY;
    size_t most = draft->bursts.count, other = p->drafts->items[partner].bursts.count;
    most = other > most ? other : most;
    return pairs >= PAIRS_MIN && (double)pairs >= PAIRS_SHARE * (double)most ? partner : NOBODY;
}

/* The function that asked for a burst's first block, or NULL. */
static const char *owner_of(const struct pairing *p, const struct ht_burst *burst)
{
    uint32_t chain = p->trace->windows[burst->window].records[burst->records[0]].chain;
    const struct ht_chain *pcs = &p->trace->chains.items[chain];
    uint32_t place = p->attributions[chain].owner;
    const struct ht_frame *frame = place < pcs->depth ? ht_frames_find(p->frames, pcs->pcs[place]) : NULL;
    return frame && frame->location_count ? frame->locations[frame->location_count - 1].function : NULL;
}

/* Does a function stand in one of the chains of a burst? */
static bool calls_for(const struct pairing *p, const char *function, const struct ht_burst *burst)
{
    for (uint32_t i = 0; i < burst->count; i++) {
        uint32_t chain = p->trace->windows[burst->window].records[burst->records[i]].chain;
        const struct ht_chain *pcs = &p->trace->chains.items[chain];
        for (uint32_t k = 0; k < pcs->depth; k++) {
            const struct ht_frame *frame = ht_frames_find(p->frames, pcs->pcs[k]);
            for (uint32_t n = 0; frame && n < frame->location_count; n++) {
                if (frame->locations[n].function && !strcmp(frame->locations[n].function, function))
                    return true;
            }
        }
    }
    return false;
}

/* Moves all bursts of a draft to its partner. Those without a pair stand there alone. */
static struct ht_error *merge(const struct pairing *p, struct ht_draft *draft, struct ht_draft *to)
{
    struct ht_error *error = NULL;
    for (size_t i = 0; i < draft->bursts.count && !error; i++) {
        const struct ht_burst *burst = &draft->bursts.items[i];
        if (p->partner[i] != NOBODY)
            error = ht_draft_join(p->trace, to, &to->bursts.items[p->partner[i]], burst);
        else
            error = ht_bursts_add_shaped(to->shapes, p->trace->windows[burst->window].records, *burst, &to->bursts);
    }
    ht_bursts_deinit(&draft->bursts);
    ht_bursts_sort(&to->bursts);
    return error;
}

/* Says for each record which burst of a possible part ends with it. */
static void note_ends(const struct pairing *p)
{
    for (size_t w = 0; w < p->trace->window_count; w++)
        memset(p->ends[w], 0xff, p->trace->windows[w].record_count * sizeof **p->ends);
    for (size_t d = 0; d < p->drafts->count; d++) {
        const struct ht_draft *draft = &p->drafts->items[d];
        for (size_t i = 0; i < draft->bursts.count && may_be_part(draft); i++) {
            const struct ht_burst *burst = &draft->bursts.items[i];
            p->ends[burst->window][burst->records[burst->count - 1]] = (struct owner){(uint32_t)d, (uint32_t)i};
        }
    }
}

/* Parts of sessions belong together, and what a function allocates itself to what it has others allocate. */
static bool belong_together(const struct pairing *p, const struct ht_draft *draft, const struct ht_draft *partner)
{
    if (draft->kind == HT_DRAFT_ORPHANS && partner->kind == HT_DRAFT_ORPHANS)
        return true;
    const char *owner = owner_of(p, &draft->bursts.items[0]);
    return owner && calls_for(p, owner, &partner->bursts.items[0]);
}

/* A draft that takes part in a merger is done for now: the places of its bursts are others. */
static struct ht_error *merge_pairs(struct pairing *p, bool *done, bool *ret)
{
    struct ht_error *error = NULL;
    *ret = false;
    memset(done, 0, p->drafts->count * sizeof *done);
    note_ends(p);
    for (uint32_t d = 0; d < p->drafts->count && !error; d++) {
        struct ht_draft *draft = &p->drafts->items[d];
        uint32_t partner = !done[d] && may_be_part(draft) ? find_partner(p, d) : NOBODY;
        if (partner == NOBODY || done[partner] || !belong_together(p, draft, &p->drafts->items[partner]))
            continue;
        done[d] = done[partner] = *ret = true;
        error = merge(p, draft, &p->drafts->items[partner]);
    }
    ht_drafts_drop_empty(p->drafts);
    return error;
}

struct ht_error *ht_drafts_pair(const struct ht_trace *trace, const struct ht_frames *frames,
                                const struct ht_attribution *attributions, const struct ht_verdict_window *windows,
                                struct ht_drafts *drafts)
{
    size_t most = ht_drafts_most_bursts(drafts);
    struct pairing p = {
        .trace = trace, .frames = frames, .attributions = attributions, .windows = windows, .drafts = drafts};
    bool *done = calloc(drafts->count + 1, sizeof *done);
    p.partner = malloc((most + 1) * sizeof *p.partner);
    p.ends = calloc(trace->window_count + 1, sizeof *p.ends);
    struct ht_error *error = done && p.partner && p.ends ? NULL : ht_error_nomem();
    for (size_t w = 0; w < trace->window_count && !error; w++) {
        p.ends[w] = malloc((trace->windows[w].record_count + 1) * sizeof **p.ends);
        error = p.ends[w] ? NULL : ht_error_nomem();
    }
    bool merged = !error;
    for (int parts = 1; parts < PARTS_MAX && merged && !error; parts++)
        error = merge_pairs(&p, done, &merged);
    for (size_t w = 0; p.ends && w < trace->window_count; w++)
        free(p.ends[w]);
    free(p.ends);
    free(p.partner);
    free(done);
    return error;
}
