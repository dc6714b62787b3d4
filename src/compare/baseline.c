#include "compare/baseline.h"

#include <string.h>

#include "base/strbuf.h"
#include "compare/build_match.h"
#include "compare/change.h"

/* Pieces of evidence that a comparison adds at most. */
#define EVIDENCE_MAX 3u

/* Adds a sentence to the evidence, for which there is room. */
static struct ht_error *add_evidence(struct ht_arena *arena, struct ht_finding *finding, const struct ht_strbuf *words,
                                     double value)
{
    const char *message = words->failed ? NULL : ht_arena_strdup(arena, words->text);
    if (!message)
        return ht_error_nomem();
    finding->evidence[finding->evidence_count++] =
        (struct ht_evidence){HT_EVIDENCE_GROWTH, message, value, HT_NOT_KNOWN};
    return NULL;
}

static struct ht_error *make_room(struct ht_arena *arena, struct ht_finding *finding)
{
    struct ht_evidence *evidence =
        ht_arena_array(arena, finding->evidence_count + EVIDENCE_MAX, sizeof *finding->evidence);
    if (!evidence)
        return ht_error_nomem();
    if (finding->evidence_count)
        memcpy(evidence, finding->evidence, finding->evidence_count * sizeof *evidence);
    finding->evidence = evidence;
    return NULL;
}

/* A leak that stands in the baseline. */
static struct ht_error *tell_change(const struct ht_report *report, struct ht_finding *finding,
                                    struct ht_occurrence now, struct ht_occurrence old,
                                    const struct ht_match_result *match, const struct ht_change *change)
{
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    if (match->part) {
        ht_strbuf_addf(&words, "in the baseline a part of: %s", old.finding->title);
    } else {
        ht_strbuf_addf(&words, "%s since the baseline: ", ht_change_name(change));
        ht_change_words(&words, now, old, change);
    }
    struct ht_error *error =
        add_evidence(report->trace->arena, finding, &words, match->part ? HT_NOT_KNOWN : change->p);
    ht_strbuf_reset(&words);
    if (!error && match->old_name) {
        ht_strbuf_addf(&words, "renamed: %s \xe2\x86\x92 %s", match->old_name, match->new_name);
        error = add_evidence(report->trace->arena, finding, &words, HT_NOT_KNOWN);
    }
    ht_strbuf_deinit(&words);
    return error;
}

static struct ht_error *tell_new(const struct ht_report *report, struct ht_finding *finding,
                                 const struct ht_build_finding *old, bool nameless)
{
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    if (nameless)
        ht_strbuf_adds(&words, "not to be compared with the baseline: no function of its callers is known");
    else if (old)
        ht_strbuf_addf(&words, "new: the baseline told it %s", ht_verdict_name(old->verdict));
    else
        ht_strbuf_adds(&words, "new: no finding of the baseline has its call chains");
    struct ht_error *error = add_evidence(report->trace->arena, finding, &words, HT_NOT_KNOWN);
    ht_strbuf_deinit(&words);
    return error;
}

static struct ht_error *compare_finding(const struct ht_report *report, const struct ht_build *build, size_t number,
                                        const struct ht_build *baseline, const struct ht_match_result *match)
{
    struct ht_finding *finding = &report->findings[number];
    const struct ht_build_finding *before = match->finding == HT_NO_MATCH ? NULL : &baseline->findings[match->finding];
    struct ht_occurrence now = {build, &build->findings[number]}, old = {baseline, before};
    struct ht_change change = ht_change_find(now, old);
    if (before) {
        finding->baseline_bytes_per_burst = before->bytes_per_burst;
        finding->baseline_bytes_per_hour = before->rate.bytes_per_hour;
    }
    /* What is a part now was counted with the rest then. */
    finding->baseline_state = match->part && change.state != HT_BASELINE_NEW ? HT_BASELINE_SAME : change.state;
    if (finding->verdict != HT_VERDICT_LEAK)
        return NULL;
    struct ht_error *error = make_room(report->trace->arena, finding);
    if (error)
        return error;
    if (change.state == HT_BASELINE_NEW)
        return tell_new(report, finding, before, match->nameless);
    return tell_change(report, finding, now, old, match, &change);
}

static struct ht_error *list_gone(struct ht_report *report, const struct ht_build *baseline, const bool *gone)
{
    struct ht_arena *arena = report->trace->arena;
    report->baseline_gone = ht_arena_array(arena, baseline->finding_count, sizeof *report->baseline_gone);
    if (!report->baseline_gone)
        return ht_error_nomem();
    for (size_t i = 0; i < baseline->finding_count; i++) {
        const struct ht_build_finding *old = &baseline->findings[i];
        if (!gone[i])
            continue;
        const char *text = ht_arena_printf(arena, "%s [%s]", old->title, old->key);
        if (!text)
            return ht_error_nomem();
        report->baseline_gone[report->baseline_gone_count++] = text;
    }
    return NULL;
}

struct ht_error *ht_baseline_compare(struct ht_report *report, const struct ht_build *baseline)
{
    struct ht_match_result *matches = NULL;
    struct ht_build build;
    bool *gone = NULL;
    struct ht_error *error = ht_build_of_report(report, &build);
    if (!error)
        error = ht_build_match(report->trace->arena, &build, baseline, &matches, &gone);
    for (size_t i = 0; i < report->finding_count && !error; i++)
        error = compare_finding(report, &build, i, baseline, &matches[i]);
    if (!error)
        error = list_gone(report, baseline, gone);
    if (!error)
        report->baseline_path = baseline->path;
    return error;
}
