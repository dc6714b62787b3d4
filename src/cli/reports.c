#include "cli/reports.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/output.h"

/* Is the output one of the inputs, by whatever name, or what standard input was redirected from? */
static bool is_among(const char *output, FILE *in, const char *const *inputs, size_t count)
{
    struct stat a, b;
    if (stat(output, &a) != 0 || !S_ISREG(a.st_mode))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool known = strcmp(inputs[i], "-") ? stat(inputs[i], &b) == 0 : fstat(fileno(in), &b) == 0;
        if (known && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
            return true;
    }
    return false;
}

static struct ht_error *check_output(const struct ht_run_settings *settings, const char *output, FILE *in)
{
    if (!output || strcmp(output, "-") == 0)
        return NULL;
    if (!is_among(output, in, settings->dumps, settings->dump_count) &&
        !is_among(output, in, settings->elfs, settings->elf_count) &&
        !is_among(output, in, settings->symbols, settings->symbols_count) &&
        !is_among(output, in, settings->signatures, settings->signatures_count) &&
        !is_among(output, in, settings->suppressions, settings->suppressions_count) &&
        !is_among(output, in, &settings->baseline, settings->baseline != NULL) &&
        !is_among(output, in, &settings->compare, settings->compare != NULL))
        return NULL;
    return ht_error_hint(ht_error_create_at(HT_ERROR_USAGE, output, 0, 0, "the output would replace an input"),
                         "-o takes the name of the report");
}

struct ht_error *ht_reports_check(const struct ht_run_settings *settings, FILE *in)
{
    struct ht_error *error = NULL;
    for (size_t i = 0; i < settings->output_count && !error; i++)
        error = check_output(settings, settings->outputs[i].path, in);
    return error;
}

bool ht_reports_told(const struct ht_run_settings *settings, FILE *out, FILE *err)
{
    for (size_t i = 0; i < settings->output_count; i++) {
        const struct ht_run_output *output = &settings->outputs[i];
        if (output->writer == &ht_writers[0] && (!output->path || !strcmp(output->path, "-")))
            return ht_term_is_shared(out, err);
    }
    return false;
}

static struct ht_error *write_one(const struct ht_run_settings *settings, const struct ht_run_output *report, FILE *out,
                                  ht_reports_fn *write, const void *context)
{
    struct ht_output output;
    struct ht_error *error = ht_output_open(report->path, out, settings->unfinished, &output);
    if (error)
        return error;
    struct ht_writer_settings writer_settings = {
        .width = ht_term_width(output.stream),
        .utf8 = ht_term_utf8(),
        .color = ht_term_color(output.stream, settings->color),
    };
    error = write(context, report->writer, output.stream, &writer_settings);
    if (!error)
        return ht_output_commit(&output);
    ht_output_discard(&output);
    return error;
}

struct ht_error *ht_reports_write(const struct ht_run_settings *settings, FILE *out, ht_reports_fn *write,
                                  const void *context)
{
    struct ht_error *error = NULL;
    for (size_t i = 0; i < settings->output_count && !error; i++)
        error = write_one(settings, &settings->outputs[i], out, write, context);
    return error;
}

enum ht_exit ht_reports_judge(struct ht_diag *diag, const struct ht_gate_result *gate, size_t gate_count,
                              const struct ht_doubt *doubts, size_t doubt_count, bool strict, bool told)
{
    enum ht_exit code = HT_EXIT_OK;
    for (size_t i = 0; i < gate_count; i++) {
        code = gate[i].met ? HT_EXIT_GATE : code;
        ht_diag_print(diag, gate[i].met ? HT_SEVERITY_ERROR : HT_SEVERITY_NOTE, NULL, 0, 0, "gate %s: %s (%s)",
                      gate[i].met ? "FAILED" : "passed", gate[i].condition, gate[i].message);
    }
    for (size_t i = 0; i < doubt_count; i++) {
        if (strict || (!told && !doubts[i].warned))
            ht_diag_print(diag, strict ? HT_SEVERITY_ERROR : HT_SEVERITY_WARNING, doubts[i].path, 0, 0, "%s",
                          doubts[i].message);
    }
    return strict && doubt_count ? HT_EXIT_DOUBT : code;
}
