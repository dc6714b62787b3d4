#include "judge/baseline.h"

#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "infer/stats.h"
#include "judge/baseline_match.h"

/* A change of the bytes that an event loses counts beyond both: sizes of strings vary a little between events. */
#define CHANGE_SHARE 0.10
#define CHANGE_BYTES 4.0

/* Chance explains what is likelier than this. */
#define SIGNIFICANCE 0.01

/* Pieces of evidence that a comparison adds at most. */
#define EVIDENCE_MAX 3u

/* What a figure did: -1 it shrunk, 0 it is the same, 1 it grew. */
struct comparison {
    int bytes, rate;
    double p; /* of the frequencies; NAN: not compared */
};

/* Of all traces together; NAN: not known. Windows that look at one trace see the same time: the longest counts. */
static double exposure(const struct ht_report *report)
{
    double sum = 0;
    for (size_t i = 0; i < report->trace->window_count; i++) {
        double seconds = report->windows[i].seconds;
        if (!(seconds > 0))
            return HT_NOT_KNOWN;
        bool counts = true;
        for (size_t k = 0; k < report->trace->window_count && counts; k++) {
            double other = report->windows[k].seconds;
            bool same = k != i && report->windows[k].trace == report->windows[i].trace;
            counts = !same || other < seconds || (!(other > seconds) && k > i);
        }
        sum += counts ? seconds : 0;
    }
    return report->trace->window_count ? sum : HT_NOT_KNOWN;
}

/* The two-sided p of now events in seconds, when there were then in then_seconds. */
static double compare_rates(uint32_t now, double seconds, uint32_t then, double then_seconds)
{
    uint32_t sum = now + then;
    double share = seconds / (seconds + then_seconds);
    double more = ht_binomial_tail(now, sum, share), fewer = ht_binomial_tail(then, sum, 1 - share);
    double p = 2 * (more < fewer ? more : fewer);
    return p < 1 ? p : 1;
}

static struct comparison compare(const struct ht_finding *finding, const struct ht_baseline_finding *old,
                                 double seconds, double then_seconds)
{
    struct comparison comparison = {.p = HT_NOT_KNOWN};
    double change = finding->bytes_per_burst - old->bytes_per_burst; /* not a number when either is not known */
    if (fabs(change) > CHANGE_SHARE * old->bytes_per_burst && fabs(change) > CHANGE_BYTES)
        comparison.bytes = change > 0 ? 1 : -1;
    if (!(seconds > 0 && then_seconds > 0) || finding->rate.lower_bound || old->lower_bound ||
        finding->bursts > UINT32_MAX / 2 || old->bursts > UINT32_MAX / 2)
        return comparison;
    comparison.p = compare_rates(finding->bursts, seconds, old->bursts, then_seconds);
    if (comparison.p < SIGNIFICANCE)
        comparison.rate = (double)finding->bursts / seconds > (double)old->bursts / then_seconds ? 1 : -1;
    return comparison;
}

static enum ht_baseline_state state_of(struct comparison comparison)
{
    if (comparison.bytes > 0 || comparison.rate > 0)
        return HT_BASELINE_GROWN;
    return comparison.bytes < 0 || comparison.rate < 0 ? HT_BASELINE_SHRUNK : HT_BASELINE_SAME;
}

static void say_bytes(struct ht_strbuf *out, const struct ht_finding *finding, const struct ht_baseline_finding *old)
{
    if (isnan(finding->bytes_per_burst) || isnan(old->bytes_per_burst))
        ht_strbuf_adds(out, "bytes per event not known both times");
    else
        ht_strbuf_addf(out, "%.6g B per event, %.6g B then", finding->bytes_per_burst, old->bytes_per_burst);
}

static void say_rates(struct ht_strbuf *out, const struct ht_finding *finding, const struct ht_baseline_finding *old,
                      double seconds, double then_seconds, struct comparison comparison)
{
    if (!isnan(comparison.p))
        ht_strbuf_addf(out,
                       "; %" PRIu32 " events in %.6g s, %" PRIu32 " in %.6g s then, which chance %s (exact binomial "
                       "test, p = %.2g)",
                       finding->bursts, seconds, old->bursts, then_seconds,
                       comparison.rate ? "does not explain" : "explains", comparison.p);
    else if (finding->rate.lower_bound || old->lower_bound)
        ht_strbuf_adds(out, "; how often was not compared: a buffer that lost records tells no rate");
    else
        ht_strbuf_adds(out, "; how often was not compared: not every window's length is known");
}

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
                                    const struct ht_baseline_finding *old, const struct ht_match_result *match,
                                    struct comparison comparison, double seconds, double then_seconds)
{
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    if (match->part) {
        ht_strbuf_addf(&words, "in the baseline a part of: %s", old->title);
    } else {
        ht_strbuf_addf(&words, "%s since the baseline: ", ht_baseline_state_name(finding->baseline_state));
        say_bytes(&words, finding, old);
        say_rates(&words, finding, old, seconds, then_seconds, comparison);
    }
    struct ht_error *error = add_evidence(report->trace->arena, finding, &words, comparison.p);
    ht_strbuf_reset(&words);
    if (!error && match->old_name) {
        ht_strbuf_addf(&words, "renamed: %s \xe2\x86\x92 %s", match->old_name, match->new_name);
        error = add_evidence(report->trace->arena, finding, &words, HT_NOT_KNOWN);
    }
    ht_strbuf_deinit(&words);
    return error;
}

static struct ht_error *tell_new(const struct ht_report *report, struct ht_finding *finding,
                                 const struct ht_baseline_finding *old, bool nameless)
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

static struct ht_error *compare_finding(const struct ht_report *report, const struct ht_baseline *baseline,
                                        const struct ht_match_result *match, struct ht_finding *finding)
{
    const struct ht_baseline_finding *old = match->finding == HT_NO_MATCH ? NULL : &baseline->findings[match->finding];
    bool leak = finding->verdict == HT_VERDICT_LEAK;
    if (old) {
        finding->baseline_bytes_per_burst = old->bytes_per_burst;
        finding->baseline_bytes_per_hour = old->bytes_per_hour;
    }
    bool fresh = !old || (leak && old->verdict != HT_VERDICT_LEAK);
    finding->baseline_state = fresh ? HT_BASELINE_NEW : HT_BASELINE_SAME;
    if (!leak)
        return NULL;
    struct ht_error *error = make_room(report->trace->arena, finding);
    if (error)
        return error;
    if (fresh)
        return tell_new(report, finding, old, match->nameless);
    double seconds = exposure(report);
    struct comparison comparison = {.p = HT_NOT_KNOWN};
    if (!match->part) {
        comparison = compare(finding, old, seconds, baseline->seconds);
        finding->baseline_state = state_of(comparison);
    }
    return tell_change(report, finding, old, match, comparison, seconds, baseline->seconds);
}

static struct ht_error *list_gone(struct ht_report *report, const struct ht_baseline *baseline, const bool *gone)
{
    struct ht_arena *arena = report->trace->arena;
    report->baseline_gone = ht_arena_array(arena, baseline->finding_count, sizeof *report->baseline_gone);
    if (!report->baseline_gone)
        return ht_error_nomem();
    for (size_t i = 0; i < baseline->finding_count; i++) {
        const struct ht_baseline_finding *old = &baseline->findings[i];
        if (!gone[i])
            continue;
        const char *text = ht_arena_printf(arena, "%s [%s]", old->title, old->key);
        if (!text)
            return ht_error_nomem();
        report->baseline_gone[report->baseline_gone_count++] = text;
    }
    return NULL;
}

struct ht_error *ht_baseline_compare(struct ht_report *report, const struct ht_baseline *baseline)
{
    struct ht_match_result *matches = NULL;
    bool *gone = NULL;
    struct ht_error *error = ht_baseline_match(report, baseline, &matches, &gone);
    for (size_t i = 0; i < report->finding_count && !error; i++)
        error = compare_finding(report, baseline, &matches[i], &report->findings[i]);
    if (!error)
        error = list_gone(report, baseline, gone);
    if (!error)
        report->baseline_path = baseline->path;
    return error;
}
