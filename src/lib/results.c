/*
 * The calls of htanalyze.h that ask for results. Its handles are the structures of the report under another name, so
 * that these may change and programs need not be compiled anew.
 */
#include "lib/handle.h"

const char *htanalyze_gate_condition(const struct htanalyze *run, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    return report && number < report->gate_count ? report->gate[number].condition : NULL;
}

int htanalyze_gate_met(const struct htanalyze *run, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    return report && number < report->gate_count && report->gate[number].met;
}

const char *htanalyze_gate_message(const struct htanalyze *run, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    return report && number < report->gate_count ? report->gate[number].message : NULL;
}

const char *htanalyze_doubt(const struct htanalyze *run, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    return report && number < report->doubt_count ? report->doubts[number].message : NULL;
}

static const struct ht_window *window_at(const struct htanalyze *run, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    return report && number < report->trace->window_count ? &report->trace->windows[number] : NULL;
}

const char *htanalyze_window_name(const struct htanalyze *run, size_t number)
{
    const struct ht_window *window = window_at(run, number);
    return window ? window->path : NULL;
}

double htanalyze_window_seconds(const struct htanalyze *run, size_t number)
{
    return window_at(run, number) ? run->session.report.windows[number].seconds : 0;
}

size_t htanalyze_window_records(const struct htanalyze *run, size_t number)
{
    const struct ht_window *window = window_at(run, number);
    return window ? window->record_count : 0;
}

const char *htanalyze_window_warning(const struct htanalyze *run, size_t window, size_t number)
{
    const struct ht_window *found = window_at(run, window);
    return found && number < found->warning_count ? found->warnings[number].message : NULL;
}

/* A handle of the interface is the report's own structure. */
static const struct ht_finding *finding_of(const struct htanalyze_finding *handle)
{
    return (const struct ht_finding *)handle;
}

const struct htanalyze_finding *htanalyze_finding_at(const struct htanalyze *run, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    if (!report || number >= report->finding_count)
        return NULL;
    return (const struct htanalyze_finding *)&report->findings[number];
}

const char *htanalyze_finding_key(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->key;
}

const char *htanalyze_finding_title(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->title;
}

const char *htanalyze_finding_verdict(const struct htanalyze_finding *finding)
{
    return ht_verdict_name(finding_of(finding)->verdict);
}

const char *htanalyze_finding_confidence(const struct htanalyze_finding *finding)
{
    return ht_confidence_name(finding_of(finding)->confidence);
}

const char *htanalyze_finding_rule(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->rule;
}

uint64_t htanalyze_finding_blocks(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->count;
}

uint64_t htanalyze_finding_bytes(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->bytes;
}

double htanalyze_finding_bytes_per_event(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->bytes_per_burst;
}

double htanalyze_finding_bytes_per_hour(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->rate.bytes_per_hour;
}

const char *htanalyze_finding_suppressed_by(const struct htanalyze_finding *finding)
{
    return finding_of(finding)->suppressed_by;
}

const char *htanalyze_finding_baseline(const struct htanalyze_finding *finding)
{
    enum ht_baseline_state state = finding_of(finding)->baseline_state;
    return state == HT_BASELINE_NONE ? NULL : ht_baseline_state_name(state);
}

const char *htanalyze_finding_evidence(const struct htanalyze_finding *finding, size_t number)
{
    const struct ht_finding *found = finding_of(finding);
    return number < found->evidence_count ? found->evidence[number].message : NULL;
}

const char *htanalyze_finding_owner(const struct htanalyze_finding *finding)
{
    const struct ht_location *owner = finding_of(finding)->owner;
    return owner ? owner->function : NULL;
}

const char *htanalyze_finding_owner_file(const struct htanalyze_finding *finding)
{
    const struct ht_location *owner = finding_of(finding)->owner;
    return owner ? ht_location_file(owner) : NULL;
}

uint32_t htanalyze_finding_owner_line(const struct htanalyze_finding *finding)
{
    const struct ht_location *owner = finding_of(finding)->owner;
    return owner ? owner->line : 0;
}

static const struct ht_frame *frame_of(const struct htanalyze_frame *handle)
{
    return (const struct ht_frame *)handle;
}

const struct htanalyze_frame *htanalyze_frame_at(const struct htanalyze *run, const struct htanalyze_finding *finding,
                                                 size_t chain, size_t number)
{
    const struct ht_report *report = ht_handle_report(run);
    const struct ht_finding *found = finding_of(finding);
    if (!report || chain >= found->chain_count)
        return NULL;
    const struct ht_chain *pcs = &report->trace->chains.items[found->chains[chain].chain];
    if (number >= pcs->depth)
        return NULL;
    return (const struct htanalyze_frame *)ht_frames_find(report->frames, pcs->pcs[number]);
}

uint32_t htanalyze_frame_pc(const struct htanalyze_frame *frame)
{
    return frame_of(frame)->pc;
}

const char *htanalyze_frame_role(const struct htanalyze_frame *frame)
{
    return ht_frame_role_name(frame_of(frame)->role);
}

size_t htanalyze_frame_locations(const struct htanalyze_frame *frame)
{
    return ht_frame_shown_count(frame_of(frame));
}

/* NULL beyond the last one. */
static const struct ht_location *location_of(const struct htanalyze_frame *frame, size_t number)
{
    return number < htanalyze_frame_locations(frame) ? ht_frame_shown(frame_of(frame), (uint32_t)number) : NULL;
}

const char *htanalyze_frame_function(const struct htanalyze_frame *frame, size_t number)
{
    const struct ht_location *location = location_of(frame, number);
    return location ? location->function : NULL;
}

const char *htanalyze_frame_file(const struct htanalyze_frame *frame, size_t number)
{
    const struct ht_location *location = location_of(frame, number);
    return location ? ht_location_file(location) : NULL;
}

uint32_t htanalyze_frame_line(const struct htanalyze_frame *frame, size_t number)
{
    const struct ht_location *location = location_of(frame, number);
    return location ? location->line : 0;
}
