/* The calls of htanalyze.h: what a run is told, and what it does. lib/results.c has those that ask for the results. */
#include <stdlib.h>

#include "base/version.h"
#include "dump/svdat.h"
#include "lib/handle.h"
#include "report/writers.h"

const char *htanalyze_version(void)
{
    return HT_VERSION;
}

struct ht_error *htanalyze_create(struct htanalyze **ret)
{
    struct htanalyze *run = malloc(sizeof *run);
    locale_t plain = run ? newlocale(LC_ALL_MASK, "C", (locale_t)0) : (locale_t)0;
    if (!plain) {
        free(run);
        return ht_error_nomem();
    }
    run->plain = plain;
    ht_session_init(&run->session);
    ht_settings_init(&run->settings);
    run->state = HT_HANDLE_OPEN;
    *ret = run;
    return NULL;
}

void htanalyze_destroy(struct htanalyze *run)
{
    if (!run)
        return;
    ht_session_deinit(&run->session);
    ht_settings_deinit(&run->settings);
    freelocale(run->plain);
    free(run);
}

/* NULL while something may still be added. */
static struct ht_error *check_open(const struct htanalyze *run)
{
    if (run->state == HT_HANDLE_OPEN)
        return NULL;
    return ht_error_create(HT_ERROR_USAGE, run->state == HT_HANDLE_FAILED ? "the analysis of the run has failed"
                                                                          : "the run is analysed already");
}

struct ht_error *htanalyze_set(struct htanalyze *run, const char *name, const char *value)
{
    const struct ht_setting *setting = ht_setting_find(name);
    if (!setting)
        return ht_error_create(HT_ERROR_USAGE, "there is no setting '%s'", name);
    struct ht_error *error = setting->of_writing ? NULL : check_open(run);
    if (error)
        return ht_error_prefix(error, "%s: ", name);
    if (!value != !setting->argument)
        return ht_error_create(HT_ERROR_USAGE, "%s %s", name, value ? "takes no value" : "needs a value");
    const char *copy = value ? ht_arena_strdup(&run->settings.arena, value) : NULL;
    if (value && !copy)
        return ht_error_nomem();
    locale_t before = uselocale(run->plain);
    error = setting->apply(&run->settings, copy);
    uselocale(before);
    return error ? ht_error_prefix(error, "%s: ", name) : NULL;
}

enum kind {
    KIND_ELF,        /* a file */
    KIND_ELF_MEMORY, /* and all others in memory */
    KIND_DUMP,
    KIND_SYMBOLS,
    KIND_SIGNATURES,
    KIND_SUPPRESSIONS,
    KIND_BASELINE
};

static struct ht_error *add_input(struct htanalyze *run, enum kind kind, const char *name, const void *bytes,
                                  size_t size)
{
    struct ht_session *session = &run->session;
    switch (kind) {
    case KIND_ELF:
        return ht_session_add_elf(session, name);
    case KIND_ELF_MEMORY:
        return ht_session_add_elf_memory(session, name, bytes, size);
    case KIND_DUMP:
        return ht_session_add_dump(session, name, bytes, size, &run->settings.session);
    case KIND_SYMBOLS:
        return ht_session_add_symbols(session, name, bytes, size);
    case KIND_SIGNATURES:
        return ht_session_add_signatures(session, name, bytes, size);
    case KIND_SUPPRESSIONS:
        return ht_session_add_suppressions(session, name, bytes, size);
    case KIND_BASELINE:
        break;
    }
    return ht_session_set_baseline(session, name, bytes, size);
}

static struct ht_error *add(struct htanalyze *run, enum kind kind, const char *name, const void *bytes, size_t size)
{
    struct ht_error *error = check_open(run);
    if (error)
        return error;
    locale_t before = uselocale(run->plain);
    error = add_input(run, kind, name, bytes, size);
    uselocale(before);
    return error;
}

struct ht_error *htanalyze_add_elf(struct htanalyze *run, const char *path)
{
    return add(run, KIND_ELF, path, NULL, 0);
}

struct ht_error *htanalyze_add_elf_memory(struct htanalyze *run, const char *name, const void *bytes, size_t size)
{
    return add(run, KIND_ELF_MEMORY, name, bytes, size);
}

struct ht_error *htanalyze_add_dump(struct htanalyze *run, const char *name, const char *bytes, size_t size)
{
    return add(run, KIND_DUMP, name, bytes, size);
}

struct ht_error *htanalyze_add_host_trace(struct htanalyze *run, size_t count, const char *const *names,
                                          const void *const *bytes, const size_t *sizes)
{
    struct ht_host_file files[HT_SVDAT_CORES + 1]; /* one too many is refused */
    struct ht_error *error = check_open(run);
    if (error)
        return error;
    if (count == 0)
        return ht_error_create(HT_ERROR_USAGE, "a host trace of no recording");
    count = count < HT_SVDAT_CORES + 1 ? count : HT_SVDAT_CORES + 1;
    for (size_t i = 0; i < count; i++)
        files[i] = (struct ht_host_file){.path = names[i], .bytes = bytes[i], .size = sizes[i]};
    locale_t before = uselocale(run->plain);
    error = ht_session_add_host_trace(&run->session, files, count);
    uselocale(before);
    return error;
}

struct ht_error *htanalyze_add_symbols(struct htanalyze *run, const char *name, const char *bytes, size_t size)
{
    return add(run, KIND_SYMBOLS, name, bytes, size);
}

struct ht_error *htanalyze_add_signatures(struct htanalyze *run, const char *name, const char *bytes, size_t size)
{
    return add(run, KIND_SIGNATURES, name, bytes, size);
}

struct ht_error *htanalyze_add_suppressions(struct htanalyze *run, const char *name, const char *bytes, size_t size)
{
    return add(run, KIND_SUPPRESSIONS, name, bytes, size);
}

struct ht_error *htanalyze_set_baseline(struct htanalyze *run, const char *name, const char *bytes, size_t size)
{
    return add(run, KIND_BASELINE, name, bytes, size);
}

struct ht_error *htanalyze_analyse(struct htanalyze *run)
{
    struct ht_error *error = check_open(run);
    if (error)
        return error;
    if (run->session.trace.window_count == 0)
        return ht_error_create(HT_ERROR_USAGE, "no dump was added");
    locale_t before = uselocale(run->plain);
    error = ht_session_analyse(&run->session, &run->settings.session);
    uselocale(before);
    run->state = error ? HT_HANDLE_FAILED : HT_HANDLE_ANALYSED;
    return error;
}

struct ht_error *htanalyze_write(struct htanalyze *run, const char *format, FILE *out)
{
    const struct ht_report *report = ht_handle_report(run);
    const struct ht_writer *writer = ht_writer_find(format);
    if (!report || !writer)
        return ht_error_create(HT_ERROR_USAGE, report ? "there is no format '%s'" : "no report yet for '%s'", format);
    locale_t before = uselocale(run->plain);
    struct ht_error *error = ht_writer_run(writer, out, report, &run->settings.writer, &run->settings.view);
    uselocale(before);
    return error;
}

enum htanalyze_code htanalyze_error_code(const struct ht_error *error)
{
    switch (error->code) {
    case HT_ERROR_NOMEM:
        return HTANALYZE_NOMEM;
    case HT_ERROR_IO:
    case HT_ERROR_PIPE:
        return HTANALYZE_IO;
    case HT_ERROR_INPUT:
        return HTANALYZE_INPUT;
    case HT_ERROR_USAGE:
        break;
    }
    return HTANALYZE_USAGE;
}

const char *htanalyze_error_message(const struct ht_error *error)
{
    return error->message;
}

const char *htanalyze_error_hint(const struct ht_error *error)
{
    return error->hint;
}

const char *htanalyze_error_path(const struct ht_error *error)
{
    return error->path;
}

size_t htanalyze_error_line(const struct ht_error *error)
{
    return error->line;
}

size_t htanalyze_error_column(const struct ht_error *error)
{
    return error->column;
}

void htanalyze_error_destroy(struct ht_error *error)
{
    ht_error_destroy(error);
}
