/*
 * Truth that was observed: the program went on after the dump, then it shut down, then its memory was searched. A
 * device brings the names of its PCs ("symbols" of truth.json), and a word for each record:
 *
 *   leak          never freed, and in the end nothing points to it any more
 *   transient     freed within minutes after the dump
 *   shutdown      freed when the program shut down: an open session, a queue in use
 *   retained      still pointed to at the very end: kept on purpose
 *   growing       kept on purpose in something that never stops growing: any verdict is right
 *   lost_session  a whole session that nobody closes: leak or unknown is right, in use is not
 *   freed         before the dump, where the trace keeps freed records: wrong only where it is told leak
 *
 * Printed, and with a limit (at most, or at least):
 *
 * - precision, recall: of records told leak;
 * - false findings: told leak, and hold nothing leaked, lost or growing: devices that have one (false: the share of
 *   healthy ones, at most), and that have one with high or medium confidence, on which a gate trips (gate, at most);
 * - missed: leaky devices on which no leaked record is told; the limit is on the share (at most) of those on which five
 *   events or more left a leaked record, for of fewer one dump may say nothing;
 * - right, undecided (at most): other records told transient or retained, and unknown;
 * - lost: records of lost sessions told in use (at most); then of those on devices that lost five or more;
 * - events: findings told leak whose bursts are as many as the events that made their leaked records; an event that
 *   two looks at one trace show is one;
 * - calibrated: findings told leak with high or medium confidence that are no false ones; then for each confidence, and
 *   for ranges of the probability of a leak, where the report has it, of all findings.
 *
 * Every device counts once, whatever its number of windows. Those with several are judged once more by the longest
 * alone: more windows should never make it worse. With -v also a line for each device, and what was told of the records
 * of each kind ("kinds" of a window, where the truth has them).
 */
#include "observed.h"

enum { FEWEST_EVENTS = 5 };

static const char *const words[WORDS] = {"leak",    "transient",    "shutdown", "retained",
                                         "growing", "lost_session", "freed"};

/* What a leaked record that is told says of its finding's events. */
struct witness {
    int finding, burst, event;
};

/* One device: what each finding holds by word, and the witnesses. */
struct hearing {
    struct findings findings;
    unsigned (*holds)[WORDS];
    struct witness *witnesses;
    size_t witness_count;
    unsigned leaky, found, lost, lost_in_use; /* records */
    unsigned events, lost_events;             /* that left a leaked record, and one of a lost session */
};

static enum word word_of(const cJSON *value, const char *path)
{
    for (int i = 0; i < WORDS; i++)
        if (strcmp(text(value), words[i]) == 0)
            return (enum word)i;
    stop(path, "has a word that is none of truth's");
}

static enum verdict verdict_of(const cJSON *finding)
{
    if (is_leak(finding))
        return TOLD_LEAK;
    return strcmp(text(member(finding, "verdict")), "unknown") == 0 ? UNKNOWN : IN_USE;
}

static enum confidence confidence_of(const cJSON *finding)
{
    const char *word = text(member(finding, "confidence"));
    return strcmp(word, "high") == 0 ? HIGH : strcmp(word, "medium") == 0 ? MEDIUM : LOW;
}

/* --- records ------------------------------------------------------------------------------------------------------ */

static void judge_record(struct tally *tally, enum word word, enum verdict verdict)
{
    bool leak = verdict == TOLD_LEAK;
    switch (word) {
    case GROWING:
    case LOST:
        break;
    case LEAK:
        tally->leak_as_leak += leak;
        tally->leak_missed += !leak;
        break;
    case FREED:
        tally->other_as_leak += leak;
        break;
    default:
        tally->others++;
        tally->other_as_leak += leak;
        tally->right += verdict == IN_USE;
        tally->undecided += verdict == UNKNOWN;
    }
}

static void count_kind(struct tally *tally, const cJSON *name, enum verdict verdict)
{
    size_t i = 0;
    while (i < tally->kind_count && strcmp(tally->kinds[i].name, text(name)) != 0)
        i++;
    if (!*text(name) || i == MOST_KINDS)
        return;
    struct kind *kind = &tally->kinds[i];
    if (i == tally->kind_count) {
        kind->name = strcpy(take(strlen(text(name)) + 1, 1), text(name));
        tally->kind_count++;
    }
    kind->records++;
    kind->told[verdict]++;
    kind->devices += kind->last_device != tally->devices;
    kind->last_device = tally->devices;
}

struct window {
    size_t count;
    const cJSON **truth, **event, **kind; /* kind: NULL where truth has none */
};

static struct window *windows_of(const cJSON *truth, const char *path, size_t *count)
{
    const cJSON *list = member(truth, "windows"), *window;
    struct window *windows = take((size_t)cJSON_GetArraySize(list), sizeof(*windows));
    *count = 0;
    cJSON_ArrayForEach(window, list)
    {
        struct window *ret = &windows[(*count)++];
        ret->count = (size_t)cJSON_GetArraySize(member(window, "truth"));
        ret->truth = elements(member(window, "truth"), ret->count, path);
        ret->event = elements(member(window, "event"), ret->count, path);
        if (member(window, "kinds"))
            ret->kind = elements(member(window, "kinds"), ret->count, path);
    }
    return windows;
}

static int ascending(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* How many events left a record of this word in any of the windows. */
static unsigned events_of(const struct window *windows, size_t count, enum word word)
{
    size_t records = 0, left = 0;
    unsigned distinct = 0;
    for (size_t w = 0; w < count; w++)
        records += windows[w].count;
    int *events = take(records, sizeof(*events));
    for (size_t w = 0; w < count; w++)
        for (size_t i = 0; i < windows[w].count; i++)
            if (strcmp(text(windows[w].truth[i]), words[word]) == 0)
                events[left++] = number(windows[w].event[i]);
    qsort(events, left, sizeof(*events), ascending);
    for (size_t i = 0; i < left; i++)
        distinct += i == 0 || events[i] != events[i - 1];
    free(events);
    return distinct;
}

static void windows_destroy(struct window *windows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(windows[i].truth);
        free(windows[i].event);
        free(windows[i].kind);
    }
    free(windows);
}

/* Hears what the report says of each record. */
static void hear(struct hearing *hearing, struct tally *tally, const cJSON *said, const struct window *windows,
                 size_t count, const char *path)
{
    const cJSON *records = member(said, "records"), *record;
    findings_init(&hearing->findings, said);
    hearing->holds = take(hearing->findings.count, sizeof(*hearing->holds));
    hearing->witnesses = take((size_t)cJSON_GetArraySize(records), sizeof(*hearing->witnesses));
    cJSON_ArrayForEach(record, records)
    {
        int window = number(member(record, "window")), index = number(member(record, "index"));
        int id = number(member(record, "finding"));
        const cJSON *finding = finding_of(&hearing->findings, id);
        if (!finding || window < 0 || (size_t)window >= count || index < 0 || (size_t)index >= windows[window].count)
            continue;
        enum word word = word_of(windows[window].truth[index], path);
        enum verdict verdict = verdict_of(finding);
        hearing->holds[id][word]++;
        hearing->lost += word == LOST;
        hearing->lost_in_use += word == LOST && verdict == IN_USE;
        judge_record(tally, word, verdict);
        if (windows[window].kind)
            count_kind(tally, windows[window].kind[index], verdict);
        if (word != LEAK)
            continue;
        hearing->leaky++;
        hearing->found += verdict == TOLD_LEAK;
        if (verdict == TOLD_LEAK)
            hearing->witnesses[hearing->witness_count++] =
                (struct witness){id, number(member(record, "burst")), number(windows[window].event[index])};
    }
}

/* --- findings ----------------------------------------------------------------------------------------------------- */

static int by_burst(const void *a, const void *b)
{
    const struct witness *x = a, *y = b;
    return x->finding != y->finding ? (x->finding > y->finding) - (x->finding < y->finding)
                                    : (x->burst > y->burst) - (x->burst < y->burst);
}

static int by_event(const void *a, const void *b)
{
    const struct witness *x = a, *y = b;
    return x->finding != y->finding ? (x->finding > y->finding) - (x->finding < y->finding)
                                    : (x->event > y->event) - (x->event < y->event);
}

static void judge_events(const struct hearing *hearing, struct tally *tally)
{
    struct witness *all = hearing->witnesses;
    size_t n = hearing->witness_count;
    int *difference = take(hearing->findings.count, sizeof(*difference));
    qsort(all, n, sizeof(*all), by_burst);
    for (size_t i = 0; i < n; i++)
        difference[all[i].finding] += all[i].burst >= 0 && (i == 0 || by_burst(&all[i], &all[i - 1]) != 0);
    qsort(all, n, sizeof(*all), by_event);
    for (size_t i = 0; i < n; i++)
        difference[all[i].finding] -= i == 0 || by_event(&all[i], &all[i - 1]) != 0;
    for (size_t i = 0; i < n; i++) {
        if (i && all[i].finding == all[i - 1].finding)
            continue;
        tally->leak_findings++;
        tally->events_exact += difference[all[i].finding] == 0;
    }
    free(difference);
}

static void judge_probability(struct tally *tally, const cJSON *finding, bool is_true)
{
    const cJSON *leak = member(member(finding, "rivals"), "leak");
    if (!cJSON_IsNumber(leak))
        return;
    int range = RANGES - 1;
    while (range > 0 && leak->valuedouble < ranges[range])
        range--;
    tally->likely[range]++;
    tally->likely_true[range] += is_true;
}

/* Findings by what they hold. Those with nothing but what grows are neither true nor false. */
static void judge_findings(struct device *device, const struct hearing *hearing, struct tally *tally)
{
    bool any_false = false, at_gate = false;
    for (size_t i = 0; i < hearing->findings.count; i++) {
        const cJSON *finding = hearing->findings.item[i];
        const unsigned *holds = hearing->holds[i];
        bool is_true = holds[LEAK] || holds[LOST], grows = holds[GROWING] > 0;
        if (!finding)
            continue;
        if (is_true || !grows)
            judge_probability(tally, finding, is_true);
        if (!is_leak(finding))
            continue;
        enum confidence confidence = confidence_of(finding);
        if (is_true || !grows) {
            tally->told[confidence]++;
            tally->true_ones[confidence] += is_true;
        }
        if (is_true || grows)
            continue;
        any_false = true;
        at_gate |= confidence != LOW;
        fault(device, "false: %s (%s)", text(member(member(finding, "owner"), "function")), confidences[confidence]);
    }
    bool healthy = !hearing->leaky && !hearing->lost;
    tally->leaky += hearing->leaky > 0;
    tally->missed += hearing->leaky > 0 && !hearing->found;
    tally->healthy += healthy;
    tally->plain += hearing->events >= FEWEST_EVENTS;
    tally->plain_missed += hearing->events >= FEWEST_EVENTS && !hearing->found;
    tally->lost += hearing->lost;
    tally->lost_in_use += hearing->lost_in_use;
    if (hearing->lost_events >= FEWEST_EVENTS) {
        tally->many_lost += hearing->lost;
        tally->many_lost_in_use += hearing->lost_in_use;
    }
    tally->false_devices += any_false;
    tally->false_gate += at_gate;
    tally->healthy_false += healthy && any_false;
    tally->healthy_gate += healthy && at_gate;
    if (hearing->found < hearing->leaky)
        fault(device, "%u of %u leaked records told", hearing->found, hearing->leaky);
}

static void judge_report(struct device *device, const cJSON *said, const struct window *windows, size_t count,
                         const char *path, struct tally *tally)
{
    struct hearing hearing = {0};
    tally->devices++;
    if (said) {
        hear(&hearing, tally, said, windows, count, path);
        hearing.events = events_of(windows, count, LEAK);
        hearing.lost_events = events_of(windows, count, LOST);
        judge_events(&hearing, tally);
        judge_findings(device, &hearing, tally);
    }
    for (size_t i = 0; i < count && !said; i++)
        for (size_t k = 0; k < windows[i].count; k++)
            tally->leak_missed += word_of(windows[i].truth[k], path) == LEAK;
    tally->unreported += !said;
    findings_deinit(&hearing.findings);
    free(hearing.holds);
    free(hearing.witnesses);
}

/* Of equals the last. */
static int longest(const cJSON *truth)
{
    const cJSON *window;
    int i = 0, best = 0, most = 0;
    cJSON_ArrayForEach(window, member(truth, "windows"))
    {
        if (number(member(window, "seconds")) >= most) {
            most = number(member(window, "seconds"));
            best = i;
        }
        i++;
    }
    return best;
}

static void judge_device(struct device *device, const char *directory, void *context)
{
    struct observed *observed = context;
    char *path = join(directory, "truth.json");
    cJSON *truth = read_json(path);
    const char *symbols = text(member(truth, "symbols"));
    size_t count;
    struct window *windows = windows_of(truth, path, &count);
    cJSON *said = report(device, directory, truth, ALL_WINDOWS, NULL, symbols);
    judge_report(device, said, windows, count, path, &observed->all);
    if (count > 1) {
        struct device again = {.name = device->name};
        int only = longest(truth);
        cJSON *alone = report(&again, directory, truth, only, NULL, symbols);
        judge_report(&again, said, windows, count, path, &observed->together);
        judge_report(&again, alone, &windows[only], 1, path, &observed->alone);
        cJSON_Delete(alone);
    }
    windows_destroy(windows, count);
    cJSON_Delete(said);
    cJSON_Delete(truth);
    free(path);
}

static void tally_deinit(struct tally *tally)
{
    for (size_t i = 0; i < tally->kind_count; i++)
        free(tally->kinds[i].name);
}

bool score_observed(const char *corpus, bool verbose, char **limits)
{
    struct observed observed = {0};
    each_device(corpus, verbose, judge_device, &observed);
    bool held = observed_print(&observed, verbose, limits) && observed.all.unreported == 0;
    tally_deinit(&observed.all);
    tally_deinit(&observed.together);
    tally_deinit(&observed.alone);
    return held;
}
