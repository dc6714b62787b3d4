#include "report/html/parts.h"

#include "judge/trust.h"
#include "report/headline.h"
#include "report/marks.h"
#include "report/words.h"
#include "report/words_read.h"

static void put_warning(void *context, const char *path, const char *message)
{
    struct ht_html *html = context;
    ht_html_add(html, "<p class=\"doubt\"><strong>Warning:</strong> ");
    if (path) {
        ht_html_add(html, "<code>");
        ht_html_text(html, path);
        ht_html_add(html, "</code>: ");
    }
    ht_html_text(html, message);
    ht_html_add(html, ".</p>\n");
}

/* What each verdict adds up to, and a bar of their shares. */
static void put_totals(struct ht_html *html, const struct ht_summary *summary)
{
    uint64_t all = 0, before = 0;
    for (size_t i = HT_VERDICT_LEAK; i < HT_VERDICT_COUNT; i++)
        all += summary->totals[i].bytes;
    ht_html_add(html, "<ul class=\"totals\">\n");
    for (unsigned i = HT_VERDICT_LEAK; i < HT_VERDICT_COUNT; i++) {
        const struct ht_verdict_total *total = &summary->totals[i];
        const char *name = ht_verdict_name((enum ht_verdict)i);
        ht_html_addf(html,
                     "<li class=\"v-%s%s\"><span class=\"badge\"><svg aria-hidden=\"true\"><use "
                     "href=\"#s-%s\"/></svg>%s</span> <b>",
                     name, total->findings ? "" : " none", name, name);
        ht_html_bytes(html, total->bytes);
        ht_html_add(html, "</b> <span>");
        ht_html_count(html, total->count, "block");
        ht_html_add(html, ", ");
        ht_html_count(html, total->findings, "finding");
        ht_html_add(html, "</span></li>\n");
    }
    ht_html_add(html, "</ul>\n");
    if (!all)
        return;
    ht_html_add(html,
                "<svg class=\"shares\" width=\"100%\" height=\"14\" role=\"img\" aria-label=\"Shares of the bytes: ");
    for (unsigned i = HT_VERDICT_LEAK; i < HT_VERDICT_COUNT; i++) {
        ht_html_addf(html, "%s%s ", i > HT_VERDICT_LEAK ? ", " : "", ht_verdict_name((enum ht_verdict)i));
        ht_html_percent(html, (double)summary->totals[i].bytes / (double)all);
    }
    ht_html_add(html, "\">");
    for (unsigned i = HT_VERDICT_LEAK; i < HT_VERDICT_COUNT; i++) {
        if (!summary->totals[i].bytes)
            continue;
        ht_html_addf(html, "<rect class=\"v-%s\" height=\"14\" x=\"", ht_verdict_name((enum ht_verdict)i));
        ht_html_percent(html, (double)before / (double)all);
        ht_html_add(html, "\" width=\"");
        ht_html_percent(html, (double)summary->totals[i].bytes / (double)all);
        ht_html_add(html, "\"/>");
        before += summary->totals[i].bytes;
    }
    ht_html_add(html, "</svg>\n");
}

static void put_window(struct ht_html *html, const struct ht_window *window, const struct ht_report_window *figures)
{
    ht_html_add(html, "<tr><th scope=\"row\"><code>");
    ht_html_text(html, window->path);
    ht_html_add(html, "</code>");
    if (window->number)
        ht_html_addf(html, " dump %u", (unsigned)window->number);
    ht_html_add(html, "</th><td>");
    if (figures->seconds > 0)
        ht_words_duration(&html->out, figures->seconds);
    else
        ht_html_addf(html, figures->run ? "run %u of a section" : "unknown", (unsigned)figures->run);
    ht_html_add(html, "</td><td>");
    ht_words_window(ht_html_words(html), window, figures);
    ht_html_say(html);
    ht_html_add(html, "</td></tr>\n");
}

static void put_read(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(
        html,
        "<div class=\"scroll\" role=\"region\" aria-label=\"What was read\" tabindex=\"0\">\n<table class=\"read\">"
        "<caption>What was read</caption>\n<thead><tr><th scope=\"col\">dump</th><th scope=\"col\">window</th>"
        "<th scope=\"col\">alive at its end</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->trace->window_count; i++)
        put_window(html, &report->trace->windows[i], &report->windows[i]);
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        ht_html_add(html, "<tr><th scope=\"row\"><code>");
        ht_html_text(html, report->frames->elfs[i].path);
        ht_html_add(html, "</code></th><td>");
        ht_html_text(html, report->frames->elfs[i].machine ? report->frames->elfs[i].machine : "unknown machine");
        ht_html_add(html, "</td><td>");
        ht_words_elf_fit(ht_html_words(html), &report->frames->elfs[i]);
        ht_html_say(html);
        ht_html_add(html, "</td></tr>\n");
    }
    ht_html_add(html, "</tbody></table></div>\n");
}

/* A paragraph that answers an option; none when it was not given. */
static void put_answer(struct ht_html *html, const struct ht_report *report,
                       void (*add)(struct ht_strbuf *, const struct ht_summary *))
{
    add(ht_html_words(html), &report->summary);
    if (!html->words.length)
        return;
    ht_html_add(html, "<p>");
    ht_html_say(html);
    ht_html_add(html, ".</p>\n");
}

static void put_not_excluded(struct ht_html *html, const struct ht_report *report)
{
    ht_html_add(html, "<p>Not excluded:</p>\n<ul class=\"plain\">\n");
    for (unsigned i = 0; ht_words_not_excluded(ht_html_words(html), report, i); i++) {
        ht_html_add(html, "<li>");
        ht_html_say(html);
        ht_html_add(html, "</li>\n");
    }
    ht_html_add(html, "</ul>\n");
}

static void put_conditions(struct ht_html *html, const struct ht_report *report)
{
    if (!report->gate_count && !report->suppression_count && !report->baseline_gone_count)
        return;
    ht_html_add(html, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < report->gate_count; i++) {
        ht_html_addf(html, "<li%s>", report->gate[i].met ? " class=\"met\"" : "");
        ht_words_gate(ht_html_words(html), &report->gate[i]);
        ht_html_say(html);
        ht_html_add(html, "</li>\n");
    }
    for (size_t i = 0; i < report->suppression_count; i++) {
        ht_html_add(html, "<li>");
        ht_words_suppression(ht_html_words(html), &report->suppressions[i]);
        ht_html_say(html);
        ht_html_add(html, "</li>\n");
    }
    for (size_t i = 0; i < report->baseline_gone_count; i++) {
        ht_html_add(html, "<li>gone since the baseline: ");
        ht_html_text(html, report->baseline_gone[i]);
        ht_html_add(html, "</li>\n");
    }
    ht_html_add(html, "</ul>\n");
}

void ht_html_verdict(struct ht_html *html, const struct ht_report *report)
{
    uint32_t found = report->summary.totals[HT_VERDICT_LEAK].findings;
    bool leaks = found > report->summary.suppressed;
    ht_html_addf(html, "<header class=\"%s\">\n<h1>",
                 leaks                           ? "v-leak"
                 : ht_report_is_doubtful(report) ? "v-unknown"
                                                 : "clean");
    if (leaks)
        ht_html_add(html, "<svg aria-hidden=\"true\"><use href=\"#s-leak\"/></svg>");
    ht_words_verdict(ht_html_words(html), report);
    ht_html_say(html);
    ht_html_add(html, "</h1>\n");
    ht_words_firmware(ht_html_words(html), &report->firmware.facts);
    if (html->words.length) {
        ht_html_add(html, "<p class=\"firmware\">");
        ht_html_say(html);
        ht_html_add(html, "</p>\n");
    }
    put_answer(html, report, ht_words_projection);
    put_answer(html, report, ht_words_heap_drop);
    ht_mark_warnings(report, put_warning, html);
    if (!found)
        put_not_excluded(html, report);
    put_totals(html, &report->summary);
    put_conditions(html, report);
    put_read(html, report);
    ht_html_add(html, "</header>\n");
    if (report->finding_count)
        ht_html_add(html, "<nav aria-label=\"Parts of the report\"><a href=\"#findings\">Findings</a> "
                          "<a href=\"#timeline\">Timeline</a> <a href=\"#chains\">Call chains</a> "
                          "<a href=\"#records\">Records</a></nav>\n");
}
