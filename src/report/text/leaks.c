#include "report/text/parts.h"

#include <inttypes.h>

#include "report/marks.h"
#include "report/words.h"

/* Where the title of a leak begins, behind "Leak 1: ". */
#define TITLE 8u

/* More of these are summed up: a reader has seen what they look like, and the JSON report has them all. */
#define CHAINS_SHOWN 5
#define FINGERPRINTS_SHOWN 8

void ht_text_label(struct ht_text *text, const char *label)
{
    ht_text_to(text, 2);
    ht_text_style(text, HT_STYLE_DIM);
    ht_text_put(text, label);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_to(text, HT_TEXT_CONTENT);
}

static void put_place(struct ht_text *text, const struct ht_location *location, unsigned columns)
{
    if (!location->file)
        return;
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_place(words, location);
    ht_text_fit(text, words->text, columns, HT_CUT_PATH);
}

static void put_title(struct ht_text *text, const struct ht_finding *finding)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_addf(words, "Leak %" PRIu32 ": ", finding->number);
    ht_text_style(text, HT_STYLE_BAD);
    ht_text_put(text, words->text);
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_wrap(text, TITLE, finding->title);
    ht_text_style(text, HT_STYLE_PLAIN);
    words = ht_text_words(text);
    ht_strbuf_addc(words, '(');
    ht_words_confidence(words, finding);
    ht_strbuf_addc(words, ')');
    if (text->column + 1 + ht_text_columns(text, words->text) > text->width)
        ht_text_end(text);
    ht_text_to(text, text->column ? text->column + 1 : TITLE);
    ht_text_wrap(text, TITLE, words->text);
    ht_text_end(text);
}

static void put_amount(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding)
{
    ht_text_label(text, "lost");
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_loss(words, report, finding);
    ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
    ht_text_end(text);
    words = ht_text_words(text);
    ht_words_fate(words, finding->fate);
    if (words->length) {
        ht_text_label(text, "freed");
        ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
        ht_text_end(text);
    }
    words = ht_text_words(text);
    ht_words_rate(words, &finding->rate);
    if (words->length) {
        ht_text_label(text, "rate");
        ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
        ht_text_end(text);
        words = ht_text_words(text);
        ht_words_day(words, finding);
        ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
        ht_text_end(text);
    }
}

static void put_fingerprints(struct ht_text *text, const struct ht_finding *finding)
{
    if (!finding->fingerprint_count)
        return;
    ht_text_label(text, "sizes");
    for (size_t i = 0; i < finding->fingerprint_count && i < FINGERPRINTS_SHOWN; i++) {
        const struct ht_fingerprint *fingerprint = &finding->fingerprints[i];
        ht_text_to(text, HT_TEXT_CONTENT);
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_count(words, fingerprint->bursts, "time");
        if (fingerprint->partial)
            ht_strbuf_addf(words, " and %" PRIu32 " in part", fingerprint->partial);
        ht_strbuf_adds(words, ": ");
        ht_words_fingerprint(words, fingerprint);
        if (fingerprint->label)
            ht_strbuf_addf(words, ", %s", fingerprint->label);
        ht_text_wrap(text, HT_TEXT_CONTENT + 2, words->text);
        ht_text_end(text);
    }
    if (finding->fingerprint_count > FINGERPRINTS_SHOWN) {
        ht_text_to(text, HT_TEXT_CONTENT);
        struct ht_strbuf *words = ht_text_words(text);
        ht_strbuf_adds(words, "and ");
        ht_words_count(words, finding->fingerprint_count - FINGERPRINTS_SHOWN, "more set");
        ht_strbuf_adds(words, " of sizes");
        ht_text_put(text, words->text);
        ht_text_end(text);
    }
}

static const char *name_of(struct ht_text *text, const struct ht_frame *frame, uint32_t pc, uint32_t location)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_frame(words, frame, pc, location);
    return words->text;
}

static unsigned function_columns(struct ht_text *text, const struct ht_report *report, const struct ht_chain *chain)
{
    unsigned widest = 10, limit = (text->width - HT_TEXT_CONTENT - 4) / 2;
    for (uint32_t i = 0; i < chain->depth; i++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        const struct ht_location *location;
        for (uint32_t k = 0; (location = ht_frame_shown(frame, k)); k++) {
            unsigned columns = ht_text_columns(text, name_of(text, frame, chain->pcs[i], k));
            if (location->file && columns > widest)
                widest = columns;
        }
    }
    return widest > limit ? limit : widest;
}

/*
 * The lines of one PC: the function it lies in, innermost first, and the callers that one was inlined into; owner is
 * the location to mark.
 */
static void put_frame(struct ht_text *text, const struct ht_frame *frame, uint32_t pc, uint32_t owner, unsigned columns)
{
    bool dim = frame && frame->role == HT_ROLE_ALLOCATOR;
    uint32_t count = ht_frame_lines(frame);
    for (uint32_t i = 0; i < count; i++) {
        ht_text_to(text, HT_TEXT_CONTENT);
        ht_text_style(text, i == owner ? HT_STYLE_BOLD : dim ? HT_STYLE_DIM : HT_STYLE_PLAIN);
        ht_text_put(text, i == owner ? "> " : dim ? ". " : "  ");
        const char *name = name_of(text, frame, pc, i);
        const struct ht_location *location = ht_frame_shown(frame, i);
        if (!location || !location->file) {
            ht_text_fit(text, name, text->width - text->column, HT_CUT_MIDDLE);
        } else {
            ht_text_fit(text, name, columns, HT_CUT_MIDDLE);
            ht_text_to(text, HT_TEXT_CONTENT + 4 + columns);
            unsigned note = i + 1 < count ? 10 : 0;
            put_place(text, location, text->width - text->column - note);
            if (note)
                ht_text_put(text, " (inlined)");
        }
        ht_text_end(text);
    }
    ht_text_style(text, HT_STYLE_PLAIN);
}

void ht_text_stack(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding, uint32_t id)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    unsigned columns = function_columns(text, report, chain);
    struct ht_place owner = ht_finding_owner_in(finding, id);
    for (uint32_t i = 0; i < chain->depth; i++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        put_frame(text, frame, chain->pcs[i], i == owner.frame ? owner.location : HT_NO_LOCATION, columns);
    }
    if (report->chains[id].end == HT_CHAIN_END_DEPTH) {
        ht_text_to(text, HT_TEXT_CONTENT + 2);
        ht_text_style(text, HT_STYLE_DIM);
        ht_text_put(text, "...");
        ht_text_style(text, HT_STYLE_PLAIN);
        ht_text_end(text);
    }
}

static void put_chain(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding,
                      const struct ht_chain_share *share)
{
    const struct ht_chain *chain = &report->trace->chains.items[share->chain];
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_share(words, share);
    ht_strbuf_adds(words, " by");
    if (chain->call_sites == HT_CALL_SITES_MISMATCH)
        ht_strbuf_adds(words, " (the ELF does not have these calls: is it another build's?)");
    if (!chain->depth)
        ht_strbuf_adds(words, " callers that were not recorded");
    ht_text_to(text, HT_TEXT_CONTENT);
    ht_text_wrap(text, HT_TEXT_CONTENT + 2, words->text);
    ht_text_end(text);
    ht_text_stack(text, report, finding, share->chain);
}

static void put_chains(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding)
{
    if (!finding->chain_count)
        return;
    ht_text_label(text, "where");
    uint64_t rest_bytes = 0, rest_count = 0;
    for (size_t i = 0; i < finding->chain_count; i++) {
        if (i < CHAINS_SHOWN) {
            put_chain(text, report, finding, &finding->chains[i]);
        } else {
            rest_bytes += finding->chains[i].bytes;
            rest_count += finding->chains[i].count;
        }
    }
    if (finding->chain_count > CHAINS_SHOWN) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_bytes(words, rest_bytes);
        ht_strbuf_adds(words, " in ");
        ht_words_count(words, rest_count, "block");
        ht_strbuf_adds(words, " by ");
        ht_words_count(words, finding->chain_count - CHAINS_SHOWN, "more call chain");
        ht_text_to(text, HT_TEXT_CONTENT);
        ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
        ht_text_end(text);
    }
}

static void put_why(struct ht_text *text, const struct ht_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (!i)
            ht_text_label(text, "why");
        ht_text_to(text, HT_TEXT_CONTENT);
        ht_text_wrap(text, HT_TEXT_CONTENT + 2, finding->evidence[i].message);
        ht_text_end(text);
    }
}

static void put_remedy(struct ht_text *text, const struct ht_finding *finding)
{
    for (size_t i = 0; i < finding->advice_count; i++) {
        if (!i)
            ht_text_label(text, "to do");
        ht_text_to(text, HT_TEXT_CONTENT);
        ht_text_wrap(text, HT_TEXT_CONTENT + 2, finding->advice[i].message);
        ht_text_end(text);
        if (finding->advice[i].url && !ht_mark_told(finding, i)) {
            ht_text_to(text, HT_TEXT_CONTENT + 2);
            ht_text_style(text, HT_STYLE_LINK);
            ht_text_wrap(text, HT_TEXT_CONTENT + 2, finding->advice[i].url);
            ht_text_style(text, HT_STYLE_PLAIN);
            ht_text_end(text);
        }
    }
}

/* The signature, and the issue that tells of it. */
static void put_known(struct ht_text *text, const struct ht_finding *finding)
{
    if (!finding->rule)
        return;
    ht_text_label(text, "known");
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_addf(words, "rule %s", finding->rule);
    const char *url = ht_mark_issue(finding);
    if (url)
        ht_strbuf_addf(words, ", %s", url);
    ht_text_wrap(text, HT_TEXT_CONTENT, words->text);
    ht_text_end(text);
}

/* The project's function that called the owner: there the reader has something to change. */
static void put_caller(struct ht_text *text, const struct ht_finding *finding)
{
    const struct ht_location *caller = ht_finding_caller(finding);
    if (!caller)
        return;
    ht_text_to(text, HT_TEXT_CONTENT);
    ht_text_put(text, "called from ");
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_fit(text, caller->function, (text->width - text->column) / 2, HT_CUT_MIDDLE);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_put(text, " at ");
    put_place(text, caller, text->width - text->column);
    ht_text_end(text);
}

static void put_excerpt(struct ht_text *text, const struct ht_excerpt *excerpt)
{
    if (!excerpt)
        return;
    for (unsigned i = 0; i < excerpt->count; i++) {
        bool call = excerpt->first + i == excerpt->location->line;
        struct ht_strbuf *words = ht_text_words(text);
        ht_strbuf_addf(words, "%c %5" PRIu32 " | %s", call ? '>' : ' ', excerpt->first + i, excerpt->lines[i]);
        ht_text_to(text, HT_TEXT_CONTENT);
        ht_text_style(text, call ? HT_STYLE_BOLD : HT_STYLE_DIM);
        ht_text_fit(text, words->text, text->width - HT_TEXT_CONTENT, HT_CUT_END);
        ht_text_style(text, HT_STYLE_PLAIN);
        ht_text_end(text);
    }
    if (!excerpt->newer)
        return;
    ht_text_to(text, HT_TEXT_CONTENT);
    ht_text_wrap(text, HT_TEXT_CONTENT, "(this source is newer than the ELF: the line may be another one)");
    ht_text_end(text);
}

static void put_leak(struct ht_text *text, const struct ht_report *report, const struct ht_finding *finding)
{
    ht_text_end(text);
    put_title(text, finding);
    if (finding->owner) {
        ht_text_label(text, "in");
        ht_text_style(text, HT_STYLE_BOLD);
        if (finding->owner->function)
            ht_text_fit(text, finding->owner->function, (text->width - HT_TEXT_CONTENT) / 2, HT_CUT_MIDDLE);
        ht_text_style(text, HT_STYLE_PLAIN);
        if (finding->owner->file && finding->owner->function)
            ht_text_put(text, " at ");
        put_place(text, finding->owner, text->width - text->column);
        ht_text_end(text);
    }
    put_caller(text, finding);
    put_excerpt(text, finding->excerpt);
    put_known(text, finding);
    put_amount(text, report, finding);
    put_fingerprints(text, finding);
    put_chains(text, report, finding);
    put_why(text, finding);
    put_remedy(text, finding);
}

void ht_text_leaks(struct ht_text *text, const struct ht_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        if (ht_finding_is_open_leak(finding))
            put_leak(text, report, finding);
    }
}
