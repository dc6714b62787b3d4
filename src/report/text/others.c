#include "report/marks.h"
#include "report/text/parts.h"

#include <string.h>

#include "report/words.h"

/* Where the bytes of a finding begin, and what is told beneath them. */
#define BYTES 14u

struct widths {
    unsigned blocks, bytes;
};

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

/* More chains of a finding that is not told a leak are counted. */
#define CHAINS_SHOWN 3

/* Are two findings told by the same words, but for their chains? */
static bool reads_the_same(const struct ht_finding *left, const struct ht_finding *right)
{
    return !left->owner && !right->owner && !left->suppressed_by && !right->suppressed_by &&
           left->verdict == right->verdict && strcmp(left->title, right->title) == 0 && left->evidence_count &&
           right->evidence_count && strcmp(left->evidence[0].message, right->evidence[0].message) == 0;
}

static void put_owner(struct ht_text *text, const struct ht_location *owner)
{
    ht_text_to(text, BYTES);
    ht_text_put(text, "in ");
    if (owner->function)
        ht_text_fit(text, owner->function, (text->width - BYTES) / 2, HT_CUT_MIDDLE);
    ht_text_put(text, owner->function ? " at " : "");
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_place(words, owner);
    ht_text_fit(text, words->text, text->width - text->column, HT_CUT_PATH);
    ht_text_end(text);
}

static void put_caller(struct ht_text *text, const char *caller, bool whole)
{
    const unsigned column = BYTES;
    ht_text_to(text, column);
    ht_text_put(text, "by ");
    if (whole)
        ht_text_wrap(text, column + 3, caller);
    else
        ht_text_fit(text, caller, text->width > column + 3 ? text->width - column - 3 : 0, HT_CUT_END);
    ht_text_end(text);
}

/* Is it one of the lines, each of which ends with a newline, as it does itself? */
static bool stands_in(const char *lines, const char *line)
{
    for (const char *at = lines; (at = strstr(at, line)) != NULL; at++) {
        if (at == lines || at[-1] == '\n')
            return true;
    }
    return false;
}

/*
 * Who asked for the blocks: whole chains where that is to be found out, else what fits on a line. Chains that differ
 * in their allocators only read the same, and are shown once.
 */
static void put_callers(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding)
{
    bool unknown = finding->verdict == HT_VERDICT_UNKNOWN;
    size_t room = unknown ? CHAINS_SHOWN : 1, more = 0;
    struct ht_strbuf shown;
    ht_strbuf_init(&shown);
    ht_text_style(text, HT_STYLE_DIM);
    if (unknown && finding->owner && finding->owner->file)
        put_owner(text, finding->owner);
    for (size_t i = 0; i < finding->chain_count && (unknown || room); i++) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_callers(words, report, finding, finding->chains[i].chain);
        if (!words->length)
            continue;
        ht_strbuf_addc(words, '\n');
        if (words->failed || stands_in(shown.text, words->text))
            continue;
        if (!room) {
            more++;
            continue;
        }
        room--;
        ht_strbuf_adds(&shown, words->text);
        text->failed |= shown.failed;
        words->text[--words->length] = '\0';
        put_caller(text, words->text, unknown);
    }
    if (more)
        ht_text_more(text, BYTES, more, "more call chain");
    ht_strbuf_deinit(&shown);
    ht_text_style(text, HT_STYLE_PLAIN);
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
    ht_text_to(text, BYTES);
    ht_text_right(text, say_bytes(text, finding), widths.bytes);
    ht_text_put(text, " in ");
    ht_text_right(text, say_blocks(text, finding), widths.blocks);
    unsigned column = text->column + 9; /* behind " blocks" and two blanks */
    ht_text_put(text, finding->count == 1 ? " block" : " blocks");
    if (!before || !reads_the_same(finding, before)) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_reason(words, finding);
        ht_text_to(text, column);
        ht_text_wrap(text, column, words->text);
    }
    ht_text_end(text);
    const char *decider = ht_mark_decider(finding), *told = before ? ht_mark_decider(before) : NULL;
    if (decider && !(told && strcmp(decider, told) == 0)) {
        /* On a narrow line it has more room beneath the bytes. */
        unsigned indent = 2 * column < text->width ? column : BYTES;
        ht_text_to(text, indent);
        ht_text_wrap(text, indent, decider);
        ht_text_end(text);
    }
    put_callers(text, report, finding);
    struct ht_strbuf *fate = ht_text_words(text);
    ht_words_fate(fate, finding->fate);
    if (!fate->length)
        return;
    ht_text_to(text, BYTES);
    ht_text_wrap(text, BYTES, fate->text);
    ht_text_end(text);
}

void ht_text_others(struct ht_text *text, const struct ht_report *report)
{
    struct widths widths = {1, 3};
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (ht_finding_is_open_leak(finding))
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
        if (ht_finding_is_open_leak(&report->findings[i]))
            continue;
        put_other(text, report, &report->findings[i], before, widths);
        before = &report->findings[i];
    }
}
