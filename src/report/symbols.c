#include "report/symbols.h"

#include <inttypes.h>

#include "base/escape.h"

static void add_location(struct ht_strbuf *line, const struct ht_location *location)
{
    ht_escape_terminal(line, location->function ? location->function : "??", true);
    ht_strbuf_adds(line, " at ");
    ht_escape_terminal(line, location->file ? ht_location_file(location) : "??", true);
    if (location->line)
        ht_strbuf_addf(line, ":%" PRIu32 "\n", location->line);
    else
        ht_strbuf_adds(line, ":?\n");
}

struct ht_error *ht_report_symbols(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_strbuf lines;
    ht_strbuf_init(&lines);
    for (size_t i = 0; i < report->frames->count; i++) {
        const struct ht_frame *frame = &report->frames->items[i];
        ht_strbuf_reset(&lines);
        ht_strbuf_addf(&lines, "0x%08" PRIx32 ": ", frame->pc);
        if (frame->location_count == 0)
            ht_strbuf_adds(&lines, "?? ??:0\n");
        const struct ht_location *location;
        for (uint32_t k = 0; (location = ht_frame_shown(frame, k)); k++) {
            if (k)
                ht_strbuf_adds(&lines, " (inlined by) ");
            add_location(&lines, location);
        }
        if (lines.failed)
            break;
        fputs(lines.text, out);
    }
    struct ht_error *error = lines.failed ? ht_error_nomem() : NULL;
    ht_strbuf_deinit(&lines);
    return error;
}
