#include "report/html/html.h"

#include "base/version.h"
#include "report/headline.h"
#include "report/html/page.h"
#include "report/html/parts.h"

struct ht_error *ht_report_html(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_html_sizes sizes;
    if (!ht_html_sizes_init(&sizes, report))
        return ht_error_nomem();
    struct ht_html html;
    ht_html_init(&html, out);
    ht_words_verdict(ht_html_words(&html), report);
    ht_html_open(&html, "findings", "Skip to the findings");
    ht_html_verdict(&html, report);
    ht_html_add(&html, "<main>\n");
    ht_html_findings(&html, report, &sizes);
    if (report->finding_count) {
        ht_html_timelines(&html, report);
        ht_html_growth(&html, report);
        ht_html_icicle(&html, report);
        ht_html_records(&html, report);
    }
    ht_html_add(&html,
                "</main>\n<footer><p>Written by htanalyze " HT_VERSION ". Bytes are those asked for; \"of heap\" "
                "counts what the allocator takes for them.</p></footer>\n");
    ht_html_close(&html);
    ht_html_sizes_deinit(&sizes);
    return ht_html_deinit(&html) ? NULL : ht_error_nomem();
}
