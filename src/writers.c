#include "writers.h"

#include <string.h>

#include "report_csv.h"
#include "report_folded.h"
#include "report_github.h"
#include "report_html.h"
#include "report_json.h"
#include "report_markdown.h"
#include "report_symbols.h"
#include "report_text.h"

/* clang-format off */
const struct ht_writer ht_writers[] = {
    {"text", ht_report_text},
    {"markdown", ht_report_markdown},
    {"json", ht_report_json},
    {"github", ht_report_github},
    {"folded", ht_report_folded},
    {"csv", ht_report_csv},
    {"html", ht_report_html},
    {"symbols", ht_report_symbols},
    {NULL, NULL},
};
/* clang-format on */

const struct ht_writer *ht_writer_find(const char *name)
{
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        if (!strcmp(writer->name, name))
            return writer;
    }
    return NULL;
}
