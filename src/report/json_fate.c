#include "report/json_fate.h"

static void write_freer(struct ht_json_out *out, const struct ht_freer *freer)
{
    const struct ht_location *location = freer->location;
    ht_json_open_object(out, NULL);
    ht_json_string(out, "function", location ? location->function : NULL);
    ht_json_string(out, "file", location ? ht_location_file(location) : NULL);
    ht_json_known(out, "line", location && location->line ? (int64_t)location->line : -1);
    ht_json_address(out, "pc", freer->pc);
    ht_json_uint(out, "count", freer->count);
    ht_json_close_object(out);
}

void ht_json_fate(struct ht_json_out *out, const struct ht_finding *finding)
{
    const struct ht_fate *fate = finding->fate;
    ht_json_known(out, "made", fate ? (int64_t)finding->count + fate->freed : -1);
    ht_json_known(out, "freed", fate ? (int64_t)fate->freed : -1);
    ht_json_known(out, "alive", fate ? (int64_t)finding->count : -1);
    ht_json_open_array(out, "freed_by");
    for (uint32_t i = 0; fate && i < fate->freer_count; i++)
        write_freer(out, &fate->freers[i]);
    ht_json_close_array(out);
    if (!fate || !fate->timed) {
        ht_json_null(out, "lifetime_seconds");
        return;
    }
    ht_json_open_object(out, "lifetime_seconds");
    ht_json_double(out, "shortest", fate->life_shortest);
    ht_json_double(out, "mean", fate->life_sum / fate->timed);
    ht_json_double(out, "longest", fate->life_longest);
    ht_json_close_object(out);
}
