#include "gate.h"

#include <inttypes.h>
#include <string.h>

#include "number.h"

/* A limit on bytes or blocks of a device with 32-bit addresses is never more; one on a rate may be. */
#define LIMIT_MAX UINT64_C(0xffffffffff)

static const struct {
    const char *name;
    enum ht_gate_kind kind;
    bool limited;
} words[] = {
    {"leak", HT_GATE_LEAK, false},          {"leak:low", HT_GATE_LEAK_LOW, false}, {"new", HT_GATE_NEW, false},
    {"bytes", HT_GATE_BYTES, true},         {"blocks", HT_GATE_BLOCKS, true},      {"rate", HT_GATE_RATE, true},
    {"per-burst", HT_GATE_PER_BURST, true},
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
            return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--fail-on: '%s' needs a limit", text),
                                 "quote the sign, or the shell takes it: --fail-on '%s>1K', or --fail-on %s:1K", text,
                                 text);
        uint64_t limit;
        if ((*rest == '>' || *rest == ':') && ht_number_bytes(rest + 1, strlen(rest + 1), LIMIT_MAX, &limit)) {
            *ret = (struct ht_gate_condition){words[i].kind, (double)limit, text};
            return NULL;
        }
        if (*rest == '>' || *rest == ':')
            return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--fail-on: '%s' is no number", rest + 1),
                                 "give 1000, 10K or 1M");
    }
    return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--fail-on: there is no condition '%s'", text),
                         "the conditions are leak, leak:low, new, bytes>N, blocks>N, rate>N, per-burst>N");
}

/* What the findings that count come to. */
struct sums {
    uint32_t leaks, sure, fresh, blocks;
    uint64_t bytes;
    double rate, worst;
};

static struct sums add_up(const struct ht_report *report)
{
    struct sums sums = {0};
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (finding->verdict != HT_VERDICT_LEAK || finding->suppressed_by)
            continue;
        sums.leaks++;
        sums.sure += finding->confidence != HT_CONFIDENCE_LOW;
        sums.fresh += finding->baseline_state == HT_BASELINE_NEW;
        sums.blocks += finding->count;
        sums.bytes += finding->bytes;
        sums.rate += finding->rate.bytes_per_hour;
        if (finding->bytes_per_burst > sums.worst)
            sums.worst = finding->bytes_per_burst;
    }
    return sums;
}

static bool lengths_known(const struct ht_report *report)
{
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (!(report->windows[w].seconds > 0))
            return false;
    }
    return true;
}

static struct ht_error *judge(const struct ht_report *report, const struct ht_gate_condition *condition,
                              const struct sums *sums, struct ht_gate_result *result)
{
    double actual = 0;
    switch (condition->kind) {
    case HT_GATE_LEAK:
        actual = sums->sure;
        break;
    case HT_GATE_LEAK_LOW:
        actual = sums->leaks;
        break;
    case HT_GATE_NEW:
        if (!report->baseline_path)
            return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--fail-on new needs a baseline to compare with"),
                                 "give an earlier JSON report with --baseline");
        actual = sums->fresh;
        break;
    case HT_GATE_BYTES:
        actual = (double)sums->bytes;
        break;
    case HT_GATE_BLOCKS:
        actual = sums->blocks;
        break;
    case HT_GATE_RATE:
        if (!lengths_known(report))
            return ht_error_hint(
                ht_error_create(HT_ERROR_USAGE, "--fail-on %s needs the length of the window", condition->text),
                "give it with --window, or in the name of the dump: window_600s.json");
        actual = sums->rate;
        break;
    case HT_GATE_PER_BURST:
        actual = sums->worst;
        break;
    }
    bool met = condition->limit >= 0 ? actual > condition->limit : actual > 0;
    *result = (struct ht_gate_result){condition->text, met, actual, condition->limit};
    return NULL;
}

struct ht_error *ht_gate_judge(struct ht_report *report, const struct ht_gate_condition *conditions, size_t count)
{
    struct ht_gate_result *results = ht_arena_array(report->trace->arena, count, sizeof *results);
    if (!results)
        return ht_error_nomem();
    struct sums sums = add_up(report);
    for (size_t i = 0; i < count; i++) {
        struct ht_error *error = judge(report, &conditions[i], &sums, &results[i]);
        if (error)
            return error;
    }
    report->gate = results;
    report->gate_count = count;
    return NULL;
}

const char *ht_gate_describe(const struct ht_report *report, const struct ht_gate_result *result)
{
    struct sums sums = add_up(report);
    const char *owner = "";
    for (size_t i = 0; i < report->finding_count && !*owner; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (finding->verdict == HT_VERDICT_LEAK && !finding->suppressed_by && finding->owner &&
            finding->owner->function)
            owner = finding->owner->function;
    }
    struct ht_arena *arena = report->trace->arena;
    if (result->limit >= 0)
        return ht_arena_printf(arena, "%.6g is more than %.6g%s%s", result->actual, result->limit,
                               *owner ? "; the largest leak is in " : "", owner);
    return ht_arena_printf(arena, "%.0f leak%s, all leaks together %" PRIu64 " bytes in %" PRIu32 " blocks%s%s",
                           result->actual, result->actual == 1 ? "" : "s", sums.bytes, sums.blocks,
                           *owner ? "; the largest is in " : "", owner);
}
