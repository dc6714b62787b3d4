#include "report/folded.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/sort.h"

static void add_name(struct ht_strbuf *line, const char *name)
{
    if (line->length)
        ht_strbuf_addc(line, ';');
    ht_escape_folded(line, name);
}

static void fold(struct ht_strbuf *line, const struct ht_report *report, size_t id)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    char address[16];
    for (uint32_t i = chain->depth; i-- > 0;) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        snprintf(address, sizeof address, "0x%08" PRIx32, chain->pcs[i]);
        for (uint32_t k = ht_frame_lines(frame); k-- > 0;) {
            const struct ht_location *location = ht_frame_shown(frame, k);
            add_name(line, location && location->function ? location->function : address);
        }
    }
    if (!chain->depth)
        add_name(line, "[no callers recorded]");
    ht_strbuf_addf(line, " %" PRIu64, report->chains[id].bytes);
}

struct ht_error *ht_report_folded(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_arena arena;
    struct ht_strbuf line;
    ht_arena_init(&arena);
    ht_strbuf_init(&line);
    size_t count = 0, chain_count = report->trace->chains.count;
    const char **lines = ht_arena_array(&arena, chain_count, sizeof *lines);
    bool whole = lines;
    for (size_t i = 0; whole && i < chain_count; i++) {
        if (!report->chains[i].count)
            continue;
        ht_strbuf_reset(&line);
        fold(&line, report, i);
        lines[count] = ht_arena_strndup(&arena, line.text, line.length);
        whole = lines[count++] && !line.failed;
    }
    if (whole) {
        ht_sort(lines, count, sizeof *lines, ht_compare_names);
        for (size_t i = 0; i < count; i++)
            fprintf(out, "%s\n", lines[i]);
    }
    ht_strbuf_deinit(&line);
    ht_arena_deinit(&arena);
    return whole ? NULL : ht_error_nomem();
}
