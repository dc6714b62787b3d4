#include "judge/report.h"

#include <string.h>

#include "base/sort.h"

/* The name at index, or "unknown" for a value that no enumerator has. */
#define NAME(names, index) ((size_t)(index) < sizeof(names) / sizeof *(names) ? (names)[index] : "unknown")

const char *ht_verdict_name(enum ht_verdict verdict)
{
    static const char *const names[] = {"undecided", "leak", "transient", "retained", "unknown"};
    return NAME(names, verdict);
}

const char *ht_confidence_name(enum ht_confidence confidence)
{
    static const char *const names[] = {"none", "high", "medium", "low"};
    return NAME(names, confidence);
}

const char *ht_match_name(enum ht_match match)
{
    static const char *const names[] = {"unknown", "yes", "doubtful", "no"};
    return NAME(names, match);
}

const char *ht_chain_end_name(enum ht_chain_end end)
{
    static const char *const names[] = {"none", "depth", "unwound"};
    return NAME(names, end);
}

const char *ht_call_sites_name(enum ht_call_sites call_sites)
{
    static const char *const names[] = {"unchecked", "ok", "mismatch"};
    return NAME(names, call_sites);
}

const char *ht_evidence_kind_name(enum ht_evidence_kind kind)
{
    static const char *const names[] = {"signature", "repetition", "spread", "growth", "survival", "single"};
    return NAME(names, kind);
}

const char *ht_baseline_state_name(enum ht_baseline_state state)
{
    static const char *const names[] = {"none", "new", "grown", "same", "shrunk", "gone"};
    return NAME(names, state);
}

const char *ht_memory_name(enum ht_memory memory)
{
    static const char *const names[] = {"unknown", "internal", "psram", "rtc"};
    return NAME(names, memory);
}

const char *ht_frame_role_name(enum ht_frame_role role)
{
    static const char *const names[] = {"unresolved", "code", "allocator", "rom", "data"};
    return NAME(names, role);
}

const char *ht_frame_source_name(enum ht_frame_source source)
{
    static const char *const names[] = {"none", "dwarf", "symtab", "symbols-file", "log"};
    return NAME(names, source);
}

const char *ht_way_name(enum ht_way way)
{
    static const char *const names[] = {"window", "section", "run", "look", "all", "host"};
    return NAME(names, way);
}

const char *ht_dump_format_name(enum ht_dump_format format)
{
    static const char *const names[] = {"json", "console", "csv", "svdat"};
    return NAME(names, format);
}

const struct ht_location *ht_finding_caller(const struct ht_finding *finding)
{
    const struct ht_location *owner = finding->owner, *project = finding->project;
    if (!owner || !owner->function || !project || !project->function)
        return NULL;
    return strcmp(owner->function, project->function) == 0 ? NULL : project;
}

struct ht_place ht_finding_owner_in(const struct ht_finding *finding, uint32_t chain)
{
    size_t i = 0;
    HT_SEARCH(i, 0, finding->role_count, finding->roles[i].chain < chain);
    return i < finding->role_count && finding->roles[i].chain == chain ? finding->roles[i].owner : HT_NOWHERE;
}

struct ht_place ht_report_owner_in(const struct ht_report *report, const struct ht_finding *finding, uint32_t chain)
{
    const struct ht_report_chain *figures = &report->chains[chain];
    const struct ht_chain *own = &report->trace->chains.items[chain];
    struct ht_place place = finding ? ht_finding_owner_in(finding, chain) : HT_NOWHERE;
    if (place.frame < own->depth)
        return place;
    if (figures->owner_frame >= own->depth)
        return HT_NOWHERE;
    const struct ht_frame *frame = ht_frames_find(report->frames, own->pcs[figures->owner_frame]);
    bool shown = figures->owner_location < ht_frame_shown_count(frame); /* not where only the last one is */
    return (struct ht_place){figures->owner_frame, shown ? figures->owner_location : 0};
}

const struct ht_location *ht_report_location(const struct ht_report *report, uint32_t chain, struct ht_place place)
{
    const struct ht_chain *own = &report->trace->chains.items[chain];
    return place.frame < own->depth
               ? ht_frame_shown(ht_frames_find(report->frames, own->pcs[place.frame]), place.location)
               : NULL;
}

size_t ht_report_burst_count(const struct ht_report *report)
{
    size_t count = 0;
    for (size_t window = 0; window < report->trace->window_count; window++) {
        for (size_t i = 0; i < report->trace->windows[window].record_count; i++) {
            uint32_t burst = report->windows[window].bursts[i];
            if (burst != HT_NO_BURST && burst >= count)
                count = (size_t)burst + 1;
        }
    }
    return count;
}

double ht_report_bytes_per_event(const struct ht_report *report)
{
    const struct ht_summary *summary = &report->summary;
    bool one = summary->totals[HT_VERDICT_LEAK].findings < 2 || summary->event || summary->events;
    return one ? summary->bytes_per_burst : HT_NOT_KNOWN;
}

bool ht_report_is_empty(const struct ht_report *report)
{
    for (size_t i = 0; i < report->doubt_count; i++) {
        if (!strcmp(report->doubts[i].code, HT_DOUBT_NOTHING))
            return true;
    }
    return false;
}

uint64_t ht_heap_bytes(uint32_t size)
{
    uint64_t payload = ((uint64_t)size + 3) & ~(uint64_t)3;
    return (payload < 12 ? 12 : payload) + 4;
}
