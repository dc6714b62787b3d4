#include "report/compare/json.h"

#include "report/json_parts.h"
#include "json/out.h"

static void write_build(struct ht_json_out *out, const struct ht_compared *compared, size_t number)
{
    const struct ht_build *build = &compared->comparison->builds[number];
    ht_json_open_object(out, NULL);
    ht_json_string(out, "label", compared->labels[number]);
    ht_json_string(out, "path", build->path);
    ht_json_string(out, "project", build->firmware.project);
    ht_json_string(out, "version", build->firmware.version);
    ht_json_string(out, "idf_version", build->firmware.idf_version);
    ht_json_string(out, "chip", build->firmware.chip);
    ht_json_double(out, "seconds", build->seconds);
    ht_json_close_object(out);
}

/* What a build has of a leak; null where it has nothing of it. */
static void write_cell(struct ht_json_out *out, const struct ht_compared_cell *cell)
{
    const struct ht_build_finding *finding = cell->finding;
    if (!finding) {
        ht_json_null(out, NULL);
        return;
    }
    ht_json_open_object(out, NULL);
    ht_json_string(out, "verdict", ht_verdict_name(finding->verdict));
    ht_json_string(out, "confidence", ht_confidence_name(finding->confidence));
    ht_json_string(out, "state", cell->state == HT_BASELINE_NONE ? NULL : ht_baseline_state_name(cell->state));
    ht_json_uint(out, "count", finding->count);
    ht_json_uint(out, "bytes", finding->bytes);
    ht_json_uint(out, "bursts", finding->bursts);
    ht_json_double(out, "bytes_per_burst", finding->bytes_per_burst);
    ht_json_rate(out, &finding->rate);
    ht_json_close_object(out);
}

static void write_owner(struct ht_json_out *out, const struct ht_location *owner)
{
    if (!owner) {
        ht_json_null(out, "owner");
        return;
    }
    ht_json_open_object(out, "owner");
    ht_json_location(out, owner);
    ht_json_close_object(out);
}

static void write_row(struct ht_json_out *out, const struct ht_compared *compared, size_t number)
{
    const struct ht_compared_row *row = &compared->comparison->rows[number];
    struct ht_strbuf note;
    ht_strbuf_init(&note);
    ht_compare_note(&note, compared, row);
    ht_json_open_object(out, NULL);
    ht_json_uint(out, "id", number + 1);
    ht_json_string(out, "key", row->latest->key);
    ht_json_string(out, "title", row->latest->title);
    ht_json_string(out, "rule", row->latest->rule);
    write_owner(out, row->latest->owner);
    ht_json_string(out, "suppressed_by", row->latest->suppressed_by);
    ht_json_string(out, "state", ht_baseline_state_name(row->change.state));
    ht_json_string(out, "since", compared->labels[row->since]);
    ht_json_double(out, "p", row->change.p);
    ht_json_string(out, "note", note.length ? note.text : NULL);
    ht_json_open_array(out, "builds");
    for (size_t i = 0; i < compared->comparison->build_count; i++) {
        ht_json_break(out, 3);
        write_cell(out, &row->cells[i]);
    }
    ht_json_close_array(out);
    ht_json_close_object(out);
    out->failed = out->failed || note.failed;
    ht_strbuf_deinit(&note);
}

static void write_doubts(struct ht_json_out *out, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    ht_json_break(out, 1);
    ht_json_open_array(out, "doubts");
    for (size_t i = 0; i < comparison->doubt_count; i++) {
        ht_json_open_object(out, NULL);
        ht_json_string(out, "build", compared->labels[comparison->doubtful[i]]);
        ht_json_string(out, "code", comparison->doubts[i].code);
        ht_json_string(out, "message", comparison->doubts[i].message);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

struct ht_error *ht_compare_json(FILE *stream, const struct ht_compared *compared,
                                 const struct ht_writer_settings *settings)
{
    (void)settings;
    const struct ht_comparison *comparison = compared->comparison;
    struct ht_json_out out;
    ht_json_init(&out, stream);
    ht_json_open_object(&out, NULL);
    ht_json_break(&out, 1);
    ht_json_string(&out, "schema", "htanalyze-comparison/1");
    ht_json_break(&out, 1);
    ht_json_tool(&out);
    ht_json_break(&out, 1);
    ht_json_open_array(&out, "builds");
    for (size_t i = 0; i < comparison->build_count; i++) {
        ht_json_break(&out, 2);
        write_build(&out, compared, i);
    }
    ht_json_close_array(&out);
    ht_json_break(&out, 1);
    ht_json_open_array(&out, "leaks");
    for (size_t i = 0; i < comparison->row_count; i++) {
        ht_json_break(&out, 2);
        write_row(&out, compared, i);
    }
    ht_json_close_array(&out);
    ht_json_break(&out, 1);
    ht_json_uint(&out, "others", comparison->others);
    write_doubts(&out, compared);
    ht_json_gate(&out, comparison->gate, comparison->gate_count);
    ht_json_break(&out, 0);
    ht_json_close_object(&out);
    return ht_json_deinit(&out) ? NULL : ht_error_nomem();
}
