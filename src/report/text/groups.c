#include <inttypes.h>

#include "report/text/parts.h"
#include "report/words.h"

/* Columns of the table by function. */
#define BYTES 14u
#define BLOCKS 9u
#define CHAINS 8u
#define RATE 14u
#define VERDICTS 11u
#define FUNCTION_AT (2 + BYTES + BLOCKS + CHAINS + RATE + VERDICTS)

/* With less room than this for its functions there is no table, but a paragraph each. */
#define FUNCTION_MIN 16u

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
    if (group->finding_count <= FINDINGS_SHOWN)
        return;
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_adds(words, "and ");
    ht_words_count(words, group->finding_count - FINDINGS_SHOWN, "more finding");
    ht_text_to(text, HT_TEXT_CONTENT);
    ht_text_put(text, words->text);
    ht_text_end(text);
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

static bool is_narrow(const struct ht_text *text)
{
    return text->width < FUNCTION_AT + FUNCTION_MIN;
}

static void put_function_heading(struct ht_text *text)
{
    static const struct {
        const char *name;
        unsigned columns;
    } heads[] = {{"bytes", BYTES}, {"blocks", BLOCKS}, {"chains", CHAINS}, {"per hour", RATE}};
    ht_text_heading(text, "Functions that own blocks");
    if (is_narrow(text))
        return;
    ht_text_style(text, HT_STYLE_DIM);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        ht_text_right(text, heads[i].name, heads[i].columns);
    ht_text_to(text, text->column + 2);
    ht_text_put(text, "verdict");
    ht_text_to(text, FUNCTION_AT);
    ht_text_put(text, "function");
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

/* The function of an entry and its place, from a column on. */
static void put_owner(struct ht_text *text, const struct ht_view_group *group, unsigned column)
{
    const char *function = group->function && group->function->function ? group->function->function : "(not known)";
    ht_text_to(text, column);
    ht_text_fit(text, function, text->width > text->column ? text->width - text->column : 0, HT_CUT_MIDDLE);
    ht_text_end(text);
    if (!group->function || !group->function->file)
        return;
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_place(words, group->function);
    ht_text_to(text, column);
    ht_text_style(text, HT_STYLE_DIM);
    ht_text_fit(text, words->text, text->width - column, HT_CUT_PATH);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

static void put_narrow(struct ht_text *text, const struct ht_view_group *group)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_verdicts(words, group->verdicts);
    ht_strbuf_adds(words, ": ");
    ht_words_bytes(words, group->bytes);
    ht_strbuf_adds(words, " in ");
    ht_words_count(words, group->count, "block");
    ht_strbuf_adds(words, " by ");
    ht_words_count(words, group->chain_count, "call chain");
    if (!isnan(group->bytes_per_hour)) {
        ht_strbuf_adds(words, ", ");
        ht_words_mean_bytes(words, group->bytes_per_hour);
        ht_strbuf_adds(words, " per hour");
    }
    ht_text_to(text, 2);
    ht_text_style(text, group->verdicts & 1u << HT_VERDICT_LEAK ? HT_STYLE_BAD : HT_STYLE_PLAIN);
    ht_text_wrap(text, 4, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    put_owner(text, group, 4);
}

static void put_function(struct ht_text *text, const struct ht_view_group *group)
{
    if (is_narrow(text)) {
        put_narrow(text, group);
        return;
    }
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_bytes(words, group->bytes);
    ht_text_right(text, words->text, BYTES);
    words = ht_text_words(text);
    ht_words_number(words, group->count);
    ht_text_right(text, words->text, BLOCKS);
    words = ht_text_words(text);
    ht_words_number(words, group->chain_count);
    ht_text_right(text, words->text, CHAINS);
    words = ht_text_words(text);
    if (!isnan(group->bytes_per_hour))
        ht_words_mean_bytes(words, group->bytes_per_hour);
    ht_text_right(text, words->text, RATE);
    ht_text_to(text, text->column + 2);
    words = ht_text_words(text);
    ht_words_verdicts(words, group->verdicts);
    ht_text_style(text, group->verdicts & 1u << HT_VERDICT_LEAK ? HT_STYLE_BAD : HT_STYLE_PLAIN);
    ht_text_put(text, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    put_owner(text, group, FUNCTION_AT);
}

void ht_text_groups(struct ht_text *text, const struct ht_view *view)
{
    bool by_chain = view->settings.group_by == HT_GROUP_BY_CHAIN;
    if (!by_chain && view->group_count)
        put_function_heading(text);
    for (size_t i = 0; i < view->group_count; i++) {
        if (by_chain)
            put_chain(text, &view->report, &view->groups[i], i + 1);
        else
            put_function(text, &view->groups[i]);
    }
}
