#include "report/csv.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/escape.h"
#include "report/words.h"

static const char header[] = "window,index,size,addr,cpu,ccount,memory,seconds,burst,finding,verdict,confidence,title,"
                             "rule,chain,function,file,line,stack,doubts\r\n";

/* The fields of a chain: its number, its site, and its functions from the innermost on. */
static void describe_chain(struct ht_strbuf *out, struct ht_strbuf *stack, const struct ht_report *report, size_t id)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    ht_strbuf_reset(stack);
    static const struct ht_location nothing;
    const struct ht_location *site = &nothing;
    for (uint32_t i = 0; i < chain->depth; i++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        uint32_t count = ht_frame_shown_count(frame);
        if (count && i == report->chains[id].owner_frame)
            site = ht_frame_shown(frame, 0);
        for (uint32_t k = 0; k < count; k++) {
            const char *function = ht_frame_shown(frame, k)->function;
            ht_strbuf_adds(stack, stack->length ? " < " : "");
            ht_strbuf_adds(stack, function ? function : "??");
        }
        if (!count)
            ht_strbuf_addf(stack, "%s0x%08" PRIx32, stack->length ? " < " : "", chain->pcs[i]);
    }
    ht_strbuf_addf(out, ",%zu,", id);
    ht_escape_csv(out, site->function ? site->function : "");
    ht_strbuf_addc(out, ',');
    ht_escape_csv(out, site->file ? ht_location_file(site) : "");
    ht_strbuf_addc(out, ',');
    if (site->line)
        ht_strbuf_addf(out, "%" PRIu32, site->line);
    ht_strbuf_addc(out, ',');
    ht_escape_csv(out, stack->text);
    out->failed = out->failed || stack->failed;
}

static void describe_finding(struct ht_strbuf *out, const struct ht_finding *finding)
{
    ht_strbuf_addf(out, ",%" PRIu32 ",%s,%s,", finding->number, ht_verdict_name(finding->verdict),
                   ht_confidence_name(finding->confidence));
    ht_escape_csv(out, finding->title);
    ht_strbuf_addc(out, ',');
    ht_escape_csv(out, finding->rule ? finding->rule : "");
}

/* What many records share is put into words once. */
struct phrases {
    struct ht_arena arena;
    const char **chains, **findings;
    const char *doubts; /* with what ends the line */
};

/* What speaks against the verdicts stands behind each: lines are sorted, filtered and passed on one by one. */
static const char *describe_doubts(struct ht_arena *arena, struct ht_strbuf *out, struct ht_strbuf *words,
                                   const struct ht_report *report)
{
    ht_strbuf_reset(out);
    ht_strbuf_reset(words);
    for (size_t i = 0; i < report->doubt_count; i++) {
        ht_strbuf_adds(words, i ? "; " : "");
        ht_words_doubt(words, &report->doubts[i]);
    }
    ht_strbuf_addc(out, ',');
    ht_escape_csv(out, words->text);
    ht_strbuf_adds(out, "\r\n");
    return out->failed || words->failed ? NULL : ht_arena_strndup(arena, out->text, out->length);
}

static bool phrases_init(struct phrases *phrases, const struct ht_report *report)
{
    size_t chain_count = report->trace->chains.count;
    ht_arena_init(&phrases->arena);
    phrases->chains = ht_arena_array(&phrases->arena, chain_count, sizeof *phrases->chains);
    phrases->findings = ht_arena_array(&phrases->arena, report->finding_count, sizeof *phrases->findings);
    bool whole = phrases->chains && phrases->findings;
    struct ht_strbuf words, stack;
    ht_strbuf_init(&words);
    ht_strbuf_init(&stack);
    for (size_t i = 0; whole && i < chain_count; i++) {
        ht_strbuf_reset(&words);
        describe_chain(&words, &stack, report, i);
        phrases->chains[i] = ht_arena_strndup(&phrases->arena, words.text, words.length);
        whole = phrases->chains[i] && !words.failed;
    }
    for (size_t i = 0; whole && i < report->finding_count; i++) {
        ht_strbuf_reset(&words);
        describe_finding(&words, &report->findings[i]);
        phrases->findings[i] = ht_arena_strndup(&phrases->arena, words.text, words.length);
        whole = phrases->findings[i] && !words.failed;
    }
    phrases->doubts = whole ? describe_doubts(&phrases->arena, &words, &stack, report) : NULL;
    ht_strbuf_deinit(&stack);
    ht_strbuf_deinit(&words);
    return phrases->doubts;
}

static void write_record(FILE *out, const struct ht_report_window *figures, const struct ht_record *record,
                         size_t window, size_t i, const struct phrases *phrases)
{
    fprintf(out, "%zu,%" PRIu32 ",%" PRIu32 ",0x%08" PRIx32 ",%u,%" PRIu32 ",%s,", window + 1, record->index,
            record->size, record->addr, (unsigned)record->cpu, record->ccount,
            ht_memory_name((enum ht_memory)figures->memory[i]));
    /* Microseconds as two integers: printf's point would be the locale's. */
    if (figures->times && figures->times[i] >= 0 && figures->times[i] < 1e12) {
        uint64_t microseconds = (uint64_t)(figures->times[i] * 1e6 + 0.5);
        fprintf(out, "%" PRIu64 ".%06" PRIu64, microseconds / 1000000, microseconds % 1000000);
    }
    if (figures->bursts[i] == HT_NO_BURST)
        fputc(',', out);
    else
        fprintf(out, ",%" PRIu32, figures->bursts[i]);
    fputs(phrases->findings[figures->findings[i]], out);
    fputs(phrases->chains[record->chain], out);
    fputs(phrases->doubts, out);
}

struct ht_error *ht_report_csv(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct phrases phrases;
    bool whole = phrases_init(&phrases, report);
    if (whole) {
        fputs(header, out);
        for (size_t window = 0; window < report->trace->window_count; window++) {
            const struct ht_window *records = &report->trace->windows[window];
            for (size_t i = 0; i < records->record_count; i++) {
                if (report->windows[window].findings[i] != HT_NO_FINDING)
                    write_record(out, &report->windows[window], &records->records[i], window, i, &phrases);
            }
        }
    }
    ht_arena_deinit(&phrases.arena);
    return whole ? NULL : ht_error_nomem();
}
