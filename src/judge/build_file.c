#include "judge/build_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "judge/trust.h"
#include "json/value.h"
#include "json/walk.h"

#define SCHEMA "\"htanalyze-report/1\""

/* What a report of a device can hold at most. */
#define WINDOWS_MAX 10000u
#define FINDINGS_MAX 10000u
#define CHAINS_MAX 1000000u
#define FRAMES_MAX 1000000u

struct frame {
    uint32_t pc;
    bool allocator;
    const char **functions; /* those that are known, innermost first */
    size_t count;           /* at most HT_NAMED_FUNCTIONS_MAX */
};

struct chain {
    struct ht_json_value pcs;    /* the array */
    struct ht_named_chain named; /* once a finding has asked for it: read once, however many findings share it */
};

/* A report while it is read. Its text is known to be well-formed JSON. */
struct reader {
    struct ht_json_text text;
    struct frame *frames; /* by PC */
    size_t frame_count;
    struct chain *chains; /* by id */
    size_t chain_count;
};

/* --- windows, frames and chains ----------------------------------------------------------------------------------- */

/* Windows that look at one trace see the same time: the longest counts. Traces are numbered in their order. */
static struct ht_error *read_windows(const struct reader *reader, struct ht_json_value array, double *ret)
{
    size_t count;
    struct ht_error *error = ht_json_count(&reader->text, array, WINDOWS_MAX, &count);
    if (error)
        return error;
    double *seconds = ht_arena_array(reader->text.arena, count, sizeof *seconds); /* of each trace */
    if (!seconds)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    struct ht_json_value window, values[2];
    static const char *const keys[] = {"seconds", "trace"};
    double sum = 0;
    while (!error && ht_json_next_element(&walk, &window)) {
        double length = HT_NOT_KNOWN;
        uint64_t trace = 0;
        error = ht_json_members(&reader->text, window, keys, 2, values);
        if (!error)
            error = ht_json_read_number_or_null(&reader->text, values[0], &length);
        if (!error)
            error = ht_json_read_whole(&reader->text, values[1], count - 1, &trace);
        if (error)
            break;
        if (isnan(length) || isnan(seconds[trace]) || length > seconds[trace])
            seconds[trace] = isnan(seconds[trace]) ? seconds[trace] : length;
    }
    for (size_t i = 0; !error && i < count; i++)
        sum += seconds[i];
    if (!error)
        *ret = count ? sum : HT_NOT_KNOWN;
    return error;
}

static int compare_frames(const void *left, const void *right)
{
    uint32_t a = ((const struct frame *)left)->pc, b = ((const struct frame *)right)->pc;
    return (a > b) - (a < b);
}

/* Adds a function where one is known, unless that is one too many. */
static struct ht_error *add_function(const struct reader *reader, struct ht_json_value value, struct frame *frame)
{
    if (frame->count == HT_NAMED_FUNCTIONS_MAX || ht_json_is_null(&reader->text, value))
        return NULL;
    return ht_json_read_text(&reader->text, value, &frame->functions[frame->count++]);
}

static struct ht_error *read_functions(const struct reader *reader, struct ht_json_value innermost,
                                       struct ht_json_value inlined, struct frame *ret)
{
    static const char *const keys[] = {"function"};
    size_t count;
    struct ht_error *error = ht_json_count(&reader->text, inlined, FRAMES_MAX, &count);
    if (error)
        return error;
    count = count < HT_NAMED_FUNCTIONS_MAX ? count + 1 : HT_NAMED_FUNCTIONS_MAX;
    ret->functions = ht_arena_array(reader->text.arena, count, sizeof *ret->functions);
    if (!ret->functions)
        return ht_error_nomem();
    error = add_function(reader, innermost, ret);
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, inlined);
    struct ht_json_value caller, function;
    while (!error && ht_json_next_element(&walk, &caller)) {
        error = ht_json_members(&reader->text, caller, keys, 1, &function);
        if (!error)
            error = add_function(reader, function, ret);
    }
    return error;
}

static struct ht_error *read_frame(const struct reader *reader, struct ht_json_value object, struct frame *ret)
{
    static const char *const keys[] = {"pc", "role", "function", "inlined"};
    struct ht_json_value values[4];
    bool ok;
    struct ht_error *error = ht_json_members(&reader->text, object, keys, 4, values);
    if (!error)
        error = ht_json_as_address(reader->text.bytes, values[0], &ret->pc, &ok);
    if (error)
        return error;
    if (!ok)
        return ht_json_fail(&reader->text, values[0].start, "an address");
    ret->allocator = ht_json_is(reader->text.bytes, values[1], "\"allocator\"");
    return read_functions(reader, values[2], values[3], ret);
}

static struct ht_error *read_frames(struct reader *reader, struct ht_json_value array)
{
    size_t count;
    struct ht_error *error = ht_json_count(&reader->text, array, FRAMES_MAX, &count);
    if (error)
        return error;
    reader->frames = ht_arena_array(reader->text.arena, count, sizeof *reader->frames);
    if (!reader->frames)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    struct ht_json_value frame;
    while (!error && ht_json_next_element(&walk, &frame))
        error = read_frame(reader, frame, &reader->frames[reader->frame_count++]);
    if (!error && count)
        qsort(reader->frames, count, sizeof *reader->frames, compare_frames);
    return error;
}

static struct ht_error *read_chains(struct reader *reader, struct ht_json_value array)
{
    static const char *const keys[] = {"id", "pcs", "bytes"};
    size_t count, pcs;
    struct ht_error *error = ht_json_count(&reader->text, array, CHAINS_MAX, &count);
    if (error)
        return error;
    reader->chains = ht_arena_array(reader->text.arena, count, sizeof *reader->chains);
    if (!reader->chains)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    struct ht_json_value chain, values[3];
    while (!error && ht_json_next_element(&walk, &chain)) {
        uint64_t id = 0;
        error = ht_json_members(&reader->text, chain, keys, 3, values);
        if (!error)
            error = ht_json_read_whole(&reader->text, values[0], HT_JSON_EXACT_MAX, &id);
        if (!error && id != reader->chain_count)
            return ht_json_fail(&reader->text, values[0].start, "the chains in the order of their ids");
        if (!error)
            error = ht_json_count(&reader->text, values[1], HT_CHAIN_DEPTH_MAX, &pcs);
        if (!error)
            error = ht_json_read_whole(&reader->text, values[2], HT_JSON_EXACT_MAX, &reader->chains[id].named.bytes);
        if (!error)
            reader->chains[reader->chain_count++].pcs = values[1];
    }
    return error;
}

/* --- findings ----------------------------------------------------------------------------------------------------- */

static void add_frame(const struct frame *frame, struct ht_named_chain *chain)
{
    for (size_t i = 0; i < frame->count && chain->count < HT_NAMED_FUNCTIONS_MAX; i++)
        chain->functions[chain->count++] = frame->functions[i];
}

static struct ht_error *name_chain(const struct reader *reader, struct chain *chain)
{
    struct ht_named_chain *ret = &chain->named;
    if (ret->functions)
        return NULL;
    ret->functions = ht_arena_array(reader->text.arena, HT_NAMED_FUNCTIONS_MAX, sizeof *ret->functions);
    if (!ret->functions)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, chain->pcs);
    struct ht_json_value pc;
    bool allocators = true;
    while (ht_json_next_element(&walk, &pc)) {
        struct frame wanted = {0};
        bool ok;
        struct ht_error *error = ht_json_as_address(reader->text.bytes, pc, &wanted.pc, &ok);
        if (error)
            return error;
        if (!ok)
            return ht_json_fail(&reader->text, pc.start, "an address");
        const struct frame *frame =
            reader->frame_count ? bsearch(&wanted, reader->frames, reader->frame_count, sizeof wanted, compare_frames)
                                : NULL;
        if (!frame)
            return ht_json_fail(&reader->text, pc.start, "a PC that stands among the frames");
        add_frame(frame, ret);
        allocators = allocators && frame->allocator;
        if (allocators)
            ret->allocators = ret->count;
    }
    return NULL;
}

static struct ht_error *read_finding_chains(const struct reader *reader, struct ht_json_value array,
                                            struct ht_build_finding *ret)
{
    size_t count;
    struct ht_error *error = ht_json_count(&reader->text, array, CHAINS_MAX, &count);
    if (error)
        return error;
    ret->chains = ht_arena_array(reader->text.arena, count < HT_NAMED_CHAINS_MAX ? count : HT_NAMED_CHAINS_MAX,
                                 sizeof *ret->chains);
    if (!ret->chains)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    struct ht_json_value number;
    while (!error && ret->chain_count < HT_NAMED_CHAINS_MAX && ht_json_next_element(&walk, &number)) {
        uint64_t id = 0;
        error = ht_json_read_whole(&reader->text, number, HT_JSON_EXACT_MAX, &id);
        if (!error && id >= reader->chain_count)
            error = ht_json_fail(&reader->text, number.start, "the id of a chain");
        if (!error)
            error = name_chain(reader, &reader->chains[id]);
        if (!error)
            ret->chains[ret->chain_count++] = reader->chains[id].named;
    }
    return error;
}

/* The sizes of the first fingerprint. */
static struct ht_error *read_sizes(const struct reader *reader, struct ht_json_value fingerprints,
                                   struct ht_build_finding *ret)
{
    static const char *const keys[] = {"sizes"};
    size_t count, width;
    struct ht_json_value first, sizes, pair, number;
    struct ht_error *error = ht_json_count(&reader->text, fingerprints, FINDINGS_MAX, &count);
    if (error || !count)
        return error;
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, fingerprints);
    ht_json_next_element(&walk, &first);
    error = ht_json_members(&reader->text, first, keys, 1, &sizes);
    if (!error)
        error = ht_json_count(&reader->text, sizes, CHAINS_MAX, &count);
    if (error)
        return error;
    ret->sizes = ht_arena_array(reader->text.arena, count, sizeof *ret->sizes);
    if (!ret->sizes)
        return ht_error_nomem();
    walk = ht_json_walk_into(&reader->text, sizes);
    while (!error && ht_json_next_element(&walk, &pair)) {
        uint64_t values[2] = {0};
        error = ht_json_count(&reader->text, pair, 2, &width);
        if (!error && width != 2)
            error = ht_json_fail(&reader->text, pair.start, "a size and its count");
        struct ht_json_walk numbers = ht_json_walk_into(&reader->text, pair);
        for (size_t i = 0; i < 2 && !error && ht_json_next_element(&numbers, &number); i++)
            error = ht_json_read_whole(&reader->text, number, UINT32_MAX, &values[i]);
        if (!error)
            ret->sizes[ret->size_count++] = (struct ht_size_count){(uint32_t)values[0], (uint32_t)values[1]};
    }
    return error;
}

static struct ht_error *read_verdict(const struct reader *reader, struct ht_json_value value, enum ht_verdict *ret)
{
    const char *text;
    struct ht_error *error = ht_json_read_text(&reader->text, value, &text);
    for (int i = HT_VERDICT_LEAK; !error && i < HT_VERDICT_COUNT; i++) {
        if (strcmp(text, ht_verdict_name((enum ht_verdict)i)) == 0) {
            *ret = (enum ht_verdict)i;
            return NULL;
        }
    }
    return error ? error : ht_json_fail(&reader->text, value.start, "leak, transient, retained or unknown");
}

static struct ht_error *read_rate(const struct reader *reader, struct ht_json_value object,
                                  struct ht_build_finding *ret)
{
    static const char *const keys[] = {"bytes_per_hour", "lower_bound"};
    struct ht_json_value values[2];
    struct ht_error *error = ht_json_members(&reader->text, object, keys, 2, values);
    if (!error)
        ret->lower_bound = ht_json_is(reader->text.bytes, values[1], "true");
    return error ? error : ht_json_read_number_or_null(&reader->text, values[0], &ret->bytes_per_hour);
}

static struct ht_error *read_finding(const struct reader *reader, struct ht_json_value object,
                                     struct ht_build_finding *ret)
{
    static const char *const keys[] = {"key",    "title", "rule",        "verdict", "bursts", "bytes_per_burst",
                                       "chains", "rate",  "fingerprints"};
    struct ht_json_value values[9];
    uint64_t bursts = 0;
    struct ht_error *error = ht_json_members(&reader->text, object, keys, 9, values);
    if (!error)
        error = ht_json_read_text(&reader->text, values[0], &ret->key);
    if (!error)
        error = ht_json_read_text(&reader->text, values[1], &ret->title);
    if (!error)
        error = ht_json_read_text_or_null(&reader->text, values[2], &ret->rule);
    if (!error)
        error = read_verdict(reader, values[3], &ret->verdict);
    if (!error)
        error = ht_json_read_whole(&reader->text, values[4], UINT32_MAX, &bursts);
    if (!error)
        error = ht_json_read_number_or_null(&reader->text, values[5], &ret->bytes_per_burst);
    if (!error)
        error = read_finding_chains(reader, values[6], ret);
    if (!error)
        error = read_rate(reader, values[7], ret);
    if (!error)
        error = read_sizes(reader, values[8], ret);
    ret->bursts = (uint32_t)bursts;
    return error;
}

static struct ht_error *read_findings(const struct reader *reader, struct ht_json_value array,
                                      struct ht_build *baseline)
{
    size_t count;
    struct ht_error *error = ht_json_count(&reader->text, array, FINDINGS_MAX, &count);
    if (error)
        return error;
    baseline->findings = ht_arena_array(reader->text.arena, count, sizeof *baseline->findings);
    if (!baseline->findings)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    struct ht_json_value finding;
    while (!error && ht_json_next_element(&walk, &finding))
        error = read_finding(reader, finding, &baseline->findings[baseline->finding_count++]);
    return error;
}

/* The functions of all frames. */
static struct ht_error *list_functions(const struct reader *reader, struct ht_build *baseline)
{
    size_t count = 0;
    for (size_t i = 0; i < reader->frame_count; i++)
        count += reader->frames[i].count;
    baseline->functions = ht_arena_array(reader->text.arena, count, sizeof *baseline->functions);
    if (!baseline->functions)
        return ht_error_nomem();
    for (size_t i = 0; i < reader->frame_count; i++) {
        for (size_t k = 0; k < reader->frames[i].count; k++)
            baseline->functions[baseline->function_count++] = reader->frames[i].functions[k];
    }
    if (count)
        qsort(baseline->functions, count, sizeof *baseline->functions, ht_build_compare_names);
    return NULL;
}

/* --- doubts ------------------------------------------------------------------------------------------------------- */

static struct ht_error *read_doubt(const struct reader *reader, struct ht_json_value object)
{
    static const char *const keys[] = {"code", "message", "accepted"};
    struct ht_json_value values[3];
    const char *code = NULL, *message = NULL;
    struct ht_error *error = ht_json_members(&reader->text, object, keys, 3, values);
    if (!error)
        error = ht_json_read_text(&reader->text, values[0], &code);
    if (!error)
        error = ht_json_read_text(&reader->text, values[1], &message);
    if (error || !ht_doubt_is_grave(code) || ht_json_is(reader->text.bytes, values[2], "true"))
        return error;
    struct ht_text_place place = ht_text_place(reader->text.bytes, object.start);
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, reader->text.path, place.line, place.column,
                                            "is no baseline, its evidence cannot be trusted: %s", message),
                         "make it of a dump without that doubt, or set \"accepted\" of the doubt to true in the file");
}

/* Reports of earlier versions have none. */
static struct ht_error *read_doubts(const struct reader *reader, struct ht_json_value report)
{
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, report);
    struct ht_json_key key;
    struct ht_json_value array, doubt;
    bool found = false;
    while (!found && ht_json_next_member(&walk, &key, &array))
        found = ht_json_key_is(&key, "doubts");
    size_t count;
    struct ht_error *error = found ? ht_json_count(&reader->text, array, FINDINGS_MAX, &count) : NULL;
    if (error || !found)
        return error;
    walk = ht_json_walk_into(&reader->text, array);
    while (!error && ht_json_next_element(&walk, &doubt))
        error = read_doubt(reader, doubt);
    return error;
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

/* Is the object well-formed, and does it say that it is one of our reports? */
static struct ht_error *check_schema(const struct reader *reader, size_t size, struct ht_json_value *ret)
{
    static const char hint[] = "a baseline is an earlier report of --format json";
    struct ht_json_scan scan = {.bytes = reader->text.bytes, .size = size};
    ht_json_space(&scan);
    size_t start = scan.pos;
    if (start == size || reader->text.bytes[start] != '{')
        return ht_error_hint(ht_json_fail(&reader->text, start, "a JSON report"), hint);
    if (!ht_json_value(&scan, ret))
        return ht_error_hint(ht_json_fail(&reader->text, scan.pos, scan.expected ? scan.expected : "JSON"), hint);
    ht_json_space(&scan);
    if (scan.pos != size)
        return ht_json_fail(&reader->text, scan.pos, "nothing behind the report");
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, *ret);
    struct ht_json_key key;
    struct ht_json_value value;
    bool dump = false;
    while (ht_json_next_member(&walk, &key, &value)) {
        dump |= ht_json_key_is(&key, "leaks");
        if (!ht_json_key_is(&key, "schema"))
            continue;
        return ht_json_is(reader->text.bytes, value, SCHEMA)
                   ? NULL
                   : ht_error_hint(ht_json_fail(&reader->text, value.start, "the schema " SCHEMA), hint);
    }
    return ht_error_hint(ht_json_fail(&reader->text, start,
                                      dump ? "a report, found a dump" : "a report, found JSON without the key schema"),
                         hint);
}

struct ht_error *ht_build_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                               struct ht_build *ret)
{
    static const char *const keys[] = {"windows", "frames", "chains", "findings"};
    struct reader reader = {.text = {.arena = arena, .path = path, .bytes = text}};
    struct ht_build baseline = {.path = ht_arena_strdup(arena, path)};
    struct ht_json_value report, values[4];
    if (!baseline.path)
        return ht_error_nomem();
    struct ht_error *error = check_schema(&reader, size, &report);
    if (!error)
        error = ht_json_members(&reader.text, report, keys, 4, values);
    if (!error)
        error = read_windows(&reader, values[0], &baseline.seconds);
    if (!error)
        error = read_frames(&reader, values[1]);
    if (!error)
        error = read_chains(&reader, values[2]);
    if (!error)
        error = read_findings(&reader, values[3], &baseline);
    if (!error)
        error = read_doubts(&reader, report);
    if (!error)
        error = list_functions(&reader, &baseline);
    if (!error)
        *ret = baseline;
    return error;
}
