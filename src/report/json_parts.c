#include "report/json_parts.h"

#include <math.h>

#include "base/version.h"

void ht_json_tool(struct ht_json_out *out)
{
    ht_json_open_object(out, "tool");
    ht_json_string(out, "name", "htanalyze");
    ht_json_string(out, "version", HT_VERSION);
    ht_json_close_object(out);
}

void ht_json_unless_zero(struct ht_json_out *out, const char *key, uint64_t value)
{
    if (value)
        ht_json_uint(out, key, value);
    else
        ht_json_null(out, key);
}

void ht_json_location(struct ht_json_out *out, const struct ht_location *location)
{
    ht_json_string(out, "function", location->function);
    ht_json_string(out, "file", ht_location_file(location));
    ht_json_unless_zero(out, "line", location->line);
}

void ht_json_rate(struct ht_json_out *out, const struct ht_rate *rate)
{
    ht_json_open_object(out, "rate");
    ht_json_double(out, "bytes_per_hour", rate->bytes_per_hour);
    ht_json_string(out, "basis", isnan(rate->bytes_per_hour) ? NULL : "window");
    ht_json_bool(out, "lower_bound", rate->lower_bound);
    ht_json_double(out, "low", rate->low);
    ht_json_double(out, "high", rate->high);
    ht_json_close_object(out);
}

void ht_json_gate(struct ht_json_out *out, const struct ht_gate_result *gates, size_t count)
{
    ht_json_break(out, 1);
    ht_json_open_array(out, "gate");
    for (size_t i = 0; i < count; i++) {
        const struct ht_gate_result *gate = &gates[i];
        ht_json_open_object(out, NULL);
        ht_json_string(out, "condition", gate->condition);
        ht_json_bool(out, "met", gate->met);
        ht_json_double(out, "actual", gate->actual);
        ht_json_double(out, "limit", gate->limit);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

void ht_json_sizes(struct ht_json_out *out, const struct ht_size_count *sizes, size_t count)
{
    ht_json_open_array(out, "sizes");
    for (size_t i = 0; i < count; i++) {
        ht_json_open_array(out, NULL);
        ht_json_uint(out, NULL, sizes[i].size);
        ht_json_uint(out, NULL, sizes[i].count);
        ht_json_close_array(out);
    }
    ht_json_close_array(out);
}
