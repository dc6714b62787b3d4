#include "report/writers.h"

#include <string.h>
#include <strings.h>

#include "report/compare/html.h"
#include "report/compare/json.h"
#include "report/compare/labels.h"
#include "report/compare/markdown.h"
#include "report/compare/text.h"
#include "report/csv.h"
#include "report/folded.h"
#include "report/github.h"
#include "report/html/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown/markdown.h"
#include "report/sarif.h"
#include "report/suppressions.h"
#include "report/symbols.h"
#include "report/text/text.h"
#include "report/view_make.h"

/* clang-format off */
const struct ht_writer ht_writers[] = {
    {"text", ht_report_text, ht_compare_text, ".txt", false},
    {"markdown", ht_report_markdown, ht_compare_markdown, ".md", false},
    {"json", ht_report_json, ht_compare_json, ".json", true},
    {"sarif", ht_report_sarif, NULL, ".sarif", true},
    {"junit", ht_report_junit, NULL, ".xml", true},
    {"github", ht_report_github, NULL, NULL, false},
    {"folded", ht_report_folded, NULL, ".folded", false},
    {"csv", ht_report_csv, NULL, ".csv", false},
    {"html", ht_report_html, ht_compare_html, ".html", true},
    {"symbols", ht_report_symbols, NULL, NULL, true},
    {NULL, NULL, NULL, NULL, false},
};
/* clang-format on */

const struct ht_writer ht_suppressions_writer = {"suppressions", ht_report_suppressions, NULL, NULL, true};

const struct ht_writer *ht_writer_find(const char *name)
{
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        if (!strcmp(writer->name, name))
            return writer;
    }
    return NULL;
}

const struct ht_writer *ht_writer_of_path(const char *path)
{
    size_t length = strlen(path);
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        size_t own = writer->suffix ? strlen(writer->suffix) : 0;
        if (own && length > own && !strcasecmp(path + length - own, writer->suffix))
            return writer;
    }
    return NULL;
}

struct ht_error *ht_writer_run(const struct ht_writer *writer, FILE *out, const struct ht_report *report,
                               const struct ht_writer_settings *settings, const struct ht_view_settings *view)
{
    struct ht_writer_settings own = *settings;
    own.view = NULL;
    if (writer->whole)
        return writer->write(out, report, &own);
    struct ht_arena arena;
    ht_arena_init(&arena);
    struct ht_view seen;
    struct ht_error *error = ht_view_make(&arena, report, view, &seen);
    own.view = &seen;
    if (!error)
        error = writer->write(out, &seen.report, &own);
    ht_arena_deinit(&arena);
    return error;
}

struct ht_error *ht_writer_compare(const struct ht_writer *writer, FILE *out, const struct ht_comparison *comparison,
                                   const struct ht_writer_settings *settings)
{
    struct ht_arena arena;
    ht_arena_init(&arena);
    const char **labels = ht_compare_labels(&arena, comparison->builds, comparison->build_count);
    const struct ht_compared compared = {comparison, labels};
    struct ht_error *error = labels ? writer->compare(out, &compared, settings) : ht_error_nomem();
    ht_arena_deinit(&arena);
    return error;
}
