/*
 * A device of the corpus: the truth about its windows, and what the program reports on them.
 *
 * What cannot be read ends the program with 2.
 */
#ifndef HT_SCORE_CORPUS_H
#define HT_SCORE_CORPUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "htanalyze.h"

enum { FAULTS_SHOWN = 5 };

struct device {
    const char *name;
    bool verbose;
    unsigned faults;
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

static inline void *take(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        fputs("score: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

static inline void stop(const char *path, const char *why)
{
    fprintf(stderr, "score: %s: %s\n", path, why);
    exit(2);
}

__attribute__((format(printf, 2, 3))) static inline void fault(struct device *device, const char *format, ...)
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

/* --- reading -------------------------------------------------------------------------------------------------- */

/* The file's bytes with a zero behind them. */
static inline char *slurp(const char *path, size_t *size)
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

static inline cJSON *read_json(const char *path)
{
    size_t size;
    char *bytes = slurp(path, &size);
    cJSON *json = cJSON_ParseWithLength(bytes, size);
    if (!json)
        stop(path, "no JSON");
    free(bytes);
    return json;
}

static inline const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static inline const char *text(const cJSON *value)
{
    return cJSON_IsString(value) ? value->valuestring : "";
}

static inline int number(const cJSON *value)
{
    return cJSON_IsNumber(value) ? (int)value->valuedouble : -1;
}

static inline char *join(const char *directory, const char *name)
{
    size_t size = strlen(directory) + strlen(name) + 2;
    char *path = take(size, 1);
    snprintf(path, size, "%s/%s", directory, name);
    return path;
}

/* --- the run -------------------------------------------------------------------------------------------------- */

static inline struct ht_error *analyse(struct htanalyze *run, const char *elf, char **paths, size_t count, FILE *out)
{
    struct ht_error *error = htanalyze_add_elf(run, elf);
    for (size_t i = 0; i < count && !error; i++) {
        size_t size;
        char *bytes = slurp(paths[i], &size);
        error = htanalyze_add_dump(run, paths[i], bytes, size);
        free(bytes);
    }
    if (!error)
        error = htanalyze_analyse(run);
    return error ? error : htanalyze_write(run, "json", out);
}

/* The JSON report on the dumps; NULL and a fault when there is none. */
static inline cJSON *report(struct device *device, const char *elf, char **paths, size_t count)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    struct htanalyze *run = NULL;
    struct ht_error *error = out ? htanalyze_create(&run) : NULL;
    if (!out)
        stop(device->name, "no stream in memory");
    if (!error)
        error = analyse(run, elf, paths, count, out);
    fclose(out);
    cJSON *json = error ? NULL : cJSON_ParseWithLength(bytes, size);
    if (!json)
        fault(device, "no report: %s", error ? htanalyze_error_message(error) : "it is no JSON");
    htanalyze_error_destroy(error);
    htanalyze_destroy(run);
    free(bytes);
    return json;
}

static inline const cJSON *finding_of(const cJSON *said, int id)
{
    const cJSON *finding;
    cJSON_ArrayForEach(finding, member(said, "findings")) if (number(member(finding, "id")) == id) return finding;
    return NULL;
}

/* --- a window ------------------------------------------------------------------------------------------------- */

static inline const cJSON **elements(const cJSON *array, size_t count, const char *path)
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

static inline void window_init(struct window *window, const cJSON *truth, const char *path)
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

static inline void window_deinit(struct window *window)
{
    free(window->told);
    free(window->sizes);
    free(window->labels);
    free(window->leak_of);
    cJSON_Delete(window->dump);
}

static inline void hear(struct window *windows, size_t count, const cJSON *said)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, member(said, "records"))
    {
        int window = number(member(record, "window")), index = number(member(record, "index"));
        if (window < 0 || (size_t)window >= count || index < 0 || (size_t)index >= windows[window].count)
            continue;
        int id = number(member(record, "finding"));
        const cJSON *finding = finding_of(said, id);
        windows[window].told[index] = (struct told){
            finding ? text(member(finding, "verdict")) : "missing",
            finding ? id : -1,
            number(member(record, "burst")),
        };
    }
}

#endif
