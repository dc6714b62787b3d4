#include "lib/session.h"

#include "compare/build_file.h"
#include "dump/window_name.h"
#include "infer/signatures_file.h"
#include "judge/excerpt.h"
#include "judge/trust.h"
#include "symbols/log.h"

void ht_session_init(struct ht_session *session)
{
    *session = (struct ht_session){0};
    ht_arena_init(&session->arena);
    ht_trace_init(&session->trace, &session->arena);
    ht_sources_init(&session->sources, &session->arena);
}

void ht_session_deinit(struct ht_session *session)
{
    if (!session)
        return;
    ht_sources_deinit(&session->sources);
    ht_suppressions_deinit(&session->suppressions);
    ht_trace_deinit(&session->trace);
    ht_arena_deinit(&session->arena);
    *session = (struct ht_session){0};
}

/* Windows from number first on, whose dumps do not tell their length, get the one in the name of the file. */
static void name_lengths(struct ht_trace *trace, size_t first, const char *path)
{
    for (size_t i = first; i < trace->window_count; i++) {
        struct ht_window *window = &trace->windows[i];
        if (!(window->seconds > 0))
            window->seconds = ht_window_seconds_from_name(path);
    }
}

/* Is it text around which a log may stand? */
static bool is_log(const struct ht_window *window)
{
    return window->format != HT_DUMP_SVDAT && (window->format != HT_DUMP_JSON || window->number);
}

static struct ht_error *read_dump(struct ht_session *session, const char *path, const char *bytes, size_t size,
                                  const struct ht_session_settings *settings)
{
    struct ht_trace *trace = &session->trace;
    size_t first = trace->window_count;
    struct ht_error *error = ht_dump_read(trace, path, bytes, size, &settings->dump);
    if (error)
        return error;
    name_lengths(trace, first, path);
    if (first == trace->window_count || !is_log(&trace->windows[first]))
        return NULL;
    return ht_log_symbols_read(&session->sources.log, bytes, size);
}

struct ht_error *ht_session_add_dump(struct ht_session *session, const char *path, const char *bytes, size_t size,
                                     const struct ht_session_settings *settings)
{
    struct ht_trace_mark mark = ht_trace_mark(&session->trace);
    size_t symbols = session->sources.log.count;
    struct ht_error *error = read_dump(session, path, bytes, size, settings);
    if (error) {
        ht_trace_roll_back(&session->trace, &mark);
        session->sources.log.count = symbols;
    }
    return error;
}

struct ht_error *ht_session_add_host_trace(struct ht_session *session, const struct ht_host_file *files, size_t count)
{
    struct ht_trace_mark mark = ht_trace_mark(&session->trace);
    struct ht_error *error = ht_host_read(&session->trace, files, count);
    if (error)
        ht_trace_roll_back(&session->trace, &mark);
    else
        name_lengths(&session->trace, mark.window_count, files[0].path);
    return error;
}

struct ht_error *ht_session_add_elf(struct ht_session *session, const char *path)
{
    return ht_sources_add_elf(&session->sources, path);
}

struct ht_error *ht_session_add_elf_memory(struct ht_session *session, const char *path, const uint8_t *bytes,
                                           size_t size)
{
    return ht_sources_add_elf_memory(&session->sources, path, bytes, size);
}

struct ht_error *ht_session_add_signatures(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    struct ht_signatures more;
    struct ht_error *error = ht_signatures_read(&session->arena, path, bytes, size, &more);
    return error ? error : ht_signatures_join(&session->arena, &session->signatures, &more, &session->signatures);
}

struct ht_error *ht_session_add_suppressions(struct ht_session *session, const char *path, const char *bytes,
                                             size_t size)
{
    size_t before = session->suppressions.count;
    struct ht_error *error = ht_suppressions_read(&session->arena, path, bytes, size, &session->suppressions);
    if (error)
        session->suppressions.count = before;
    return error;
}

struct ht_error *ht_session_set_baseline(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    struct ht_build build;
    struct ht_error *error = ht_build_read(&session->arena, path, bytes, size, &build);
    if (!error)
        error = ht_build_refuse(&build);
    if (!error)
        session->baseline = build;
    return error;
}

struct ht_error *ht_session_set_config(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    return ht_config_read(&session->arena, path, bytes, size, &session->config);
}

struct ht_error *ht_session_add_symbols(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    size_t before = session->sources.file.count;
    struct ht_error *error = ht_symbols_add_file(&session->sources.file, path, bytes, size);
    if (error)
        session->sources.file.count = before;
    return error;
}

struct ht_error *ht_session_analyse(struct ht_session *session, const struct ht_session_settings *settings)
{
    struct ht_report *report = &session->report;
    const struct ht_build *baseline = session->baseline.path ? &session->baseline : NULL;
    struct ht_analysis_settings analysis = settings->analysis;
    analysis.config = session->config.path ? &session->config : NULL;
    analysis.signatures = &session->signatures;
    struct ht_error *error =
        ht_sources_resolve(&session->sources, &session->trace, &settings->symbols, &session->chip, &session->frames);
    if (!error)
        error = ht_analyse(&session->trace, &session->frames, session->chip, &analysis, report);
    if (!error)
        error = ht_report_doubt(report, baseline ? &baseline->firmware : NULL, session->baseline.path);
    if (!error && settings->excerpts)
        error = ht_excerpts_read(report);
    if (!error)
        error = ht_suppress(report, &session->suppressions);
    if (!error && baseline)
        error = ht_baseline_compare(report, baseline);
    if (!error)
        error = ht_gate_judge(report, settings->gate, settings->gate_count);
    return error;
}
