#include "report/markdown.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/marks.h"
#include "report/text/parts.h"
#include "report/words.h"

/* GitHub takes comments of 65,536 characters; people add words of their own. What follows the cut has 1 KiB. */
#define TOTAL_MAX (60 * 1024)
#define CLOSING_MAX 1024

/* Escaped bytes of a name, a path, and a sentence: a line holds a few, and stays under 1,000. */
#define NAME_MAX_BYTES 160
#define PATH_MAX_BYTES 300
#define SENTENCE_MAX_BYTES 500

#define CHART_COLUMNS 100
#define CHAINS_SHOWN 8
#define FINGERPRINTS_SHOWN 12

struct markdown {
    const struct ht_report *report;
    struct ht_strbuf out;  /* what is sure to be written */
    struct ht_strbuf part; /* the section at hand: goes over whole, or not at all */
    struct ht_strbuf words;
    unsigned leaks_left_out, others_left_out, groups_left_out;
};

static struct ht_strbuf *words(struct markdown *md)
{
    if (md->words.failed)
        md->part.failed = true;
    ht_strbuf_reset(&md->words);
    return &md->words;
}

static void add_sentence(struct markdown *md, const char *text)
{
    ht_escape_markdown(&md->part, text, SENTENCE_MAX_BYTES);
}

static void add_item(struct markdown *md, const char *text)
{
    ht_strbuf_adds(&md->part, "- ");
    add_sentence(md, text);
    ht_strbuf_addc(&md->part, '\n');
}

/* The section at hand goes over when there is room. */
static bool commit(struct markdown *md)
{
    bool fits = md->out.length + md->part.length <= TOTAL_MAX - CLOSING_MAX;
    if (fits)
        ht_strbuf_add(&md->out, md->part.text, md->part.length);
    if (md->part.failed)
        md->out.failed = true;
    ht_strbuf_reset(&md->part);
    return fits;
}

static void add_warning(struct markdown *md, const char *path, const char *message)
{
    ht_strbuf_adds(&md->part, "- **Warning:** ");
    if (path) {
        ht_escape_markdown_code(&md->part, path, PATH_MAX_BYTES);
        ht_strbuf_adds(&md->part, ": ");
    }
    add_sentence(md, message);
    ht_strbuf_addc(&md->part, '\n');
}

static void add_window_row(struct markdown *md, const struct ht_window *window, const struct ht_report_window *figures)
{
    struct ht_strbuf *part = &md->part;
    ht_strbuf_adds(part, "| ");
    ht_escape_markdown_code(part, window->path, PATH_MAX_BYTES);
    ht_strbuf_adds(part, " | ");
    if (figures->seconds > 0)
        ht_words_duration(part, figures->seconds);
    else
        ht_strbuf_adds(part, "unknown");
    ht_strbuf_adds(part, " | ");
    ht_words_number(part, window->record_count);
    if (window->capacity >= 0) {
        ht_strbuf_adds(part, " of ");
        ht_words_number(part, (uint64_t)window->capacity);
    }
    const uint64_t bytes[] = {figures->bytes, figures->heap_bytes, figures->internal_bytes, figures->psram_bytes};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        ht_strbuf_adds(part, " | ");
        ht_words_bytes(part, bytes[i]);
    }
    ht_strbuf_adds(part, " |\n");
}

static void add_warnings(struct markdown *md)
{
    const struct ht_report *report = md->report;
    for (size_t i = 0; i < report->doubt_count; i++) {
        if (!report->doubts[i].warned)
            add_warning(md, report->doubts[i].path, report->doubts[i].message);
    }
    for (size_t i = 0; i < report->trace->window_count; i++) {
        const struct ht_window *window = &report->trace->windows[i];
        for (size_t k = 0; k < window->warning_count; k++)
            add_warning(md, window->path, window->warnings[k].message);
    }
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        for (const char *const *warning = report->frames->elfs[i].warnings; warning && *warning; warning++)
            add_warning(md, report->frames->elfs[i].path, *warning);
    }
}

static void add_read(struct markdown *md)
{
    const struct ht_report *report = md->report;
    struct ht_strbuf *part = &md->part;
    ht_strbuf_adds(part, "| dump | window | records | asked for | of heap | internal | PSRAM |\n"
                         "|---|--:|--:|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < report->trace->window_count; i++)
        add_window_row(md, &report->trace->windows[i], &report->windows[i]);
    ht_strbuf_addc(part, '\n');
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        ht_strbuf_adds(part, "- ");
        ht_escape_markdown_code(part, report->frames->elfs[i].path, PATH_MAX_BYTES);
        ht_strbuf_addf(part, " (%s) ",
                       report->frames->elfs[i].machine ? report->frames->elfs[i].machine : "unknown machine");
        ht_words_elf_fit(part, &report->frames->elfs[i]);
        ht_strbuf_addc(part, '\n');
    }
    add_warnings(md);
}

/* A paragraph that answers an option; none when it was not given. */
static void add_answer(struct markdown *md, void (*add)(struct ht_strbuf *, const struct ht_summary *))
{
    struct ht_strbuf *answer = words(md);
    add(answer, &md->report->summary);
    if (!answer->length)
        return;
    add_sentence(md, answer->text);
    ht_strbuf_adds(&md->part, "\n\n");
}

static void add_verdict(struct markdown *md)
{
    ht_strbuf_adds(&md->part, "## ");
    struct ht_strbuf *verdict = words(md);
    ht_words_verdict(verdict, md->report);
    add_sentence(md, verdict->text);
    ht_strbuf_adds(&md->part, "\n\n");
    add_answer(md, ht_words_projection);
    add_answer(md, ht_words_heap_drop);
    if (md->report->summary.totals[HT_VERDICT_LEAK].findings)
        return;
    ht_strbuf_adds(&md->part, "Not excluded:\n");
    struct ht_strbuf *sentence;
    for (unsigned i = 0; sentence = words(md), ht_words_not_excluded(sentence, md->report, i); i++)
        add_item(md, sentence->text);
    ht_strbuf_addc(&md->part, '\n');
}

static void add_place(struct markdown *md, const struct ht_location *location)
{
    if (location->function)
        ht_escape_markdown_code(&md->part, location->function, NAME_MAX_BYTES);
    if (!location->file)
        return;
    if (location->function)
        ht_strbuf_adds(&md->part, " at ");
    struct ht_strbuf *place = words(md);
    ht_words_place(place, location);
    ht_escape_markdown_code(&md->part, place->text, PATH_MAX_BYTES);
}

static void add_fingerprints(struct markdown *md, const struct ht_finding *finding)
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
        struct ht_strbuf *sizes = words(md);
        ht_words_fingerprint(sizes, fingerprint);
        add_sentence(md, sizes->text);
        ht_strbuf_adds(part, " | ");
        if (fingerprint->label)
            ht_escape_markdown(part, fingerprint->label, NAME_MAX_BYTES);
        ht_strbuf_adds(part, " |\n");
    }
    if (finding->fingerprint_count > FINGERPRINTS_SHOWN) {
        ht_strbuf_adds(part, "\nand ");
        ht_words_count(part, finding->fingerprint_count - FINGERPRINTS_SHOWN, "more set");
        ht_strbuf_adds(part, " of sizes\n");
    }
}

static void add_frame(struct markdown *md, const struct ht_frame *frame, uint32_t pc, uint32_t owner)
{
    struct ht_strbuf *part = &md->part;
    uint32_t count = ht_frame_lines(frame);
    for (uint32_t i = 0; i < count; i++) {
        /* Four columns in, no line can end the fence. */
        ht_strbuf_adds(part, i == owner ? "  > " : "    ");
        struct ht_strbuf *name = words(md);
        ht_words_frame(name, frame, pc, i);
        ht_escape_markdown_fenced(part, name->text, NAME_MAX_BYTES);
        const struct ht_location *location = ht_frame_shown(frame, i);
        if (location && location->file) {
            struct ht_strbuf *place = words(md);
            ht_words_place(place, location);
            ht_strbuf_adds(part, " at ");
            ht_escape_markdown_fenced(part, place->text, PATH_MAX_BYTES);
        }
        ht_strbuf_adds(part, i + 1 < count ? " (inlined)\n" : "\n");
    }
}

static void add_stack(struct markdown *md, const struct ht_finding *finding, uint32_t id)
{
    const struct ht_chain *chain = &md->report->trace->chains.items[id];
    uint32_t location, owner = ht_mark_owner(md->report, finding, id, &location);
    for (uint32_t k = 0; k < chain->depth; k++) {
        const struct ht_frame *frame = ht_frames_find(md->report->frames, chain->pcs[k]);
        add_frame(md, frame, chain->pcs[k], k == owner ? location : HT_NO_LOCATION);
    }
    if (md->report->chains[id].end == HT_CHAIN_END_DEPTH)
        ht_strbuf_adds(&md->part, "    ...\n");
}

static void add_chains(struct markdown *md, const struct ht_finding *finding)
{
    if (!finding->chain_count)
        return;
    struct ht_strbuf *part = &md->part;
    ht_strbuf_addf(part, "\n<details><summary>Call chains (%zu)</summary>\n\n```text\n", finding->chain_count);
    for (size_t i = 0; i < finding->chain_count && i < CHAINS_SHOWN; i++) {
        ht_words_chain(part, &md->report->chains[finding->chains[i]]);
        ht_strbuf_addc(part, '\n');
        add_stack(md, finding, finding->chains[i]);
    }
    if (finding->chain_count > CHAINS_SHOWN) {
        ht_strbuf_adds(part, "and ");
        ht_words_count(part, finding->chain_count - CHAINS_SHOWN, "more call chain");
        ht_strbuf_addc(part, '\n');
    }
    ht_strbuf_adds(part, "```\n\n</details>\n");
}

static void add_why(struct markdown *md, const struct ht_finding *finding)
{
    if (finding->evidence_count)
        ht_strbuf_adds(&md->part, "\nWhy:\n");
    for (size_t i = 0; i < finding->evidence_count; i++)
        add_item(md, finding->evidence[i].message);
    if (finding->advice_count)
        ht_strbuf_adds(&md->part, "\nTo do:\n");
    for (size_t i = 0; i < finding->advice_count; i++) {
        ht_strbuf_adds(&md->part, "- ");
        add_sentence(md, finding->advice[i].message);
        if (finding->advice[i].url && !ht_mark_told(finding, i)) {
            ht_strbuf_adds(&md->part, ": ");
            ht_escape_markdown_url(&md->part, finding->advice[i].url, PATH_MAX_BYTES);
        }
        ht_strbuf_addc(&md->part, '\n');
    }
}

static void add_leak(struct markdown *md, const struct ht_finding *finding, unsigned number)
{
    struct ht_strbuf *part = &md->part;
    ht_strbuf_addf(part, "\n### Leak %u: ", number);
    ht_escape_markdown(part, finding->title, SENTENCE_MAX_BYTES);
    ht_strbuf_adds(part, " (");
    ht_words_confidence(part, finding);
    ht_strbuf_adds(part, ")\n\n");
    if (finding->owner) {
        ht_strbuf_adds(part, "- in ");
        add_place(md, finding->owner);
        ht_strbuf_addc(part, '\n');
    }
    if (finding->rule) {
        ht_strbuf_adds(part, "- known by rule ");
        ht_escape_markdown_code(part, finding->rule, NAME_MAX_BYTES);
        const char *url = ht_mark_issue(finding);
        if (url) {
            ht_strbuf_adds(part, ": ");
            ht_escape_markdown_url(part, url, PATH_MAX_BYTES);
        }
        ht_strbuf_addc(part, '\n');
    }
    struct ht_strbuf *loss = words(md);
    ht_strbuf_adds(loss, "lost ");
    ht_words_loss(loss, md->report, finding);
    add_item(md, loss->text);
    struct ht_strbuf *rate = words(md);
    ht_words_rate(rate, &finding->rate);
    if (rate->length) {
        add_item(md, rate->text);
        rate = words(md);
        ht_words_day(rate, finding);
        add_item(md, rate->text);
    }
    add_fingerprints(md, finding);
    add_chains(md, finding);
    add_why(md, finding);
}

static bool is_leak(const struct ht_finding *finding)
{
    return finding->verdict == HT_VERDICT_LEAK && !finding->suppressed_by;
}

static void add_leaks(struct markdown *md)
{
    unsigned number = 0;
    for (size_t i = 0; i < md->report->finding_count; i++) {
        if (!is_leak(&md->report->findings[i]))
            continue;
        add_leak(md, &md->report->findings[i], ++number);
        if (!commit(md))
            md->leaks_left_out++;
    }
}

static void add_others(struct markdown *md)
{
    bool headed = false;
    for (size_t i = 0; i < md->report->finding_count; i++) {
        const struct ht_finding *finding = &md->report->findings[i];
        if (is_leak(finding))
            continue;
        if (!headed)
            ht_strbuf_adds(&md->part, "\n### Other findings\n\n"
                                      "| verdict | asked for | blocks | reason |\n|---|--:|--:|---|\n");
        ht_strbuf_addf(&md->part, "| %s | ", finding->suppressed_by ? "suppressed" : ht_verdict_name(finding->verdict));
        ht_words_bytes(&md->part, finding->bytes);
        ht_strbuf_adds(&md->part, " | ");
        ht_words_number(&md->part, finding->count);
        ht_strbuf_adds(&md->part, " | ");
        struct ht_strbuf *reason = words(md);
        ht_words_reason(reason, finding);
        add_sentence(md, reason->text);
        ht_strbuf_adds(&md->part, " |\n");
        if (commit(md))
            headed = true;
        else
            md->others_left_out++;
    }
}

/* The figures of an entry by chain or by function, as the beginning of a row. */
static void add_group_figures(struct markdown *md, const struct ht_view_group *group)
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
}

/* The list by function is one table; by chain each entry has its own, and its frames below. */
static void add_groups(struct markdown *md, const struct ht_view *view)
{
    static const char head[] = "| verdict | asked for | of heap | blocks | per hour | function |\n"
                               "|---|--:|--:|--:|--:|---|\n";
    bool by_chain = view->settings.group_by == HT_GROUP_BY_CHAIN, headed = false;
    for (size_t i = 0; i < view->group_count; i++) {
        const struct ht_view_group *group = &view->groups[i];
        if (by_chain)
            ht_strbuf_addf(&md->part, "\n### Chain %zu\n\n%s", i + 1, head);
        else if (!headed)
            ht_strbuf_addf(&md->part, "\n### Functions that own blocks\n\n%s", head);
        add_group_figures(md, group);
        if (group->function)
            add_place(md, group->function);
        ht_strbuf_adds(&md->part, " |\n");
        if (by_chain) {
            ht_strbuf_adds(&md->part, "\n```text\n");
            ht_words_chain(&md->part, &view->report.chains[group->chain]);
            ht_strbuf_addc(&md->part, '\n');
            add_stack(md, &view->report.findings[group->findings[0]], group->chain);
            ht_strbuf_adds(&md->part, "```\n");
        }
        bool fits = commit(md);
        headed = headed || fits;
        md->groups_left_out += !fits;
    }
}

/* What the view does not show. */
static void add_note(struct markdown *md, void (*add)(struct ht_strbuf *, const struct ht_view *),
                     const struct ht_view *view)
{
    struct ht_strbuf *note = words(md);
    add(note, view);
    if (!note->length)
        return;
    ht_strbuf_addc(&md->part, '\n');
    add_sentence(md, note->text);
    ht_strbuf_adds(&md->part, "\n");
    commit(md);
}

/* What was asked for beside the findings. */
static void add_conditions(struct markdown *md)
{
    const struct ht_report *report = md->report;
    if (report->suppression_count || report->baseline_gone_count || report->gate_count)
        ht_strbuf_addc(&md->part, '\n');
    for (size_t i = 0; i < report->gate_count; i++) {
        struct ht_strbuf *gate = words(md);
        ht_words_gate(gate, &report->gate[i]);
        add_item(md, gate->text);
    }
    for (size_t i = 0; i < report->suppression_count; i++) {
        struct ht_strbuf *suppression = words(md);
        ht_words_suppression(suppression, &report->suppressions[i]);
        add_item(md, suppression->text);
    }
    for (size_t i = 0; i < report->baseline_gone_count; i++) {
        struct ht_strbuf *gone = words(md);
        ht_strbuf_addf(gone, "gone since the baseline: %s", report->baseline_gone[i]);
        add_item(md, gone->text);
    }
}

/* The text report's drawings; they hold names of dumps, escaped as for a terminal and behind words of ours. */
static void add_charts(struct markdown *md)
{
    char *drawn = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&drawn, &size);
    struct ht_text text;
    bool whole = stream;
    if (stream) {
        ht_text_init(&text, stream, CHART_COLUMNS, true, false);
        ht_text_charts(&text, md->report);
        whole = ht_text_deinit(&text);
        whole = !fclose(stream) && whole;
    }
    if (whole && size) {
        ht_strbuf_adds(&md->part, "\n<details><summary>Bursts and sizes</summary>\n\n```text");
        ht_strbuf_adds(&md->part, drawn);
        ht_strbuf_adds(&md->part, "```\n\n</details>\n");
    }
    if (!whole)
        md->part.failed = true;
    free(drawn);
}

/* The last lines, for which room was kept. */
static void add_closing(struct markdown *md, const struct ht_view *view)
{
    if (!md->groups_left_out && !md->leaks_left_out && !md->others_left_out)
        return;
    ht_strbuf_addf(&md->out, "\nLeft out to stay under %d KiB: ", TOTAL_MAX / 1024);
    if (md->groups_left_out) {
        ht_words_count(&md->out, md->groups_left_out,
                       view->settings.group_by == HT_GROUP_BY_CHAIN ? "call chain" : "function");
    } else {
        ht_words_count(&md->out, md->leaks_left_out, "leak");
        ht_strbuf_adds(&md->out, ", ");
        ht_words_count(&md->out, md->others_left_out, "other finding");
    }
    ht_strbuf_adds(&md->out, ".\n");
}

struct ht_error *ht_report_markdown(FILE *out, const struct ht_report *report,
                                    const struct ht_writer_settings *settings)
{
    const struct ht_view *view = settings->view;
    struct markdown md = {.report = report};
    ht_strbuf_init(&md.out);
    ht_strbuf_init(&md.part);
    ht_strbuf_init(&md.words);
    add_verdict(&md);
    commit(&md);
    add_read(&md);
    if (!commit(&md))
        ht_strbuf_adds(&md.out, "(too many dumps and warnings to list)\n");
    add_note(&md, ht_words_hidden, view);
    if (view && view->settings.group_by != HT_GROUP_BY_FINDING) {
        add_groups(&md, view);
    } else {
        add_leaks(&md);
        add_others(&md);
    }
    add_note(&md, ht_words_left_out, view);
    add_charts(&md);
    commit(&md);
    add_conditions(&md);
    commit(&md);
    add_closing(&md, view);
    bool whole = !md.out.failed && !md.words.failed;
    if (whole)
        fwrite(md.out.text, 1, md.out.length, out);
    ht_strbuf_deinit(&md.words);
    ht_strbuf_deinit(&md.part);
    ht_strbuf_deinit(&md.out);
    return whole ? NULL : ht_error_nomem();
}
