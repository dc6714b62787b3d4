#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "report_fixture.h"

/* The keys of an object in their order, with blanks between. */
static void check_keys(const cJSON *object, const char *wanted)
{
    char keys[1024] = "";
    for (const cJSON *member = object->child; member; member = member->next)
        snprintf(keys + strlen(keys), sizeof keys - strlen(keys), "%s%s", *keys ? " " : "", member->string);
    assert_string_equal(keys, wanted);
}

static cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static cJSON *parse(const struct report_fixture *f)
{
    char *text = fixture_write(f, "json", 100, true, true);
    const char *end = NULL;
    cJSON *report = cJSON_ParseWithOpts(text, &end, 1);
    assert_non_null(report);
    assert_int_equal(end[-1], '\n');
    free(text);
    return report;
}

static void keys_stand_in_order(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    cJSON *report = parse(&f);
    check_keys(
        report,
        "schema tool firmware windows elfs frames chains findings records doubts gate suppressions baseline summary");
    check_keys(get(report, "tool"), "name version");
    check_keys(
        get(report, "windows")->child,
        "number path seconds declared_count capacity records bytes internal_bytes psram_bytes depth full censored "
        "observed_seconds overflowed skipped cpu_hz cpu_hz_known total_allocations total_frees earlier_frees trace way "
        "run paused_seconds "
        "heap_bytes "
        "format missing dump warnings");
    check_keys(get(report, "elfs")->child, "path machine build_id sha256_match pcs pcs_in_code pcs_after_call edges "
                                           "edges_consistent match set_aside found_by warnings");
    check_keys(get(report, "frames")->child, "pc role function file line column source elf offset inlined");
    check_keys(get(report, "chains")->child, "id pcs end call_sites count bytes sizes finding");
    const cJSON *finding = get(report, "findings")->child;
    check_keys(finding, "id key verdict confidence probability rivals title rule known_leak owner count bytes "
                        "heap_bytes bursts made freed "
                        "alive freed_by lifetime_seconds fingerprints "
                        "bytes_per_burst rate per_window evidence advice suppressed_by baseline chains");
    check_keys(get(finding, "owner"), "function file line project_frame");
    check_keys(get(finding, "fingerprints")->child, "sizes ranges bytes bursts partial label");
    check_keys(get(finding, "rate"), "bytes_per_hour basis lower_bound low high");
    check_keys(get(finding, "per_window")->child, "window count bytes bursts");
    check_keys(get(finding, "evidence")->child, "kind message value nats");
    check_keys(get(finding, "advice")->child, "message url");
    check_keys(get(report, "records")->child, "window index size addr cpu ccount memory seconds chain finding burst");
    check_keys(get(report, "summary"), "leak transient retained unknown bytes_per_burst bytes_per_hour "
                                       "heap_drop_explained projected_exhaustion_seconds");
    cJSON_Delete(report);
    fixture_deinit(&f);
}

static void figures_are_those_of_the_report(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    cJSON *report = parse(&f);
    assert_string_equal(get(report, "schema")->valuestring, "htanalyze-report/1");
    assert_int_equal(cJSON_GetArraySize(get(report, "records")), FIXTURE_RECORDS);
    const cJSON *leak = get(report, "findings")->child;
    assert_string_equal(get(leak, "verdict")->valuestring, "leak");
    assert_int_equal(get(leak, "count")->valueint, 90);
    assert_int_equal(get(leak, "bytes")->valueint, 9 * 136 + 3 * 164);
    const cJSON *frame = get(report, "frames")->child->next->next;
    assert_string_equal(get(frame, "pc")->valuestring, "0x420000fd");
    assert_string_equal(get(frame, "function")->valuestring, "esp_crt_copy_asn1");
    assert_int_equal(get(get(frame, "inlined")->child, "line")->valueint, 515);
    cJSON_Delete(report);
    fixture_deinit(&f);
}

static void unknown_is_null(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.window.seconds = 0;
    f.window.cpu_hz = 0;
    f.window.times = NULL;
    f.elf.checked = false;
    cJSON *report = parse(&f);
    const cJSON *window = get(report, "windows")->child, *elf = get(report, "elfs")->child;
    const char *const unknown[] = {"seconds",           "overflowed",  "cpu_hz",
                                   "total_allocations", "total_frees", "earlier_frees"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_true(cJSON_IsNull(get(window, unknown[i])));
    const char *const unchecked[] = {"build_id", "sha256_match",     "pcs",  "pcs_in_code", "pcs_after_call",
                                     "edges",    "edges_consistent", "match"};
    for (size_t i = 0; i < sizeof unchecked / sizeof *unchecked; i++)
        assert_true(cJSON_IsNull(get(elf, unchecked[i])));
    const cJSON *record = get(report, "records")->child;
    assert_true(cJSON_IsNull(get(record, "seconds")));
    assert_true(cJSON_IsNull(get(record, "burst")));
    const cJSON *last = get(report, "findings")->child->next->next->next;
    assert_true(cJSON_IsNull(get(last, "owner")));
    assert_true(cJSON_IsNull(get(last, "bytes_per_burst")));
    assert_true(cJSON_IsNull(get(last, "baseline")));
    assert_true(cJSON_IsNull(get(get(last, "rate"), "bytes_per_hour")));
    assert_true(cJSON_IsNull(get(get(last, "rate"), "basis")));
    assert_true(cJSON_IsNull(get(report, "baseline")));
    cJSON_Delete(report);
    fixture_deinit(&f);
}

static void what_was_asked_for_is_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_gate_result gate[] = {{"leak", true, 1, HT_NOT_KNOWN, "one"}, {"rate>10K", false, 0.5, 10240, "little"}};
    struct ht_suppression_result suppression = {"pbuf_*", 0, NULL, 0};
    const char *gone[] = {"a key"};
    f.report.gate = gate;
    f.report.gate_count = 2;
    f.report.suppressions = &suppression;
    f.report.suppression_count = 1;
    f.report.baseline_path = "old.json";
    f.report.baseline_gone = gone;
    f.report.baseline_gone_count = 1;
    f.findings[0].baseline_state = HT_BASELINE_GROWN;
    f.findings[0].baseline_bytes_per_burst = 136;
    char *text = fixture_write(&f, "json", 100, true, true);
    assert_non_null(strstr(text, "\"gate\":[{\"condition\":\"leak\",\"met\":true,\"actual\":1.0,\"limit\":null},"
                                 "{\"condition\":\"rate>10K\",\"met\":false,\"actual\":0.5,\"limit\":10240.0}]"));
    assert_non_null(strstr(text, "\"suppressions\":[{\"pattern\":\"pbuf_*\",\"matches\":0}]"));
    assert_non_null(strstr(text, "\"baseline\":{\"path\":\"old.json\",\"gone\":[\"a key\"]}"));
    assert_non_null(
        strstr(text, "\"baseline\":{\"state\":\"grown\",\"bytes_per_burst\":136.0,\"bytes_per_hour\":null}"));
    free(text);
    fixture_deinit(&f);
}

static void hostile_names_stay_inside_their_strings(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].title = "\",\"verdict\":\"leak\xff\n\x1b";
    cJSON *report = parse(&f);
    const cJSON *finding = get(report, "findings")->child;
    assert_string_equal(get(finding, "title")->valuestring, "\",\"verdict\":\"leak\xef\xbf\xbd\n\x1b");
    cJSON_Delete(report);
    fixture_deinit(&f);
}

static void nothing_at_all_is_a_report(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_init(&f);
    f.trace.windows[0].record_count = 0;
    f.trace.chains.count = 0;
    struct ht_frames none = {.items = NULL, .count = 0};
    f.report = (struct ht_report){.trace = &f.trace, .frames = &none, .windows = &f.window};
    cJSON *report = parse(&f);
    assert_int_equal(cJSON_GetArraySize(get(report, "findings")), 0);
    assert_int_equal(cJSON_GetArraySize(get(report, "records")), 0);
    cJSON_Delete(report);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_stand_in_order),
        cmocka_unit_test(figures_are_those_of_the_report),
        cmocka_unit_test(unknown_is_null),
        cmocka_unit_test(what_was_asked_for_is_told),
        cmocka_unit_test(hostile_names_stay_inside_their_strings),
        cmocka_unit_test(nothing_at_all_is_a_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
