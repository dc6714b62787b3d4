#include "report/html/page.h"

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

void ht_html_open(struct ht_html *html, const char *skip, const char *skip_words)
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
    ht_html_say(html);
    ht_html_add(html, " - htanalyze</title>\n<style>");
    ht_html_add(html, page_css);
    ht_html_addf(html, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#%s\">%s</a>\n", skip, skip_words);
    ht_html_add(html, symbols);
}

void ht_html_close(struct ht_html *html)
{
    ht_html_add(html, "<script>");
    ht_html_add(html, page_js);
    ht_html_add(html, "</script>\n</body>\n</html>\n");
}

void ht_html_warning(struct ht_html *html, const char *path, const char *message)
{
    ht_html_add(html, "<p class=\"doubt\"><strong>Warning:</strong> ");
    if (path) {
        ht_html_add(html, "<code>");
        ht_html_text(html, path);
        ht_html_add(html, "</code>: ");
    }
    ht_html_text(html, message);
    ht_html_add(html, "</p>\n");
}

void ht_html_gate(struct ht_html *html, const struct ht_gate_result *gate, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ht_html_add(html, gate[i].met ? "<li class=\"met\">" : "<li>");
        ht_words_gate(ht_html_words(html), &gate[i]);
        ht_html_say(html);
        ht_html_add(html, "</li>\n");
    }
}
