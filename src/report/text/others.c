#include "report/marks.h"
#include "report/text/parts.h"

#include <inttypes.h>
#include <string.h>

#include "report/words.h"

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
    ht_words_number(words, finding->count);
    return words->text;
}

/* Frames of allocators say nothing of who called. */
static bool is_caller(const struct ht_report *report, uint32_t pc)
{
    const struct ht_frame *frame = ht_frames_find(report->frames, pc);
    return !frame || frame->role != HT_ROLE_ALLOCATOR;
}

/* The addresses of the biggest chain: all there is to know of a finding that no function has a part in. */
static void add_callers(struct ht_strbuf *words, const struct ht_report *report, const struct ht_finding *finding)
{
    const struct ht_chain *chain = &report->trace->chains.items[finding->chains[0]];
    for (uint32_t i = 0; i < chain->depth; i++) {
        if (is_caller(report, chain->pcs[i]))
            ht_strbuf_addf(words, "%s0x%08" PRIx32, words->length ? " < " : "by ", chain->pcs[i]);
    }
}

static bool has_only_addresses(const struct ht_report *report, const struct ht_finding *finding)
{
    if (finding->verdict != HT_VERDICT_UNKNOWN || finding->owner || !finding->chain_count)
        return false;
    const struct ht_chain *chain = &report->trace->chains.items[finding->chains[0]];
    uint32_t i = 0;
    while (i < chain->depth && !is_caller(report, chain->pcs[i]))
        i++;
    return i < chain->depth;
}

/* Are two findings told by the same words, but for their addresses? */
static bool reads_the_same(const struct ht_report *report, const struct ht_finding *left,
                           const struct ht_finding *right)
{
    if (!has_only_addresses(report, left) || !has_only_addresses(report, right) ||
        strcmp(left->title, right->title) != 0)
        return false;
    return left->evidence_count && right->evidence_count &&
           strcmp(left->evidence[0].message, right->evidence[0].message) == 0;
}

/* before is the finding on the line above, or NULL: the same words are not said twice. */
static void put_other(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding,
                      const struct ht_finding *before, struct widths widths)
{
    static const enum ht_style styles[HT_VERDICT_COUNT] = {
        [HT_VERDICT_LEAK] = HT_STYLE_BAD, [HT_VERDICT_UNKNOWN] = HT_STYLE_DOUBT};
    ht_text_to(text, 2);
    ht_text_style(text, finding->suppressed_by ? HT_STYLE_DIM : styles[finding->verdict]);
    ht_text_put(text, finding->suppressed_by ? "suppressed" : ht_verdict_name(finding->verdict));
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_to(text, 14);
    ht_text_right(text, say_bytes(text, finding), widths.bytes);
    ht_text_put(text, " in ");
    ht_text_right(text, say_blocks(text, finding), widths.blocks);
    unsigned column = text->column + 9; /* behind " blocks" and two blanks */
    ht_text_put(text, finding->count == 1 ? " block" : " blocks");
    ht_text_to(text, column);
    struct ht_strbuf *words = ht_text_words(text);
    if (!before || !reads_the_same(report, finding, before)) {
        ht_words_reason(words, finding);
        ht_text_wrap(text, column, words->text);
        ht_text_end(text);
    }
    const char *decider = ht_mark_decider(finding);
    if (decider && finding->bursts > 1) {
        ht_text_to(text, column);
        ht_text_wrap(text, column, decider);
        ht_text_end(text);
    }
    if (!has_only_addresses(report, finding))
        return;
    words = ht_text_words(text);
    add_callers(words, report, finding);
    ht_text_to(text, column);
    ht_text_style(text, HT_STYLE_DIM);
    ht_text_fit(text, words->text, text->width > column ? text->width - column : 0, HT_CUT_END);
    ht_text_style(text, HT_STYLE_PLAIN);
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
    ht_text_heading(text, "Other findings");
    const struct ht_finding *before = NULL;
    for (size_t i = 0; i < report->finding_count; i++) {
        if (is_shown_as_leak(&report->findings[i]))
            continue;
        put_other(text, report, &report->findings[i], before, widths);
        before = &report->findings[i];
    }
}
