#include "report/html/parts.h"

#include <inttypes.h>
#include <string.h>

#include "report/marks.h"
#include "report/words.h"

/* More chains and sets of sizes than these are counted, not shown: the table of records has them all. */
#define CHAINS_OPEN 3
#define CHAINS_SHOWN 16
#define FINGERPRINTS_SHOWN 20

static void put_frame(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_frame *frame,
                      uint32_t pc, uint32_t owner)
{
    uint32_t count = ht_frame_lines(frame);
    for (uint32_t i = 0; i < count; i++) {
        ht_html_add(html,
                    i == owner ? "<li class=\"owner\"><code class=\"function\">" : "<li><code class=\"function\">");
        ht_words_frame(ht_html_words(html), frame, pc, i);
        ht_html_say(html);
        ht_html_add(html, "</code> ");
        if (i == owner)
            ht_html_add(html, "<em>owner</em> ");
        if (i + 1 < count)
            ht_html_add(html, "<small>inlined</small> ");
        const struct ht_location *location = ht_frame_shown(frame, i);
        if (location && location->file)
            ht_html_place(html, facts, location);
        ht_html_add(html, "</li>\n");
    }
}

static void put_frames(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_finding *finding,
                       uint32_t id)
{
    const struct ht_report *report = facts->report;
    const struct ht_chain *chain = &report->trace->chains.items[id];
    struct ht_place owner = ht_finding_owner_in(finding, id);
    uint32_t folded = report->chains[id].owner_frame;
    /* Where all frames are allocators there is nothing else to show. */
    if (folded >= chain->depth || folded > owner.frame)
        folded = 0;
    for (uint32_t k = 0; k < chain->depth; k++) {
        if (k == 0 && folded) {
            ht_html_add(html, "<details class=\"allocators\"><summary>");
            ht_html_count(html, folded, "allocator frame");
            ht_html_add(html, "</summary>\n<ol class=\"frames\">\n");
        } else if (k == folded) {
            ht_html_add(html, folded ? "</ol></details>\n<ol class=\"frames\">\n" : "<ol class=\"frames\">\n");
        }
        put_frame(html, facts, ht_frames_find(report->frames, chain->pcs[k]), chain->pcs[k],
                  k == owner.frame ? owner.location : HT_NO_LOCATION);
    }
    if (!chain->depth)
        ht_html_add(html, "<p class=\"quiet\">The device recorded no callers.</p>\n");
    else
        ht_html_add(html, report->chains[id].end == HT_CHAIN_END_DEPTH
                              ? "<li class=\"quiet\">\xe2\x8b\xaf callers above were not recorded</li></ol>\n"
                              : "</ol>\n");
}

static void put_chains(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_finding *finding)
{
    if (!finding->chain_count)
        return;
    ht_html_add(html, "<h4>Where</h4>\n");
    for (size_t i = 0; i < finding->chain_count && i < CHAINS_SHOWN; i++) {
        if (i == CHAINS_OPEN) {
            ht_html_add(html, "<details><summary>");
            ht_html_count(html, finding->chain_count - CHAINS_OPEN, "more call chain");
            ht_html_add(html, "</summary>\n");
        }
        ht_html_add(html, "<div class=\"chain\"><p>");
        ht_words_share(ht_html_words(html), &finding->chains[i]);
        ht_html_say(html);
        ht_html_add(html, " by</p>\n");
        put_frames(html, facts, finding, finding->chains[i].chain);
        ht_html_add(html, "</div>\n");
    }
    if (finding->chain_count > CHAINS_SHOWN) {
        ht_html_add(html, "<p class=\"quiet\">and ");
        ht_html_count(html, finding->chain_count - CHAINS_SHOWN, "more call chain");
        ht_html_add(html, "</p>\n");
    }
    if (finding->chain_count > CHAINS_OPEN)
        ht_html_add(html, "</details>\n");
}

static void put_fingerprints(struct ht_html *html, const struct ht_report *report, const struct ht_finding *finding)
{
    size_t count = finding->fingerprint_count < FINGERPRINTS_SHOWN ? finding->fingerprint_count : FINGERPRINTS_SHOWN;
    if (!count)
        return;
    bool labelled = false;
    for (size_t i = 0; i < count; i++)
        labelled |= finding->fingerprints[i].label != NULL;
    ht_html_addf(html,
                 "<div class=\"scroll\"><table class=\"fingerprints\"><caption>What one %s leaves behind</caption>\n"
                 "<thead><tr><th scope=\"col\">times</th><th scope=\"col\">blocks \xc3\x97 size</th>%s</tr></thead>\n"
                 "<tbody>\n",
                 report->run_count ? "run" : "event", labelled ? "<th scope=\"col\">looks like</th>" : "");
    for (size_t i = 0; i < count; i++) {
        const struct ht_fingerprint *fingerprint = &finding->fingerprints[i];
        ht_html_add(html, "<tr><td>");
        ht_words_number(&html->out, fingerprint->bursts);
        if (fingerprint->partial)
            ht_html_addf(html, " <small>and %" PRIu32 " in part</small>", fingerprint->partial);
        ht_html_add(html, "</td><td><code>");
        ht_words_fingerprint(ht_html_words(html), fingerprint);
        ht_html_say(html);
        ht_html_add(html, labelled ? "</code></td><td>" : "</code>");
        if (fingerprint->label)
            ht_html_text(html, fingerprint->label);
        ht_html_add(html, "</td></tr>\n");
    }
    ht_html_add(html, "</tbody></table></div>\n");
    if (finding->fingerprint_count > count) {
        ht_html_add(html, "<p class=\"quiet\">and ");
        ht_html_count(html, finding->fingerprint_count - count, "more set");
        ht_html_add(html, " of sizes</p>\n");
    }
}

/* Links lead to the web, and nowhere else: a signature file can hold any text. */
static void put_url(struct ht_html *html, const char *url)
{
    bool web = !strncmp(url, "https://", 8) || !strncmp(url, "http://", 7);
    if (web) {
        ht_html_add(html, "<a rel=\"noreferrer noopener\" href=\"");
        ht_html_text(html, url);
        ht_html_add(html, "\">");
    }
    ht_html_text(html, url);
    if (web)
        ht_html_add(html, "</a>");
}

static void put_advice(struct ht_html *html, const struct ht_finding *finding)
{
    if (!finding->advice_count)
        return;
    ht_html_add(html, "<h4>To do</h4>\n<ul>\n");
    for (size_t i = 0; i < finding->advice_count; i++) {
        ht_html_add(html, "<li>");
        ht_html_text(html, finding->advice[i].message);
        if (finding->advice[i].url && !ht_mark_told(finding, i)) {
            ht_html_add(html, ": ");
            put_url(html, finding->advice[i].url);
        }
        ht_html_add(html, "</li>\n");
    }
    ht_html_add(html, "</ul>\n");
}

static void put_evidence(struct ht_html *html, const struct ht_finding *finding)
{
    if (!finding->evidence_count)
        return;
    /* What would decide stands beside the rivals. */
    size_t count = finding->evidence_count - (ht_mark_decider(finding) != NULL);
    ht_html_add(html, "<h4>Why</h4>\n<ul>\n");
    for (size_t i = 0; i < count; i++) {
        ht_html_add(html, "<li>");
        ht_html_text(html, finding->evidence[i].message);
        ht_html_add(html, "</li>\n");
    }
    ht_html_add(html, "</ul>\n");
}

static void put_excerpt(struct ht_html *html, const struct ht_excerpt *excerpt)
{
    if (!excerpt)
        return;
    ht_html_add(html, "<div><dt>Source</dt><dd><pre class=\"source\">");
    for (unsigned i = 0; i < excerpt->count; i++) {
        bool call = excerpt->first + i == excerpt->location->line;
        ht_html_addf(html, "%s%c %5" PRIu32 " | ", call ? "<b>" : "", call ? '>' : ' ', excerpt->first + i);
        ht_html_text(html, excerpt->lines[i]);
        ht_html_add(html, call ? "</b>\n" : "\n");
    }
    ht_html_add(html, "</pre>");
    if (excerpt->newer)
        ht_html_add(html, "This source is newer than the ELF: the line may be another one.");
    ht_html_add(html, "</dd></div>\n");
}

static void put_caller(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_finding *finding)
{
    const struct ht_location *caller = ht_finding_caller(finding);
    if (!caller)
        return;
    ht_html_add(html, "<div><dt>Called from</dt><dd><code class=\"function\">");
    ht_html_text(html, caller->function);
    ht_html_add(html, "</code> ");
    ht_html_place(html, facts, caller);
    ht_html_add(html, "</dd></div>\n");
}

static void put_facts(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_finding *finding)
{
    ht_html_add(html, "<dl>\n");
    if (finding->owner) {
        ht_html_add(html, "<div><dt>In</dt><dd>");
        if (finding->owner->function) {
            ht_html_add(html, "<code class=\"function\">");
            ht_html_text(html, finding->owner->function);
            ht_html_add(html, "</code> ");
        }
        if (finding->owner->file)
            ht_html_place(html, facts, finding->owner);
        ht_html_add(html, "</dd></div>\n");
        put_caller(html, facts, finding);
    }
    put_excerpt(html, finding->excerpt);
    if (finding->rule) {
        ht_html_add(html, "<div><dt>Known</dt><dd>rule <code>");
        ht_html_text(html, finding->rule);
        ht_html_add(html, "</code>");
        const char *url = ht_mark_issue(finding);
        if (url) {
            ht_html_add(html, ", ");
            put_url(html, url);
        }
        ht_html_add(html, "</dd></div>\n");
    }
    ht_html_addf(html, "<div><dt>%s</dt><dd>", finding->verdict == HT_VERDICT_LEAK ? "Lost" : "Alive");
    ht_words_loss(ht_html_words(html), facts->report, finding);
    ht_html_say(html);
    ht_html_add(html, "</dd></div>\n");
    if (finding->fate) {
        ht_html_add(html, "<div><dt>Made</dt><dd>");
        ht_html_count(html, (uint64_t)finding->count + finding->fate->freed, "block");
        ht_html_add(html, ": ");
        ht_words_number(&html->out, finding->fate->freed);
        ht_html_add(html, " freed, ");
        ht_words_number(&html->out, finding->count);
        ht_html_add(html, " alive</dd></div>\n");
    }
    ht_words_fate(ht_html_words(html), finding->fate);
    if (html->words.length) {
        ht_html_add(html, "<div><dt>Freed</dt><dd>");
        ht_html_say(html);
        ht_html_add(html, "</dd></div>\n");
    }
    /* What is freed sooner or later, or kept once, has no rate that means anything. */
    ht_words_rate(ht_html_words(html), &finding->rate);
    if (html->words.length && finding->verdict == HT_VERDICT_LEAK) {
        ht_html_add(html, "<div><dt>Rate</dt><dd>");
        ht_html_say(html);
        ht_html_add(html, "<br>\n");
        ht_words_day(ht_html_words(html), finding);
        ht_html_say(html);
        ht_html_add(html, "</dd></div>\n");
    }
    ht_html_add(html, "</dl>\n");
}

static void put_card(struct ht_html *html, const struct ht_html_facts *facts, uint32_t number)
{
    const struct ht_finding *finding = &facts->report->findings[number];
    bool open = ht_finding_is_open_leak(finding);
    ht_html_addf(html, "<article id=\"finding-%" PRIu32 "\" class=\"card v-%s\">\n%s<h3>", finding->number,
                 ht_html_verdict_name(finding), open ? "" : "<details><summary>");
    ht_html_badge(html, finding);
    ht_html_addf(html, "<span class=\"number\">%" PRIu32 "</span> ", finding->number);
    ht_html_text(html, finding->title);
    ht_html_add(html, "</h3> <span class=\"confidence\">");
    ht_words_confidence(ht_html_words(html), finding);
    ht_html_say(html);
    if (!open) {
        ht_html_add(html, "</span> <span class=\"sum\">");
        ht_html_bytes(html, finding->bytes);
        ht_html_add(html, " in ");
        ht_html_count(html, finding->count, "block");
        ht_html_add(html, "</span> <span class=\"reason\">");
        const char *reason = ht_mark_reason(finding);
        ht_html_text(html, reason ? reason : "");
    }
    ht_html_add(html, open ? "</span>\n" : "</span></summary>\n");
    if (finding->suppressed_by) {
        ht_html_add(html, "<p>Suppressed by <code>");
        ht_html_text(html, finding->suppressed_by);
        ht_html_add(html, "</code></p>\n");
    }
    put_facts(html, facts, finding);
    ht_html_add(html, "<div class=\"columns\"><div>\n");
    put_evidence(html, finding);
    put_advice(html, finding);
    ht_html_rivals(html, facts->report, finding);
    put_fingerprints(html, facts->report, finding);
    ht_html_histogram(html, facts, number);
    ht_html_add(html, "</div><div>\n");
    put_chains(html, facts, finding);
    ht_html_add(html, open ? "</div></div>\n</article>\n" : "</div></div>\n</details></article>\n");
}

static unsigned rank_of(const struct ht_finding *finding)
{
    return finding->verdict == HT_VERDICT_LEAK ? 0 : finding->verdict == HT_VERDICT_UNKNOWN ? 1 : 2;
}

void ht_html_findings(struct ht_html *html, const struct ht_html_facts *facts)
{
    const struct ht_report *report = facts->report;
    ht_html_add(html,
                "<section id=\"findings\" aria-labelledby=\"h-findings\">\n<h2 id=\"h-findings\">Findings</h2>\n");
    if (!report->finding_count)
        ht_html_add(html, "<p>Nothing was alive at the end.</p>\n");
    /* What may leak stands before what is known not to; the numbers are the report's. */
    for (unsigned rank = 0; rank < 3; rank++) {
        for (size_t i = 0; i < report->finding_count; i++) {
            if (rank_of(&report->findings[i]) == rank)
                put_card(html, facts, (uint32_t)i);
        }
    }
    ht_html_add(html, "</section>\n");
}
