#include "report/csv.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/utf.h"
#include "report/words.h"

static const char header[] = "window,index,size,addr,cpu,ccount,memory,seconds,burst,finding,verdict,confidence,title,"
                             "rule,chain,function,file,line,stack,doubts\r\n";

/*
 * Each record repeats its chain in words. A dump of some bytes can stand for a million records, and names have up to
 * 4 KB: when all words together have more bytes than this, each cell is cut.
 */
#define WORDS_MAX ((uint64_t)64 << 20)
#define CUT_CELL 96
#define DOUBTS_MAX 2048u
#define ELLIPSIS "\xe2\x80\xa6"

/* Adds a cell of at most limit bytes before they are escaped; what is longer ends in an ellipsis. */
static void add_cell(struct ht_strbuf *out, const char *text, size_t limit)
{
    if (strnlen(text, limit + 1) <= limit) {
        ht_escape_csv(out, text);
        return;
    }
    char cut[CUT_CELL + sizeof ELLIPSIS];
    limit = ht_utf8_cut(text, limit);
    memcpy(cut, text, limit);
    memcpy(cut + limit, ELLIPSIS, sizeof ELLIPSIS);
    ht_escape_csv(out, cut);
}

/* The fields of a chain: its number, its site, and its functions from the innermost on. */
static void describe_chain(struct ht_strbuf *out, struct ht_strbuf *stack, const struct ht_report *report, uint32_t id,
                           size_t limit)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    ht_strbuf_reset(stack);
    static const struct ht_location nothing;
    const struct ht_location *site = ht_report_location(report, id, ht_report_owner_in(report, NULL, id));
    site = site ? site : &nothing;
    for (uint32_t i = 0; i < chain->depth && stack->length <= limit; i++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        uint32_t count = ht_frame_shown_count(frame);
        for (uint32_t k = 0; k < count && stack->length <= limit; k++) {
            const char *function = ht_frame_shown(frame, k)->function;
            ht_strbuf_adds(stack, stack->length ? " < " : "");
            ht_strbuf_adds(stack, function ? function : "??");
        }
        if (!count)
            ht_strbuf_addf(stack, "%s0x%08" PRIx32, stack->length ? " < " : "", chain->pcs[i]);
    }
    ht_strbuf_addf(out, ",%" PRIu32 ",", id);
    add_cell(out, site->function ? site->function : "", limit);
    ht_strbuf_addc(out, ',');
    add_cell(out, site->file ? ht_location_file(site) : "", limit);
    ht_strbuf_addc(out, ',');
    if (site->line)
        ht_strbuf_addf(out, "%" PRIu32, site->line);
    ht_strbuf_addc(out, ',');
    add_cell(out, stack->text, limit);
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

/*
 * What speaks against the verdicts stands behind each: lines are sorted, filtered and passed on one by one. Where a
 * thousand windows have doubts of their own, the first have to do, and in a long report fewer of them.
 */
static const char *describe_doubts(struct ht_arena *arena, struct ht_strbuf *out, struct ht_strbuf *words,
                                   const struct ht_report *report)
{
    uint64_t records = 0;
    for (size_t i = 0; i < report->trace->window_count; i++)
        records += report->trace->windows[i].record_count;
    const size_t limit = records > WORDS_MAX / DOUBTS_MAX ? CUT_CELL : DOUBTS_MAX;
    ht_strbuf_reset(out);
    ht_strbuf_reset(words);
    size_t told = 0;
    for (; told < report->doubt_count && words->length < limit; told++) {
        ht_strbuf_adds(words, told ? "; " : "");
        ht_words_doubt(words, &report->doubts[told]);
    }
    if (told < report->doubt_count)
        ht_strbuf_addf(words, "; and %zu more", report->doubt_count - told);
    ht_strbuf_addc(out, ',');
    ht_escape_csv(out, words->text);
    ht_strbuf_adds(out, "\r\n");
    return out->failed || words->failed ? NULL : ht_arena_strndup(arena, out->text, out->length);
}

/*
 * Puts each chain into words, cells cut at the limit; their bytes over all records are the sum. Ends when that is too
 * much, unless they are cut.
 */
static bool describe_chains(struct phrases *phrases, struct ht_strbuf *words, struct ht_strbuf *stack,
                            const struct ht_report *report, size_t limit, uint64_t *sum)
{
    *sum = 0;
    for (uint32_t i = 0; i < report->trace->chains.count && (*sum <= WORDS_MAX || limit == CUT_CELL); i++) {
        ht_strbuf_reset(words);
        describe_chain(words, stack, report, i, limit);
        phrases->chains[i] = ht_arena_strndup(&phrases->arena, words->text, words->length);
        if (!phrases->chains[i] || words->failed)
            return false;
        *sum += (uint64_t)report->chains[i].count * words->length;
    }
    return true;
}

static bool phrases_init(struct phrases *phrases, const struct ht_report *report)
{
    size_t chain_count = report->trace->chains.count;
    ht_arena_init(&phrases->arena);
    phrases->chains = ht_arena_array(&phrases->arena, chain_count, sizeof *phrases->chains);
    phrases->findings = ht_arena_array(&phrases->arena, report->finding_count, sizeof *phrases->findings);
    struct ht_strbuf words, stack;
    ht_strbuf_init(&words);
    ht_strbuf_init(&stack);
    uint64_t sum;
    bool whole =
        phrases->chains && phrases->findings && describe_chains(phrases, &words, &stack, report, SIZE_MAX - 1, &sum);
    if (whole && sum > WORDS_MAX)
        whole = describe_chains(phrases, &words, &stack, report, CUT_CELL, &sum);
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
