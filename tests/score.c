/*
 * Scores the analysis against a corpus of dumps whose truth is known.
 *
 *     score [-v] CORPUS ELF [FIGURE=LIMIT]...
 *
 * Each CORPUS/NAME/ is one device: window_*.json, analysed together as one run, and truth.json, which says of every
 * record what it is (leak, transient, retained, cache) and of every leak which sizes each burst left. Printed:
 *
 * - devices without a fault (a fault is whatever -v lists), and devices without a report: what they hold is missed;
 * - precision and recall of the verdict "leak", over records;
 * - leaks whose number of bursts, and whose fingerprints (the sizes of each burst), are told exactly;
 * - false alarms: devices without a leak that got a finding told leak;
 * - other records told right: transient as transient, retained as retained, a cache as either. "unknown" is neither
 *   right nor wrong; told wrong is the share with another verdict.
 *
 * A leak of fewer than 5 bursts counts only where frames of its signature are visible: nothing could tell it.
 * FIGURE=LIMIT (faultless, precision, recall, bursts, fingerprints, right: at least; alarms, wrong: at most) makes a
 * figure beyond its limit a failure. Exit: 0, 1 for a failure, 2 when the corpus cannot be read.
 */
#include <dirent.h>

#include "score_corpus.h"

enum { FEWEST_BURSTS = 5 };

struct tally {
    unsigned devices, faultless, unreported;
    unsigned leak_as_leak, leak_missed, other_as_leak; /* records */
    unsigned leaks, bursts_exact, fingerprints_exact;
    unsigned clean, alarms; /* devices without a leak */
    unsigned others, right, wrong;
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

static bool is_leak(const cJSON *finding)
{
    return strcmp(text(member(finding, "verdict")), "leak") == 0;
}

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

static void judge_device(struct device *device, const char *directory, const char *elf, struct tally *tally)
{
    char *path = join(directory, "truth.json");
    cJSON *truth = read_json(path);
    const cJSON *list = member(truth, "windows"), *entry, *finding, *leak;
    size_t count = (size_t)cJSON_GetArraySize(list), leaks = 0, i = 0;
    char **paths = take(count, sizeof(*paths));
    struct window *windows = take(count, sizeof(*windows));
    cJSON_ArrayForEach(entry, list)
    {
        paths[i] = join(directory, text(member(entry, "file")));
        window_init(&windows[i], entry, paths[i]);
        leaks += (size_t)cJSON_GetArraySize(member(entry, "leaks"));
        i++;
    }

    tally->devices++;
    cJSON *said = report(device, elf, paths, count);
    tally->unreported += !said;
    bool alarm = false;
    cJSON_ArrayForEach(finding, member(said, "findings")) alarm = alarm || is_leak(finding);
    check_itself(device, said);
    hear(windows, count, said);
    if (leaks == 0) {
        tally->clean++;
        tally->alarms += alarm;
        if (alarm)
            fault(device, "a leak finding on a device without one");
    }
    for (i = 0; i < count; i++) {
        judge_records(device, &windows[i], tally);
        cJSON_ArrayForEach(leak, member(windows[i].truth, "leaks")) if (is_judged(leak))
            judge_leak(device, &windows[i], leak, tally);
    }
    tally->faultless += device->faults == 0;
    if (device->verbose && device->faults > FAULTS_SHOWN)
        printf("%s: ... %u more\n", device->name, device->faults - FAULTS_SHOWN);

    for (i = 0; i < count; i++) {
        window_deinit(&windows[i]);
        free(paths[i]);
    }
    free(windows);
    free(paths);
    free(path);
    cJSON_Delete(said);
    cJSON_Delete(truth);
}

static int is_device(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void judge_corpus(const char *corpus, const char *elf, bool verbose, struct tally *tally)
{
    struct dirent **entries;
    int count = scandir(corpus, &entries, is_device, alphasort);
    if (count <= 0)
        stop(corpus, "no devices there");
    for (int i = 0; i < count; i++) {
        char *directory = join(corpus, entries[i]->d_name);
        struct device device = {.name = entries[i]->d_name, .verbose = verbose};
        judge_device(&device, directory, elf, tally);
        free(directory);
        free(entries[i]);
    }
    free(entries);
}

/* --- the figures ---------------------------------------------------------------------------------------------- */

static double share(unsigned part, unsigned whole)
{
    return whole ? (double)part / whole : 1;
}

/* Prints the figures, and holds them against the limits; false when one is beyond. */
static bool print_figures(const struct tally *tally, char **limits)
{
    const struct figure {
        const char *name;
        double value;
        bool at_most;
    } figures[] = {
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

    bool held = true;
    for (; *limits; limits++) {
        size_t length = strcspn(*limits, "="), i = 0, count = sizeof(figures) / sizeof(figures[0]);
        while (i < count && (strlen(figures[i].name) != length || strncmp(figures[i].name, *limits, length) != 0))
            i++;
        char *end = NULL;
        double limit = i < count && (*limits)[length] ? strtod(*limits + length + 1, &end) : 0;
        if (!end || *end || end == *limits + length + 1)
            stop(*limits, "no FIGURE=LIMIT");
        if (figures[i].at_most ? figures[i].value > limit : figures[i].value < limit) {
            fprintf(stderr, "score: %s is %.4f, to be at %s %g\n", figures[i].name, figures[i].value,
                    figures[i].at_most ? "most" : "least", limit);
            held = false;
        }
    }
    return held;
}

int main(int argc, char **argv)
{
    bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    argv += verbose;
    argc -= verbose;
    if (argc < 3) {
        fputs("usage: score [-v] CORPUS ELF [FIGURE=LIMIT]...\n", stderr);
        return 2;
    }
    struct tally tally = {0};
    judge_corpus(argv[1], argv[2], verbose, &tally);
    bool held = print_figures(&tally, argv + 3);
    return held && tally.unreported == 0 ? 0 : 1;
}
