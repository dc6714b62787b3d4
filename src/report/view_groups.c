#include "report/view_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "judge/fate.h"

static int compare_keys(const void *a, const void *b)
{
    const struct ht_view_key *x = a, *y = b;
    if (x->rank != y->rank)
        return HT_ORDER(x->rank, y->rank);
    if (x->figure != y->figure)
        return HT_ORDER(y->figure, x->figure);
    if (x->bytes != y->bytes)
        return HT_ORDER(y->bytes, x->bytes);
    return HT_ORDER(x->place, y->place);
}

double ht_view_figure(enum ht_sort sort, uint64_t bytes, uint32_t count, double rate)
{
    switch (sort) {
    case HT_SORT_BLOCKS:
        return count;
    case HT_SORT_RATE:
        return isnan(rate) ? -1 : rate;
    case HT_SORT_BYTES:
        break;
    }
    return (double)bytes;
}

void ht_view_sort(struct ht_view_key *keys, size_t count)
{
    ht_sort(keys, count, sizeof *keys, compare_keys);
}

void ht_view_count(struct ht_verdict_total *total, uint32_t count, uint64_t bytes)
{
    total->count += count;
    total->bytes += bytes;
}

/* A finding's share of a chain, and the owner in it. */
struct member {
    const struct ht_location *owner; /* or NULL: no frame tells */
    struct ht_chain_share share;
};

/* Most bytes first. */
static int compare_bytes(const struct ht_chain_share *x, const struct ht_chain_share *y)
{
    if (x->bytes != y->bytes)
        return HT_ORDER(y->bytes, x->bytes);
    if (x->chain != y->chain)
        return HT_ORDER(x->chain, y->chain);
    return HT_ORDER(x->finding, y->finding);
}

static int by_chain(const void *a, const void *b)
{
    const struct ht_chain_share *x = &((const struct member *)a)->share, *y = &((const struct member *)b)->share;
    if (x->chain != y->chain)
        return HT_ORDER(x->chain, y->chain);
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

static const struct ht_location *owner_in(const struct ht_report *report, const struct ht_chain_share *share)
{
    const struct ht_finding *finding = share->finding == HT_NO_FINDING ? NULL : &report->findings[share->finding];
    return ht_report_location(report, share->chain, ht_report_owner_in(report, finding, share->chain));
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
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ht_chain_share *share = &members[i].share;
        if (report->fates && report->fates[share->chain] && report->chains[share->chain].finding == share->finding)
            ht_fate_add(&group->fate, report->fates[share->chain]);
        group->chain_count += last_group[share->chain] != number;
        last_group[share->chain] = number;
        if (share->finding == HT_NO_FINDING)
            continue;
        const struct ht_finding *finding = &report->findings[share->finding];
        group->count += share->count;
        group->bytes += share->bytes;
        group->heap_bytes += share->heap_bytes;
        group->verdicts |= 1u << finding->verdict;
        findings[kept++] = share->finding;
        if (finding->verdict == HT_VERDICT_LEAK)
            ht_share_add_rate(finding, share, &group->bytes_per_hour, &group->heap_bytes_per_hour);
    }
    ht_sort_u32(findings, kept);
    for (size_t i = 0; i < kept; i++) {
        if (!i || findings[i] != findings[i - 1])
            findings[group->finding_count++] = findings[i];
    }
}

static int compare_shares(const void *a, const void *b)
{
    const struct ht_chain_share *x = a, *y = b;
    if (x->finding != y->finding)
        return HT_ORDER(x->finding, y->finding);
    return HT_ORDER(x->chain, y->chain);
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
            struct ht_chain_share key = {.finding = labels[i], .chain = report->trace->windows[w].records[i].chain};
            if (bsearch(&key, shares, count, sizeof *shares, compare_shares))
                labels[i] = HT_NO_FINDING;
        }
    }
}

/* A group's part of what a finding has of a chain. */
struct part {
    struct ht_chain_share share; /* first, for compare_shares() */
    size_t group;
};

/* Groups times windows beyond this many are no table that anybody reads. */
#define CELLS_MAX 1000000u

/* Counts what each shown group has in each window. */
static struct ht_error *add_windows(struct ht_arena *arena, struct ht_view *view, struct ht_view_group *groups,
                                    const struct ht_view_key *keys, const size_t *ends, const struct member *members)
{
    const struct ht_trace *trace = view->report.trace;
    size_t windows = trace->window_count, count = view->group_count, total = 0, n = 0;
    if (windows < 2 || !count || count > CELLS_MAX / windows)
        return NULL;
    for (size_t g = 0; g < count; g++)
        total += ends[keys[g].place] - (keys[g].place ? ends[keys[g].place - 1] : 0);
    struct part *parts = malloc((total + 1) * sizeof *parts);
    struct ht_per_window *cells = ht_arena_array(arena, count * windows, sizeof *cells);
    if (!parts || !cells) {
        free(parts);
        return ht_error_nomem();
    }
    for (size_t g = 0; g < count; g++) {
        groups[g].per_window = &cells[g * windows];
        for (size_t k = keys[g].place ? ends[keys[g].place - 1] : 0; k < ends[keys[g].place]; k++)
            parts[n++] = (struct part){members[k].share, g};
    }
    qsort(parts, n, sizeof *parts, compare_shares);
    for (uint32_t w = 0; w < windows; w++) {
        for (size_t i = 0; i < trace->windows[w].record_count; i++) {
            const struct ht_record *record = &trace->windows[w].records[i];
            struct ht_chain_share key = {.finding = view->report.windows[w].findings[i], .chain = record->chain};
            const struct part *part = bsearch(&key, parts, n, sizeof *parts, compare_shares);
            if (!part || key.finding == HT_NO_FINDING)
                continue;
            struct ht_per_window *cell = &cells[part->group * windows + w];
            cell->count++;
            cell->bytes += record->size;
        }
    }
    free(parts);
    return NULL;
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
        keys[i] = (struct ht_view_key){.figure = ht_view_figure(view->settings.sort, groups[i].bytes,
                                                                groups[i].count + groups[i].fate.freed,
                                                                groups[i].bytes_per_hour),
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
    return view->settings.group_by == HT_GROUP_BY_FUNCTION ? add_windows(arena, view, sorted, keys, ends, members)
                                                           : NULL;
}

/* Chains of which nothing is alive: they stand in a list by function, when that is of all blocks. */
static bool is_gone(const struct ht_view *view, size_t chain)
{
    return view->report.fates[chain] && view->report.chains[chain].finding == HT_NO_FINDING;
}

static size_t count_gone(const struct ht_view *view)
{
    const struct ht_view_settings *settings = &view->settings;
    size_t count = 0;
    if (!view->report.fates || settings->group_by != HT_GROUP_BY_FUNCTION || settings->verdicts || settings->min_size ||
        settings->match || settings->memory != HT_MEMORY_UNKNOWN)
        return 0;
    for (size_t c = 0; c < view->report.trace->chains.count; c++)
        count += is_gone(view, c);
    return count;
}

static void add_gone(const struct ht_view *view, struct member *members, size_t count)
{
    for (size_t c = 0; count; c++) {
        if (!is_gone(view, c))
            continue;
        struct ht_chain_share share = {.finding = HT_NO_FINDING, .chain = (uint32_t)c};
        *members++ = (struct member){owner_in(&view->report, &share), share};
        count--;
    }
}

struct ht_error *ht_view_group(struct ht_arena *arena, struct ht_view *view, const struct ht_chain_share *shares,
                               size_t share_count)
{
    enum ht_group_by group_by = view->settings.group_by;
    size_t gone = count_gone(view), count = share_count + gone, group_count = 0;
    struct member *members = ht_arena_array(arena, count, sizeof *members);
    struct ht_view_group *groups = ht_arena_array(arena, count, sizeof *groups);
    size_t *ends = ht_arena_array(arena, count, sizeof *ends);
    uint32_t *findings = ht_arena_array(arena, count, sizeof *findings);
    uint32_t *last_group = ht_arena_array(arena, view->report.trace->chains.count, sizeof *last_group);
    if (!members || !groups || !ends || !findings || !last_group)
        return ht_error_nomem();
    for (size_t i = 0; i < share_count; i++)
        members[i] = (struct member){owner_in(&view->report, &shares[i]), shares[i]};
    add_gone(view, members + share_count, gone);
    ht_sort(members, count, sizeof *members, group_by == HT_GROUP_BY_CHAIN ? by_chain : by_function);
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
