#include "report/view_make.h"

#include <string.h>

#include "judge/chain_totals.h"
#include "judge/suppress.h"
#include "report/view_groups.h"

static bool location_matches(const char *pattern, const struct ht_location *location)
{
    return (location->function && ht_suppression_fits(pattern, location->function)) ||
           (location->file && ht_suppression_fits(pattern, ht_location_file(location)));
}

/* Does the pattern fit a function or file of one of the finding's chains? */
static bool matches(const struct ht_report *report, const struct ht_finding *finding, const char *pattern)
{
    for (size_t i = 0; i < finding->chain_count; i++) {
        const struct ht_chain *chain = &report->trace->chains.items[finding->chains[i].chain];
        for (uint32_t k = 0; k < chain->depth; k++) {
            const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
            for (uint32_t l = 0; l < ht_frame_shown_count(frame); l++) {
                if (location_matches(pattern, ht_frame_shown(frame, l)))
                    return true;
            }
        }
    }
    return false;
}

static bool is_finding_asked_for(const struct ht_report *report, const struct ht_view_settings *settings,
                                 const struct ht_finding *finding)
{
    if (settings->verdicts && !(settings->verdicts & 1u << finding->verdict))
        return false;
    return !settings->match || matches(report, finding, settings->match);
}

static bool is_block_asked_for(const struct ht_view_settings *settings, uint32_t size, uint8_t memory)
{
    if (size < settings->min_size)
        return false;
    if (settings->memory == HT_MEMORY_INTERNAL)
        return memory == HT_MEMORY_INTERNAL || memory == HT_MEMORY_RTC;
    return settings->memory == HT_MEMORY_UNKNOWN || memory == settings->memory;
}

/* Labels of its own for the view's records: those that are hidden belong to no finding. */
static struct ht_error *hide(struct ht_arena *arena, struct ht_view *view)
{
    struct ht_report *report = &view->report;
    size_t count = report->trace->window_count;
    struct ht_report_window *windows = ht_arena_array(arena, count, sizeof *windows);
    if (!windows)
        return ht_error_nomem();
    memcpy(windows, report->windows, count * sizeof *windows);
    bool *asked = ht_arena_array(arena, report->finding_count, sizeof *asked);
    if (!asked)
        return ht_error_nomem();
    for (size_t i = 0; i < report->finding_count; i++)
        asked[i] = is_finding_asked_for(report, &view->settings, &report->findings[i]);
    for (size_t w = 0; w < count; w++) {
        size_t records = report->trace->windows[w].record_count;
        const uint32_t *labels = report->windows[w].findings;
        windows[w].findings = ht_arena_array(arena, records, sizeof *windows[w].findings);
        if (!windows[w].findings)
            return ht_error_nomem();
        for (size_t i = 0; i < records; i++) {
            bool shown =
                labels[i] != HT_NO_FINDING && asked[labels[i]] &&
                is_block_asked_for(&view->settings, report->trace->windows[w].records[i].size, windows[w].memory[i]);
            windows[w].findings[i] = shown ? labels[i] : HT_NO_FINDING;
        }
    }
    report->windows = windows;
    return NULL;
}

/* Gives every record's finding another place; places has HT_NO_FINDING for those that go. */
static void relabel(struct ht_report *report, const uint32_t *places)
{
    for (size_t w = 0; w < report->trace->window_count; w++) {
        uint32_t *labels = report->windows[w].findings;
        for (size_t i = 0; i < report->trace->windows[w].record_count; i++) {
            if (labels[i] != HT_NO_FINDING)
                labels[i] = places[labels[i]];
        }
    }
}

/* The figures of a finding whose visible blocks are known. */
static void refigure(struct ht_finding *finding, const struct ht_view_settings *settings,
                     const struct ht_chain_share *shown)
{
    if (shown->count == finding->count)
        return;
    ht_finding_reduce(finding, shown);
    finding->psram_bytes = settings->memory == HT_MEMORY_PSRAM ? shown->bytes : 0;
}

/* Counts anew what the chains hold, and their shares of the findings. */
static struct ht_error *count_chains(struct ht_arena *arena, struct ht_report *report, struct ht_chain_share **ret,
                                     size_t *ret_count)
{
    size_t count = report->trace->chains.count;
    struct ht_report_chain *chains = ht_arena_array(arena, count, sizeof *chains);
    if (!chains)
        return ht_error_nomem();
    if (count)
        memcpy(chains, report->chains, count * sizeof *chains);
    report->chains = chains;
    struct ht_error *error = ht_chain_shares(arena, report, chains, ret, ret_count);
    if (!error)
        ht_hand_out_chains(report->findings, report->finding_count, *ret, *ret_count);
    return error;
}

/* Takes the findings of which something can be seen, by the figures of that. */
static struct ht_error *take_findings(struct ht_arena *arena, struct ht_view *view)
{
    struct ht_report *report = &view->report;
    size_t count = report->finding_count, kept = 0, share_count;
    struct ht_chain_share *shares, *sums = ht_arena_array(arena, count, sizeof *sums);
    struct ht_finding *findings = ht_arena_array(arena, count, sizeof *findings);
    struct ht_view_key *keys = ht_arena_array(arena, count, sizeof *keys);
    uint32_t *places = ht_arena_array(arena, count, sizeof *places);
    if (!sums || !findings || !keys || !places)
        return ht_error_nomem();
    if (count)
        memcpy(findings, report->findings, count * sizeof *findings);
    const struct ht_finding *whole = report->findings;
    report->findings = findings;
    struct ht_error *error = count_chains(arena, report, &shares, &share_count);
    if (error)
        return error;
    for (size_t i = 0; i < share_count; i++) {
        sums[shares[i].finding].count += shares[i].count;
        sums[shares[i].finding].bytes += shares[i].bytes;
        sums[shares[i].finding].heap_bytes += shares[i].heap_bytes;
    }
    for (size_t i = 0; i < count; i++) {
        places[i] = HT_NO_FINDING;
        view->hidden.findings += sums[i].count == 0;
        ht_view_count(&view->hidden, whole[i].count - sums[i].count, whole[i].bytes - sums[i].bytes);
        if (!sums[i].count)
            continue;
        refigure(&findings[i], &view->settings, &sums[i]);
        double figure =
            ht_view_figure(view->settings.sort, findings[i].bytes, findings[i].count, findings[i].rate.bytes_per_hour);
        keys[kept++] = (struct ht_view_key){findings[i].verdict, figure, findings[i].bytes, i};
    }
    ht_view_sort(keys, kept);
    size_t limit = view->settings.group_by == HT_GROUP_BY_FINDING ? view->settings.top : 0;
    struct ht_finding *sorted = ht_arena_array(arena, kept, sizeof *sorted);
    if (!sorted)
        return ht_error_nomem();
    size_t shown = limit && kept > limit ? limit : kept;
    for (size_t i = 0; i < kept; i++) {
        const struct ht_finding *finding = &findings[keys[i].place];
        if (i >= shown) {
            view->left_out.findings++;
            ht_view_count(&view->left_out, finding->count, finding->bytes);
            continue;
        }
        sorted[i] = *finding;
        places[keys[i].place] = (uint32_t)i;
    }
    report->findings = sorted;
    report->finding_count = shown;
    relabel(report, places);
    return NULL;
}

/* By finding, in the report's own order. */
static bool shows_everything(const struct ht_view_settings *settings)
{
    return settings->group_by == HT_GROUP_BY_FINDING && settings->sort == HT_SORT_BYTES && !settings->top &&
           !settings->verdicts && !settings->min_size && !settings->match && settings->memory == HT_MEMORY_UNKNOWN;
}

static struct ht_error *make(struct ht_arena *arena, const struct ht_report *report,
                             const struct ht_view_settings *settings, struct ht_view *ret)
{
    struct ht_view view = {.report = *report, .settings = *settings};
    if (shows_everything(settings)) {
        *ret = view;
        return NULL;
    }
    struct ht_chain_share *shares = NULL;
    size_t count = 0;
    struct ht_error *error = hide(arena, &view);
    if (!error)
        error = take_findings(arena, &view);
    if (!error)
        error = count_chains(arena, &view.report, &shares, &count);
    if (!error && settings->group_by != HT_GROUP_BY_FINDING) {
        error = ht_view_group(arena, &view, shares, count);
        if (!error && view.left_out.findings)
            error = count_chains(arena, &view.report, &shares, &count);
    }
    if (!error)
        *ret = view;
    return error;
}

struct ht_error *ht_view_make(struct ht_arena *arena, const struct ht_report *report,
                              const struct ht_view_settings *settings, struct ht_view *ret)
{
    struct ht_view view, owners = {0};
    struct ht_error *error = make(arena, report, settings, &view);
    /* Who makes blocks and who frees them, where dumps tell of freed ones. */
    const struct ht_view_settings by_function = {.group_by = HT_GROUP_BY_FUNCTION, .sort = HT_SORT_BLOCKS};
    if (!error && report->fates && settings->group_by == HT_GROUP_BY_FINDING)
        error = make(arena, report, &by_function, &owners);
    if (error)
        return error;
    view.owners = owners.groups;
    view.owner_count = owners.group_count;
    *ret = view;
    return NULL;
}
