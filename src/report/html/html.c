#include "report/html/html.h"

#include "base/version.h"
#include "report/headline.h"
#include "report/html/parts.h"
#include "report/words.h"

static const char page_css[] = {
#include "page_css.inc"
    0};
static const char page_js[] = {
#include "page_js.inc"
    0};

/* Their SHA-256 in base64. A browser hashes exactly what stands between the tags. */
static const char page_css_hash[] =
#include "page_css_hash.inc"
    ;
static const char page_js_hash[] =
#include "page_js_hash.inc"
    ;

/* Shapes that <use> refers to: verdicts must be told apart without colours. */
static const char symbols[] = "<svg class=\"symbols\" width=\"0\" height=\"0\" aria-hidden=\"true\">"
                              "<symbol id=\"s-leak\" viewBox=\"0 0 16 16\"><path d=\"M8 1 15 14.5H1z\"/></symbol>"
                              "<symbol id=\"s-transient\" viewBox=\"0 0 16 16\"><path fill-rule=\"evenodd\" "
                              "d=\"M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8\"/></symbol>"
                              "<symbol id=\"s-retained\" viewBox=\"0 0 16 16\"><path d=\"M2 2h12v12H2z\"/></symbol>"
                              "<symbol id=\"s-unknown\" viewBox=\"0 0 16 16\"><path d=\"m8 0 8 8-8 8-8-8z\"/></symbol>"
                              "<symbol id=\"s-suppressed\" viewBox=\"0 0 16 16\"><path d=\"M1 6h14v4H1z\"/></symbol>"
                              "</svg>\n";

static void put_head(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(html, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
    ht_html_add(html, page_css_hash);
    ht_html_add(html, "'; script-src 'sha256-");
    ht_html_add(html, page_js_hash);
    ht_html_add(html, "'; base-uri 'none'; form-action 'none'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"color-scheme\" content=\"light dark\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    ht_words_verdict(ht_html_words(html), report);
    ht_html_say(html);
    ht_html_add(html, " - htanalyze</title>\n<style>");
    ht_html_add(html, page_css);
    ht_html_add(html, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n");
    ht_html_add(html, symbols);
}

struct ht_error *ht_report_html(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_html_sizes sizes;
    if (!ht_html_sizes_init(&sizes, report))
        return ht_error_nomem();
    struct ht_html html;
    ht_html_init(&html, out);
    put_head(&html, report);
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
                "counts what the allocator takes for them.</p></footer>\n<script>");
    ht_html_add(&html, page_js);
    ht_html_add(&html, "</script>\n</body>\n</html>\n");
    ht_html_sizes_deinit(&sizes);
    return ht_html_deinit(&html) ? NULL : ht_error_nomem();
}
