/* The public interface: htanalyze.h over a session and the table of settings. */
#include "htanalyze.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/version.h"
#include "lib/settings.h"
#include "report/writers.h"

struct htanalyze {
    struct ht_session session;
    struct ht_settings settings;
    bool analysed;
};

const char *htanalyze_version(void)
{
    return HT_VERSION;
}

struct ht_error *htanalyze_create(struct htanalyze **ret)
{
    struct htanalyze *run = malloc(sizeof *run);
    if (!run)
        return ht_error_nomem();
    ht_session_init(&run->session);
    ht_settings_init(&run->settings);
    run->analysed = false;
    *ret = run;
    return NULL;
}

void htanalyze_destroy(struct htanalyze *run)
{
    if (!run)
        return;
    ht_session_deinit(&run->session);
    ht_settings_deinit(&run->settings);
    free(run);
}

struct ht_error *htanalyze_set(struct htanalyze *run, const char *name, const char *value)
{
    const struct ht_setting *setting = ht_setting_find(name);
    if (!setting)
        return ht_error_create(HT_ERROR_USAGE, "there is no setting '%s'", name);
    if (!value != !setting->argument)
        return ht_error_create(HT_ERROR_USAGE, "%s %s", name, value ? "takes no value" : "needs a value");
    const char *copy = value ? ht_arena_strdup(&run->settings.arena, value) : NULL;
    if (value && !copy)
        return ht_error_nomem();
    struct ht_error *error = setting->apply(&run->settings, copy);
    return error ? ht_error_prefix(error, "%s: ", name) : NULL;
}

struct ht_error *htanalyze_add_elf(struct htanalyze *run, const char *path)
{
    return ht_session_add_elf(&run->session, path);
}

struct ht_error *htanalyze_add_symbols(struct htanalyze *run, const char *path, const char *bytes, size_t size)
{
    return ht_session_add_symbols(&run->session, path, bytes, size);
}

struct ht_error *htanalyze_add_dump(struct htanalyze *run, const char *path, const char *bytes, size_t size)
{
    return ht_session_add_dump(&run->session, path, bytes, size, &run->settings.session);
}

struct ht_error *htanalyze_analyse(struct htanalyze *run)
{
    if (run->analysed || run->session.trace.window_count == 0)
        return ht_error_create(HT_ERROR_USAGE, run->analysed ? "the run is analysed already" : "no dump was added");
    struct ht_error *error = ht_session_analyse(&run->session, &run->settings.session);
    run->analysed = !error;
    return error;
}

struct ht_error *htanalyze_write(struct htanalyze *run, const char *format, FILE *out)
{
    const struct ht_writer *writer = ht_writer_find(format);
    if (!run->analysed || !writer)
        return ht_error_create(HT_ERROR_USAGE, run->analysed ? "there is no format '%s'" : "no report yet for '%s'",
                               format);
    const struct ht_writer_settings settings = {.width = HT_WIDTH_DEFAULT, .utf8 = true};
    return ht_writer_run(writer, out, &run->session.report, &settings, &run->settings.view);
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
