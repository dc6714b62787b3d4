#include "report_text.h"

#include <inttypes.h>

#include "escape.h"

struct ht_error *ht_report_text(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    const struct ht_verdict_total *leak = &report->summary.totals[HT_VERDICT_LEAK];
    if (leak->findings)
        ht_strbuf_addf(&text, "%" PRIu32 " leak%s: %" PRIu64 " bytes in %" PRIu32 " blocks\n", leak->findings,
                       leak->findings == 1 ? "" : "s", leak->bytes, leak->count);
    else
        ht_strbuf_adds(&text, "No leak found\n");
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        ht_strbuf_addf(&text, "%s: ", ht_verdict_name(finding->verdict));
        ht_escape_terminal(&text, finding->title, settings->utf8);
        ht_strbuf_addf(&text, ": %" PRIu64 " bytes in %" PRIu32 " blocks\n", finding->bytes, finding->count);
    }
    fwrite(text.text, 1, text.length, out);
    struct ht_error *error = text.failed ? ht_error_nomem() : NULL;
    ht_strbuf_deinit(&text);
    return error;
}
