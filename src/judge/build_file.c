#include "judge/build_file.h"

#include <string.h>

#include "base/input.h"
#include "judge/build_chains.h"
#include "judge/build_finding.h"
#include "judge/trust.h"
#include "json/value.h"
#include "json/walk.h"

#define SCHEMA "\"htanalyze-report/1\""

/* What a report of a device can hold at most. */
#define WINDOWS_MAX 10000u
#define FINDINGS_MAX 10000u
#define DOUBTS_MAX 10000u

/* A report while it is read. Its text is known to be well-formed JSON. */
struct reader {
    struct ht_json_text text;
    struct ht_build_chains chains;
};

/* --- windows and findings ----------------------------------------------------------------------------------------- */

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

static struct ht_error *read_findings(const struct reader *reader, struct ht_json_value array, struct ht_build *build)
{
    size_t count;
    struct ht_error *error = ht_json_count(&reader->text, array, FINDINGS_MAX, &count);
    if (error)
        return error;
    build->findings = ht_arena_array(reader->text.arena, count, sizeof *build->findings);
    if (!build->findings)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    struct ht_json_value finding;
    while (!error && ht_json_next_element(&walk, &finding))
        error = ht_build_finding_read(&reader->chains, finding, &build->findings[build->finding_count++]);
    return error;
}

/* --- firmware and doubts ------------------------------------------------------------------------------------------ */

/* A member that may be missing; false when it is, or is null. */
static bool find_member(const struct reader *reader, struct ht_json_value object, const char *name,
                        struct ht_json_value *ret)
{
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, object);
    struct ht_json_key key;
    while (ht_json_next_member(&walk, &key, ret)) {
        if (ht_json_key_is(&key, name))
            return !ht_json_is_null(&reader->text, *ret);
    }
    return false;
}

static struct ht_error *read_firmware(const struct reader *reader, struct ht_json_value report, struct ht_firmware *ret)
{
    static const char *const keys[] = {"project", "version", "built", "idf_version", "chip"};
    const char **facts[] = {&ret->project, &ret->version, &ret->built, &ret->idf_version, &ret->chip};
    struct ht_json_value object, values[5];
    if (!find_member(reader, report, "firmware", &object))
        return NULL;
    struct ht_error *error = ht_json_members(&reader->text, object, keys, 5, values);
    for (size_t i = 0; i < 5 && !error; i++)
        error = ht_json_read_text_or_null(&reader->text, values[i], facts[i]);
    return error;
}

static struct ht_error *read_doubt(const struct reader *reader, struct ht_json_value object, struct ht_build_doubt *ret)
{
    static const char *const keys[] = {"code", "message", "accepted"};
    struct ht_json_value values[3];
    struct ht_error *error = ht_json_members(&reader->text, object, keys, 3, values);
    if (!error)
        error = ht_json_read_text(&reader->text, values[0], &ret->code);
    if (!error)
        error = ht_json_read_text(&reader->text, values[1], &ret->message);
    if (error)
        return error;
    ret->accepted = ht_json_is(reader->text.bytes, values[2], "true");
    return NULL;
}

static struct ht_error *read_doubts(const struct reader *reader, struct ht_json_value report, struct ht_build *build)
{
    struct ht_json_value array, doubt;
    size_t count;
    if (!find_member(reader, report, "doubts", &array))
        return NULL;
    struct ht_error *error = ht_json_count(&reader->text, array, DOUBTS_MAX, &count);
    if (error)
        return error;
    build->doubts = ht_arena_array(reader->text.arena, count, sizeof *build->doubts);
    if (!build->doubts)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(&reader->text, array);
    while (!error && ht_json_next_element(&walk, &doubt)) {
        struct ht_build_doubt *read = &build->doubts[build->doubt_count++];
        error = read_doubt(reader, doubt, read);
        if (error || build->refusal || read->accepted || !ht_doubt_is_grave(read->code))
            continue;
        build->refusal = read;
        build->refusal_place = ht_text_place(reader->text.bytes, doubt.start);
    }
    return error;
}

struct ht_error *ht_build_refuse(const struct ht_build *build)
{
    if (!build->refusal)
        return NULL;
    return ht_error_hint(
        ht_error_create_at(HT_ERROR_INPUT, build->path, build->refusal_place.line, build->refusal_place.column,
                           "is no baseline, its evidence cannot be trusted: %s", build->refusal->message),
        "make it of a dump without that doubt, or set \"accepted\" of the doubt to true in the file");
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

/* Is the object well-formed, and does it say that it is one of our reports? */
static struct ht_error *check_schema(const struct reader *reader, size_t size, struct ht_json_value *ret)
{
    static const char hint[] = "what is compared with is an earlier report of --format json";
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
    struct ht_build build = {.path = ht_arena_strdup(arena, path)};
    struct ht_json_value report, values[4];
    if (!build.path)
        return ht_error_nomem();
    struct ht_error *error = check_schema(&reader, size, &report);
    if (!error)
        error = ht_json_members(&reader.text, report, keys, 4, values);
    if (!error)
        error = read_windows(&reader, values[0], &build.seconds);
    if (!error)
        error = ht_build_chains_read(&reader.text, values[1], values[2], &reader.chains);
    if (!error)
        error = read_findings(&reader, values[3], &build);
    if (!error)
        error = read_firmware(&reader, report, &build.firmware);
    if (!error)
        error = read_doubts(&reader, report, &build);
    if (!error)
        error = ht_build_chains_functions(&reader.chains, &build);
    if (!error)
        *ret = build;
    return error;
}
