#include "report/words.h"

#include <inttypes.h>
#include <string.h>

#include "report/marks.h"

void ht_words_both_bytes(struct ht_strbuf *out, double bytes, double heap_bytes)
{
    ht_words_mean_bytes(out, bytes);
    if (isnan(heap_bytes))
        return;
    ht_strbuf_adds(out, " (");
    ht_words_mean_bytes(out, heap_bytes);
    ht_strbuf_adds(out, " of heap)");
}

void ht_words_sizes(struct ht_strbuf *out, const struct ht_size_count *sizes, size_t count, size_t limit)
{
    size_t shown = limit && count > limit ? limit : count;
    for (size_t i = 0; i < shown; i++)
        ht_strbuf_addf(out, "%s%" PRIu32 "x%" PRIu32, i ? " " : "", sizes[i].count, sizes[i].size);
    if (shown < count) {
        ht_strbuf_adds(out, " and ");
        ht_words_count(out, count - shown, "more size");
    }
}

void ht_words_fingerprint(struct ht_strbuf *out, const struct ht_fingerprint *fingerprint)
{
    ht_words_sizes(out, fingerprint->sizes, fingerprint->size_count, 0);
    for (size_t i = 0; i < fingerprint->range_count; i++) {
        const struct ht_size_range *range = &fingerprint->ranges[i];
        ht_strbuf_addf(out, "%s%" PRIu32 "x%" PRIu32 "..%" PRIu32, i || fingerprint->size_count ? " " : "",
                       range->count, range->min, range->max);
    }
    ht_strbuf_adds(out, fingerprint->range_count ? " = about " : " = ");
    ht_words_both_bytes(out, (double)fingerprint->bytes, (double)fingerprint->heap_bytes);
}

void ht_words_address(struct ht_strbuf *out, const struct ht_frame *frame, uint32_t pc)
{
    ht_strbuf_addf(out, "0x%08" PRIx32, pc);
    if (frame && frame->region)
        ht_strbuf_addf(out, " in %s", frame->region);
}

void ht_words_frame(struct ht_strbuf *out, const struct ht_frame *frame, uint32_t pc, uint32_t number)
{
    const struct ht_location *location = ht_frame_shown(frame, number);
    if (location && location->function)
        ht_strbuf_adds(out, location->function);
    else
        ht_words_address(out, frame, pc);
    if (frame && frame->offset >= 0)
        ht_strbuf_addf(out, "+0x%" PRIx64, (uint64_t)frame->offset);
}

void ht_words_place(struct ht_strbuf *out, const struct ht_location *location)
{
    if (!location->file)
        return;
    ht_strbuf_adds(out, ht_location_file(location));
    if (location->line)
        ht_strbuf_addf(out, ":%" PRIu32, location->line);
}

/* Shares of more windows than these are no sentence. */
#define SHARES_SHOWN 6u

/* How many bursts there were in each window. */
static void add_shares(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding)
{
    if (finding->per_window_count > SHARES_SHOWN) {
        ht_strbuf_addf(out, " (in %zu of %zu windows)", finding->per_window_count, report->trace->window_count);
        return;
    }
    for (size_t i = 0; i < finding->per_window_count; i++) {
        const struct ht_per_window *share = &finding->per_window[i];
        ht_strbuf_addf(out, "%s%" PRIu32 " in ", i ? ", " : " (", share->bursts);
        if (report->windows[share->window].seconds > 0)
            ht_words_duration(out, report->windows[share->window].seconds);
        else
            ht_strbuf_addf(out, "window %" PRIu32, share->window + 1);
    }
    ht_strbuf_addc(out, ')');
}

/* In how many runs of the section it is; looks at one stand beside each other. */
static uint32_t count_runs(const struct ht_report *report, const struct ht_finding *finding)
{
    uint32_t count = 0, last = 0;
    for (size_t i = 0; i < finding->per_window_count; i++) {
        uint32_t run = report->windows[finding->per_window[i].window].run;
        count += run != last;
        last = run;
    }
    return count;
}

void ht_words_loss(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding)
{
    ht_words_both_bytes(out, (double)finding->bytes, (double)finding->heap_bytes);
    ht_strbuf_adds(out, " in ");
    ht_words_count(out, finding->count, "block");
    if (report->run_count > 1) {
        ht_strbuf_adds(out, ", left behind by ");
        ht_words_number(out, count_runs(report, finding));
        ht_strbuf_adds(out, " of ");
        ht_words_count(out, report->run_count, "run");
    } else if (finding->bursts) {
        ht_strbuf_adds(out, ", left behind by ");
        ht_words_count(out, finding->bursts, "burst");
    }
    if (finding->per_window_count > 1 && report->run_count < 2)
        add_shares(out, report, finding);
    uint64_t events = report->summary.events;
    if (!events || finding->verdict != HT_VERDICT_LEAK)
        return;
    ht_strbuf_adds(out, "; ");
    ht_words_mean_bytes(out, finding->bytes_per_burst);
    ht_strbuf_adds(out, events == 1 ? " at the event given" : " at each of the ");
    if (events > 1) {
        ht_words_number(out, events);
        ht_strbuf_adds(out, " events given");
    }
}

/* ", from 136 B per event": of what an event and an hour lost in the baseline, what went further that way since. */
static void add_former(struct ht_strbuf *out, const struct ht_finding *finding, int way)
{
    double event = way * log(finding->bytes_per_burst / finding->baseline_bytes_per_burst);
    double hour = way * log(finding->rate.bytes_per_hour / finding->baseline_bytes_per_hour);
    bool hourly = isnan(event) || hour > event;
    if (isnan(hourly ? hour : event))
        return;
    ht_strbuf_adds(out, ", from ");
    ht_words_mean_bytes(out, hourly ? finding->baseline_bytes_per_hour : finding->baseline_bytes_per_burst);
    ht_strbuf_adds(out, hourly ? " per hour" : " per event");
}

void ht_words_confidence(struct ht_strbuf *out, const struct ht_finding *finding)
{
    ht_strbuf_addf(out, "%s confidence", ht_confidence_name(finding->confidence));
    if (finding->baseline_state == HT_BASELINE_NONE)
        return;
    ht_strbuf_addf(out, ", %s %s the baseline", ht_baseline_state_name(finding->baseline_state),
                   finding->baseline_state == HT_BASELINE_SAME ? "as in" : "since");
    if (finding->baseline_state == HT_BASELINE_GROWN)
        add_former(out, finding, 1);
    else if (finding->baseline_state == HT_BASELINE_SHRUNK)
        add_former(out, finding, -1);
}

/* More sizes of one chain do not help anybody: fingerprints tell what belongs together. */
#define CHAIN_SIZES_SHOWN 6

void ht_words_share(struct ht_strbuf *out, const struct ht_chain_share *share)
{
    ht_words_bytes(out, share->bytes);
    ht_strbuf_adds(out, " in ");
    ht_words_count(out, share->count, "block");
    ht_strbuf_adds(out, " (");
    ht_words_sizes(out, share->sizes, share->size_count, CHAIN_SIZES_SHOWN);
    ht_strbuf_addc(out, ')');
}

void ht_words_chain(struct ht_strbuf *out, const struct ht_report_chain *chain)
{
    const struct ht_chain_share whole = {
        .count = chain->count, .bytes = chain->bytes, .sizes = chain->sizes, .size_count = chain->size_count};
    ht_words_share(out, &whole);
}

static void add_caller(struct ht_strbuf *out, const struct ht_frame *frame, uint32_t pc, uint32_t first)
{
    uint32_t count = ht_frame_lines(frame);
    for (uint32_t i = first; i < count; i++) {
        const struct ht_location *location = ht_frame_shown(frame, i);
        ht_strbuf_adds(out, out->length ? " < " : "");
        if (location && location->function)
            ht_words_frame(out, frame, pc, i);
        else
            ht_strbuf_addf(out, "0x%08" PRIx32, pc);
        if (!location || !location->file)
            continue;
        const char *file = ht_location_file(location), *slash = strrchr(file, '/');
        ht_strbuf_addf(out, " %s", slash ? slash + 1 : file);
        if (location->line)
            ht_strbuf_addf(out, ":%" PRIu32, location->line);
    }
}

void ht_words_callers(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding,
                      uint32_t id)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    struct ht_place owner = ht_report_owner_in(report, finding, id);
    if (owner.frame >= chain->depth)
        owner = (struct ht_place){0, 0};
    for (uint32_t k = owner.frame; k < chain->depth; k++)
        add_caller(out, ht_frames_find(report->frames, chain->pcs[k]), chain->pcs[k],
                   k == owner.frame ? owner.location : 0);
}

void ht_words_freers(struct ht_strbuf *out, const struct ht_fate *fate)
{
    for (uint32_t i = 0; i < fate->freer_count; i++) {
        const struct ht_freer *freer = &fate->freers[i];
        ht_strbuf_adds(out, i ? ", " : "");
        if (freer->location && freer->location->function)
            ht_strbuf_adds(out, freer->location->function);
        else
            ht_strbuf_addf(out, "0x%08" PRIx32, freer->pc);
        ht_strbuf_adds(out, " (");
        ht_words_number(out, freer->count);
        ht_strbuf_addc(out, ')');
    }
}

/* Lives that differ by less are told as one. */
#define LIVES_ALIKE 1.05

void ht_words_lives(struct ht_strbuf *out, const struct ht_fate *fate)
{
    bool alike = fate->life_longest <= fate->life_shortest * LIVES_ALIKE;
    ht_words_duration(out, alike ? fate->life_sum / fate->timed : fate->life_shortest);
    if (alike)
        return;
    ht_strbuf_adds(out, " to ");
    ht_words_duration(out, fate->life_longest);
    ht_strbuf_adds(out, ", ");
    ht_words_duration(out, fate->life_sum / fate->timed);
    ht_strbuf_adds(out, " on average");
}

void ht_words_fate(struct ht_strbuf *out, const struct ht_fate *fate)
{
    if (!fate)
        return;
    ht_words_number(out, fate->freed);
    ht_strbuf_adds(out, fate->freed == 1 ? " more was freed" : " more were freed");
    if (fate->freer_count) {
        ht_strbuf_adds(out, ", by ");
        ht_words_freers(out, fate);
    }
    if (!fate->timed)
        return;
    ht_strbuf_adds(out, fate->timed == 1 ? "; it lived " : "; they lived ");
    ht_words_lives(out, fate);
}

void ht_words_reason(struct ht_strbuf *out, const struct ht_finding *finding)
{
    const char *reason = ht_mark_reason(finding);
    if (finding->suppressed_by)
        ht_strbuf_addf(out, "%s: by leak:%s", finding->title, finding->suppressed_by);
    else if (!reason)
        ht_strbuf_adds(out, finding->title);
    else
        ht_strbuf_addf(out, "%s: %s", finding->title, reason);
}

void ht_words_leak(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding)
{
    ht_strbuf_addf(out, "%s: ", finding->title);
    ht_words_loss(out, report, finding);
    if (finding->owner && finding->owner->function)
        ht_strbuf_addf(out, " in %s", finding->owner->function);
    const struct ht_location *caller = ht_finding_caller(finding);
    if (caller)
        ht_strbuf_addf(out, ", called from %s", caller->function);
    struct ht_strbuf rate;
    ht_strbuf_init(&rate);
    ht_words_rate(&rate, &finding->rate);
    if (rate.length)
        ht_strbuf_addf(out, "; %s", rate.text);
    out->failed = out->failed || rate.failed;
    ht_strbuf_deinit(&rate);
    ht_strbuf_addf(out, " (%s confidence)", ht_confidence_name(finding->confidence));
    for (size_t i = 0; i < finding->advice_count; i++) {
        ht_strbuf_addf(out, ". %s", finding->advice[i].message);
        if (finding->advice[i].url && !ht_mark_repeats(finding, i))
            ht_strbuf_addf(out, ": %s", finding->advice[i].url);
    }
}

void ht_words_verdicts(struct ht_strbuf *out, unsigned verdicts)
{
    bool first = true;
    for (unsigned verdict = HT_VERDICT_LEAK; verdict < HT_VERDICT_COUNT; verdict++) {
        if (!(verdicts & 1u << verdict))
            continue;
        ht_strbuf_addf(out, "%s%s", first ? "" : ", ", ht_verdict_name((enum ht_verdict)verdict));
        first = false;
    }
}

/* "3 findings, 23,705 B in 15 blocks" */
static void add_entries(struct ht_strbuf *out, const struct ht_verdict_total *total, const char *what)
{
    if (total->findings) {
        ht_words_count(out, total->findings, what);
        ht_strbuf_adds(out, ", ");
    }
    ht_words_bytes(out, total->bytes);
    ht_strbuf_adds(out, " in ");
    ht_words_count(out, total->count, "block");
}

/* What is shown, of each option that hides something. */
static void add_shown(struct ht_strbuf *out, const struct ht_view_settings *settings)
{
    const char *before = "";
    if (settings->verdicts) {
        ht_words_verdicts(out, settings->verdicts);
        before = ", and only ";
    }
    if (settings->match) {
        ht_strbuf_addf(out, "%sfindings with a frame that matches %s", before, settings->match);
        before = ", and only ";
    }
    if (settings->memory != HT_MEMORY_UNKNOWN) {
        ht_strbuf_addf(out, "%sblocks in %s", before,
                       settings->memory == HT_MEMORY_PSRAM ? "PSRAM" : "internal memory");
        before = ", and only ";
    }
    if (settings->min_size) {
        ht_strbuf_addf(out, "%sblocks of at least ", before);
        ht_words_bytes(out, settings->min_size);
    }
}

void ht_words_hidden(struct ht_strbuf *out, const struct ht_view *view)
{
    if (!view || (!view->settings.verdicts && !view->settings.match && !view->settings.min_size &&
                  view->settings.memory == HT_MEMORY_UNKNOWN))
        return;
    ht_strbuf_adds(out, "Shown: only ");
    add_shown(out, &view->settings);
    ht_strbuf_adds(out, "; hidden: ");
    if (view->hidden.count)
        add_entries(out, &view->hidden, "finding");
    else
        ht_strbuf_adds(out, "nothing");
}

void ht_words_left_out(struct ht_strbuf *out, const struct ht_view *view)
{
    static const char *const entries[] = {"finding", "call chain", "function"};
    if (!view || !view->left_out.findings)
        return;
    ht_strbuf_adds(out, "Left out by --top: ");
    add_entries(out, &view->left_out, entries[view->settings.group_by]);
}

void ht_words_projection(struct ht_strbuf *out, const struct ht_summary *summary)
{
    if (isnan(summary->projected_exhaustion_seconds))
        return;
    ht_strbuf_adds(out, "The leaks take the free heap of ");
    ht_words_bytes(out, summary->free_heap);
    ht_strbuf_adds(out, summary->rate_lower_bound ? " in at most " : " in ");
    ht_words_duration(out, summary->projected_exhaustion_seconds);
    if (isnan(summary->projected_earliest))
        return;
    ht_strbuf_adds(out, ", 95 % between ");
    ht_words_duration(out, summary->projected_earliest);
    ht_strbuf_adds(out, " and ");
    if (isnan(summary->projected_latest))
        ht_strbuf_adds(out, "never");
    else
        ht_words_duration(out, summary->projected_latest);
}

void ht_words_heap_drop(struct ht_strbuf *out, const struct ht_summary *summary)
{
    if (isnan(summary->heap_drop_explained))
        return;
    double drop = (double)summary->heap_drop;
    ht_strbuf_adds(out, "The free heap fell by ");
    ht_words_bytes(out, summary->heap_drop);
    if (summary->heap_drop_explained > 1) {
        ht_strbuf_adds(out, ", less than the ");
        ht_words_mean_bytes(out, summary->heap_drop_explained * drop);
        ht_strbuf_adds(out, " that the live blocks of the trace take; the leaks take ");
    } else {
        ht_strbuf_adds(out, ": the live blocks of the trace take ");
        ht_words_mean_bytes(out, summary->heap_drop_explained * drop);
        ht_strbuf_addf(out, " of it (%.0f %%), the leaks ", summary->heap_drop_explained * 100);
    }
    ht_words_mean_bytes(out, summary->heap_drop_leaked * drop);
    ht_strbuf_addf(out, " (%.0f %%)", summary->heap_drop_leaked * 100);
    if (summary->heap_drop_explained < 0.9)
        ht_strbuf_adds(out, ". ESP-IDF does not trace heap_caps_calloc() and what was allocated before the trace: the "
                            "rest may lie there");
}

void ht_words_rate(struct ht_strbuf *out, const struct ht_rate *rate)
{
    if (isnan(rate->bytes_per_hour))
        return;
    if (rate->lower_bound)
        ht_strbuf_adds(out, "at least ");
    ht_words_both_bytes(out, rate->bytes_per_hour, rate->heap_bytes_per_hour);
    ht_strbuf_adds(out, " per hour");
    if (isnan(rate->low) || isnan(rate->high))
        return;
    ht_strbuf_adds(out, ", 95 % between ");
    ht_words_mean_bytes(out, rate->low);
    ht_strbuf_adds(out, " and ");
    ht_words_mean_bytes(out, rate->high);
}

void ht_words_day(struct ht_strbuf *out, const struct ht_finding *finding)
{
    const struct ht_rate *rate = &finding->rate;
    if (isnan(rate->bytes_per_hour))
        return;
    if (rate->lower_bound)
        ht_strbuf_adds(out, "at least ");
    ht_words_both_bytes(out, rate->bytes_per_hour * 24, rate->heap_bytes_per_hour * 24);
    ht_strbuf_adds(out, " per day");
    if (!finding->psram_bytes)
        return;
    double psram = (double)finding->psram_bytes / (double)finding->bytes;
    if (finding->psram_bytes == finding->bytes) {
        ht_strbuf_adds(out, ", all of it PSRAM");
        return;
    }
    ht_strbuf_adds(out, "; of them internal ");
    ht_words_mean_bytes(out, rate->bytes_per_hour * 24 * (1 - psram));
    ht_strbuf_adds(out, ", PSRAM ");
    ht_words_mean_bytes(out, rate->bytes_per_hour * 24 * psram);
}

void ht_words_suppression(struct ht_strbuf *out, const struct ht_suppression_result *suppression)
{
    ht_strbuf_addf(out, "suppression %s ", suppression->pattern);
    if (suppression->matches) {
        ht_strbuf_adds(out, "matched ");
        ht_words_count(out, suppression->matches, "finding");
    } else {
        ht_strbuf_adds(out, "is unused");
    }
}

void ht_words_doubt(struct ht_strbuf *out, const struct ht_doubt *doubt)
{
    ht_strbuf_addf(out, "%s%s%s", doubt->path ? doubt->path : "", doubt->path ? ": " : "", doubt->message);
}

void ht_words_gate(struct ht_strbuf *out, const struct ht_gate_result *gate)
{
    ht_strbuf_addf(out, "gate %s: %s (%s)", gate->met ? "FAILED" : "passed", gate->condition, gate->message);
}
