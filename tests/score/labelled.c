/*
 * Truth that was written down: of every record what it is (leak, transient, retained, cache), and of every leak which
 * sizes each burst left. Printed:
 *
 * - devices without a fault (a fault is whatever -v lists), and devices without a report: what they hold is missed;
 * - precision and recall of the verdict "leak", over records;
 * - leaks whose number of bursts, and whose fingerprints (the sizes of each burst), are told exactly;
 * - false alarms: devices without a leak that got a finding told leak;
 * - other records told right: transient as transient, retained as retained, a cache as either. "unknown" is neither
 *   right nor wrong; told wrong is the share with another verdict.
 *
 * A leak of fewer than 5 bursts counts only where frames of its signature are visible: nothing could tell it.
 * Figures with a limit: faultless, precision, recall, bursts, fingerprints, right: at least; alarms, wrong: at most.
 */
#include "score.h"

enum { FEWEST_BURSTS = 5 };

struct tally {
    unsigned devices, faultless, unreported;
    unsigned leak_as_leak, leak_missed, other_as_leak; /* records */
    unsigned leaks, bursts_exact, fingerprints_exact;
    unsigned clean, alarms; /* devices without a leak */
    unsigned others, right, wrong;
};

/* What the report says of a record; of those it leaves out, verdict is "missing". */
struct told {
    const char *verdict;
    int finding, burst; /* -1: none */
};

struct window {
    const cJSON *truth; /* labels, leak_of, leaks */
    cJSON *dump;
    size_t count;
    struct told *told;
    uint32_t *sizes;
    const cJSON **labels, **leak_of;
};

/* A block of a burst, and a burst as a run of sizes. */
struct block {
    int finding, burst;
    uint32_t size;
};

struct burst {
    const uint32_t *sizes;
    size_t count;
};

/* --- the report against itself ------------------------------------------------------------------------------ */

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* Are two windows looks at one trace? Then a finding counts a block once that stands in the records of both. */
static bool has_looks(const cJSON *said)
{
    const cJSON *window, *other;
    cJSON_ArrayForEach(window, member(said, "windows"))
    {
        for (other = window->next; other; other = other->next) {
            if (number(member(window, "trace")) == number(member(other, "trace")))
                return true;
        }
    }
    return false;
}

/* A finding's own count and bursts follow from its records. */
static void check_itself(struct device *device, const cJSON *said)
{
    if (has_looks(said))
        return;
    const cJSON *records = member(said, "records"), *finding, *record;
    int *bursts = take((size_t)cJSON_GetArraySize(records), sizeof(*bursts));
    cJSON_ArrayForEach(finding, member(said, "findings"))
    {
        int id = number(member(finding, "id")), count = 0, distinct = 0;
        size_t in_bursts = 0;
        cJSON_ArrayForEach(record, records)
        {
            if (number(member(record, "finding")) != id)
                continue;
            count++;
            if (cJSON_IsNumber(member(record, "burst")))
                bursts[in_bursts++] = number(member(record, "burst"));
        }
        qsort(bursts, in_bursts, sizeof(*bursts), compare_ints);
        for (size_t i = 0; i < in_bursts; i++)
            distinct += i == 0 || bursts[i] != bursts[i - 1];
        if (number(member(finding, "count")) != count ||
            (is_leak(finding) && number(member(finding, "bursts")) != distinct))
            fault(device, "finding %d: says %d records in %d bursts, its records give %d in %d", id,
                  number(member(finding, "count")), number(member(finding, "bursts")), count, distinct);
    }
    free(bursts);
}

/* --- a window ------------------------------------------------------------------------------------------------- */

static void window_init(struct window *window, const cJSON *truth, const char *path)
{
    *window = (struct window){.truth = truth, .dump = read_json(path)};
    const cJSON *leaks = member(window->dump, "leaks"), *record;
    window->count = (size_t)cJSON_GetArraySize(leaks);
    window->told = take(window->count, sizeof(*window->told));
    window->sizes = take(window->count, sizeof(*window->sizes));
    window->labels = elements(member(truth, "labels"), window->count, path);
    window->leak_of = elements(member(truth, "leak_of"), window->count, path);
    size_t i = 0;
    cJSON_ArrayForEach(record, leaks)
    {
        window->told[i] = (struct told){"missing", -1, -1};
        window->sizes[i++] = (uint32_t)member(record, "sz")->valuedouble;
    }
}

static void window_deinit(struct window *window)
{
    free(window->told);
    free(window->sizes);
    free(window->labels);
    free(window->leak_of);
    cJSON_Delete(window->dump);
}

static void hear(struct window *windows, size_t count, const cJSON *said)
{
    struct findings findings = {0};
    findings_init(&findings, said);
    const cJSON *record;
    cJSON_ArrayForEach(record, member(said, "records"))
    {
        int window = number(member(record, "window")), index = number(member(record, "index"));
        if (window < 0 || (size_t)window >= count || index < 0 || (size_t)index >= windows[window].count)
            continue;
        int id = number(member(record, "finding"));
        const cJSON *finding = finding_of(&findings, id);
        windows[window].told[index] = (struct told){
            finding ? text(member(finding, "verdict")) : "missing",
            finding ? id : -1,
            number(member(record, "burst")),
        };
    }
    findings_deinit(&findings);
}

/* A leak that nothing could tell is left out. */
static bool is_judged(const cJSON *leak)
{
    return cJSON_IsTrue(member(leak, "signature_visible")) ||
           cJSON_GetArraySize(member(leak, "bursts")) >= FEWEST_BURSTS;
}

static bool is_right(const char *label, const char *verdict)
{
    if (strcmp(label, "cache") == 0)
        return strcmp(verdict, "retained") == 0 || strcmp(verdict, "transient") == 0;
    return strcmp(label, verdict) == 0;
}

static void judge_records(struct device *device, const struct window *window, struct tally *tally)
{
    for (size_t i = 0; i < window->count; i++) {
        const char *label = text(window->labels[i]), *verdict = window->told[i].verdict;
        bool told_leak = strcmp(verdict, "leak") == 0;
        if (strcmp(label, "leak") == 0) {
            const char *leak = text(window->leak_of[i]);
            if (!is_judged(member(member(window->truth, "leaks"), leak)))
                continue;
            if (told_leak) {
                tally->leak_as_leak++;
            } else {
                tally->leak_missed++;
                fault(device, "record %zu: leak %s told %s", i, leak, verdict);
            }
            continue;
        }
        tally->others++;
        tally->other_as_leak += told_leak;
        if (is_right(label, verdict))
            tally->right++;
        else if (strcmp(verdict, "unknown") != 0)
            tally->wrong++;
        if (told_leak || strcmp(verdict, "missing") == 0)
            fault(device, "record %zu: a %s told %s", i, label, verdict);
    }
}

/* The leak that most records of the finding belong to in this window; of equals the first. NULL: none. */
static const char *leak_held(const struct window *window, int finding)
{
    const char *best = NULL;
    unsigned most = 0;
    const cJSON *leak;
    size_t best_first = 0;
    cJSON_ArrayForEach(leak, member(window->truth, "leaks"))
    {
        unsigned records = 0;
        size_t first = 0;
        for (size_t i = 0; i < window->count && is_judged(leak); i++) {
            if (window->told[i].finding != finding || strcmp(window->told[i].verdict, "leak") != 0 ||
                strcmp(text(window->labels[i]), "leak") != 0 || strcmp(text(window->leak_of[i]), leak->string) != 0)
                continue;
            first = records ? first : i;
            records++;
        }
        if (records > most || (records && records == most && first < best_first)) {
            most = records;
            best = leak->string;
            best_first = first;
        }
    }
    return best;
}

static int compare_blocks(const void *a, const void *b)
{
    const struct block *x = a, *y = b;
    if (x->finding != y->finding)
        return x->finding < y->finding ? -1 : 1;
    if (x->burst != y->burst)
        return x->burst < y->burst ? -1 : 1;
    return (x->size > y->size) - (x->size < y->size);
}

static int compare_bursts(const void *a, const void *b)
{
    const struct burst *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    for (size_t i = 0; i < x->count; i++)
        if (x->sizes[i] != y->sizes[i])
            return x->sizes[i] < y->sizes[i] ? -1 : 1;
    return 0;
}

/* The bursts that the report tells of the leak, ordered; their sizes stand in sizes (count of the window's records). */
static size_t told_bursts(const struct window *window, const char *leak, uint32_t *sizes, struct burst *bursts)
{
    struct block *blocks = take(window->count, sizeof(*blocks));
    size_t count = 0, found = 0;
    int last = -1;
    const char *held = NULL;
    for (size_t i = 0; i < window->count; i++) {
        const struct told *told = &window->told[i];
        if (told->finding < 0 || told->burst < 0)
            continue;
        if (told->finding != last)
            held = leak_held(window, last = told->finding);
        if (held && strcmp(held, leak) == 0)
            blocks[count++] = (struct block){told->finding, told->burst, window->sizes[i]};
    }
    qsort(blocks, count, sizeof(*blocks), compare_blocks);
    for (size_t i = 0; i < count; i++) {
        sizes[i] = blocks[i].size;
        if (i == 0 || blocks[i].finding != blocks[i - 1].finding || blocks[i].burst != blocks[i - 1].burst)
            bursts[found++].sizes = &sizes[i];
        bursts[found - 1].count = (size_t)(&sizes[i] + 1 - bursts[found - 1].sizes);
    }
    free(blocks);
    qsort(bursts, found, sizeof(*bursts), compare_bursts);
    return found;
}

/* Likewise those that it left in truth. */
static size_t true_bursts(const cJSON *leak, uint32_t *sizes, struct burst *bursts)
{
    const cJSON *burst, *size;
    size_t count = 0, found = 0;
    cJSON_ArrayForEach(burst, member(leak, "bursts"))
    {
        struct burst *next = &bursts[found++];
        *next = (struct burst){&sizes[count], (size_t)cJSON_GetArraySize(burst)};
        cJSON_ArrayForEach(size, burst) sizes[count++] = (uint32_t)size->valuedouble;
    }
    qsort(bursts, found, sizeof(*bursts), compare_bursts);
    return found;
}

static void judge_leak(struct device *device, const struct window *window, const cJSON *leak, struct tally *tally)
{
    size_t blocks = 0;
    const cJSON *burst;
    cJSON_ArrayForEach(burst, member(leak, "bursts")) blocks += (size_t)cJSON_GetArraySize(burst) + 1;
    uint32_t *true_sizes = take(blocks, sizeof(*true_sizes)), *told_sizes = take(window->count, sizeof(*told_sizes));
    struct burst *truth = take(blocks, sizeof(*truth)), *told = take(window->count, sizeof(*told));
    size_t want = true_bursts(leak, true_sizes, truth), got = told_bursts(window, leak->string, told_sizes, told);

    tally->leaks++;
    tally->bursts_exact += want == got;
    if (want != got)
        fault(device, "leak %s: %zu bursts, told %zu", leak->string, want, got);
    bool same = want == got;
    for (size_t i = 0; same && i < want; i++)
        same = compare_bursts(&truth[i], &told[i]) == 0;
    tally->fingerprints_exact += same;
    if (!same)
        fault(device, "leak %s: fingerprints differ", leak->string);
    free(true_sizes);
    free(told_sizes);
    free(truth);
    free(told);
}

/* --- a device ------------------------------------------------------------------------------------------------- */

struct scoring {
    const char *elf;
    struct tally tally;
};

static void judge_alarms(struct device *device, const cJSON *said, struct tally *tally)
{
    const cJSON *finding;
    bool alarm = false;
    cJSON_ArrayForEach(finding, member(said, "findings")) alarm = alarm || is_leak(finding);
    tally->clean++;
    tally->alarms += alarm;
    if (alarm)
        fault(device, "a leak finding on a device without one");
}

static void judge_windows(struct device *device, struct window *windows, size_t count, struct tally *tally)
{
    const cJSON *leak;
    for (size_t i = 0; i < count; i++) {
        judge_records(device, &windows[i], tally);
        cJSON_ArrayForEach(leak, member(windows[i].truth, "leaks")) if (is_judged(leak))
            judge_leak(device, &windows[i], leak, tally);
    }
}

static void judge_device(struct device *device, const char *directory, void *context)
{
    struct scoring *scoring = context;
    struct tally *tally = &scoring->tally;
    char *path = join(directory, "truth.json");
    cJSON *truth = read_json(path);
    const cJSON *list = member(truth, "windows"), *entry;
    size_t count = (size_t)cJSON_GetArraySize(list), leaks = 0, i = 0;
    struct window *windows = take(count, sizeof(*windows));
    cJSON_ArrayForEach(entry, list)
    {
        char *dump = join(directory, text(member(entry, "file")));
        window_init(&windows[i++], entry, dump);
        free(dump);
        leaks += (size_t)cJSON_GetArraySize(member(entry, "leaks"));
    }

    tally->devices++;
    cJSON *said = report(device, directory, truth, ALL_WINDOWS, scoring->elf, NULL);
    tally->unreported += !said;
    check_itself(device, said);
    hear(windows, count, said);
    if (leaks == 0)
        judge_alarms(device, said, tally);
    judge_windows(device, windows, count, tally);
    tally->faultless += device->faults == 0;

    for (i = 0; i < count; i++)
        window_deinit(&windows[i]);
    free(windows);
    free(path);
    cJSON_Delete(said);
    cJSON_Delete(truth);
}

/* --- the figures ---------------------------------------------------------------------------------------------- */

static bool print_figures(const struct tally *tally, char **limits)
{
    const struct figure figures[] = {
        {"faultless", share(tally->faultless, tally->devices), false},
        {"precision", tally->leak_as_leak ? share(tally->leak_as_leak, tally->leak_as_leak + tally->other_as_leak) : 0,
         false},
        {"recall", share(tally->leak_as_leak, tally->leak_as_leak + tally->leak_missed), false},
        {"bursts", share(tally->bursts_exact, tally->leaks), false},
        {"fingerprints", share(tally->fingerprints_exact, tally->leaks), false},
        {"alarms", tally->alarms, true},
        {"right", share(tally->right, tally->others), false},
        {"wrong", share(tally->wrong, tally->others), true},
    };
    printf("devices %u, without a fault %.4f, without a report %u\n", tally->devices, figures[0].value,
           tally->unreported);
    printf("leak records: precision %.4f, recall %.4f\n", figures[1].value, figures[2].value);
    printf("leaks: bursts exact %.4f, fingerprints exact %.4f (of %u)\n", figures[3].value, figures[4].value,
           tally->leaks);
    printf("false alarms on %u of %u devices without a leak\n", tally->alarms, tally->clean);
    printf("other records: told right %.4f, told wrong %.4f (of %u)\n", figures[6].value, figures[7].value,
           tally->others);
    return hold(figures, sizeof(figures) / sizeof(*figures), limits);
}

bool score_labelled(const char *corpus, const char *elf, bool verbose, char **limits)
{
    struct scoring scoring = {.elf = elf};
    each_device(corpus, verbose, judge_device, &scoring);
    bool held = print_figures(&scoring.tally, limits);
    return held && scoring.tally.unreported == 0;
}
