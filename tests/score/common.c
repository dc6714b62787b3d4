#include "score.h"

#include <dirent.h>
#include <stdarg.h>

#include "htanalyze.h"

enum { FAULTS_SHOWN = 5 };

void fault(struct device *device, const char *format, ...)
{
    if (device->verbose && device->faults < FAULTS_SHOWN) {
        va_list arguments;
        va_start(arguments, format);
        printf("%s: ", device->name);
        vprintf(format, arguments);
        putchar('\n');
        va_end(arguments);
    }
    device->faults++;
}

void fault_more(const struct device *device)
{
    if (device->verbose && device->faults > FAULTS_SHOWN)
        printf("%s: ... %u more\n", device->name, device->faults - FAULTS_SHOWN);
}

void *take(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        fputs("score: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

_Noreturn void stop(const char *path, const char *why)
{
    fprintf(stderr, "score: %s: %s\n", path, why);
    exit(2);
}

char *join(const char *directory, const char *name)
{
    size_t size = strlen(directory) + strlen(name) + 2;
    char *path = take(size, 1);
    snprintf(path, size, "%s/%s", directory, name);
    return path;
}

/* The file's bytes with a zero behind them. */
static char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        stop(path, "cannot be read");
    long length = ftell(file);
    if (length < 0)
        stop(path, "cannot be read");
    rewind(file);
    char *bytes = take((size_t)length + 1, 1);
    if (fread(bytes, 1, (size_t)length, file) != (size_t)length)
        stop(path, "cannot be read");
    fclose(file);
    *size = (size_t)length;
    return bytes;
}

cJSON *read_json(const char *path)
{
    size_t size;
    char *bytes = slurp(path, &size);
    cJSON *json = cJSON_ParseWithLength(bytes, size);
    if (!json)
        stop(path, "no JSON");
    free(bytes);
    return json;
}

const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *text(const cJSON *value)
{
    return cJSON_IsString(value) ? value->valuestring : "";
}

int number(const cJSON *value)
{
    return cJSON_IsNumber(value) ? (int)value->valuedouble : -1;
}

const cJSON **elements(const cJSON *array, size_t count, const char *path)
{
    const cJSON **list = take(count, sizeof(*list)), *value;
    size_t i = 0;
    cJSON_ArrayForEach(value, array)
    {
        if (i < count)
            list[i] = value;
        i++;
    }
    if (i != count)
        stop(path, "has more or fewer records than its truth");
    return list;
}

/* --- the run ------------------------------------------------------------------------------------------------------ */

static struct ht_error *add_symbols(struct htanalyze *run, const char *directory, const char *name)
{
    char *path = join(directory, name);
    size_t size;
    char *bytes = slurp(path, &size);
    struct ht_error *error = htanalyze_add_symbols(run, path, bytes, size);
    free(bytes);
    free(path);
    return error;
}

/* The run keeps no path: it may go with the bytes. */
static struct ht_error *add_dump(struct htanalyze *run, const char *directory, const cJSON *window)
{
    char *path = join(directory, text(member(window, "file")));
    size_t size;
    char *bytes = slurp(path, &size);
    struct ht_error *error = htanalyze_add_dump(run, path, bytes, size);
    free(bytes);
    free(path);
    return error;
}

static struct ht_error *analyse(struct htanalyze *run, const char *directory, const cJSON *truth, int only,
                                const char *elf, const char *symbols, FILE *out)
{
    struct ht_error *error = elf ? htanalyze_add_elf(run, elf) : add_symbols(run, directory, symbols);
    const cJSON *window;
    int i = 0;
    cJSON_ArrayForEach(window, member(truth, "windows"))
    {
        if (!error && (only == ALL_WINDOWS || only == i))
            error = add_dump(run, directory, window);
        i++;
    }
    if (!error)
        error = htanalyze_analyse(run);
    return error ? error : htanalyze_write(run, "json", out);
}

cJSON *report(struct device *device, const char *directory, const cJSON *truth, int only, const char *elf,
              const char *symbols)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    struct htanalyze *run = NULL;
    struct ht_error *error = out ? htanalyze_create(&run) : NULL;
    if (!out)
        stop(device->name, "no stream in memory");
    if (!error)
        error = analyse(run, directory, truth, only, elf, symbols, out);
    fclose(out);
    cJSON *json = error ? NULL : cJSON_ParseWithLength(bytes, size);
    if (!json)
        fault(device, "no report: %s", error ? htanalyze_error_message(error) : "it is no JSON");
    htanalyze_error_destroy(error);
    htanalyze_destroy(run);
    free(bytes);
    return json;
}

void findings_init(struct findings *findings, const cJSON *said)
{
    const cJSON *list = member(said, "findings"), *finding;
    cJSON_ArrayForEach(finding, list)
    {
        int id = number(member(finding, "id"));
        if (id >= 0 && (size_t)id >= findings->count)
            findings->count = (size_t)id + 1;
    }
    findings->item = take(findings->count, sizeof(const cJSON *));
    cJSON_ArrayForEach(finding, list)
    {
        int id = number(member(finding, "id"));
        if (id >= 0)
            findings->item[id] = finding;
    }
}

void findings_deinit(struct findings *findings)
{
    free(findings->item);
}

const cJSON *finding_of(const struct findings *findings, int id)
{
    return id >= 0 && (size_t)id < findings->count ? findings->item[id] : NULL;
}

bool is_leak(const cJSON *finding)
{
    return strcmp(text(member(finding, "verdict")), "leak") == 0;
}

/* --- figures and corpora ------------------------------------------------------------------------------------------ */

double share(unsigned part, unsigned whole)
{
    return whole ? (double)part / whole : 1;
}

bool hold(const struct figure *figures, size_t count, char **limits)
{
    bool held = true;
    for (; *limits; limits++) {
        size_t length = strcspn(*limits, "="), i = 0;
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

/* Files beside the devices, and directories without a truth (of symbols), are none. */
static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_device(const char *directory)
{
    char *path = join(directory, "truth.json");
    FILE *file = fopen(path, "rb");
    if (file)
        fclose(file);
    free(path);
    return file;
}

void each_device(const char *corpus, bool verbose, void (*score)(struct device *, const char *directory, void *),
                 void *context)
{
    struct dirent **entries;
    int count = scandir(corpus, &entries, is_visible, alphasort), devices = 0;
    for (int i = 0; i < count; i++) {
        char *directory = join(corpus, entries[i]->d_name);
        struct device device = {.name = entries[i]->d_name, .verbose = verbose};
        if (is_device(directory)) {
            score(&device, directory, context);
            fault_more(&device);
            devices++;
        }
        free(directory);
        free(entries[i]);
    }
    if (devices == 0)
        stop(corpus, "no devices there");
    free(entries);
}
