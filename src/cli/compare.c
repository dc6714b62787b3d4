#include "cli/compare.h"

#include <string.h>
#include <sys/stat.h>

#include "base/input.h"
#include "base/strbuf.h"
#include "cli/dumps.h"
#include "cli/idle.h"
#include "cli/reports.h"
#include "compare/build_file.h"
#include "compare/comparison.h"

/* What is compared: the old report, and then the operands. */
struct reports {
    struct ht_arena arena;
    struct ht_build *builds;
    size_t count;
    struct ht_comparison comparison;
};

static const char *path_at(const struct ht_run_settings *settings, size_t number)
{
    return number ? settings->dumps[number - 1] : settings->compare;
}

static struct ht_error *check_formats(const struct ht_run_settings *settings)
{
    const struct ht_writer *bad = NULL;
    for (size_t i = 0; i < settings->output_count && !bad; i++)
        bad = settings->outputs[i].writer->compare ? NULL : settings->outputs[i].writer;
    if (!bad)
        return NULL;
    struct ht_strbuf names;
    ht_strbuf_init(&names);
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        if (writer->compare)
            ht_strbuf_addf(&names, "%s%s", names.length ? ", " : "", writer->name);
    }
    struct ht_error *error =
        ht_error_hint(ht_error_create(HT_ERROR_USAGE, "the format %s shows no comparison", bad->name),
                      "the formats that do are %s", names.text);
    ht_strbuf_deinit(&names);
    return error;
}

/* Which file a path leads to; device and inode are 0 where it is no regular one. */
struct place {
    const char *path;
    dev_t device;
    ino_t inode;
};

static struct place place_of(const char *path)
{
    struct place place = {.path = path};
    struct stat facts;
    if (stat(path, &facts) == 0 && S_ISREG(facts.st_mode)) {
        place.device = facts.st_dev;
        place.inode = facts.st_ino;
    }
    return place;
}

static bool is_same_file(const struct place *a, const struct place *b)
{
    return !strcmp(a->path, b->path) || (a->inode && a->device == b->device && a->inode == b->inode);
}

/* A pattern of the shell that takes in the old report too is soon written: htanalyze --compare v1.json v*.json. */
static struct ht_error *check_paths(const struct ht_run_settings *settings, size_t count)
{
    if (count > HT_COMPARED_MAX)
        return ht_error_create(HT_ERROR_USAGE, "%zu reports are too many to compare: %u are the most", count,
                               HT_COMPARED_MAX);
    struct place places[HT_COMPARED_MAX];
    for (size_t i = 0; i < count; i++) {
        places[i] = place_of(path_at(settings, i));
        for (size_t k = 0; k < i; k++) {
            if (is_same_file(&places[i], &places[k]))
                return ht_error_hint(
                    ht_error_create_at(HT_ERROR_USAGE, places[i].path, 0, 0, "the report is given twice"),
                    "the first one named is the old one: htanalyze --compare OLD.json NEW.json...");
        }
    }
    return NULL;
}

static struct ht_error *read_report(struct reports *reports, const char *path, FILE *in)
{
    struct ht_input input;
    struct ht_error *error = ht_input_read(path, in, HT_INPUT_SIZE_MAX, &input);
    if (error)
        return error;
    error = ht_build_read(&reports->arena, path, input.bytes, input.size, &reports->builds[reports->count]);
    reports->count += !error;
    ht_input_deinit(&input);
    return error;
}

static struct ht_error *compare(struct reports *reports, const struct ht_run_settings *settings, FILE *in)
{
    const struct ht_session_settings *session = &settings->library.session;
    size_t count = settings->dump_count + 1;
    struct ht_error *error = check_formats(settings);
    if (!error)
        error = check_paths(settings, count);
    if (!error)
        error = ht_reports_check(settings, in);
    if (error)
        return error;
    reports->builds = ht_arena_array(&reports->arena, count, sizeof *reports->builds);
    if (!reports->builds)
        return ht_error_nomem();
    for (size_t i = 0; i < count && !error; i++) {
        error = read_report(reports, path_at(settings, i), in);
        if (!error && i == 0)
            error = ht_build_refuse(&reports->builds[0]);
    }
    if (!error)
        error = ht_comparison_make(&reports->arena, reports->builds, count, session->gate, session->gate_count,
                                   &reports->comparison);
    return error;
}

/* What -v adds: how the run understood what it was given. */
static void tell_notes(struct ht_diag *diag, const struct reports *reports)
{
    for (size_t i = 0; i < reports->count; i++) {
        const struct ht_build *build = &reports->builds[i];
        if (isnan(build->seconds))
            ht_diag_print(diag, HT_SEVERITY_NOTE, build->path, 0, 0, "%zu findings in windows of unknown length",
                          build->finding_count);
        else
            ht_diag_print(diag, HT_SEVERITY_NOTE, build->path, 0, 0, "%zu findings in %.15g s", build->finding_count,
                          build->seconds);
    }
}

static struct ht_error *write_comparison(const void *context, const struct ht_writer *writer, FILE *stream,
                                         const struct ht_writer_settings *settings)
{
    const struct reports *reports = context;
    return ht_writer_compare(writer, stream, &reports->comparison, settings);
}

enum ht_exit ht_compare_run(const struct ht_run_settings *settings, FILE *in, FILE *out, struct ht_diag *diag)
{
    struct reports reports = {.count = 0};
    ht_arena_init(&reports.arena);
    struct ht_error *error = compare(&reports, settings, in);
    if (!error) {
        ht_idle_tell_given(diag, settings);
        tell_notes(diag, &reports);
        error = ht_reports_write(settings, out, write_comparison, &reports);
    }
    enum ht_exit code = HT_EXIT_ERROR;
    if (error)
        ht_diag_error(diag, error);
    else
        code = ht_reports_judge(diag, reports.comparison.gate, reports.comparison.gate_count, reports.comparison.doubts,
                                reports.comparison.doubt_count, settings->strict,
                                ht_reports_told(settings, out, diag->stream));
    ht_error_destroy(error);
    ht_arena_deinit(&reports.arena);
    return code;
}
