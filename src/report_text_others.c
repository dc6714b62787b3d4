#include "report_text_parts.h"

#include "report_words.h"

struct widths {
    unsigned blocks, bytes;
};

static bool is_shown_as_leak(const struct ht_finding *finding)
{
    return finding->verdict == HT_VERDICT_LEAK && !finding->suppressed_by;
}

static const char *say_bytes(struct ht_text *text, const struct ht_finding *finding)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_bytes(words, finding->bytes);
    return words->text;
}

static const char *say_blocks(struct ht_text *text, const struct ht_finding *finding)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_count(words, finding->count, "block");
    if (finding->count == 1)
        ht_strbuf_addc(words, ' '); /* under the plural's s */
    return words->text;
}

static void put_other(struct ht_text *text, const struct ht_finding *finding, struct widths widths)
{
    static const enum ht_style styles[] = {HT_STYLE_BAD, HT_STYLE_PLAIN, HT_STYLE_PLAIN, HT_STYLE_DOUBT};
    ht_text_to(text, 2);
    ht_text_style(text, finding->suppressed_by ? HT_STYLE_DIM : styles[finding->verdict]);
    ht_text_put(text, finding->suppressed_by ? "suppressed" : ht_verdict_name(finding->verdict));
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_to(text, 14);
    ht_text_right(text, say_bytes(text, finding), widths.bytes);
    ht_text_put(text, " in ");
    ht_text_right(text, say_blocks(text, finding), widths.blocks);
    ht_text_to(text, text->column + 2);
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_adds(words, finding->title);
    if (finding->suppressed_by)
        ht_strbuf_addf(words, ": by %s", finding->suppressed_by);
    else if (finding->evidence_count)
        ht_strbuf_addf(words, ": %s", finding->evidence[0].message);
    ht_text_fit(text, words->text, text->width - text->column, HT_CUT_END);
    ht_text_end(text);
}

void ht_text_others(struct ht_text *text, const struct ht_report *report)
{
    struct widths widths = {1, 3};
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (is_shown_as_leak(finding))
            continue;
        unsigned blocks = ht_text_columns(text, say_blocks(text, finding));
        unsigned bytes = ht_text_columns(text, say_bytes(text, finding));
        widths.blocks = blocks > widths.blocks ? blocks : widths.blocks;
        widths.bytes = bytes > widths.bytes ? bytes : widths.bytes;
        count++;
    }
    if (!count)
        return;
    ht_text_end(text);
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_put(text, "Not told leaks");
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    for (size_t i = 0; i < report->finding_count; i++) {
        if (!is_shown_as_leak(&report->findings[i]))
            put_other(text, &report->findings[i], widths);
    }
}
