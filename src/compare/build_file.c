#include "compare/build_file.h"

#include <stdio.h>
#include <string.h>

#include "base/input.h"
#include "compare/build_chains.h"
#include "compare/build_finding.h"
#include "judge/trust.h"
#include "json/tree.h"
#include "json/value.h"

#define SCHEMA "\"htanalyze-report/1\""

/* What a report of a device can hold at most. */
#define WINDOWS_MAX 10000u
#define FINDINGS_MAX 10000u
#define DOUBTS_MAX 10000u

/* The members that are read, those first that no report is without. */
static const char *const keys[] = {"windows", "frames", "chains", "findings", "firmware", "doubts"};
enum { WINDOWS, FRAMES, CHAINS, FINDINGS, REQUIRED, FIRMWARE = REQUIRED, DOUBTS, KEYS };

/* Windows that look at one trace see the same time: the longest counts. Traces are numbered in their order. */
static double read_windows(struct ht_tree *tree, struct ht_json_value array)
{
    struct ht_tree_walk walk = ht_tree_walk_into(tree, array, WINDOWS_MAX);
    double *seconds = ht_tree_array(tree, walk.count, sizeof *seconds); /* of each trace */
    double sum = 0;
    for (const cJSON *window; (window = ht_tree_next(tree, &walk));) {
        double length = ht_tree_number_or_null(tree, ht_tree_get(tree, window, "seconds"));
        uint64_t trace = ht_tree_whole(tree, ht_tree_get(tree, window, "trace"), walk.count - 1);
        if (isnan(length) || isnan(seconds[trace]) || length > seconds[trace])
            seconds[trace] = isnan(seconds[trace]) ? seconds[trace] : length;
    }
    for (size_t i = 0; i < walk.count && seconds; i++)
        sum += seconds[i];
    return walk.count ? sum : HT_NOT_KNOWN;
}

static void read_findings(const struct ht_build_chains *chains, struct ht_json_value array, struct ht_build *build)
{
    struct ht_tree_walk walk = ht_tree_walk_into(chains->tree, array, FINDINGS_MAX);
    build->findings = ht_tree_array(chains->tree, walk.count, sizeof *build->findings);
    for (const cJSON *finding; (finding = ht_tree_next(chains->tree, &walk));)
        ht_build_finding_read(chains, finding, &build->findings[build->finding_count++]);
}

static void read_firmware(struct ht_tree *tree, struct ht_json_value value, struct ht_firmware *ret)
{
    const cJSON *object = ht_tree_load(tree, value);
    if (cJSON_IsNull(object))
        return;
    ret->project = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "project"));
    ret->version = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "version"));
    ret->built = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "built"));
    ret->idf_version = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "idf_version"));
    ret->chip = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "chip"));
}

static void read_doubts(struct ht_tree *tree, struct ht_json_value value, struct ht_build *build)
{
    if (ht_json_is(tree->bytes, value, "null"))
        return;
    struct ht_tree_walk walk = ht_tree_walk_into(tree, value, DOUBTS_MAX);
    build->doubts = ht_tree_array(tree, walk.count, sizeof *build->doubts);
    for (const cJSON *object; (object = ht_tree_next(tree, &walk));) {
        struct ht_build_doubt *doubt = &build->doubts[build->doubt_count];
        doubt->code = ht_tree_text(tree, ht_tree_get(tree, object, "code"));
        doubt->message = ht_tree_text(tree, ht_tree_get(tree, object, "message"));
        doubt->accepted = cJSON_IsTrue(ht_tree_get(tree, object, "accepted"));
        if (tree->error || !strcmp(doubt->code, HT_DOUBT_FOREIGN)) /* of what it was compared with then */
            continue;
        build->doubt_count++;
        if (build->refusal || doubt->accepted || !ht_doubt_is_grave(doubt->code))
            continue;
        build->refusal = doubt;
        build->refusal_place = ht_text_place(tree->bytes, tree->value.start);
    }
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

/* Finds the members of a report that says that it is one of ours. */
static void find_members(struct ht_tree *tree, struct ht_json_value report, struct ht_json_value *ret)
{
    struct ht_json_scan scan = {.bytes = tree->bytes, .size = report.end, .pos = report.start + 1};
    struct ht_json_key key;
    struct ht_json_value value;
    bool dump = false, ours = false;
    while (!ht_json_accept(&scan, '}') && ht_json_member(&scan, &key) && ht_json_value(&scan, &value)) {
        ht_json_accept(&scan, ',');
        dump |= ht_json_key_is(&key, "leaks");
        if (ht_json_key_is(&key, "schema")) {
            ours = true;
            if (!ht_json_is(tree->bytes, value, SCHEMA))
                ht_tree_fail_at(tree, value.start, "the schema " SCHEMA);
        }
        for (size_t i = 0; i < KEYS; i++) {
            if (!ht_json_key_is(&key, keys[i]))
                continue;
            if (ret[i].end)
                ht_tree_fail_at(tree, key.start, "each key once");
            ret[i] = value;
        }
    }
    if (!ours)
        ht_tree_fail_at(tree, report.start,
                        dump ? "a report, found a dump" : "a report, found JSON without the key schema");
}

/* Is the text one of our reports? */
static void check(struct ht_tree *tree, size_t size, struct ht_json_value *ret)
{
    struct ht_json_scan scan = {.bytes = tree->bytes, .size = size};
    struct ht_json_value report;
    ht_json_space(&scan);
    if (scan.pos == size || tree->bytes[scan.pos] != '{')
        ht_tree_fail_at(tree, scan.pos, "a JSON report");
    if (ht_tree_scan(tree, &scan, &report))
        find_members(tree, report, ret);
    if (tree->error) {
        ht_error_hint(tree->error, "what is compared with is an earlier report of --format json");
        return;
    }
    ht_json_space(&scan);
    if (scan.pos != size)
        ht_tree_fail_at(tree, scan.pos, "nothing behind the report");
    for (size_t i = 0; i < REQUIRED; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "the key %s", keys[i]);
        if (!ret[i].end)
            ht_tree_fail_at(tree, report.start, expected);
    }
}

struct ht_error *ht_build_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                               struct ht_build *ret)
{
    struct ht_tree tree = {.arena = arena, .path = path, .bytes = text};
    struct ht_build build = {.path = ht_arena_strdup(arena, path)};
    struct ht_build_chains chains;
    struct ht_json_value values[KEYS] = {{0}};
    if (!build.path)
        return ht_error_nomem();
    check(&tree, size, values);
    if (!tree.error)
        build.seconds = read_windows(&tree, values[WINDOWS]);
    if (!tree.error)
        ht_build_chains_read(&tree, values[FRAMES], values[CHAINS], &chains);
    if (!tree.error)
        read_findings(&chains, values[FINDINGS], &build);
    if (!tree.error && values[FIRMWARE].end)
        read_firmware(&tree, values[FIRMWARE], &build.firmware);
    if (!tree.error && values[DOUBTS].end)
        read_doubts(&tree, values[DOUBTS], &build);
    if (!tree.error)
        ht_build_chains_functions(&chains, &build);
    struct ht_error *error = ht_tree_end(&tree);
    if (!error)
        *ret = build;
    return error;
}
