#include "report/html/html.h"

#include "base/version.h"
#include "report/headline.h"
#include "report/html/page.h"
#include "report/html/parts.h"

struct ht_error *ht_report_html(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_html_facts facts;
    struct ht_error *error = ht_html_facts_init(&facts, report);
    if (error) {
        ht_html_facts_deinit(&facts);
        return error;
    }
    struct ht_html html;
    ht_html_init(&html, out);
    ht_words_verdict(ht_html_words(&html), report);
    ht_html_open(&html, "findings", "Skip to the findings");
    ht_html_verdict(&html, &facts);
    ht_html_add(&html, "<main>\n");
    ht_html_findings(&html, &facts);
    if (report->finding_count) {
        ht_html_growth(&html, report);
        ht_html_strips(&html, report);
        ht_html_timelines(&html, report);
        ht_html_fates(&html, &facts);
        ht_html_icicle(&html, report);
        ht_html_records(&html, &facts);
    }
    ht_html_add(&html,
                "</main>\n<footer><p>Written by htanalyze " HT_VERSION ". Bytes are those asked for; \"of heap\" "
                "counts what the allocator takes for them.</p></footer>\n");
    if (report->finding_count)
        ht_html_data(&html, &facts);
    ht_html_close(&html);
    ht_html_facts_deinit(&facts);
    return ht_html_deinit(&html) ? NULL : ht_error_nomem();
}
