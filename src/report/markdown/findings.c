#include "report/markdown/parts.h"

#include <inttypes.h>

#include "base/escape.h"
#include "report/marks.h"
#include "report/words.h"

#define CHAINS_SHOWN 8
#define FINGERPRINTS_SHOWN 12

static void add_fingerprints(struct ht_markdown *md, const struct ht_finding *finding)
{
    if (!finding->fingerprint_count)
        return;
    struct ht_strbuf *part = &md->part;
    ht_strbuf_adds(part, "\n| times | sizes of one event | |\n|--:|---|---|\n");
    for (size_t i = 0; i < finding->fingerprint_count && i < FINGERPRINTS_SHOWN; i++) {
        const struct ht_fingerprint *fingerprint = &finding->fingerprints[i];
        ht_strbuf_addf(part, "| %" PRIu32, fingerprint->bursts);
        if (fingerprint->partial)
            ht_strbuf_addf(part, " and %" PRIu32 " in part", fingerprint->partial);
        ht_strbuf_adds(part, " | ");
        struct ht_strbuf *sizes = ht_markdown_words(md);
        ht_words_fingerprint(sizes, fingerprint);
        ht_markdown_sentence(md, sizes->text);
        ht_strbuf_adds(part, " | ");
        if (fingerprint->label)
            ht_escape_markdown(part, fingerprint->label, HT_MARKDOWN_NAME_MAX);
        ht_strbuf_adds(part, " |\n");
    }
    if (finding->fingerprint_count > FINGERPRINTS_SHOWN) {
        ht_strbuf_adds(part, "\nand ");
        ht_words_count(part, finding->fingerprint_count - FINGERPRINTS_SHOWN, "more set");
        ht_strbuf_adds(part, " of sizes\n");
    }
}

static void add_frame(struct ht_markdown *md, const struct ht_frame *frame, uint32_t pc, uint32_t owner)
{
    struct ht_strbuf *part = &md->part;
    uint32_t count = ht_frame_lines(frame);
    for (uint32_t i = 0; i < count; i++) {
        /* Four columns in, no line can end the fence. */
        ht_strbuf_adds(part, i == owner ? "  > " : "    ");
        struct ht_strbuf *name = ht_markdown_words(md);
        ht_words_frame(name, frame, pc, i);
        ht_escape_markdown_fenced(part, name->text, HT_MARKDOWN_NAME_MAX);
        const struct ht_location *location = ht_frame_shown(frame, i);
        if (location && location->file) {
            struct ht_strbuf *place = ht_markdown_words(md);
            ht_words_place(place, location);
            ht_strbuf_adds(part, " at ");
            ht_escape_markdown_fenced(part, place->text, HT_MARKDOWN_PATH_MAX);
        }
        ht_strbuf_adds(part, i + 1 < count ? " (inlined)\n" : "\n");
    }
}

static void add_stack(struct ht_markdown *md, const struct ht_finding *finding, uint32_t id)
{
    const struct ht_chain *chain = &md->report->trace->chains.items[id];
    struct ht_place owner = ht_finding_owner_in(finding, id);
    for (uint32_t k = 0; k < chain->depth; k++) {
        const struct ht_frame *frame = ht_frames_find(md->report->frames, chain->pcs[k]);
        add_frame(md, frame, chain->pcs[k], k == owner.frame ? owner.location : HT_NO_LOCATION);
    }
    if (md->report->chains[id].end == HT_CHAIN_END_DEPTH)
        ht_strbuf_adds(&md->part, "    ...\n");
}

static void add_chains(struct ht_markdown *md, const struct ht_finding *finding)
{
    if (!finding->chain_count)
        return;
    struct ht_strbuf *part = &md->part;
    ht_strbuf_addf(part, "\n<details><summary>Call chains (%zu)</summary>\n\n```text\n", finding->chain_count);
    for (size_t i = 0; i < finding->chain_count && i < CHAINS_SHOWN; i++) {
        ht_words_share(part, &finding->chains[i]);
        ht_strbuf_addc(part, '\n');
        add_stack(md, finding, finding->chains[i].chain);
    }
    if (finding->chain_count > CHAINS_SHOWN) {
        ht_strbuf_adds(part, "and ");
        ht_words_count(part, finding->chain_count - CHAINS_SHOWN, "more call chain");
        ht_strbuf_addc(part, '\n');
    }
    ht_strbuf_adds(part, "```\n\n</details>\n");
}

static void add_why(struct ht_markdown *md, const struct ht_finding *finding)
{
    if (finding->evidence_count)
        ht_strbuf_adds(&md->part, "\nWhy:\n");
    for (size_t i = 0; i < finding->evidence_count; i++)
        ht_markdown_item(md, finding->evidence[i].message);
    if (finding->advice_count)
        ht_strbuf_adds(&md->part, "\nTo do:\n");
    for (size_t i = 0; i < finding->advice_count; i++) {
        ht_strbuf_adds(&md->part, "- ");
        ht_markdown_sentence(md, finding->advice[i].message);
        if (finding->advice[i].url && !ht_mark_told(finding, i)) {
            ht_strbuf_adds(&md->part, ": ");
            ht_escape_markdown_url(&md->part, finding->advice[i].url, HT_MARKDOWN_PATH_MAX);
        }
        ht_strbuf_addc(&md->part, '\n');
    }
}

static void add_excerpt(struct ht_markdown *md, const struct ht_excerpt *excerpt)
{
    struct ht_strbuf *part = &md->part;
    if (!excerpt)
        return;
    ht_strbuf_adds(part, "\n```text\n");
    for (unsigned i = 0; i < excerpt->count; i++) {
        bool call = excerpt->first + i == excerpt->location->line;
        ht_strbuf_addf(part, "%c %5" PRIu32 " | ", call ? '>' : ' ', excerpt->first + i);
        ht_escape_markdown_fenced(part, excerpt->lines[i], HT_MARKDOWN_PATH_MAX);
        ht_strbuf_addc(part, '\n');
    }
    ht_strbuf_adds(part, "```\n");
    if (excerpt->newer)
        ht_strbuf_adds(part, "\nThis source is newer than the ELF: the line may be another one.\n");
    ht_strbuf_addc(part, '\n');
}

static void add_leak(struct ht_markdown *md, const struct ht_finding *finding)
{
    struct ht_strbuf *part = &md->part;
    ht_strbuf_addf(part, "\n### Leak %" PRIu32 ": ", finding->number);
    ht_escape_markdown(part, finding->title, HT_MARKDOWN_SENTENCE_MAX);
    ht_strbuf_adds(part, " (");
    ht_words_confidence(part, finding);
    ht_strbuf_adds(part, ")\n\n");
    if (finding->owner) {
        ht_strbuf_adds(part, "- in ");
        ht_markdown_place(md, finding->owner);
        const struct ht_location *caller = ht_finding_caller(finding);
        ht_strbuf_adds(part, caller ? ", called from " : "");
        if (caller)
            ht_markdown_place(md, caller);
        ht_strbuf_addc(part, '\n');
    }
    add_excerpt(md, finding->excerpt);
    if (finding->rule) {
        ht_strbuf_adds(part, "- known by rule ");
        ht_escape_markdown_code(part, finding->rule, HT_MARKDOWN_NAME_MAX);
        const char *url = ht_mark_issue(finding);
        if (url) {
            ht_strbuf_adds(part, ": ");
            ht_escape_markdown_url(part, url, HT_MARKDOWN_PATH_MAX);
        }
        ht_strbuf_addc(part, '\n');
    }
    struct ht_strbuf *loss = ht_markdown_words(md);
    ht_strbuf_adds(loss, "lost ");
    ht_words_loss(loss, md->report, finding);
    ht_markdown_item(md, loss->text);
    struct ht_strbuf *fate = ht_markdown_words(md);
    ht_words_fate(fate, finding->fate);
    if (fate->length)
        ht_markdown_item(md, fate->text);
    struct ht_strbuf *rate = ht_markdown_words(md);
    ht_words_rate(rate, &finding->rate);
    if (rate->length) {
        ht_markdown_item(md, rate->text);
        rate = ht_markdown_words(md);
        ht_words_day(rate, finding);
        ht_markdown_item(md, rate->text);
    }
    add_fingerprints(md, finding);
    add_chains(md, finding);
    add_why(md, finding);
}

void ht_markdown_leaks(struct ht_markdown *md)
{
    for (size_t i = 0; i < md->report->finding_count; i++) {
        if (!ht_finding_is_open_leak(&md->report->findings[i]))
            continue;
        add_leak(md, &md->report->findings[i]);
        if (!ht_markdown_commit(md))
            md->leaks_left_out++;
    }
}

/* Who asked for the blocks, in the cell of the reason: the biggest chain. */
static void add_callers(struct ht_markdown *md, const struct ht_finding *finding)
{
    if (!finding->chain_count)
        return;
    struct ht_strbuf *callers = ht_markdown_words(md);
    ht_words_callers(callers, md->report, finding, finding->chains[0].chain);
    if (!callers->length)
        return;
    ht_strbuf_adds(&md->part, "<br>by ");
    ht_escape_markdown_code(&md->part, callers->text, HT_MARKDOWN_SENTENCE_MAX);
    if (finding->chain_count < 2)
        return;
    ht_strbuf_adds(&md->part, " and ");
    ht_words_count(&md->part, finding->chain_count - 1, "more call chain");
}

static void add_fate(struct ht_markdown *md, const struct ht_finding *finding)
{
    struct ht_strbuf *fate = ht_markdown_words(md);
    ht_words_fate(fate, finding->fate);
    if (!fate->length)
        return;
    ht_strbuf_adds(&md->part, "<br>");
    ht_markdown_sentence(md, fate->text);
}

void ht_markdown_others(struct ht_markdown *md)
{
    bool headed = false;
    for (size_t i = 0; i < md->report->finding_count; i++) {
        const struct ht_finding *finding = &md->report->findings[i];
        if (ht_finding_is_open_leak(finding))
            continue;
        if (!headed)
            ht_strbuf_adds(&md->part, "\n### Other findings\n\n"
                                      "| verdict | asked for | blocks | reason |\n|---|--:|--:|---|\n");
        ht_strbuf_addf(&md->part, "| %s | ", finding->suppressed_by ? "suppressed" : ht_verdict_name(finding->verdict));
        ht_words_bytes(&md->part, finding->bytes);
        ht_strbuf_adds(&md->part, " | ");
        ht_words_number(&md->part, finding->count);
        ht_strbuf_adds(&md->part, " | ");
        struct ht_strbuf *reason = ht_markdown_words(md);
        ht_words_reason(reason, finding);
        ht_markdown_sentence(md, reason->text);
        add_callers(md, finding);
        add_fate(md, finding);
        ht_strbuf_adds(&md->part, " |\n");
        if (ht_markdown_commit(md))
            headed = true;
        else
            md->others_left_out++;
    }
}

/* More windows than these make no table. */
#define WINDOWS_SHOWN 12u

static size_t windows_shown(const struct ht_markdown *md)
{
    size_t count = md->report->trace->window_count;
    return count < WINDOWS_SHOWN ? count : WINDOWS_SHOWN;
}

static void add_groups_head(struct ht_markdown *md, bool by_window)
{
    struct ht_strbuf *part = &md->part;
    size_t windows = by_window ? windows_shown(md) : 0;
    ht_strbuf_adds(part, "| verdict | asked for | of heap | blocks | per hour |");
    ht_strbuf_adds(part, md->report->fates ? " made | freed | freed by |" : "");
    for (size_t w = 0; w < windows; w++)
        ht_strbuf_addf(part, " %s %zu |", md->report->run_count > 1 ? "run" : "window", w + 1);
    ht_strbuf_adds(part, " function |\n|---|--:|--:|--:|--:|");
    ht_strbuf_adds(part, md->report->fates ? "--:|--:|---|" : "");
    for (size_t w = 0; w < windows; w++)
        ht_strbuf_adds(part, "--:|");
    ht_strbuf_adds(part, "---|\n");
}

/* The figures of an entry by chain or by function, as the beginning of a row. */
static void add_group_figures(struct ht_markdown *md, const struct ht_view_group *group)
{
    struct ht_strbuf *part = &md->part;
    ht_strbuf_adds(part, "| ");
    ht_words_verdicts(part, group->verdicts);
    ht_strbuf_adds(part, " | ");
    ht_words_bytes(part, group->bytes);
    ht_strbuf_adds(part, " | ");
    ht_words_bytes(part, group->heap_bytes);
    ht_strbuf_adds(part, " | ");
    ht_words_number(part, group->count);
    ht_strbuf_adds(part, " | ");
    if (!isnan(group->bytes_per_hour))
        ht_words_mean_bytes(part, group->bytes_per_hour);
    ht_strbuf_adds(part, " | ");
    if (md->report->fates) {
        ht_words_number(part, (uint64_t)group->count + group->fate.freed);
        ht_strbuf_adds(part, " | ");
        ht_words_number(part, group->fate.freed);
        ht_strbuf_adds(part, " | ");
        struct ht_strbuf *freers = ht_markdown_words(md);
        ht_words_freers(freers, &group->fate);
        ht_markdown_sentence(md, freers->text);
        ht_strbuf_adds(part, " | ");
    }
    for (size_t w = 0; group->per_window && w < windows_shown(md); w++) {
        ht_words_bytes(part, group->per_window[w].bytes);
        ht_strbuf_adds(part, " | ");
    }
}

void ht_markdown_groups(struct ht_markdown *md, const struct ht_view *view)
{
    bool by_chain = view->settings.group_by == HT_GROUP_BY_CHAIN, headed = false;
    for (size_t i = 0; i < view->group_count; i++) {
        const struct ht_view_group *group = &view->groups[i];
        if (by_chain)
            ht_strbuf_addf(&md->part, "\n### Chain %zu\n\n", i + 1);
        else if (!headed)
            ht_strbuf_adds(&md->part, "\n### Functions that own blocks\n\n");
        if (by_chain || !headed)
            add_groups_head(md, group->per_window != NULL);
        add_group_figures(md, group);
        if (group->function)
            ht_markdown_place(md, group->function);
        ht_strbuf_adds(&md->part, " |\n");
        if (by_chain) {
            ht_strbuf_adds(&md->part, "\n```text\n");
            ht_words_chain(&md->part, &view->report.chains[group->chain]);
            ht_strbuf_addc(&md->part, '\n');
            add_stack(md, &view->report.findings[group->findings[0]], group->chain);
            ht_strbuf_adds(&md->part, "```\n");
        }
        bool fits = ht_markdown_commit(md);
        headed = headed || fits;
        md->groups_left_out += !fits;
    }
}
