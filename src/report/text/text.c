#include "report/text/text.h"

#include <string.h>

#include "judge/trust.h"
#include "report/headline.h"
#include "report/marks.h"
#include "report/text/parts.h"
#include "report/words.h"
#include "report/words_read.h"

/* Columns for the names of dumps and ELFs: beside them the facts of a window fit on one line, as a rule. */
static unsigned name_columns(struct ht_text *text, const struct ht_report *report)
{
    unsigned widest = 4, limit = text->width >= 100 ? text->width - 70 : text->width / 3;
    for (size_t i = 0; i < report->trace->window_count; i++) {
        unsigned columns = ht_text_fit_columns(text, report->trace->windows[i].path, limit, HT_CUT_PATH);
        widest = columns > widest ? columns : widest;
    }
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        unsigned columns = ht_text_fit_columns(text, report->frames->elfs[i].path, limit, HT_CUT_PATH);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static void put_elf(struct ht_text *text, const struct ht_elf_fit *elf, unsigned name)
{
    ht_text_fit(text, elf->path, name, HT_CUT_PATH);
    ht_text_to(text, name + 2);
    struct ht_strbuf *words = ht_text_words(text);
    if (elf->machine)
        ht_strbuf_addf(words, "%s, ", elf->machine);
    ht_words_elf_fit(words, elf);
    if (elf->checked && (elf->match == HT_MATCH_NO || elf->match == HT_MATCH_DOUBTFUL))
        ht_text_style(text, HT_STYLE_DOUBT);
    ht_text_wrap(text, name + 2, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    for (size_t i = 0; elf->warnings && elf->warnings[i]; i++)
        ht_text_warning(text, NULL, elf->warnings[i], false);
}

/* What makes the rest doubtful stands before it, where nobody misses it. The only dump needs not be named again. */
static void put_doubts(struct ht_text *text, const struct ht_report *report)
{
    const char *only = report->trace->window_count == 1 ? report->trace->windows[0].path : NULL;
    for (size_t i = 0; i < report->doubt_count; i++) {
        const struct ht_doubt *doubt = &report->doubts[i];
        bool named = only && doubt->path && strcmp(doubt->path, only) == 0;
        if (!doubt->warned)
            ht_text_warning(text, named ? NULL : doubt->path, doubt->message, true);
    }
}

static void put_firmware(struct ht_text *text, const struct ht_report *report)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_firmware(words, &report->firmware.facts);
    if (!words->length)
        return;
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_wrap(text, 0, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

static void put_read(struct ht_text *text, const struct ht_report *report)
{
    put_firmware(text, report);
    unsigned name = name_columns(text, report);
    ht_text_windows(text, report, name);
    for (size_t i = 0; i < report->frames->elf_count; i++)
        put_elf(text, &report->frames->elfs[i], name);
    put_doubts(text, report);
}

static void put_not_excluded(struct ht_text *text, const struct ht_report *report)
{
    ht_text_put(text, "Not excluded:");
    ht_text_end(text);
    struct ht_strbuf *words;
    for (unsigned i = 0; words = ht_text_words(text), ht_words_not_excluded(words, report, i); i++) {
        ht_text_to(text, 2);
        ht_text_put(text, "- ");
        ht_text_wrap(text, 4, words->text);
        ht_text_end(text);
    }
}

/* A line that answers an option; none when it was not given. */
static void put_answer(struct ht_text *text, void (*add)(struct ht_strbuf *, const struct ht_summary *),
                       const struct ht_summary *summary)
{
    struct ht_strbuf *words = ht_text_words(text);
    add(words, summary);
    if (!words->length)
        return;
    ht_text_wrap(text, 0, words->text);
    ht_text_end(text);
}

static void put_verdict(struct ht_text *text, const struct ht_report *report)
{
    ht_text_end(text);
    struct ht_strbuf *words = ht_text_words(text);
    ht_words_verdict(words, report);
    bool leak = report->summary.totals[HT_VERDICT_LEAK].findings;
    bool bad = ht_summary_has_open_leak(&report->summary);
    bool unknown = report->summary.totals[HT_VERDICT_UNKNOWN].findings || ht_report_is_doubtful(report);
    ht_text_style(text, bad ? HT_STYLE_BAD : unknown ? HT_STYLE_DOUBT : HT_STYLE_GOOD);
    ht_text_wrap(text, 0, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
    put_answer(text, ht_words_projection, &report->summary);
    put_answer(text, ht_words_heap_drop, &report->summary);
    if (!leak)
        put_not_excluded(text, report);
}

/* What the view does not show; no line when that is nothing. */
static void put_note(struct ht_text *text, void (*add)(struct ht_strbuf *, const struct ht_view *),
                     const struct ht_view *view)
{
    struct ht_strbuf *words = ht_text_words(text);
    add(words, view);
    if (!words->length)
        return;
    ht_text_end(text);
    ht_text_wrap(text, 0, words->text);
    ht_text_end(text);
}

void ht_text_gate(struct ht_text *text, const struct ht_gate_result *gate, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_gate(words, &gate[i]);
        ht_text_style(text, gate[i].met ? HT_STYLE_BAD : HT_STYLE_GOOD);
        ht_text_wrap(text, 2, words->text);
        ht_text_style(text, HT_STYLE_PLAIN);
        ht_text_end(text);
    }
}

/* What was asked for beside the findings: suppressions, baseline, gate. */
static void put_conditions(struct ht_text *text, const struct ht_report *report)
{
    if (report->suppression_count || report->baseline_gone_count || report->gate_count)
        ht_text_end(text);
    for (size_t i = 0; i < report->suppression_count; i++) {
        const struct ht_suppression_result *suppression = &report->suppressions[i];
        struct ht_strbuf *words = ht_text_words(text);
        ht_words_suppression(words, suppression);
        ht_text_wrap(text, 2, words->text);
        ht_text_end(text);
    }
    for (size_t i = 0; i < report->baseline_gone_count; i++) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_strbuf_addf(words, "gone since the baseline: %s", report->baseline_gone[i]);
        ht_text_wrap(text, 2, words->text);
        ht_text_end(text);
    }
    ht_text_gate(text, report->gate, report->gate_count);
}

struct ht_error *ht_report_text(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    struct ht_text text;
    ht_text_init(&text, out, settings->width, settings->utf8, settings->color);
    put_read(&text, report);
    put_verdict(&text, report);
    put_note(&text, ht_words_hidden, settings->view);
    if (settings->view && settings->view->settings.group_by != HT_GROUP_BY_FINDING) {
        ht_text_groups(&text, settings->view);
    } else {
        ht_text_leaks(&text, report);
        ht_text_others(&text, report);
        if (settings->view)
            ht_text_owners(&text, settings->view);
    }
    put_note(&text, ht_words_left_out, settings->view);
    ht_text_charts(&text, report);
    put_conditions(&text, report);
    return ht_text_deinit(&text) ? NULL : ht_error_nomem();
}
