#include "report/text/parts.h"
#include "report/words.h"

/* More findings behind one chain are summed up. */
#define FINDINGS_SHOWN 4

static void put_findings(struct ht_text *text, const struct ht_report *report, const struct ht_view_group *group)
{
    ht_text_label(text, "part of");
    for (size_t i = 0; i < group->finding_count && i < FINDINGS_SHOWN; i++) {
        const struct ht_finding *finding = &report->findings[group->findings[i]];
        struct ht_strbuf *words = ht_text_words(text);
        ht_strbuf_addf(words, "%s: %s", ht_verdict_name(finding->verdict), finding->title);
        ht_text_to(text, HT_TEXT_CONTENT);
        ht_text_style(text, finding->verdict == HT_VERDICT_LEAK ? HT_STYLE_BAD : HT_STYLE_PLAIN);
        ht_text_wrap(text, HT_TEXT_CONTENT + 2, words->text);
        ht_text_style(text, HT_STYLE_PLAIN);
        ht_text_end(text);
    }
    if (group->finding_count > FINDINGS_SHOWN)
        ht_text_more(text, HT_TEXT_CONTENT, group->finding_count - FINDINGS_SHOWN, "more finding");
}

static void put_chain(struct ht_text *text, const struct ht_report *report, const struct ht_view_group *group,
                      size_t number)
{
    ht_text_end(text);
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_addf(words, "Chain %zu: ", number);
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_put(text, words->text);
    words = ht_text_words(text);
    ht_words_chain(words, &report->chains[group->chain]);
    ht_strbuf_adds(words, ", ");
    ht_words_bytes(words, group->heap_bytes);
    ht_strbuf_adds(words, " of heap");
    ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    put_findings(text, report, group);
    if (!isnan(group->bytes_per_hour)) {
        ht_text_label(text, "rate");
        words = ht_text_words(text);
        ht_words_both_bytes(words, group->bytes_per_hour, group->heap_bytes_per_hour);
        ht_strbuf_adds(words, " per hour");
        ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
        ht_text_end(text);
    }
    ht_text_label(text, "where");
    if (!report->trace->chains.items[group->chain].depth) {
        ht_text_put(text, "callers that were not recorded");
        ht_text_end(text);
    }
    ht_text_stack(text, report, &report->findings[group->findings[0]], group->chain);
}

void ht_text_groups(struct ht_text *text, const struct ht_view *view)
{
    if (view->settings.group_by == HT_GROUP_BY_FUNCTION) {
        ht_text_functions(text, view);
        return;
    }
    for (size_t i = 0; i < view->group_count; i++)
        put_chain(text, &view->report, &view->groups[i], i + 1);
}
