#include "report_symbols.h"

#include <inttypes.h>

static void write_location(FILE *out, const struct ht_location *location)
{
    fprintf(out, "%s at %s:", location->function ? location->function : "??", location->file ? location->file : "??");
    if (location->line)
        fprintf(out, "%" PRIu32 "\n", location->line);
    else
        fputs(location->file ? "?\n" : "0\n", out);
}

struct ht_error *ht_report_symbols(FILE *out, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    static const struct ht_location unknown = {0};
    (void)settings;
    for (size_t i = 0; i < report->frames->count; i++) {
        const struct ht_frame *frame = &report->frames->items[i];
        fprintf(out, "0x%08" PRIx32 ": ", frame->pc);
        write_location(out, frame->location_count ? &frame->locations[0] : &unknown);
        for (uint32_t k = 1; k < frame->location_count; k++) {
            fputs(" (inlined by) ", out);
            write_location(out, &frame->locations[k]);
        }
    }
    return NULL;
}
