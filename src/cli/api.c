/* The public interface: htanalyze.h over a session and the table of options. */
#include "htanalyze.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/version.h"
#include "cli/options.h"
#include "cli/term.h"
#include "lib/session.h"
#include "report/writers.h"

struct htanalyze {
    struct ht_session session;
    struct ht_options options;
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
    ht_options_init(&run->options);
    run->analysed = false;
    *ret = run;
    return NULL;
}

void htanalyze_destroy(struct htanalyze *run)
{
    if (!run)
        return;
    ht_session_deinit(&run->session);
    ht_options_deinit(&run->options);
    free(run);
}

struct ht_error *htanalyze_set(struct htanalyze *run, const char *option, const char *value)
{
    const struct ht_option *found = ht_option_find(option);
    if (!found || !found->of_session)
        return ht_error_create(HT_ERROR_USAGE, "there is no option '%s' of the analysis", option);
    if (!value != !found->argument)
        return ht_error_create(HT_ERROR_USAGE, "%s %s", option, value ? "takes no argument" : "needs an argument");
    return found->apply(&run->options, value);
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
    return ht_session_add_dump(&run->session, path, bytes, size, &run->options.run.session);
}

struct ht_error *htanalyze_analyse(struct htanalyze *run)
{
    if (run->analysed || run->session.trace.window_count == 0)
        return ht_error_create(HT_ERROR_USAGE, run->analysed ? "the run is analysed already" : "no dump was added");
    struct ht_error *error = ht_session_analyse(&run->session, &run->options.run.session);
    run->analysed = !error;
    return error;
}

struct ht_error *htanalyze_write(struct htanalyze *run, const char *format, FILE *out)
{
    const struct ht_writer *writer = ht_writer_find(format);
    if (!run->analysed || !writer)
        return ht_error_create(HT_ERROR_USAGE, run->analysed ? "there is no format '%s'" : "no report yet for '%s'",
                               format);
    const struct ht_writer_settings settings = {.width = HT_WIDTH_DEFAULT, .utf8 = ht_term_utf8(), .color = false};
    return ht_writer_run(writer, out, &run->session.report, &settings, &run->options.run.view);
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
