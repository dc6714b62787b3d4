#include "lib/session.h"

#include "elf/sha256.h"
#include "infer/signatures_file.h"
#include "judge/trust.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/vec.h"
#include "dump/window_name.h"
#include "symbols/callsite.h"
#include "symbols/log.h"

/* Blocks and PCs that are looked at to tell the chip when the dump does not name it. */
#define CHIP_SAMPLE_MAX 4096

void ht_session_init(struct ht_session *session)
{
    *session = (struct ht_session){0};
    ht_arena_init(&session->arena);
    ht_trace_init(&session->trace, &session->arena);
    ht_symbols_init(&session->symbols, &session->arena);
    ht_symbols_init(&session->log_symbols, &session->arena);
}

void ht_session_deinit(struct ht_session *session)
{
    if (!session)
        return;
    for (size_t i = 0; i < session->image_count; i++)
        ht_elf_image_close(session->images[i]);
    free(session->images);
    ht_symbols_deinit(&session->log_symbols);
    ht_suppressions_deinit(&session->suppressions);
    ht_symbols_deinit(&session->symbols);
    ht_trace_deinit(&session->trace);
    ht_arena_deinit(&session->arena);
    *session = (struct ht_session){0};
}

struct ht_error *ht_session_add_dump(struct ht_session *session, const char *path, const char *bytes, size_t size,
                                     const struct ht_session_settings *settings)
{
    struct ht_trace *trace = &session->trace;
    size_t first = trace->window_count;
    struct ht_error *error = ht_dump_read(trace, path, bytes, size, &settings->dump);
    if (error)
        return error;
    for (size_t i = first; i < trace->window_count; i++) {
        struct ht_window *window = &trace->windows[i];
        if (!(window->seconds > 0))
            window->seconds = ht_window_seconds_from_name(path);
    }
    if (first == trace->window_count || trace->windows[first].format == HT_DUMP_JSON)
        return NULL;
    return ht_log_symbols_read(&session->log_symbols, bytes, size);
}

/* Makes room for one more image, and says where. */
static struct ht_elf_image **next_image(struct ht_session *session)
{
    if (!HT_VEC_RESERVE(session->images, session->image_capacity, session->image_count + 1))
        return NULL;
    return &session->images[session->image_count];
}

struct ht_error *ht_session_add_elf(struct ht_session *session, const char *path)
{
    struct ht_elf_image **image = next_image(session);
    struct ht_error *error = image ? ht_elf_image_open(path, image) : ht_error_nomem();
    session->image_count += !error;
    return error;
}

struct ht_error *ht_session_add_elf_memory(struct ht_session *session, const char *path, const uint8_t *bytes,
                                           size_t size)
{
    struct ht_elf_image **image = next_image(session);
    struct ht_error *error = image ? ht_elf_image_open_memory(path, bytes, size, image) : ht_error_nomem();
    session->image_count += !error;
    return error;
}

struct ht_error *ht_session_add_signatures(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    struct ht_signatures more;
    struct ht_error *error = ht_signatures_read(&session->arena, path, bytes, size, &more);
    return error ? error : ht_signatures_join(&session->arena, &session->signatures, &more, &session->signatures);
}

struct ht_error *ht_session_add_suppressions(struct ht_session *session, const char *path, const char *bytes,
                                             size_t size)
{
    return ht_suppressions_read(&session->arena, path, bytes, size, &session->suppressions);
}

struct ht_error *ht_session_set_baseline(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    return ht_baseline_read(&session->arena, path, bytes, size, &session->baseline);
}

struct ht_error *ht_session_add_symbols(struct ht_session *session, const char *path, const char *bytes, size_t size)
{
    return ht_symbols_add_file(&session->symbols, path, bytes, size);
}

static int compare_pcs(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The distinct PCs of all chains, ascending, from the heap. */
static struct ht_error *distinct_pcs(const struct ht_chains *chains, uint32_t **ret, size_t *ret_count)
{
    size_t total = 0, count = 0;
    for (size_t i = 0; i < chains->count; i++)
        total += chains->items[i].depth;
    if (total > SIZE_MAX / sizeof(uint32_t) - 1)
        return ht_error_nomem();
    uint32_t *pcs = malloc((total + 1) * sizeof *pcs);
    if (!pcs)
        return ht_error_nomem();
    for (size_t i = 0; i < chains->count; i++) {
        for (uint32_t k = 0; k < chains->items[i].depth; k++)
            pcs[count++] = chains->items[i].pcs[k];
    }
    qsort(pcs, count, sizeof *pcs, compare_pcs);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || pcs[kept - 1] != pcs[i])
            pcs[kept++] = pcs[i];
    }
    *ret = pcs;
    *ret_count = kept;
    return NULL;
}

/* The chip that the dumps name, else the one whose memory the addresses fit; NULL when nothing tells. */
static struct ht_error *find_chip(struct ht_session *session, const uint32_t *pcs, size_t pc_count)
{
    const struct ht_trace *trace = &session->trace;
    for (size_t i = 0; i < trace->window_count && !session->chip; i++) {
        if (trace->windows[i].chip)
            session->chip = ht_chip_find(trace->windows[i].chip);
    }
    if (session->chip)
        return NULL;
    uint32_t *blocks = malloc(CHIP_SAMPLE_MAX * sizeof *blocks);
    if (!blocks)
        return ht_error_nomem();
    size_t block_count = 0;
    for (size_t i = 0; i < trace->window_count; i++) {
        const struct ht_window *window = &trace->windows[i];
        for (size_t k = 0; k < window->record_count && block_count < CHIP_SAMPLE_MAX; k++)
            blocks[block_count++] = window->records[k].addr;
        for (size_t k = 0; k < window->freed_count && block_count < CHIP_SAMPLE_MAX; k++)
            blocks[block_count++] = window->freed[k].addr;
    }
    enum ht_machine machine = session->image_count ? ht_elf_image_machine(session->images[0]) : HT_MACHINE_OTHER;
    session->chip =
        ht_chip_guess(machine, blocks, block_count, pcs, pc_count < CHIP_SAMPLE_MAX ? pc_count : CHIP_SAMPLE_MAX);
    free(blocks);
    return NULL;
}

static struct ht_error *symbolize(struct ht_session *session, const struct ht_symbolizer_settings *settings)
{
    uint32_t *pcs = NULL;
    size_t count = 0;
    struct ht_error *error = distinct_pcs(&session->trace.chains, &pcs, &count);
    if (error)
        return error;
    error = find_chip(session, pcs, count);
    struct ht_frames *frames = &session->frames;
    frames->items = ht_arena_array(&session->arena, count, sizeof *frames->items);
    if (!error && !frames->items)
        error = ht_error_nomem();
    if (!error) {
        frames->count = count;
        for (size_t i = 0; i < count; i++)
            frames->items[i].pc = pcs[i];
        error = ht_frames_index(&session->arena, frames);
    }
    free(pcs);
    if (error)
        return error;
    error = ht_symbolize(&session->arena, session->images, session->image_count, session->chip, settings, frames);
    if (!error)
        error = ht_symbols_apply(&session->symbols, HT_SOURCE_SYMBOLS_FILE, settings->no_demangle, frames);
    if (!error)
        error = ht_symbols_apply(&session->log_symbols, HT_SOURCE_LOG, settings->no_demangle, frames);
    return error;
}

static const char *machine_name(enum ht_machine machine)
{
    switch (machine) {
    case HT_MACHINE_XTENSA:
        return "xtensa";
    case HT_MACHINE_RISCV:
        return "riscv";
    case HT_MACHINE_OTHER:
        break;
    }
    return "other";
}

/* What the call sites say about the ELFs and the chains, from the session's arena. */
struct fit {
    struct ht_callsite_elf *elfs;
    enum ht_call_sites *chains;
};

/* Before the analysis: it gives the frames other roles. */
static struct ht_error *check_fit(struct ht_session *session, struct fit *ret)
{
    const struct ht_chains *chains = &session->trace.chains;
    struct fit fit = {
        .elfs = ht_arena_array(&session->arena, session->image_count, sizeof *fit.elfs),
        .chains = ht_arena_array(&session->arena, chains->count, sizeof *fit.chains),
    };
    if (!fit.elfs || !fit.chains)
        return ht_error_nomem();
    *ret = fit;
    return ht_callsite_check(&session->arena, session->images, session->image_count, session->chip, &session->frames,
                             chains, fit.elfs, fit.chains);
}

/*
 * Compares the hashes that the dumps bring: 1 for the ELF that is the firmware of them all. When none is, 0 for the
 * first, which should have been; a ROM's ELF beside it says nothing.
 */
static void compare_hashes(struct ht_session *session)
{
    struct ht_report *report = &session->report;
    bool asked = false, found = false;
    for (size_t i = 0; i < session->image_count; i++) {
        bool matches = true;
        for (size_t w = 0; w < session->trace.window_count && matches; w++) {
            const char *hash = session->trace.windows[w].elf_sha256;
            asked |= hash != NULL;
            matches = !hash || ht_elf_sha256_begins(session->images[i], hash);
        }
        if (asked && matches) {
            report->elfs[i].sha256_match = 1;
            found = true;
        }
    }
    if (asked && !found && session->image_count)
        report->elfs[0].sha256_match = 0;
}

static struct ht_error *describe_elfs(struct ht_session *session, const struct fit *fit)
{
    struct ht_report *report = &session->report;
    report->elfs = ht_arena_array(&session->arena, session->image_count, sizeof *report->elfs);
    if (!report->elfs)
        return ht_error_nomem();
    report->elf_count = session->image_count;
    for (size_t i = 0; i < session->image_count; i++) {
        const struct ht_elf_image *image = session->images[i];
        const struct ht_callsite_elf *figures = &fit->elfs[i];
        report->elfs[i] = (struct ht_report_elf){
            .path = ht_elf_image_path(image),
            .machine = machine_name(ht_elf_image_machine(image)),
            .build_id = ht_elf_image_build_id(image),
            .sha256_match = -1,
            .pcs = figures->pcs,
            .pcs_in_code = figures->pcs_in_code,
            .pcs_after_call = figures->pcs_after_call,
            .edges = figures->edges,
            .edges_consistent = figures->edges_consistent,
            .match = figures->match,
            .checked = figures->checked,
            .warnings = ht_elf_image_warnings(image),
        };
    }
    compare_hashes(session);
    for (size_t i = 0; i < session->trace.chains.count; i++)
        report->chains[i].call_sites = fit->chains[i];
    return NULL;
}

static void hide_inlines(struct ht_frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        if (frame->location_count > 1) {
            frame->locations += frame->location_count - 1;
            frame->location_count = 1;
        }
    }
}

struct ht_error *ht_session_analyse(struct ht_session *session, const struct ht_session_settings *settings)
{
    struct ht_analysis_settings analysis = settings->analysis;
    analysis.signatures = &session->signatures;
    struct ht_error *error = symbolize(session, &settings->symbolizer);
    struct fit fit = {0};
    if (!error)
        error = check_fit(session, &fit);
    if (!error)
        error = ht_analyse(&session->trace, &session->frames, session->chip, &analysis, &session->report);
    if (!error)
        error = describe_elfs(session, &fit);
    if (!error)
        error = ht_report_doubt(&session->report);
    if (!error)
        error = ht_suppress(&session->report, &session->suppressions);
    if (!error && session->baseline.path)
        error = ht_baseline_compare(&session->report, &session->baseline);
    if (!error)
        error = ht_gate_judge(&session->report, settings->gate, settings->gate_count);
    if (!error)
        error = ht_path_map_apply(&session->arena, &settings->paths, &session->report, &session->frames);
    if (!error && settings->no_inlines)
        hide_inlines(&session->frames);
    return error;
}
