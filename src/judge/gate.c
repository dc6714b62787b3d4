#include "judge/gate.h"

#include <string.h>

#include "base/number.h"
#include "base/strbuf.h"
#include "base/words.h"

/* A limit on bytes or blocks of a device with 32-bit addresses is never more; one on a rate may be. */
#define LIMIT_MAX UINT64_C(0xffffffffff)

static const struct {
    const char *name;
    enum ht_gate_kind kind;
    bool limited;
} words[] = {
    {"leak", HT_GATE_LEAK, false},   {"leak:low", HT_GATE_LEAK_LOW, false},  {"new", HT_GATE_NEW, false},
    {"grown", HT_GATE_GROWN, false}, {"bytes", HT_GATE_BYTES, true},         {"blocks", HT_GATE_BLOCKS, true},
    {"rate", HT_GATE_RATE, true},    {"per-burst", HT_GATE_PER_BURST, true},
};

struct ht_error *ht_gate_parse(const char *text, struct ht_gate_condition *ret)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].name);
        if (strncmp(text, words[i].name, length) != 0)
            continue;
        const char *rest = text + length;
        if (!words[i].limited && !*rest) {
            *ret = (struct ht_gate_condition){words[i].kind, HT_NOT_KNOWN, text};
            return NULL;
        }
        if (!words[i].limited)
            continue;
        if (!*rest)
            return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'%s' needs a limit", text),
                                 "quote the sign, or the shell takes it: --fail-on '%s>1K', or --fail-on %s:1K", text,
                                 text);
        uint64_t limit;
        if ((*rest == '>' || *rest == ':') && ht_number_bytes(rest + 1, strlen(rest + 1), LIMIT_MAX, &limit)) {
            *ret = (struct ht_gate_condition){words[i].kind, (double)limit, text};
            return NULL;
        }
        if (*rest == '>' || *rest == ':')
            return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'%s' is no number", rest + 1),
                                 "give 1000, 10K or 1M");
    }
    return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "there is no condition '%s'", text),
                         "the conditions are leak, leak:low, new, grown, bytes>N, blocks>N, rate>N, per-burst>N");
}

/* What the findings that a condition is about come to. */
struct sums {
    uint32_t leaks, blocks;
    uint64_t bytes;
    double rate, worst; /* of those that are known */
    bool rates_known, events_known;
    const struct ht_gate_finding *largest; /* or NULL */
};

static bool is_concerned(const struct ht_gate_finding *finding, enum ht_gate_kind kind)
{
    if (finding->verdict != HT_VERDICT_LEAK || finding->suppressed)
        return false;
    if (kind == HT_GATE_LEAK)
        return finding->confidence != HT_CONFIDENCE_LOW;
    if (kind == HT_GATE_GROWN)
        return finding->state == HT_BASELINE_GROWN;
    return kind != HT_GATE_NEW || finding->state == HT_BASELINE_NEW;
}

static struct sums add_up(const struct ht_gate_subject *subject, enum ht_gate_kind kind)
{
    struct sums sums = {.rates_known = true, .events_known = true};
    for (size_t i = 0; i < subject->count; i++) { /* the largest stands first */
        const struct ht_gate_finding *finding = &subject->findings[i];
        if (!is_concerned(finding, kind))
            continue;
        bool worst = finding->bytes_per_burst > sums.worst;
        sums.leaks++;
        sums.blocks += finding->count;
        sums.bytes += finding->bytes;
        sums.rate += isnan(finding->bytes_per_hour) ? 0 : finding->bytes_per_hour;
        sums.rates_known = sums.rates_known && !isnan(finding->bytes_per_hour);
        sums.events_known = sums.events_known && !isnan(finding->bytes_per_burst);
        if (worst)
            sums.worst = finding->bytes_per_burst;
        if (kind == HT_GATE_PER_BURST ? worst : sums.leaks == 1)
            sums.largest = finding;
    }
    return sums;
}

static const char *owner_of(const struct ht_gate_finding *finding)
{
    return finding && finding->owner ? finding->owner->function : NULL;
}

/* ", 204 B per event (136 B then), 19,584 B per hour (9,792 B then)": what is known both times. */
static void describe_growth(struct ht_strbuf *out, const struct ht_gate_finding *finding)
{
    const struct {
        double now, then;
        const char *unit;
    } figures[] = {
        {finding->bytes_per_burst, finding->old_bytes_per_burst, "event"},
        {finding->bytes_per_hour, finding->old_bytes_per_hour, "hour"},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (isnan(figures[i].now) || isnan(figures[i].then))
            continue;
        ht_strbuf_adds(out, ", ");
        ht_words_mean_bytes(out, figures[i].now);
        ht_strbuf_addf(out, " per %s (", figures[i].unit);
        ht_words_mean_bytes(out, figures[i].then);
        ht_strbuf_adds(out, " then)");
    }
}

/* In words, for people: "1: 1,632 B in 84 blocks, in esp_crt_ca_cb_callback". */
static void describe(struct ht_strbuf *out, const struct ht_gate_condition *condition, const struct sums *sums,
                     const struct ht_gate_result *result)
{
    bool one = sums->leaks == 1 || condition->kind == HT_GATE_PER_BURST;
    switch (condition->kind) {
    case HT_GATE_LEAK:
    case HT_GATE_LEAK_LOW:
    case HT_GATE_NEW:
    case HT_GATE_GROWN:
        ht_words_number(out, sums->leaks);
        if (!sums->leaks)
            return;
        ht_strbuf_adds(out, ": ");
        ht_words_bytes(out, sums->bytes);
        ht_strbuf_adds(out, " in ");
        ht_words_count(out, sums->blocks, "block");
        break;
    case HT_GATE_BLOCKS:
        ht_words_count(out, sums->blocks, "block");
        break;
    case HT_GATE_BYTES:
        ht_words_bytes(out, sums->bytes);
        break;
    case HT_GATE_RATE:
    case HT_GATE_PER_BURST:
        ht_words_mean_bytes(out, result->actual);
        ht_strbuf_adds(out, condition->kind == HT_GATE_RATE ? " per hour" : " at each event");
        break;
    }
    if (owner_of(sums->largest))
        ht_strbuf_addf(out, "%s%s", one ? ", in " : "; the largest is in ", owner_of(sums->largest));
    if (condition->kind == HT_GATE_GROWN)
        describe_growth(out, sums->largest);
}

static struct ht_error *judge(struct ht_arena *arena, const struct ht_gate_subject *subject,
                              const struct ht_gate_condition *condition, struct ht_gate_result *result)
{
    struct sums sums = add_up(subject, condition->kind);
    double actual = sums.leaks;
    bool known = true;
    switch (condition->kind) {
    case HT_GATE_LEAK:
    case HT_GATE_LEAK_LOW:
        break;
    case HT_GATE_NEW:
    case HT_GATE_GROWN:
        if (!subject->compared)
            return ht_error_hint(
                ht_error_create(HT_ERROR_USAGE, "--fail-on %s needs a baseline to compare with", condition->text),
                "give an earlier JSON report with --baseline");
        break;
    case HT_GATE_BYTES:
        actual = (double)sums.bytes;
        break;
    case HT_GATE_BLOCKS:
        actual = sums.blocks;
        break;
    case HT_GATE_RATE:
        if (!subject->lengths_known)
            return ht_error_hint(
                ht_error_create(HT_ERROR_USAGE, "--fail-on %s needs the length of the window", condition->text),
                "give it with --window, or in the name of the dump: window_600s.json");
        actual = sums.rate;
        known = sums.rates_known;
        break;
    case HT_GATE_PER_BURST:
        actual = sums.worst;
        known = sums.events_known;
        break;
    }
    bool met = condition->limit >= 0 ? actual > condition->limit : actual > 0;
    if (!met && !known)
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE,
                                             "--fail-on %s cannot be judged: the dump does not tell the events of each "
                                             "leak apart",
                                             condition->text),
                             "bytes>N and blocks>N can be judged");
    *result = (struct ht_gate_result){condition->text, met, actual, condition->limit, NULL};
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    describe(&text, condition, &sums, result);
    if (!text.failed)
        result->message = ht_arena_strdup(arena, text.text);
    ht_strbuf_deinit(&text);
    return result->message ? NULL : ht_error_nomem();
}

struct ht_error *ht_gate_judge_subject(struct ht_arena *arena, const struct ht_gate_subject *subject,
                                       const struct ht_gate_condition *conditions, size_t count,
                                       struct ht_gate_result *results)
{
    struct ht_error *error = NULL;
    for (size_t i = 0; i < count && !error; i++)
        error = judge(arena, subject, &conditions[i], &results[i]);
    return error;
}

static bool lengths_known(const struct ht_report *report)
{
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (!(report->windows[w].seconds > 0))
            return false;
    }
    return true;
}

static struct ht_gate_finding take(const struct ht_finding *finding)
{
    return (struct ht_gate_finding){
        .verdict = finding->verdict,
        .confidence = finding->confidence,
        .suppressed = finding->suppressed_by,
        .state = finding->baseline_state,
        .count = finding->count,
        .bytes = finding->bytes,
        .bytes_per_burst = finding->bytes_per_burst,
        .bytes_per_hour = finding->rate.bytes_per_hour,
        .old_bytes_per_burst = finding->baseline_bytes_per_burst,
        .old_bytes_per_hour = finding->baseline_bytes_per_hour,
        .owner = finding->owner,
    };
}

struct ht_error *ht_gate_judge(struct ht_report *report, const struct ht_gate_condition *conditions, size_t count)
{
    struct ht_arena *arena = report->trace->arena;
    if (!count)
        return NULL;
    struct ht_gate_result *results = ht_arena_array(arena, count, sizeof *results);
    struct ht_gate_finding *findings = ht_arena_array(arena, report->finding_count, sizeof *findings);
    if (!results || !findings)
        return ht_error_nomem();
    for (size_t i = 0; i < report->finding_count; i++)
        findings[i] = take(&report->findings[i]);
    const struct ht_gate_subject subject = {findings, report->finding_count, report->baseline_path,
                                            lengths_known(report)};
    struct ht_error *error = ht_gate_judge_subject(arena, &subject, conditions, count, results);
    if (error)
        return error;
    report->gate = results;
    report->gate_count = count;
    return NULL;
}
