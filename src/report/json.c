#include "report/json.h"

#include "report/json_finding.h"
#include "report/json_parts.h"
#include "report/json_record.h"
#include "json/out.h"

static void write_warnings(struct ht_json_out *out, const struct ht_window *window)
{
    ht_json_open_array(out, "warnings");
    for (size_t i = 0; i < window->warning_count; i++) {
        ht_json_open_object(out, NULL);
        ht_json_string(out, "code", window->warnings[i].code);
        ht_json_string(out, "message", window->warnings[i].message);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

static void write_window(struct ht_json_out *out, const struct ht_window *window,
                         const struct ht_report_window *figures, size_t number)
{
    ht_json_open_object(out, NULL);
    ht_json_uint(out, "number", number);
    ht_json_string(out, "path", window->path);
    ht_json_double(out, "seconds", figures->seconds > 0 ? figures->seconds : HT_NOT_KNOWN);
    ht_json_known(out, "declared_count", window->declared_count);
    ht_json_known(out, "capacity", window->capacity);
    ht_json_uint(out, "records", window->record_count);
    ht_json_uint(out, "bytes", figures->bytes);
    ht_json_uint(out, "internal_bytes", figures->internal_bytes);
    ht_json_uint(out, "psram_bytes", figures->psram_bytes);
    ht_json_uint(out, "depth", window->depth);
    ht_json_bool(out, "full", figures->full);
    ht_json_bool(out, "censored", figures->censored);
    ht_json_double(out, "observed_seconds", figures->observed > 0 ? figures->observed : HT_NOT_KNOWN);
    if (window->overflowed < 0)
        ht_json_null(out, "overflowed");
    else
        ht_json_bool(out, "overflowed", window->overflowed);
    ht_json_uint(out, "skipped", window->skipped);
    ht_json_unless_zero(out, "cpu_hz", figures->cpu_hz);
    ht_json_bool(out, "cpu_hz_known", figures->cpu_hz_known);
    ht_json_known(out, "total_allocations", window->total_allocations);
    ht_json_known(out, "total_frees", window->total_frees);
    ht_json_known(out, "earlier_frees", window->earlier_frees);
    ht_json_uint(out, "trace", figures->trace);
    ht_json_string(out, "way", ht_way_name(figures->way));
    ht_json_unless_zero(out, "run", figures->run);
    ht_json_double(out, "paused_seconds", figures->paused > 0 ? figures->paused : HT_NOT_KNOWN);
    ht_json_uint(out, "heap_bytes", figures->heap_bytes);
    ht_json_string(out, "format", ht_dump_format_name(window->format));
    ht_json_uint(out, "missing", window->missing);
    ht_json_known(out, "dump", window->number ? (int64_t)window->number : -1);
    write_warnings(out, window);
    ht_json_close_object(out);
}

static void write_elf(struct ht_json_out *out, const struct ht_elf_fit *elf)
{
    ht_json_open_object(out, NULL);
    ht_json_string(out, "path", elf->path);
    ht_json_string(out, "machine", elf->machine);
    ht_json_string(out, "build_id", elf->build_id);
    if (elf->sha256_match < 0)
        ht_json_null(out, "sha256_match");
    else
        ht_json_bool(out, "sha256_match", elf->sha256_match);
    ht_json_known(out, "pcs", elf->checked ? (int64_t)elf->pcs : -1);
    ht_json_known(out, "pcs_in_code", elf->checked ? (int64_t)elf->pcs_in_code : -1);
    ht_json_known(out, "pcs_after_call", elf->checked ? (int64_t)elf->pcs_after_call : -1);
    ht_json_known(out, "edges", elf->checked ? (int64_t)elf->edges : -1);
    ht_json_known(out, "edges_consistent", elf->checked ? (int64_t)elf->edges_consistent : -1);
    ht_json_string(out, "match", elf->checked ? ht_match_name(elf->match) : NULL);
    ht_json_bool(out, "set_aside", elf->set_aside);
    ht_json_string(out, "found_by", elf->found);
    ht_json_open_array(out, "warnings");
    for (const char *const *warning = elf->warnings; warning && *warning; warning++)
        ht_json_string(out, NULL, *warning);
    ht_json_close_array(out);
    ht_json_close_object(out);
}

static void write_frame(struct ht_json_out *out, const struct ht_frame *frame)
{
    static const struct ht_location nothing;
    const struct ht_location *innermost = ht_frame_shown(frame, 0);
    innermost = innermost ? innermost : &nothing;
    ht_json_open_object(out, NULL);
    ht_json_address(out, "pc", frame->pc);
    ht_json_string(out, "role", ht_frame_role_name(frame->role));
    ht_json_location(out, innermost);
    ht_json_unless_zero(out, "column", innermost->column);
    ht_json_string(out, "source", ht_frame_source_name(frame->source));
    ht_json_known(out, "elf", frame->elf);
    ht_json_known(out, "offset", frame->offset);
    ht_json_open_array(out, "inlined");
    const struct ht_location *location;
    for (uint32_t i = 1; (location = ht_frame_shown(frame, i)); i++) {
        ht_json_open_object(out, NULL);
        ht_json_location(out, location);
        ht_json_unless_zero(out, "column", location->column);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
    ht_json_close_object(out);
}

static void write_chain(struct ht_json_out *out, const struct ht_report *report, size_t id)
{
    const struct ht_chain *chain = &report->trace->chains.items[id];
    const struct ht_report_chain *figures = &report->chains[id];
    ht_json_open_object(out, NULL);
    ht_json_uint(out, "id", id);
    ht_json_open_array(out, "pcs");
    for (uint32_t i = 0; i < chain->depth; i++)
        ht_json_address(out, NULL, chain->pcs[i]);
    ht_json_close_array(out);
    ht_json_string(out, "end", ht_chain_end_name(figures->end));
    ht_json_string(out, "call_sites", ht_call_sites_name(chain->call_sites));
    ht_json_uint(out, "count", figures->count);
    ht_json_uint(out, "bytes", figures->bytes);
    ht_json_sizes(out, figures->sizes, figures->size_count);
    if (figures->finding == HT_NO_FINDING)
        ht_json_null(out, "finding");
    else
        ht_json_uint(out, "finding", report->findings[figures->finding].number);
    ht_json_close_object(out);
}

static void write_firmware(struct ht_json_out *out, const struct ht_report *report)
{
    const struct ht_report_firmware *firmware = &report->firmware;
    ht_json_break(out, 1);
    ht_json_open_object(out, "firmware");
    ht_json_string(out, "project", firmware->facts.project);
    ht_json_string(out, "version", firmware->facts.version);
    ht_json_string(out, "built", firmware->facts.built);
    ht_json_string(out, "idf_version", firmware->facts.idf_version);
    ht_json_string(out, "chip", firmware->facts.chip);
    ht_json_string(out, "elf_sha256", firmware->elf_sha256);
    ht_json_string(out, "source", firmware->source);
    ht_json_close_object(out);
}

/* What speaks against the verdict. Whoever wants such a report for a baseline says so: accepted becomes true. */
static void write_doubts(struct ht_json_out *out, const struct ht_report *report)
{
    ht_json_break(out, 1);
    ht_json_open_array(out, "doubts");
    for (size_t i = 0; i < report->doubt_count; i++) {
        const struct ht_doubt *doubt = &report->doubts[i];
        ht_json_open_object(out, NULL);
        ht_json_string(out, "code", doubt->code);
        ht_json_string(out, "path", doubt->path);
        ht_json_string(out, "message", doubt->message);
        ht_json_bool(out, "accepted", false);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

static void write_suppressions(struct ht_json_out *out, const struct ht_report *report)
{
    ht_json_break(out, 1);
    ht_json_open_array(out, "suppressions");
    for (size_t i = 0; i < report->suppression_count; i++) {
        ht_json_open_object(out, NULL);
        ht_json_string(out, "pattern", report->suppressions[i].pattern);
        ht_json_uint(out, "matches", report->suppressions[i].matches);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

static void write_baseline(struct ht_json_out *out, const struct ht_report *report)
{
    ht_json_break(out, 1);
    if (!report->baseline_path) {
        ht_json_null(out, "baseline");
        return;
    }
    ht_json_open_object(out, "baseline");
    ht_json_string(out, "path", report->baseline_path);
    ht_json_open_array(out, "gone");
    for (size_t i = 0; i < report->baseline_gone_count; i++)
        ht_json_string(out, NULL, report->baseline_gone[i]);
    ht_json_close_array(out);
    ht_json_close_object(out);
}

static void write_summary(struct ht_json_out *out, const struct ht_report *report)
{
    const struct ht_summary *summary = &report->summary;
    ht_json_break(out, 1);
    ht_json_open_object(out, "summary");
    for (int verdict = HT_VERDICT_LEAK; verdict < HT_VERDICT_COUNT; verdict++) {
        ht_json_open_object(out, ht_verdict_name((enum ht_verdict)verdict));
        ht_json_uint(out, "findings", summary->totals[verdict].findings);
        ht_json_uint(out, "count", summary->totals[verdict].count);
        ht_json_uint(out, "bytes", summary->totals[verdict].bytes);
        ht_json_close_object(out);
    }
    ht_json_double(out, "bytes_per_burst", ht_report_bytes_per_event(report));
    ht_json_double(out, "bytes_per_hour", summary->bytes_per_hour);
    ht_json_double(out, "heap_drop_explained", summary->heap_drop_explained);
    ht_json_double(out, "projected_exhaustion_seconds", summary->projected_exhaustion_seconds);
    ht_json_close_object(out);
}

static void open_items(struct ht_json_out *out, const char *key)
{
    ht_json_break(out, 1);
    ht_json_open_array(out, key);
}

/* The arrays, each item on its line. */
static void write_items(struct ht_json_out *out, const struct ht_report *report)
{
    const struct ht_trace *trace = report->trace;
    open_items(out, "windows");
    for (size_t i = 0; i < trace->window_count; i++) {
        ht_json_break(out, 2);
        write_window(out, &trace->windows[i], &report->windows[i], i + 1);
    }
    ht_json_close_array(out);
    open_items(out, "elfs");
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        ht_json_break(out, 2);
        write_elf(out, &report->frames->elfs[i]);
    }
    ht_json_close_array(out);
    open_items(out, "frames");
    for (size_t i = 0; i < report->frames->count; i++) {
        ht_json_break(out, 2);
        write_frame(out, &report->frames->items[i]);
    }
    ht_json_close_array(out);
    open_items(out, "chains");
    for (size_t i = 0; i < trace->chains.count; i++) {
        ht_json_break(out, 2);
        write_chain(out, report, i);
    }
    ht_json_close_array(out);
    open_items(out, "findings");
    for (size_t i = 0; i < report->finding_count; i++) {
        ht_json_break(out, 2);
        ht_json_finding(out, &report->findings[i]);
    }
    ht_json_close_array(out);
    open_items(out, "records");
    for (size_t window = 0; window < trace->window_count; window++) {
        for (size_t i = 0; i < trace->windows[window].record_count; i++) {
            ht_json_break(out, 2);
            ht_json_write_record(out, &report->windows[window], &trace->windows[window].records[i], window, i);
        }
    }
    ht_json_close_array(out);
}

struct ht_error *ht_report_json(FILE *stream, const struct ht_report *report, const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_json_out out;
    ht_json_init(&out, stream);
    ht_json_open_object(&out, NULL);
    ht_json_break(&out, 1);
    ht_json_string(&out, "schema", "htanalyze-report/1");
    ht_json_break(&out, 1);
    ht_json_tool(&out);
    write_firmware(&out, report);
    write_items(&out, report);
    write_doubts(&out, report);
    ht_json_gate(&out, report->gate, report->gate_count);
    write_suppressions(&out, report);
    write_baseline(&out, report);
    write_summary(&out, report);
    ht_json_break(&out, 0);
    ht_json_close_object(&out);
    return ht_json_deinit(&out) ? NULL : ht_error_nomem();
}
