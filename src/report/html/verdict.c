#include "report/html/parts.h"

#include <stdio.h>
#include <string.h>

#include "judge/trust.h"
#include "report/headline.h"
#include "report/html/page.h"
#include "report/marks.h"
#include "report/words.h"
#include "report/words_read.h"

/* Warnings beyond the first ones fold out, and so does what was read when there is much of it. */
#define WARNINGS_OPEN 4
#define WINDOWS_OPEN 10

struct warnings {
    struct ht_html *html;
    size_t count, told;
};

static void count_warning(void *context, const char *path, const char *message)
{
    struct warnings *warnings = context;
    (void)path;
    (void)message;
    warnings->count++;
}

static void put_warning(void *context, const char *path, const char *message)
{
    struct warnings *warnings = context;
    struct ht_html *html = warnings->html;
    if (warnings->told++ == WARNINGS_OPEN && warnings->count > WARNINGS_OPEN + 1) {
        ht_html_add(html, "<details><summary>");
        ht_html_count(html, warnings->count - WARNINGS_OPEN, "more warning");
        ht_html_add(html, "</summary>\n");
    }
    ht_html_warning(html, path, message);
}

static void put_warnings(struct ht_html *html, const struct ht_report *report)
{
    struct warnings warnings = {.html = html};
    ht_mark_warnings(report, count_warning, &warnings);
    ht_mark_warnings(report, put_warning, &warnings);
    if (warnings.count > WARNINGS_OPEN + 1)
        ht_html_add(html, "</details>\n");
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
    bool folded = report->trace->window_count > WINDOWS_OPEN;
    if (folded) {
        ht_html_add(html, "<details><summary>What was read: ");
        ht_html_count(html, report->trace->window_count, "dump");
        ht_html_add(html, "</summary>\n");
    }
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
    ht_html_add(html, folded ? "</tbody></table></div></details>\n" : "</tbody></table></div>\n");
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
    ht_html_gate(html, report->gate, report->gate_count);
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

/* A fact about the firmware: its name, and the value that ht_html_words() holds; nothing when that is empty. */
static void put_fact(struct ht_html *html, const char *name, const char *link)
{
    if (!html->words.length)
        return;
    ht_html_addf(html, "<div><dt>%s</dt><dd>", name);
    if (link)
        ht_html_addf(html, "<a rel=\"noreferrer noopener\" href=\"%s\">", link);
    ht_html_say(html);
    ht_html_add(html, link ? "</a></dd></div>\n" : "</dd></div>\n");
}

/* Adds NAME=VALUE of an option, where the configuration sets it. */
static void add_option(struct ht_strbuf *words, const struct ht_config *config, const char *option)
{
    size_t length;
    const char *value = ht_config_find(config, option, &length);
    if (!value)
        return;
    ht_strbuf_addf(words, "%s%s=", words->length ? ", " : "", option);
    ht_strbuf_add(words, value, length);
}

/* What was traced with, and the options that known leaks among the findings need. */
static void put_options(struct ht_html *html, const struct ht_report *report)
{
    static const char *const traced[] = {"CONFIG_HEAP_TRACING_STANDALONE", "CONFIG_HEAP_TRACING_TOHOST",
                                         "CONFIG_HEAP_TRACING_STACK_DEPTH", "CONFIG_COMPILER_OPTIMIZATION_SIZE"};
    struct ht_strbuf *words = ht_html_words(html);
    for (size_t i = 0; report->config && i < sizeof traced / sizeof *traced; i++)
        add_option(words, report->config, traced[i]);
    for (size_t i = 0; report->config && i < report->finding_count; i++) {
        const struct ht_signature *known = report->findings[i].known;
        if (known && known->option && !strstr(words->text, known->option))
            add_option(words, report->config, known->option);
    }
    put_fact(html, "Options", NULL);
}

/* Whose heap it is, as far as anything tells. */
static void put_identity(struct ht_html *html, const struct ht_html_facts *facts)
{
    const struct ht_report *report = facts->report;
    const struct ht_firmware *firmware = &report->firmware.facts;
    ht_html_add(html, "<dl class=\"identity\">\n");
    struct ht_strbuf *words = ht_html_words(html);
    ht_strbuf_addf(words, "%s%s%s", firmware->project ? firmware->project : "",
                   firmware->project && firmware->version ? " " : "", firmware->version ? firmware->version : "");
    put_fact(html, "Firmware", NULL);
    ht_strbuf_adds(ht_html_words(html), firmware->built ? firmware->built : "");
    put_fact(html, "Built", NULL);
    char release[96];
    const char *tag = facts->links.release;
    int length =
        snprintf(release, sizeof release, "https://github.com/espressif/esp-idf/releases/tag/%s", tag ? tag : "");
    /* What is known of a leak depends on it: that it is not known is told. */
    ht_strbuf_adds(ht_html_words(html), firmware->idf_version ? firmware->idf_version : "release not known");
    put_fact(html, "ESP-IDF", tag && length < (int)sizeof release ? release : NULL);
    ht_strbuf_adds(ht_html_words(html), firmware->chip ? firmware->chip : "");
    put_fact(html, "Chip", NULL);
    words = ht_html_words(html);
    if (report->firmware.elf_sha256)
        ht_strbuf_addf(words, "%.12s", report->firmware.elf_sha256);
    put_fact(html, "SHA-256 of the ELF", NULL);
    put_options(html, report);
    ht_html_add(html, "</dl>\n");
}

static bool has_identity(const struct ht_report *report)
{
    const struct ht_firmware *firmware = &report->firmware.facts;
    return firmware->project || firmware->version || firmware->built || firmware->idf_version || firmware->chip ||
           report->firmware.elf_sha256 || report->config;
}

/* The parts of the page that are there. */
static void put_parts(struct ht_html *html, const struct ht_report *report, bool fates)
{
    ht_html_add(html, "<nav aria-label=\"Parts of the report\"><a href=\"#findings\">Findings</a> ");
    if (ht_html_has_growth(report))
        ht_html_add(html, "<a href=\"#growth\">Growth</a> ");
    if (ht_html_has_strips(report))
        ht_html_addf(html, "<a href=\"#strips\">%s</a> ", report->run_count ? "Runs" : "Looks");
    if (ht_html_has_timelines(report))
        ht_html_add(html, "<a href=\"#timeline\">Timeline</a> ");
    if (fates)
        ht_html_add(html, "<a href=\"#fates\">Made and freed</a> ");
    ht_html_add(html, "<a href=\"#chains\">Call chains</a> <a href=\"#records\">Records</a></nav>\n");
}

void ht_html_verdict(struct ht_html *html, const struct ht_html_facts *facts)
{
    const struct ht_report *report = facts->report;
    uint32_t found = report->summary.totals[HT_VERDICT_LEAK].findings;
    bool leaks = ht_summary_has_open_leak(&report->summary);
    ht_html_addf(html, "<header class=\"%s\">\n<h1>",
                 leaks                                                                                  ? "v-leak"
                 : ht_report_is_doubtful(report) || report->summary.totals[HT_VERDICT_UNKNOWN].findings ? "v-unknown"
                                                                                                        : "clean");
    if (leaks)
        ht_html_add(html, "<svg aria-hidden=\"true\"><use href=\"#s-leak\"/></svg>");
    ht_words_verdict(ht_html_words(html), report);
    ht_html_say(html);
    ht_html_add(html, "</h1>\n");
    if (has_identity(report))
        put_identity(html, facts);
    put_answer(html, report, ht_words_projection);
    put_answer(html, report, ht_words_heap_drop);
    put_warnings(html, report);
    if (!found)
        put_not_excluded(html, report);
    put_totals(html, &report->summary);
    put_conditions(html, report);
    put_read(html, report);
    ht_html_add(html, "</header>\n");
    if (report->finding_count)
        put_parts(html, report, facts->view.owner_count);
}
