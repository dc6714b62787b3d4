#include "cli/run.h"

#include "base/input.h"
#include "cli/auto_elf.h"
#include "cli/compare.h"
#include "cli/dump_list.h"
#include "cli/dumps.h"
#include "cli/idle.h"
#include "cli/known.h"
#include "cli/reports.h"

enum kind { KIND_SYMBOLS, KIND_SIGNATURES, KIND_SUPPRESSIONS, KIND_BASELINE };

/* Reads a file and hands it to the session. */
static struct ht_error *read_file(struct ht_session *session, enum kind kind, const char *path, FILE *in)
{
    struct ht_input input;
    struct ht_error *error = ht_input_read(path, in, HT_INPUT_SIZE_MAX, &input);
    if (error)
        return error;
    if (kind == KIND_SYMBOLS)
        error = ht_session_add_symbols(session, path, input.bytes, input.size);
    else if (kind == KIND_SIGNATURES)
        error = ht_session_add_signatures(session, path, input.bytes, input.size);
    else if (kind == KIND_SUPPRESSIONS)
        error = ht_session_add_suppressions(session, path, input.bytes, input.size);
    else
        error = ht_session_set_baseline(session, path, input.bytes, input.size);
    ht_input_deinit(&input);
    return error;
}

static struct ht_error *analyse(struct ht_session *session, const struct ht_run_settings *settings, FILE *in,
                                struct ht_diag *diag)
{
    struct ht_error *error =
        ht_dumps_add(session, settings->dumps, settings->dump_count, in, &settings->library.session);
    for (size_t i = 0; i < settings->elf_count && !error; i++)
        error = ht_session_add_elf(session, settings->elfs[i]);
    if (!error && !settings->elf_count && !settings->symbols_count && !settings->no_auto_elf)
        error = ht_auto_elf_add(session, diag);
    if (!error && !settings->no_auto_elf)
        ht_auto_rom_add(session, diag);
    if (!error && !settings->no_auto_elf)
        ht_auto_config_add(session, diag);
    for (size_t i = 0; i < settings->symbols_count && !error; i++)
        error = read_file(session, KIND_SYMBOLS, settings->symbols[i], in);
    for (size_t i = 0; i < settings->signatures_count && !error; i++)
        error = read_file(session, KIND_SIGNATURES, settings->signatures[i], in);
    for (size_t i = 0; i < settings->suppressions_count && !error; i++)
        error = read_file(session, KIND_SUPPRESSIONS, settings->suppressions[i], in);
    if (settings->baseline && !error)
        error = read_file(session, KIND_BASELINE, settings->baseline, in);
    if (!error)
        error = ht_session_analyse(session, &settings->library.session);
    return error;
}

static void tell_warnings(struct ht_diag *diag, const struct ht_session *session)
{
    for (size_t i = 0; i < session->trace.window_count; i++) {
        const struct ht_window *window = &session->trace.windows[i];
        for (size_t k = 0; k < window->warning_count; k++) {
            const struct ht_warning *warning = &window->warnings[k];
            ht_diag_print(diag, HT_SEVERITY_WARNING, window->path, warning->line, warning->column, "%s",
                          warning->message);
        }
    }
    for (size_t i = 0; i < session->sources.image_count; i++) {
        const char *const *warning = ht_elf_image_warnings(session->sources.images[i]);
        for (; warning && *warning; warning++)
            ht_diag_print(diag, HT_SEVERITY_WARNING, ht_elf_image_path(session->sources.images[i]), 0, 0, "%s",
                          *warning);
    }
}

/* What a report is written of. */
struct written {
    const struct ht_session *session;
    const struct ht_view_settings *view;
};

/* What -v adds: how the run understood what it was given. */
static void tell_notes(struct ht_diag *diag, const struct ht_session *session)
{
    for (size_t i = 0; i < session->trace.window_count; i++) {
        const struct ht_window *window = &session->trace.windows[i];
        double seconds = session->report.windows[i].seconds;
        if (seconds > 0)
            ht_diag_print(diag, HT_SEVERITY_NOTE, window->path, 0, 0, "%zu records in a window of %.15g s",
                          window->record_count, seconds);
        else
            ht_diag_print(diag, HT_SEVERITY_NOTE, window->path, 0, 0, "%zu records in a window of unknown length",
                          window->record_count);
    }
    size_t resolved = 0;
    for (size_t i = 0; i < session->frames.count; i++)
        resolved += session->frames.items[i].location_count > 0;
    ht_diag_print(diag, HT_SEVERITY_NOTE, NULL, 0, 0, "%zu distinct PCs in %zu chains, %zu with a function; chip: %s",
                  session->frames.count, session->trace.chains.count, resolved,
                  session->chip ? session->chip->title : "unknown");
}

static struct ht_error *write_report(const void *context, const struct ht_writer *writer, FILE *stream,
                                     const struct ht_writer_settings *settings)
{
    const struct written *written = context;
    return ht_writer_run(writer, stream, &written->session->report, settings, written->view);
}

/* What of the user's rules and suppressions had nothing to do. */
static void tell_unused(struct ht_diag *diag, const struct ht_report *report)
{
    for (size_t i = 0; i < report->suppression_count; i++) {
        const struct ht_suppression_result *suppression = &report->suppressions[i];
        if (!suppression->matches)
            ht_diag_print(diag, HT_SEVERITY_WARNING, suppression->path, suppression->line, 0,
                          "the suppression leak:%s fits no leak", suppression->pattern);
    }
    for (size_t i = 0; i < report->idle_count; i++)
        ht_diag_print(diag, HT_SEVERITY_WARNING, report->idle[i]->path, report->idle[i]->line, 0,
                      "the signature %s fits no call chain", report->idle[i]->id);
}

static struct ht_error *list_file(struct ht_strbuf *lines, const char *path, FILE *in)
{
    struct ht_input input;
    struct ht_error *error = ht_input_read(path, in, HT_INPUT_SIZE_MAX, &input);
    if (error)
        return error;
    error = ht_dump_list(lines, path, input.bytes, input.size);
    ht_input_deinit(&input);
    return error;
}

/* Tells the error of a list, if there is one. */
static enum ht_exit end_list(struct ht_diag *diag, struct ht_error *error)
{
    if (error)
        ht_diag_error(diag, error);
    enum ht_exit code = error ? HT_EXIT_ERROR : HT_EXIT_OK;
    ht_error_destroy(error);
    return code;
}

static struct ht_error *write_lines(const void *context, const struct ht_writer *writer, FILE *stream,
                                    const struct ht_writer_settings *settings)
{
    const struct ht_strbuf *lines = context;
    (void)writer;
    (void)settings;
    fputs(lines->text, stream);
    return NULL;
}

/* --dump list. */
static enum ht_exit list_dumps(const struct ht_run_settings *settings, FILE *in, FILE *out, struct ht_diag *diag)
{
    struct ht_strbuf lines;
    ht_strbuf_init(&lines);
    struct ht_error *error = ht_reports_check(settings, in);
    for (size_t i = 0; i < settings->dump_count && !error; i++)
        error = list_file(&lines, settings->dumps[i], in);
    if (!error && lines.failed)
        error = ht_error_nomem();
    if (!error) {
        ht_idle_tell_given(diag, settings);
        error = ht_reports_write(settings, out, write_lines, &lines);
    }
    ht_strbuf_deinit(&lines);
    return end_list(diag, error);
}

/* What --known lists. */
struct known {
    struct ht_analysis_settings rules;
    const char *release; /* or NULL */
};

static struct ht_error *write_known(const void *context, const struct ht_writer *writer, FILE *stream,
                                    const struct ht_writer_settings *settings)
{
    const struct known *known = context;
    (void)writer;
    return ht_known_list(stream, settings->width, &known->rules, known->release);
}

/* --known. */
static enum ht_exit list_known(const struct ht_run_settings *settings, FILE *in, FILE *out, struct ht_diag *diag)
{
    struct ht_session session;
    struct known known = {settings->library.session.analysis, settings->dump_count ? settings->dumps[0] : NULL};
    ht_session_init(&session);
    known.rules.signatures = &session.signatures;
    struct ht_error *error = ht_reports_check(settings, in);
    for (size_t i = 0; i < settings->signatures_count && !error; i++)
        error = read_file(&session, KIND_SIGNATURES, settings->signatures[i], in);
    if (!error) {
        ht_idle_tell_given(diag, settings);
        error = ht_reports_write(settings, out, write_known, &known);
    }
    ht_session_deinit(&session);
    return end_list(diag, error);
}

enum ht_exit ht_run(const struct ht_run_settings *settings, FILE *in, FILE *out, FILE *err)
{
    struct ht_diag diag = {err, settings->verbosity};
    if (settings->compare)
        return ht_compare_run(settings, in, out, &diag);
    if (settings->list)
        return list_dumps(settings, in, out, &diag);
    if (settings->known)
        return list_known(settings, in, out, &diag);
    struct ht_session session;
    ht_session_init(&session);
    struct ht_error *error = ht_reports_check(settings, in);
    if (!error)
        error = analyse(&session, settings, in, &diag);
    bool told = ht_reports_told(settings, out, err);
    if (!error) {
        if (!told)
            tell_warnings(&diag, &session);
        ht_idle_tell(&diag, &session, settings);
        tell_notes(&diag, &session);
        const struct written written = {&session, &settings->library.view};
        error = ht_reports_write(settings, out, write_report, &written);
    }
    enum ht_exit code = HT_EXIT_ERROR;
    if (error) {
        ht_diag_error(&diag, error);
    } else {
        const struct ht_report *report = &session.report;
        code = ht_reports_judge(&diag, report->gate, report->gate_count, report->doubts, report->doubt_count,
                                settings->strict, told);
        tell_unused(&diag, report);
    }
    ht_error_destroy(error);
    ht_session_deinit(&session);
    return code;
}
