#include "report/json_finding.h"

#include "report/json_parts.h"

static void write_fingerprint(struct ht_json_out *out, const struct ht_fingerprint *fingerprint)
{
    ht_json_open_object(out, NULL);
    ht_json_sizes(out, fingerprint->sizes, fingerprint->size_count);
    ht_json_open_array(out, "ranges");
    for (size_t i = 0; i < fingerprint->range_count; i++) {
        ht_json_open_array(out, NULL);
        ht_json_uint(out, NULL, fingerprint->ranges[i].min);
        ht_json_uint(out, NULL, fingerprint->ranges[i].max);
        ht_json_uint(out, NULL, fingerprint->ranges[i].count);
        ht_json_close_array(out);
    }
    ht_json_close_array(out);
    ht_json_uint(out, "bytes", fingerprint->bytes);
    ht_json_uint(out, "bursts", fingerprint->bursts);
    ht_json_uint(out, "partial", fingerprint->partial);
    ht_json_string(out, "label", fingerprint->label);
    ht_json_close_object(out);
}

static void write_grounds(struct ht_json_out *out, const struct ht_finding *finding)
{
    ht_json_open_array(out, "evidence");
    for (size_t i = 0; i < finding->evidence_count; i++) {
        ht_json_open_object(out, NULL);
        ht_json_string(out, "kind", ht_evidence_kind_name(finding->evidence[i].kind));
        ht_json_string(out, "message", finding->evidence[i].message);
        ht_json_double(out, "value", finding->evidence[i].value);
        ht_json_double(out, "nats", finding->evidence[i].nats);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
    ht_json_open_array(out, "advice");
    for (size_t i = 0; i < finding->advice_count; i++) {
        ht_json_open_object(out, NULL);
        ht_json_string(out, "message", finding->advice[i].message);
        ht_json_string(out, "url", finding->advice[i].url);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

static void write_owner(struct ht_json_out *out, const struct ht_location *owner, const struct ht_location *project)
{
    if (!owner) {
        ht_json_null(out, "owner");
        return;
    }
    ht_json_open_object(out, "owner");
    ht_json_location(out, owner);
    if (project) {
        ht_json_open_object(out, "project_frame");
        ht_json_location(out, project);
        ht_json_close_object(out);
    } else {
        ht_json_null(out, "project_frame");
    }
    ht_json_close_object(out);
}

/* A leak that is known, and whether this firmware's release has it; null where the finding is none of them. */
static void write_known(struct ht_json_out *out, const struct ht_signature *known)
{
    static const char *const states[HT_RELEASE_STATES] = {
        [HT_RELEASE_AFFECTED] = "affected", [HT_RELEASE_FIXED] = "fixed"};
    if (!known) {
        ht_json_null(out, "known_leak");
        return;
    }
    ht_json_open_object(out, "known_leak");
    ht_json_string(out, "id", known->id);
    ht_json_string(out, "release_state", states[known->standing.state]);
    ht_json_bool(out, "between_releases", known->standing.unsure);
    ht_json_string(out, "affected", known->affected);
    ht_json_string(out, "fixed", known->fixed);
    ht_json_string(out, "url", known->url);
    ht_json_close_object(out);
}

static void write_finding_baseline(struct ht_json_out *out, const struct ht_finding *finding)
{
    if (finding->baseline_state == HT_BASELINE_NONE) {
        ht_json_null(out, "baseline");
        return;
    }
    ht_json_open_object(out, "baseline");
    ht_json_string(out, "state", ht_baseline_state_name(finding->baseline_state));
    ht_json_double(out, "bytes_per_burst", finding->baseline_bytes_per_burst);
    ht_json_double(out, "bytes_per_hour", finding->baseline_bytes_per_hour);
    ht_json_close_object(out);
}

/* How likely each rival explanation is, and the verdict: for an unknown one the likeliest of them. */
static void write_rivals(struct ht_json_out *out, const struct ht_finding *finding)
{
    static const char *const names[HT_RIVALS] = {"leak", "transient", "bounded", "once"};
    const double *p = finding->probability;
    double retained = p[HT_RIVAL_BOUNDED] + p[HT_RIVAL_ONCE], best = 0;
    for (int r = 0; r < HT_RIVALS; r++)
        best = fmax(best, p[r]);
    ht_json_double(out, "probability",
                   finding->verdict == HT_VERDICT_LEAK        ? p[HT_RIVAL_LEAK]
                   : finding->verdict == HT_VERDICT_TRANSIENT ? p[HT_RIVAL_TRANSIENT]
                   : finding->verdict == HT_VERDICT_RETAINED  ? retained
                                                              : best);
    ht_json_open_object(out, "rivals");
    for (int r = 0; r < HT_RIVALS; r++)
        ht_json_double(out, names[r], p[r]);
    ht_json_close_object(out);
}

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

/*
 * made, freed, alive (null where no dump tells of freed blocks), freed_by (functions and their blocks, most first),
 * lifetime_seconds (shortest, mean, longest; null where no times are known)
 */
static void write_fate(struct ht_json_out *out, const struct ht_finding *finding)
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

void ht_json_finding(struct ht_json_out *out, const struct ht_finding *finding)
{
    ht_json_open_object(out, NULL);
    ht_json_uint(out, "id", finding->number);
    ht_json_string(out, "key", finding->key);
    ht_json_string(out, "verdict", ht_verdict_name(finding->verdict));
    ht_json_string(out, "confidence", ht_confidence_name(finding->confidence));
    write_rivals(out, finding);
    ht_json_string(out, "title", finding->title);
    ht_json_string(out, "rule", finding->rule);
    write_known(out, finding->known);
    write_owner(out, finding->owner, finding->project);
    ht_json_uint(out, "count", finding->count);
    ht_json_uint(out, "bytes", finding->bytes);
    ht_json_uint(out, "heap_bytes", finding->heap_bytes);
    ht_json_uint(out, "bursts", finding->bursts);
    write_fate(out, finding);
    ht_json_open_array(out, "fingerprints");
    for (size_t i = 0; i < finding->fingerprint_count; i++)
        write_fingerprint(out, &finding->fingerprints[i]);
    ht_json_close_array(out);
    ht_json_double(out, "bytes_per_burst", finding->bytes_per_burst);
    ht_json_rate(out, &finding->rate);
    ht_json_open_array(out, "per_window");
    for (size_t i = 0; i < finding->per_window_count; i++) {
        const struct ht_per_window *share = &finding->per_window[i];
        ht_json_open_object(out, NULL);
        ht_json_uint(out, "window", share->window);
        ht_json_uint(out, "count", share->count);
        ht_json_uint(out, "bytes", share->bytes);
        ht_json_uint(out, "bursts", share->bursts);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
    write_grounds(out, finding);
    ht_json_string(out, "suppressed_by", finding->suppressed_by);
    write_finding_baseline(out, finding);
    ht_json_open_array(out, "chains");
    for (size_t i = 0; i < finding->chain_count; i++)
        ht_json_uint(out, NULL, finding->chains[i].chain);
    ht_json_close_array(out);
    ht_json_close_object(out);
}
