#include "report/markdown/markdown.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "report/headline.h"
#include "report/markdown/parts.h"
#include "report/marks.h"
#include "report/text/parts.h"
#include "report/words.h"
#include "report/words_read.h"

#define CHART_COLUMNS 100

static void add_warning(void *context, const char *path, const char *message)
{
    struct ht_markdown *md = context;
    ht_strbuf_adds(&md->part, "- **Warning:** ");
    if (path) {
        ht_escape_markdown_code(&md->part, path, HT_MARKDOWN_PATH_MAX);
        ht_strbuf_adds(&md->part, ": ");
    }
    ht_markdown_sentence(md, message);
    ht_strbuf_addc(&md->part, '\n');
}

static void add_window_row(struct ht_markdown *md, const struct ht_window *window,
                           const struct ht_report_window *figures)
{
    struct ht_strbuf *part = &md->part;
    ht_strbuf_adds(part, "| ");
    ht_escape_markdown_code(part, window->path, HT_MARKDOWN_PATH_MAX);
    if (ht_mark_numbered(md->report, window))
        ht_strbuf_addf(part, " dump %" PRIu32, window->number);
    if (md->report->run_count > 1)
        ht_strbuf_addf(part, " run %" PRIu32, figures->run);
    ht_strbuf_adds(part, " | ");
    if (figures->seconds > 0)
        ht_words_duration(part, figures->seconds);
    else
        ht_strbuf_adds(part, md->report->run_count ? "section" : "unknown");
    ht_strbuf_adds(part, " | ");
    ht_words_number(part, window->record_count);
    if (window->recordings) {
        ht_strbuf_adds(part, " of ");
        ht_words_number(part, (uint64_t)window->total_allocations);
        ht_strbuf_adds(part, " made");
    } else if (window->capacity >= 0) {
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

/* More windows than these share a row. */
#define WINDOWS_LISTED 12u

static void add_windows_row(struct ht_markdown *md, size_t first)
{
    const struct ht_report *report = md->report;
    uint64_t records = 0, bytes[4] = {0};
    for (size_t i = first; i < report->trace->window_count; i++) {
        const struct ht_report_window *figures = &report->windows[i];
        records += report->trace->windows[i].record_count;
        bytes[0] += figures->bytes;
        bytes[1] += figures->heap_bytes;
        bytes[2] += figures->internal_bytes;
        bytes[3] += figures->psram_bytes;
    }
    ht_strbuf_adds(&md->part, "| and ");
    ht_words_count(&md->part, report->trace->window_count - first, "more dump");
    ht_strbuf_adds(&md->part, " | | ");
    ht_words_number(&md->part, records);
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        ht_strbuf_adds(&md->part, " | ");
        ht_words_bytes(&md->part, bytes[i]);
    }
    ht_strbuf_adds(&md->part, " |\n");
}

static void add_read(struct ht_markdown *md)
{
    const struct ht_report *report = md->report;
    struct ht_strbuf *part = &md->part;
    struct ht_strbuf *firmware = ht_markdown_words(md);
    ht_words_firmware(firmware, &report->firmware.facts);
    if (firmware->length) {
        ht_strbuf_adds(part, "Firmware: ");
        ht_markdown_sentence(md, firmware->text);
        ht_strbuf_adds(part, "\n\n");
    }
    ht_strbuf_adds(part, "| dump | window | records | asked for | of heap | internal | PSRAM |\n"
                         "|---|--:|--:|--:|--:|--:|--:|\n");
    size_t windows = report->trace->window_count, shown = windows > WINDOWS_LISTED ? WINDOWS_LISTED : windows;
    for (size_t i = 0; i < shown; i++)
        add_window_row(md, &report->trace->windows[i], &report->windows[i]);
    if (shown < windows)
        add_windows_row(md, shown);
    ht_strbuf_addc(part, '\n');
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        ht_strbuf_adds(part, "- ");
        ht_escape_markdown_code(part, report->frames->elfs[i].path, HT_MARKDOWN_PATH_MAX);
        ht_strbuf_addf(part, " (%s) ",
                       report->frames->elfs[i].machine ? report->frames->elfs[i].machine : "unknown machine");
        ht_words_elf_fit(part, &report->frames->elfs[i]);
        ht_strbuf_addc(part, '\n');
    }
    ht_mark_warnings(report, add_warning, md);
}

/* A paragraph that answers an option; none when it was not given. */
static void add_answer(struct ht_markdown *md, void (*add)(struct ht_strbuf *, const struct ht_summary *))
{
    struct ht_strbuf *answer = ht_markdown_words(md);
    add(answer, &md->report->summary);
    if (!answer->length)
        return;
    ht_markdown_sentence(md, answer->text);
    ht_strbuf_adds(&md->part, "\n\n");
}

static void add_verdict(struct ht_markdown *md)
{
    ht_strbuf_adds(&md->part, "## ");
    struct ht_strbuf *verdict = ht_markdown_words(md);
    ht_words_verdict(verdict, md->report);
    ht_markdown_sentence(md, verdict->text);
    ht_strbuf_adds(&md->part, "\n\n");
    add_answer(md, ht_words_projection);
    add_answer(md, ht_words_heap_drop);
    if (md->report->summary.totals[HT_VERDICT_LEAK].findings)
        return;
    ht_strbuf_adds(&md->part, "Not excluded:\n");
    struct ht_strbuf *sentence;
    for (unsigned i = 0; sentence = ht_markdown_words(md), ht_words_not_excluded(sentence, md->report, i); i++)
        ht_markdown_item(md, sentence->text);
    ht_strbuf_addc(&md->part, '\n');
}

/* What the view does not show. */
static void add_note(struct ht_markdown *md, void (*add)(struct ht_strbuf *, const struct ht_view *),
                     const struct ht_view *view)
{
    struct ht_strbuf *note = ht_markdown_words(md);
    add(note, view);
    if (!note->length)
        return;
    ht_strbuf_addc(&md->part, '\n');
    ht_markdown_sentence(md, note->text);
    ht_strbuf_adds(&md->part, "\n");
    ht_markdown_commit(md);
}

/* What was asked for beside the findings. */
static void add_conditions(struct ht_markdown *md)
{
    const struct ht_report *report = md->report;
    if (report->suppression_count || report->baseline_gone_count || report->gate_count)
        ht_strbuf_addc(&md->part, '\n');
    for (size_t i = 0; i < report->gate_count; i++) {
        struct ht_strbuf *gate = ht_markdown_words(md);
        ht_words_gate(gate, &report->gate[i]);
        ht_markdown_item(md, gate->text);
    }
    for (size_t i = 0; i < report->suppression_count; i++) {
        struct ht_strbuf *suppression = ht_markdown_words(md);
        ht_words_suppression(suppression, &report->suppressions[i]);
        ht_markdown_item(md, suppression->text);
    }
    for (size_t i = 0; i < report->baseline_gone_count; i++) {
        struct ht_strbuf *gone = ht_markdown_words(md);
        ht_strbuf_addf(gone, "gone since the baseline: %s", report->baseline_gone[i]);
        ht_markdown_item(md, gone->text);
    }
}

/* The text report's drawings; they hold names of dumps, escaped as for a terminal and behind words of ours. */
static void add_charts(struct ht_markdown *md)
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
static void add_closing(struct ht_markdown *md, const struct ht_view *view)
{
    if (!md->groups_left_out && !md->leaks_left_out && !md->others_left_out)
        return;
    ht_strbuf_addf(&md->out, "\nLeft out to stay under %d KiB: ", HT_MARKDOWN_MAX / 1024);
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
    struct ht_markdown md;
    ht_markdown_init(&md, report);
    add_verdict(&md);
    ht_markdown_commit(&md);
    add_read(&md);
    if (!ht_markdown_commit(&md))
        ht_strbuf_adds(&md.out, "(too many dumps and warnings to list)\n");
    add_note(&md, ht_words_hidden, view);
    if (view && view->settings.group_by != HT_GROUP_BY_FINDING) {
        ht_markdown_groups(&md, view);
    } else {
        ht_markdown_leaks(&md);
        ht_markdown_others(&md);
    }
    add_note(&md, ht_words_left_out, view);
    add_charts(&md);
    ht_markdown_commit(&md);
    add_conditions(&md);
    ht_markdown_commit(&md);
    add_closing(&md, view);
    bool whole = !md.out.failed && !md.words.failed;
    if (whole)
        fwrite(md.out.text, 1, md.out.length, out);
    ht_markdown_deinit(&md);
    return whole ? NULL : ht_error_nomem();
}
