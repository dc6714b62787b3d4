#include "cli/idle.h"

#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "report/marks.h"

static const char no_name[] = "where no function is known", no_leak[] = "without a leak",
                  no_length[] = "where the length of the window is not known",
                  no_cycles[] = "where the records hold no cycle counts";

/* Is there a report that shows views, or one that has colours? */
static bool has_report(const struct ht_run_settings *settings, bool with_view)
{
    for (size_t i = 0; i < settings->output_count; i++) {
        const struct ht_writer *writer = settings->outputs[i].writer;
        if (with_view ? !writer->whole : writer == &ht_writers[0])
            return true;
    }
    return false;
}

static bool is_untimed(const struct ht_trace *trace)
{
    for (size_t i = 0; i < trace->window_count; i++) {
        if (!trace->windows[i].untimed && !trace->windows[i].unordered)
            return false;
    }
    return true;
}

struct option {
    const char *name;
    bool idle;
    const char *reason;
};

static void tell(struct ht_diag *diag, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i].idle)
            ht_diag_print(diag, HT_SEVERITY_WARNING, NULL, 0, 0, "--%s has no effect %s", options[i].name,
                          options[i].reason);
    }
}

/* What the reports that are written do not show. */
static void tell_of_views(struct ht_diag *diag, const struct ht_run_settings *settings)
{
    const struct ht_view_settings *view = &settings->library.view;
    bool views = has_report(settings, true);
    char format[64];
    snprintf(format, sizeof format, "on the format %s", settings->outputs[0].writer->name);
    const struct option options[] = {
        {"group-by", !views && view->group_by != HT_GROUP_BY_FINDING, format},
        {"sort", !views && view->sort != HT_SORT_BYTES, format},
        {"top", !views && view->top, format},
        {"only", !views && view->verdicts, format},
        {"memory", !views && view->memory != HT_MEMORY_UNKNOWN, format},
        {"min-size", !views && view->min_size, format},
        {"match", !views && view->match, format},
        {"color", !has_report(settings, false) && settings->color != HT_COLOR_AUTO, format},
    };
    tell(diag, options, sizeof options / sizeof *options);
}

/* Rules for paths that nothing lies at. */
static void tell_of_paths(struct ht_diag *diag, const struct ht_path_map *paths, const struct ht_frames *frames)
{
    for (size_t i = 0; i < paths->count; i++) {
        struct ht_strbuf name;
        ht_strbuf_init(&name);
        ht_strbuf_addf(&name, "path-map %s", paths->rules[i].old);
        const struct option option = {name.text, !ht_path_map_used(paths, i, frames), "on any source path of this run"};
        tell(diag, &option, !name.failed);
        ht_strbuf_deinit(&name);
    }
}

void ht_idle_tell(struct ht_diag *diag, const struct ht_session *session, const struct ht_run_settings *settings)
{
    const struct ht_sources_settings *symbols = &settings->library.session.symbols;
    const struct ht_analysis_settings *analysis = &settings->library.session.analysis;
    const struct ht_summary *summary = &session->report.summary;
    bool nameless = ht_mark_nameless(&session->report), leak = summary->totals[HT_VERDICT_LEAK].findings;
    const struct option options[] = {
        {"raw-pc", nameless && symbols->symbolizer.raw_pc, no_name},
        {"no-inlines", nameless && symbols->no_inlines, no_name},
        {"no-demangle", nameless && symbols->symbolizer.no_demangle, no_name},
        {"path-map", nameless && symbols->paths.count, no_name},
        {"cpu-mhz", analysis->cpu_hz && is_untimed(&session->trace), no_cycles},
        {"events", analysis->events && !leak && !analysis->section, no_leak},
        {"free-heap", analysis->free_heap && !leak, no_leak},
        {"free-heap", analysis->free_heap && leak && isnan(summary->projected_exhaustion_seconds), no_length},
    };
    tell_of_views(diag, settings);
    if (!nameless)
        tell_of_paths(diag, &symbols->paths, session->report.frames);
    tell(diag, options, sizeof options / sizeof *options);
}

void ht_idle_tell_given(struct ht_diag *diag, const struct ht_run_settings *settings)
{
    static const char compared[] = "with --compare: reports are as they were written";
    static const char *const of_compare[] = {"compare", "format", "output",  "fail-on", "strict",
                                             "color",   "quiet",  "verbose", NULL};
    static const char *const of_known[] = {"known",   "signatures", "no-default-signatures", "output", "quiet",
                                           "verbose", NULL};
    static const char *const of_list[] = {"dump", "output", "quiet", "verbose", NULL};
    const char *const *used = settings->compare ? of_compare : settings->list ? of_list : of_known;
    const char *reason = settings->compare ? compared : settings->list ? "with --dump list" : "with --known";
    for (size_t i = 0; i < settings->given_count; i++) {
        size_t k = 0;
        while (used[k] && strcmp(settings->given[i], used[k]) != 0)
            k++;
        const struct option option = {settings->given[i], !used[k], reason};
        tell(diag, &option, 1);
    }
    const struct option color = {"color",
                                 settings->compare && !has_report(settings, false) && settings->color != HT_COLOR_AUTO,
                                 "without a report in text"};
    tell(diag, &color, 1);
}
