#include "compare/build.h"

#include "base/sort.h"

bool ht_build_is_leak(const struct ht_build_finding *finding)
{
    return finding && finding->verdict == HT_VERDICT_LEAK;
}

/* Of all traces together; NAN: not known. Windows that look at one trace see the same time: the longest counts. */
static double exposure(const struct ht_report *report)
{
    double sum = 0;
    for (size_t i = 0; i < report->trace->window_count; i++) {
        double seconds = report->windows[i].seconds;
        if (!(seconds > 0))
            return HT_NOT_KNOWN;
        bool counts = true;
        for (size_t k = 0; k < report->trace->window_count && counts; k++) {
            double other = report->windows[k].seconds;
            bool same = k != i && report->windows[k].trace == report->windows[i].trace;
            counts = !same || other < seconds || (!(other > seconds) && k > i);
        }
        sum += counts ? seconds : 0;
    }
    return report->trace->window_count ? sum : HT_NOT_KNOWN;
}

static void add_locations(const struct ht_frame *frame, struct ht_named_chain *chain)
{
    for (uint32_t i = 0; i < frame->location_count && chain->count < HT_NAMED_FUNCTIONS_MAX; i++) {
        if (frame->locations[i].function)
            chain->functions[chain->count++] = frame->locations[i].function;
    }
}

static struct ht_error *name_chain(const struct ht_report *report, uint32_t number, struct ht_named_chain *ret)
{
    const struct ht_chain *chain = &report->trace->chains.items[number];
    ret->bytes = report->chains[number].bytes;
    ret->functions = ht_arena_array(report->trace->arena, HT_NAMED_FUNCTIONS_MAX, sizeof *ret->functions);
    if (!ret->functions)
        return ht_error_nomem();
    bool allocators = true;
    for (uint32_t k = 0; k < chain->depth; k++) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[k]);
        if (frame)
            add_locations(frame, ret);
        allocators = allocators && frame && frame->role == HT_ROLE_ALLOCATOR;
        if (allocators)
            ret->allocators = ret->count;
    }
    return NULL;
}

static struct ht_error *take_finding(const struct ht_report *report, const struct ht_finding *finding,
                                     struct ht_build_finding *ret)
{
    size_t count = finding->chain_count < HT_NAMED_CHAINS_MAX ? finding->chain_count : HT_NAMED_CHAINS_MAX;
    *ret = (struct ht_build_finding){
        .key = finding->key,
        .title = finding->title,
        .rule = finding->rule,
        .owner = finding->owner,
        .suppressed_by = finding->suppressed_by,
        .verdict = finding->verdict,
        .confidence = finding->confidence,
        .count = finding->count,
        .bursts = finding->bursts,
        .bytes = finding->bytes,
        .bytes_per_burst = finding->bytes_per_burst,
        .rate = finding->rate,
        .sizes = finding->fingerprint_count ? finding->fingerprints[0].sizes : NULL,
        .size_count = finding->fingerprint_count ? finding->fingerprints[0].size_count : 0,
        .chains = ht_arena_array(report->trace->arena, count, sizeof *ret->chains),
    };
    struct ht_error *error = ret->chains ? NULL : ht_error_nomem();
    for (; ret->chain_count < count && !error; ret->chain_count++)
        error = name_chain(report, finding->chains[ret->chain_count].chain, &ret->chains[ret->chain_count]);
    return error;
}

/* The functions of all frames. */
static struct ht_error *list_functions(const struct ht_report *report, struct ht_build *build)
{
    const struct ht_frames *frames = report->frames;
    size_t count = 0;
    for (size_t i = 0; i < frames->count; i++)
        count += frames->items[i].location_count;
    build->functions = ht_arena_array(report->trace->arena, count, sizeof *build->functions);
    if (!build->functions)
        return ht_error_nomem();
    for (size_t i = 0; i < frames->count; i++) {
        for (uint32_t k = 0; k < frames->items[i].location_count; k++) {
            if (frames->items[i].locations[k].function)
                build->functions[build->function_count++] = frames->items[i].locations[k].function;
        }
    }
    ht_sort(build->functions, build->function_count, sizeof *build->functions, ht_compare_names);
    return NULL;
}

struct ht_error *ht_build_of_report(const struct ht_report *report, struct ht_build *ret)
{
    struct ht_build build = {
        .firmware = report->firmware.facts,
        .seconds = exposure(report),
        .findings = ht_arena_array(report->trace->arena, report->finding_count, sizeof *build.findings),
    };
    struct ht_error *error = build.findings ? NULL : ht_error_nomem();
    for (; build.finding_count < report->finding_count && !error; build.finding_count++)
        error = take_finding(report, &report->findings[build.finding_count], &build.findings[build.finding_count]);
    if (!error)
        error = list_functions(report, &build);
    if (!error)
        *ret = build;
    return error;
}
