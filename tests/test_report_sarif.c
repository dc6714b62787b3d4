#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "cost.h"
#include "report_fixture.h"

/* The report as SARIF, parsed; to be deleted. */
static cJSON *write_sarif(const struct report_fixture *f)
{
    char *text = fixture_write(f, "sarif", 100, true, false);
    cJSON *whole = cJSON_ParseWithOpts(text, NULL, false);
    assert_non_null(whole);
    free(text);
    return whole;
}

static const cJSON *run_of(const cJSON *whole)
{
    return cJSON_GetObjectItemCaseSensitive(whole, "runs")->child;
}

/* What stands at a path of keys; an empty key is the first element of an array. */
static const cJSON *at(const cJSON *from, const char *const *keys)
{
    for (; from && *keys; keys++)
        from = **keys ? cJSON_GetObjectItemCaseSensitive(from, *keys) : from->child;
    return from;
}

#define AT(from, ...) at(from, (const char *const[]){__VA_ARGS__, NULL})

static void a_leak_is_a_result_at_its_owner(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    cJSON *whole = write_sarif(&f);
    assert_string_equal(AT(whole, "version")->valuestring, "2.1.0");
    const cJSON *results = AT(run_of(whole), "results");
    assert_int_equal(cJSON_GetArraySize(results), 1);
    const cJSON *result = results->child, *location = AT(result, "locations", "", "physicalLocation");
    assert_string_equal(AT(result, "ruleId")->valuestring, "esp-crt-bundle-cross-signed");
    assert_string_equal(AT(run_of(whole), "tool", "driver", "rules", "", "id")->valuestring,
                        "esp-crt-bundle-cross-signed");
    assert_string_equal(AT(run_of(whole), "tool", "driver", "rules", "", "helpUri")->valuestring,
                        "https://github.com/espressif/esp-idf/issues/18550");
    assert_string_equal(AT(result, "level")->valuestring, "error");
    assert_string_equal(AT(location, "artifactLocation", "uri")->valuestring,
                        "home/dev/esp/esp-idf-v6.0.1/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c");
    assert_string_equal(AT(location, "artifactLocation", "uriBaseId")->valuestring, "ROOT");
    assert_int_equal(AT(location, "region", "startLine")->valueint, 515);
    assert_string_equal(AT(result, "partialFingerprints", "findingKey/v1")->valuestring, f.findings[0].key);
    assert_int_equal(cJSON_GetArraySize(AT(result, "stacks")), 2);
    assert_null(AT(result, "suppressions"));
    assert_null(AT(result, "baselineState"));
    cJSON_Delete(whole);
    fixture_deinit(&f);
}

static void confidence_suppression_and_baseline_are_told(void **state)
{
    (void)state;
    static const char *const levels[] = {"error", "warning", "note"};
    static const char *const states[] = {NULL, "new", "updated", "unchanged", "updated"};
    for (size_t i = 0; i < 15; i++) {
        struct report_fixture f;
        fixture_leaky(&f);
        struct ht_suppression_result suppression = {"crt", 1, "known.supp", 1};
        f.report.suppressions = &suppression;
        f.report.suppression_count = 1;
        f.findings[0].confidence = (enum ht_confidence)(HT_CONFIDENCE_HIGH + i % 3);
        f.findings[0].baseline_state = (enum ht_baseline_state)(i / 3);
        f.findings[0].suppressed_by = i % 2 ? "crt" : NULL;
        cJSON *whole = write_sarif(&f);
        const cJSON *result = AT(run_of(whole), "results", "");
        assert_string_equal(AT(result, "level")->valuestring, levels[i % 3]);
        if (states[i / 3])
            assert_string_equal(AT(result, "baselineState")->valuestring, states[i / 3]);
        else
            assert_null(AT(result, "baselineState"));
        assert_int_equal(cJSON_GetArraySize(AT(result, "suppressions")), i % 2);
        if (i % 2)
            assert_string_equal(AT(result, "suppressions", "", "justification")->valuestring, "leak:crt");
        cJSON_Delete(whole);
        fixture_deinit(&f);
    }
}

static void rules_stand_once_and_fingerprints_differ(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding leaks[4];
    for (size_t i = 0; i < 4; i++)
        leaks[i] = f.findings[0];
    leaks[1].rule = leaks[3].rule = NULL;
    f.report.findings = leaks;
    f.report.finding_count = 4;
    cJSON *whole = write_sarif(&f);
    assert_int_equal(cJSON_GetArraySize(AT(run_of(whole), "tool", "driver", "rules")), 2);
    int number = 0;
    const cJSON *result;
    cJSON_ArrayForEach(result, AT(run_of(whole), "results"))
    {
        const char *hash = AT(result, "partialFingerprints", "primaryLocationLineHash")->valuestring;
        assert_int_equal(AT(result, "ruleIndex")->valueint, number % 2);
        assert_string_equal(AT(result, "ruleId")->valuestring,
                            number % 2 ? "heap-leak" : "esp-crt-bundle-cross-signed");
        assert_int_equal(hash[16], ':');
        assert_int_equal(hash[17], '1' + number);
        number++;
    }
    assert_int_equal(number, 4);
    cJSON_Delete(whole);
    fixture_deinit(&f);
}

/* 4,000 rules took 71 s when each was sought among all results before it. */
static void many_rules_cost_little(void **state)
{
    (void)state;
    enum { LEAKS = 4000 };
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding *leaks = calloc(LEAKS, sizeof *leaks);
    char(*rules)[8] = calloc(LEAKS, sizeof *rules);
    assert_non_null(leaks);
    assert_non_null(rules);
    for (size_t i = 0; i < LEAKS; i++) {
        snprintf(rules[i], sizeof rules[i], "r%zu", i ? i : LEAKS - 1);
        leaks[i] = f.findings[0];
        leaks[i].rule = rules[i];
        leaks[i].chain_count = leaks[i].evidence_count = leaks[i].advice_count = 0;
    }
    f.report.findings = leaks;
    f.report.finding_count = LEAKS;
    double start = cost_now();
    char *text = fixture_write(&f, "sarif", 100, true, false);
    assert_cheap_since(start);
    cJSON *whole = cJSON_ParseWithOpts(text, NULL, false);
    assert_non_null(whole);
    assert_int_equal(cJSON_GetArraySize(AT(run_of(whole), "tool", "driver", "rules")), LEAKS - 1);
    int number = 0;
    const cJSON *result;
    cJSON_ArrayForEach(result, AT(run_of(whole), "results"))
    {
        assert_int_equal(AT(result, "ruleIndex")->valueint, number == LEAKS - 1 ? 0 : number);
        number++;
    }
    assert_int_equal(number, LEAKS);
    cJSON_Delete(whole);
    free(text);
    free(rules);
    free(leaks);
    fixture_deinit(&f);
}

static void paths_become_relative_uris(void **state)
{
    (void)state;
    static const char *const paths[][3] = {
        {"main/app main.c", "main/app%20main.c", "SRCROOT"},
        {"C:\\esp\\a.c", "C%3A/esp/a.c", "ROOT"},
        {"//server/a.c", "server/a.c", "ROOT"},
        {"a:b?c#d%e.c", "a%3Ab%3Fc%23d%25e.c", "SRCROOT"},
        {"m\xc3\xbc/\xff\n.c", "m%C3%BC/%FF%0A.c", "SRCROOT"},
        {"/", ".", "ROOT"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct report_fixture f;
        fixture_leaky(&f);
        const struct ht_location location = {.function = "f", .file = paths[i][0]};
        f.findings[0].owner = &location;
        cJSON *whole = write_sarif(&f);
        const cJSON *place = AT(run_of(whole), "results", "", "locations", "", "physicalLocation");
        assert_string_equal(AT(place, "artifactLocation", "uri")->valuestring, paths[i][1]);
        assert_string_equal(AT(place, "artifactLocation", "uriBaseId")->valuestring, paths[i][2]);
        assert_null(AT(place, "region"));
        cJSON_Delete(whole);
        fixture_deinit(&f);
    }
}

static void hostile_names_stay_names(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *name = fixture_long_name(&f, 'x');
    memcpy(name, ";%::\n<|`\xff\"", 10);
    const struct ht_location location = {.function = name};
    f.findings[0].owner = &location;
    f.findings[0].title = "lambda{0} [link](1) \\ {{closure}}";
    f.findings[0].advice_count = 0;
    cJSON *whole = write_sarif(&f);
    const cJSON *result = AT(run_of(whole), "results", "");
    const char *told = AT(result, "locations", "", "logicalLocations", "", "fullyQualifiedName")->valuestring;
    assert_int_equal(strncmp(told, ";%::\n<|`\xef\xbf\xbd\"xx", 14), 0);
    assert_int_equal(strlen(told), 10002);
    static const char words[] = "lambda{{0}} \\[link\\](1) \\\\ {{{{closure}}}}: ";
    assert_int_equal(strncmp(AT(result, "message", "text")->valuestring, words, sizeof words - 1), 0);
    assert_null(AT(run_of(whole), "tool", "driver", "rules", "", "helpUri"));
    cJSON_Delete(whole);
    fixture_deinit(&f);
}

static void doubts_are_notifications(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_doubt doubts[] = {{.code = HT_DOUBT_ELF, .path = "a.elf", .message = "not the firmware"},
                                {.code = HT_DOUBT_UNRESOLVED, .message = "no ELF given"}};
    f.report.doubts = doubts;
    f.report.doubt_count = 2;
    f.report.finding_count = 0;
    cJSON *whole = write_sarif(&f);
    const cJSON *told = AT(run_of(whole), "invocations", "", "toolExecutionNotifications");
    assert_int_equal(cJSON_GetArraySize(told), 2);
    assert_string_equal(AT(told, "", "message", "text")->valuestring, "a.elf: not the firmware");
    assert_string_equal(AT(told->child->next, "message", "text")->valuestring, "no ELF given");
    assert_int_equal(cJSON_GetArraySize(AT(run_of(whole), "results")), 0);
    cJSON_Delete(whole);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_is_a_result_at_its_owner),
        cmocka_unit_test(confidence_suppression_and_baseline_are_told),
        cmocka_unit_test(rules_stand_once_and_fingerprints_differ),
        cmocka_unit_test(many_rules_cost_little),
        cmocka_unit_test(paths_become_relative_uris),
        cmocka_unit_test(hostile_names_stay_names),
        cmocka_unit_test(doubts_are_notifications),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
