#include "report/view_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

/* A finding's share of a chain, and the owner in it. */
struct member {
    const struct ht_location *owner; /* or NULL: no frame tells */
    struct ht_chain_share share;
};

/* Most bytes first. */
static int compare_bytes(const struct ht_chain_share *x, const struct ht_chain_share *y)
{
    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? 1 : -1;
    if (x->chain != y->chain)
        return x->chain > y->chain ? 1 : -1;
    return (x->finding > y->finding) - (x->finding < y->finding);
}

static int by_chain(const void *a, const void *b)
{
    const struct ht_chain_share *x = &((const struct member *)a)->share, *y = &((const struct member *)b)->share;
    if (x->chain != y->chain)
        return x->chain > y->chain ? 1 : -1;
    return compare_bytes(x, y);
}

static const char *name_of(const struct member *member)
{
    return member->owner && member->owner->function ? member->owner->function : "";
}

static int by_function(const void *a, const void *b)
{
    int order = strcmp(name_of(a), name_of(b));
    return order ? order : compare_bytes(&((const struct member *)a)->share, &((const struct member *)b)->share);
}

static bool same_group(enum ht_group_by group_by, const struct member *a, const struct member *b)
{
    return group_by == HT_GROUP_BY_CHAIN ? a->share.chain == b->share.chain : !strcmp(name_of(a), name_of(b));
}

/* The location that the reports mark, else the first that is no allocator's. */
static const struct ht_location *owner_in(const struct ht_report *report, const struct ht_chain_share *share)
{
    struct ht_place place = ht_finding_owner_in(&report->findings[share->finding], share->chain);
    const struct ht_chain *chain = &report->trace->chains.items[share->chain];
    uint32_t k = place.frame < chain->depth ? place.frame : report->chains[share->chain].owner_frame;
    const struct ht_frame *frame = k < chain->depth ? ht_frames_find(report->frames, chain->pcs[k]) : NULL;
    return ht_frame_shown(frame, place.location < ht_frame_shown_count(frame) ? place.location : 0);
}

/*
 * Adds up a group's members. findings has room for one a member; last_group holds, of each chain, the number of the
 * last group that counted it.
 */
static void fill_group(const struct ht_report *report, struct ht_view_group *group, const struct member *members,
                       size_t count, uint32_t *findings, uint32_t *last_group, uint32_t number)
{
    *group = (struct ht_view_group){
        .chain = members[0].share.chain,
        .function = members[0].owner,
        .bytes_per_hour = HT_NOT_KNOWN,
        .heap_bytes_per_hour = HT_NOT_KNOWN,
        .findings = findings,
    };
    for (size_t i = 0; i < count; i++) {
        const struct ht_chain_share *share = &members[i].share;
        const struct ht_finding *finding = &report->findings[share->finding];
        group->count += share->count;
        group->bytes += share->bytes;
        group->heap_bytes += share->heap_bytes;
        group->verdicts |= 1u << finding->verdict;
        group->chain_count += last_group[share->chain] != number;
        last_group[share->chain] = number;
        findings[i] = share->finding;
        if (finding->verdict == HT_VERDICT_LEAK)
            ht_share_add_rate(finding, share, &group->bytes_per_hour, &group->heap_bytes_per_hour);
    }
    ht_sort_u32(findings, count);
    for (size_t i = 0; i < count; i++) {
        if (!i || findings[i] != findings[i - 1])
            findings[group->finding_count++] = findings[i];
    }
}

static int compare_shares(const void *a, const void *b)
{
    const struct ht_chain_share *x = a, *y = b;
    if (x->finding != y->finding)
        return x->finding > y->finding ? 1 : -1;
    return (x->chain > y->chain) - (x->chain < y->chain);
}

/* Hides the records of the shares, which belong to groups that --top leaves out. */
static void hide_shares(struct ht_report *report, struct ht_chain_share *shares, size_t count)
{
    if (!count)
        return;
    qsort(shares, count, sizeof *shares, compare_shares);
    for (size_t w = 0; w < report->trace->window_count; w++) {
        uint32_t *labels = report->windows[w].findings;
        for (size_t i = 0; i < report->trace->windows[w].record_count; i++) {
            struct ht_chain_share key = {labels[i], report->trace->windows[w].records[i].chain, 0, 0, 0};
            if (bsearch(&key, shares, count, sizeof *shares, compare_shares))
                labels[i] = HT_NO_FINDING;
        }
    }
}

/* Sorts the groups, and leaves out those beyond --top with their blocks; ends holds where each one's members end. */
static struct ht_error *order(struct ht_arena *arena, struct ht_view *view, const struct ht_view_group *groups,
                              const size_t *ends, size_t count, const struct member *members)
{
    size_t top = view->settings.top, shown = top && count > top ? top : count, gone_count = 0;
    struct ht_view_key *keys = ht_arena_array(arena, count, sizeof *keys);
    struct ht_view_group *sorted = ht_arena_array(arena, shown, sizeof *sorted);
    struct ht_chain_share *gone = ht_arena_array(arena, count ? ends[count - 1] : 0, sizeof *gone);
    if (!keys || !sorted || !gone)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct ht_view_key){
            .figure = ht_view_figure(view->settings.sort, groups[i].bytes, groups[i].count, groups[i].bytes_per_hour),
            .bytes = groups[i].bytes,
            .place = i};
    ht_view_sort(keys, count);
    for (size_t i = 0; i < count; i++) {
        size_t place = keys[i].place;
        if (i < shown) {
            sorted[i] = groups[place];
            continue;
        }
        view->left_out.findings++;
        ht_view_count(&view->left_out, groups[place].count, groups[place].bytes);
        for (size_t k = place ? ends[place - 1] : 0; k < ends[place]; k++)
            gone[gone_count++] = members[k].share;
    }
    hide_shares(&view->report, gone, gone_count);
    view->groups = sorted;
    view->group_count = shown;
    return NULL;
}

struct ht_error *ht_view_group(struct ht_arena *arena, struct ht_view *view, const struct ht_chain_share *shares,
                               size_t count)
{
    enum ht_group_by group_by = view->settings.group_by;
    struct member *members = ht_arena_array(arena, count, sizeof *members);
    struct ht_view_group *groups = ht_arena_array(arena, count, sizeof *groups);
    size_t *ends = ht_arena_array(arena, count, sizeof *ends), group_count = 0;
    uint32_t *findings = ht_arena_array(arena, count, sizeof *findings);
    uint32_t *last_group = ht_arena_array(arena, view->report.trace->chains.count, sizeof *last_group);
    if (!members || !groups || !ends || !findings || !last_group)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++)
        members[i] = (struct member){owner_in(&view->report, &shares[i]), shares[i]};
    if (count)
        qsort(members, count, sizeof *members, group_by == HT_GROUP_BY_CHAIN ? by_chain : by_function);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && same_group(group_by, &members[i], &members[end]);)
            end++;
        ends[group_count] = end;
        fill_group(&view->report, &groups[group_count], members + i, end - i, findings + i, last_group,
                   (uint32_t)group_count + 1);
        group_count++;
    }
    return order(arena, view, groups, ends, group_count, members);
}
