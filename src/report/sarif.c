#include "report/sarif.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/sort.h"
#include "base/version.h"
#include "report/marks.h"
#include "report/words.h"
#include "json/out.h"

/* Of a leak that no rule knows. */
#define RULE_UNNAMED "heap-leak"

#define STACKS_MAX 8u

/* What a result is told by besides itself. */
struct standing {
    size_t rule;   /* its rule's number among those of the run */
    bool first;    /* it is the first result of that rule */
    unsigned same; /* which of the results with its key it is, from 1 */
};

struct sarif {
    struct ht_json_out out;
    struct ht_strbuf text; /* of the string at hand */
    const struct ht_report *report;
    struct standing *standings; /* of each finding; from the heap */
};

static struct ht_strbuf *text_of(struct sarif *sarif)
{
    sarif->out.failed |= sarif->text.failed;
    ht_strbuf_reset(&sarif->text);
    return &sarif->text;
}

static bool is_result(const struct ht_finding *finding)
{
    return finding->verdict == HT_VERDICT_LEAK;
}

static const char *rule_of(const struct ht_finding *finding)
{
    return finding->rule ? finding->rule : RULE_UNNAMED;
}

/* A message object. Braces stand for arguments in its text and brackets for links (3.11.5, 3.11.6), unless escaped. */
static void put_message(struct sarif *sarif, const char *key, const char *words)
{
    struct ht_strbuf *text = text_of(sarif);
    for (; *words; words++) {
        if (*words == '{' || *words == '}')
            ht_strbuf_addc(text, *words);
        else if (*words == '[' || *words == ']' || *words == '\\')
            ht_strbuf_addc(text, '\\');
        ht_strbuf_addc(text, *words);
    }
    ht_json_open_object(&sarif->out, key);
    ht_json_string(&sarif->out, "text", text->text);
    ht_json_close_object(&sarif->out);
}

static void put_words(struct sarif *sarif, const char *key, const struct ht_strbuf *words)
{
    sarif->out.failed |= words->failed;
    put_message(sarif, key, words->text);
}

/* --- where -------------------------------------------------------------------------------------------------------- */

static void put_artifact(struct sarif *sarif, const char *path)
{
    bool absolute = ht_path_is_absolute(path);
    while (ht_is_slash(*path))
        path++;
    struct ht_strbuf *uri = text_of(sarif);
    ht_escape_uri_path(uri, *path ? path : ".");
    ht_json_open_object(&sarif->out, "artifactLocation");
    ht_json_string(&sarif->out, "uri", uri->text);
    ht_json_string(&sarif->out, "uriBaseId", absolute ? "ROOT" : "SRCROOT");
    ht_json_close_object(&sarif->out);
}

/* The members of a location object. location may be NULL; pc is the one of a frame, else 0. */
static void put_location(struct sarif *sarif, const struct ht_location *location, uint32_t pc)
{
    struct ht_json_out *out = &sarif->out;
    bool placed = location && location->file;
    if (placed || pc)
        ht_json_open_object(out, "physicalLocation");
    if (pc) { /* tells stacks apart that read the same, which the schema wants to be distinct */
        ht_json_open_object(out, "address");
        ht_json_uint(out, "absoluteAddress", pc);
        ht_json_close_object(out);
    }
    if (placed)
        put_artifact(sarif, ht_location_file(location));
    if (placed && location->line) {
        ht_json_open_object(out, "region");
        ht_json_uint(out, "startLine", location->line);
        ht_json_close_object(out);
    }
    if (placed || pc)
        ht_json_close_object(out);
    if (location && location->function) {
        ht_json_open_array(out, "logicalLocations");
        ht_json_open_object(out, NULL);
        ht_json_string(out, "fullyQualifiedName", location->function);
        ht_json_string(out, "kind", "function");
        ht_json_close_object(out);
        ht_json_close_array(out);
    }
}

static void put_frame(struct sarif *sarif, const struct ht_frame *frame, uint32_t pc, uint32_t number)
{
    const struct ht_location *location = ht_frame_shown(frame, number);
    ht_json_open_object(&sarif->out, NULL);
    ht_json_open_object(&sarif->out, "location");
    put_location(sarif, location, pc);
    if (!location || !location->function) {
        struct ht_strbuf words;
        ht_strbuf_init(&words);
        ht_words_address(&words, frame, pc);
        put_words(sarif, "message", &words);
        ht_strbuf_deinit(&words);
    }
    ht_json_close_object(&sarif->out);
    ht_json_close_object(&sarif->out);
}

static void put_stacks(struct sarif *sarif, const struct ht_finding *finding)
{
    struct ht_json_out *out = &sarif->out;
    ht_json_open_array(out, "stacks");
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    for (size_t i = 0; i < finding->chain_count && i < STACKS_MAX; i++) {
        const struct ht_chain *chain = &sarif->report->trace->chains.items[finding->chains[i].chain];
        ht_json_open_object(out, NULL);
        ht_strbuf_reset(&words);
        ht_words_share(&words, &finding->chains[i]);
        put_words(sarif, "message", &words);
        ht_json_open_array(out, "frames");
        for (uint32_t k = 0; k < chain->depth; k++) {
            const struct ht_frame *frame = ht_frames_find(sarif->report->frames, chain->pcs[k]);
            uint32_t count = ht_frame_lines(frame);
            for (uint32_t l = 0; l < count; l++)
                put_frame(sarif, frame, chain->pcs[k], l);
        }
        ht_json_close_array(out);
        ht_json_close_object(out);
    }
    ht_strbuf_deinit(&words);
    ht_json_close_array(out);
}

/* --- rules -------------------------------------------------------------------------------------------------------- */

/* A result by a text that others may have too. */
struct named {
    const char *text;
    size_t number;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = strcmp(a->text, b->text);
    return order ? order : HT_ORDER(a->number, b->number);
}

/* Numbers the rules in the order of their first results, and the results of each key. */
static bool number_results(struct sarif *sarif)
{
    const struct ht_report *report = sarif->report;
    struct named *named = calloc(report->finding_count + 1, sizeof *named);
    size_t *firsts = calloc(report->finding_count + 1, sizeof *firsts); /* of the rule of each finding */
    sarif->standings = calloc(report->finding_count + 1, sizeof *sarif->standings);
    bool whole = named && firsts && sarif->standings;
    for (int by_rule = 0; whole && by_rule < 2; by_rule++) {
        size_t count = 0;
        for (size_t i = 0; i < report->finding_count; i++) {
            const struct ht_finding *finding = &report->findings[i];
            if (is_result(finding))
                named[count++] = (struct named){by_rule ? rule_of(finding) : finding->key, i};
        }
        qsort(named, count, sizeof *named, compare_named);
        const struct named *before = NULL;
        for (const struct named *item = named; item < named + count; before = item++) {
            if (before && strcmp(before->text, item->text) != 0)
                before = NULL;
            if (by_rule)
                firsts[item->number] = before ? firsts[before->number] : item->number;
            else
                sarif->standings[item->number].same = before ? sarif->standings[before->number].same + 1 : 1;
        }
    }
    size_t rules = 0;
    for (size_t i = 0; whole && i < report->finding_count; i++) {
        struct standing *standing = &sarif->standings[i];
        standing->first = is_result(&report->findings[i]) && firsts[i] == i;
        standing->rule = standing->first ? rules++ : sarif->standings[firsts[i]].rule;
    }
    free(named);
    free(firsts);
    return whole;
}

static bool is_url(const char *text)
{
    static const char fine[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/?#:@!$&'()*+,;=";
    return (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0) && !text[strspn(text, fine)];
}

static void put_rule(struct sarif *sarif, const struct ht_finding *finding)
{
    struct ht_json_out *out = &sarif->out;
    const char *issue = ht_mark_issue(finding);
    ht_json_open_object(out, NULL);
    ht_json_string(out, "id", rule_of(finding));
    put_message(sarif, "shortDescription", finding->rule ? finding->title : "Blocks that repeat and are never freed");
    if (issue && is_url(issue))
        ht_json_string(out, "helpUri", issue);
    ht_json_open_object(out, "properties");
    ht_json_open_array(out, "tags");
    ht_json_string(out, NULL, "memory-leak");
    ht_json_close_array(out);
    ht_json_close_object(out);
    ht_json_close_object(out);
}

static void put_tool(struct sarif *sarif)
{
    struct ht_json_out *out = &sarif->out;
    ht_json_open_object(out, "tool");
    ht_json_open_object(out, "driver");
    ht_json_string(out, "name", "htanalyze");
    ht_json_string(out, "version", HT_VERSION);
    ht_json_open_array(out, "rules");
    for (size_t i = 0; i < sarif->report->finding_count; i++) {
        if (!sarif->standings[i].first)
            continue;
        ht_json_break(out, 2);
        put_rule(sarif, &sarif->report->findings[i]);
    }
    ht_json_close_array(out);
    ht_json_close_object(out);
    ht_json_close_object(out);
}

/* --- results ------------------------------------------------------------------------------------------------------ */

static void put_fingerprints(struct sarif *sarif, size_t number)
{
    const struct ht_finding *findings = sarif->report->findings;
    uint64_t hash = ht_hash_add_text(HT_HASH_START, findings[number].key);
    struct ht_strbuf *text = text_of(sarif);
    /* As CodeQL does, a number tells those apart that have the same. */
    ht_strbuf_addf(text, "%016" PRIx64 ":%u", hash, sarif->standings[number].same);
    ht_json_open_object(&sarif->out, "partialFingerprints");
    ht_json_string(&sarif->out, "findingKey/v1", findings[number].key);
    ht_json_string(&sarif->out, "primaryLocationLineHash", text->text);
    ht_json_close_object(&sarif->out);
}

static void put_suppressions(struct sarif *sarif, const struct ht_finding *finding)
{
    struct ht_json_out *out = &sarif->out;
    ht_json_open_array(out, "suppressions"); /* empty says that it is not suppressed */
    if (finding->suppressed_by) {
        struct ht_strbuf *text = text_of(sarif);
        ht_strbuf_addf(text, "leak:%s", finding->suppressed_by);
        ht_json_open_object(out, NULL);
        ht_json_string(out, "kind", "external");
        ht_json_string(out, "status", "accepted");
        ht_json_string(out, "justification", text->text);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
}

static void put_properties(struct ht_json_out *out, const struct ht_finding *finding)
{
    ht_json_open_object(out, "properties");
    ht_json_string(out, "confidence", ht_confidence_name(finding->confidence));
    ht_json_uint(out, "blocks", finding->count);
    ht_json_uint(out, "bytes", finding->bytes);
    ht_json_uint(out, "events", finding->bursts);
    ht_json_double(out, "bytesPerEvent", finding->bytes_per_burst);
    ht_json_double(out, "bytesPerHour", finding->rate.bytes_per_hour);
    ht_json_close_object(out);
}

/* The project's function that called the owner. */
static void put_caller(struct sarif *sarif, const struct ht_finding *finding)
{
    const struct ht_location *caller = ht_finding_caller(finding);
    if (!caller)
        return;
    ht_json_open_array(&sarif->out, "relatedLocations");
    ht_json_open_object(&sarif->out, NULL);
    put_location(sarif, caller, 0);
    put_message(sarif, "message", "called from here");
    ht_json_close_object(&sarif->out);
    ht_json_close_array(&sarif->out);
}

static void put_result(struct sarif *sarif, size_t number)
{
    static const char *const levels[] = {[HT_CONFIDENCE_NONE] = "note",
                                         [HT_CONFIDENCE_HIGH] = "error",
                                         [HT_CONFIDENCE_MEDIUM] = "warning",
                                         [HT_CONFIDENCE_LOW] = "note"};
    static const char *const states[HT_BASELINE_STATES] = {[HT_BASELINE_NEW] = "new",
                                                           [HT_BASELINE_GROWN] = "updated",
                                                           [HT_BASELINE_SAME] = "unchanged",
                                                           [HT_BASELINE_SHRUNK] = "updated"};
    const struct ht_finding *finding = &sarif->report->findings[number];
    struct ht_json_out *out = &sarif->out;
    ht_json_open_object(out, NULL);
    ht_json_string(out, "ruleId", rule_of(finding));
    ht_json_uint(out, "ruleIndex", sarif->standings[number].rule);
    ht_json_string(out, "kind", "fail");
    ht_json_string(out, "level", levels[finding->confidence]);
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    ht_words_leak(&words, sarif->report, finding);
    put_words(sarif, "message", &words);
    ht_strbuf_deinit(&words);
    ht_json_open_array(out, "locations");
    if (finding->owner && (finding->owner->file || finding->owner->function)) {
        ht_json_open_object(out, NULL);
        put_location(sarif, finding->owner, 0);
        ht_json_close_object(out);
    }
    ht_json_close_array(out);
    put_caller(sarif, finding);
    put_fingerprints(sarif, number);
    if (sarif->report->suppression_count)
        put_suppressions(sarif, finding);
    if (states[finding->baseline_state])
        ht_json_string(out, "baselineState", states[finding->baseline_state]);
    put_stacks(sarif, finding);
    put_properties(out, finding);
    ht_json_close_object(out);
}

static void put_notification(void *context, const char *path, const char *message)
{
    struct sarif *sarif = context;
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    ht_strbuf_addf(&words, "%s%s%s", path ? path : "", path ? ": " : "", message);
    ht_json_open_object(&sarif->out, NULL);
    ht_json_string(&sarif->out, "level", "warning");
    put_words(sarif, "message", &words);
    ht_json_close_object(&sarif->out);
    ht_strbuf_deinit(&words);
}

/* What speaks against the verdict, as notifications of the run. */
static void put_invocation(struct sarif *sarif)
{
    struct ht_json_out *out = &sarif->out;
    ht_json_open_array(out, "invocations");
    ht_json_open_object(out, NULL);
    ht_json_bool(out, "executionSuccessful", true);
    ht_json_open_array(out, "toolExecutionNotifications");
    ht_mark_warnings(sarif->report, put_notification, sarif);
    ht_json_close_array(out);
    ht_json_close_object(out);
    ht_json_close_array(out);
}

/* What maintainers ask for first. */
static void put_firmware(struct ht_json_out *out, const struct ht_report *report)
{
    const struct ht_firmware *facts = &report->firmware.facts;
    ht_json_open_object(out, "properties");
    ht_json_open_object(out, "firmware");
    ht_json_string(out, "project", facts->project);
    ht_json_string(out, "version", facts->version);
    ht_json_string(out, "espIdfVersion", facts->idf_version);
    ht_json_string(out, "chip", facts->chip);
    ht_json_close_object(out);
    ht_json_close_object(out);
}

static void put_bases(struct ht_json_out *out)
{
    ht_json_open_object(out, "originalUriBaseIds");
    ht_json_open_object(out, "ROOT");
    ht_json_string(out, "uri", "file:///");
    ht_json_close_object(out);
    ht_json_open_object(out, "SRCROOT");
    ht_json_open_object(out, "description");
    ht_json_string(out, "text", "The root of the repository");
    ht_json_close_object(out);
    ht_json_close_object(out);
    ht_json_close_object(out);
}

struct ht_error *ht_report_sarif(FILE *stream, const struct ht_report *report,
                                 const struct ht_writer_settings *settings)
{
    (void)settings;
    struct sarif sarif = {.report = report};
    struct ht_json_out *out = &sarif.out;
    if (!number_results(&sarif)) {
        free(sarif.standings);
        return ht_error_nomem();
    }
    ht_json_init(out, stream);
    ht_strbuf_init(&sarif.text);
    ht_json_open_object(out, NULL);
    ht_json_string(out, "$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json");
    ht_json_string(out, "version", "2.1.0");
    ht_json_break(out, 0);
    ht_json_open_array(out, "runs");
    ht_json_open_object(out, NULL);
    ht_json_break(out, 1);
    put_tool(&sarif);
    ht_json_break(out, 1);
    put_invocation(&sarif);
    ht_json_break(out, 1);
    put_bases(out);
    ht_json_break(out, 1);
    put_firmware(out, report);
    ht_json_break(out, 1);
    ht_json_open_array(out, "results");
    for (size_t i = 0; i < report->finding_count; i++) {
        if (!is_result(&report->findings[i]))
            continue;
        ht_json_break(out, 2);
        put_result(&sarif, i);
    }
    ht_json_close_array(out);
    ht_json_close_object(out);
    ht_json_close_array(out);
    ht_json_close_object(out);
    out->failed |= sarif.text.failed;
    ht_strbuf_deinit(&sarif.text);
    free(sarif.standings);
    return ht_json_deinit(out) ? NULL : ht_error_nomem();
}
