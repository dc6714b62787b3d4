#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_fixture.h"

static void a_leak_is_an_error_at_its_owner(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].advice_count = 0;
    char *text = fixture_write(&f, "github", 100, true, false);
    assert_string_equal(text,
                        "::error file=" FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c,line=515,"
                        "title=Leak in esp_crt_ca_cb_callback::"
                        "Certificate bundle: issuer names of cross-signed certificates: 1,716 B (2,580 B of heap) "
                        "in 90 blocks, left behind by 12 bursts in esp_crt_ca_cb_callback; "
                        "10,296 B (15,696 B of heap) per hour, 95 %25 between 5,060 B and 17,104 B "
                        "(high confidence)\n"
                        "::error title=htanalyze::1 leak: 143 B per event, 10,296 B (15,696 B of heap) per hour\n");
    free(text);
    fixture_deinit(&f);
}

static void doubts_and_gate_are_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_doubt doubts[] = {{.code = HT_DOUBT_ELF, .path = "a.elf", .message = "not the firmware"}};
    struct ht_gate_result gate[] = {{.condition = "new", .message = "0"},
                                    {.condition = "leak", .met = true, .message = "1: 4 B"}};
    f.report.doubts = doubts;
    f.report.doubt_count = 1;
    f.report.gate = gate;
    f.report.gate_count = 2;
    char *text = fixture_write(&f, "github", 100, true, false);
    assert_non_null(strstr(text, "\n::warning title=htanalyze::a.elf: not the firmware\n"));
    assert_non_null(strstr(text, "\n::notice title=htanalyze::gate passed: new (0)\n"
                                 "::error title=htanalyze::gate FAILED: leak (1: 4 B)\n"));
    free(text);
    text = fixture_write(&f, "junit", 100, true, false);
    assert_non_null(strstr(text, "    <system-out>gate passed: new (0)\ngate FAILED: leak (1: 4 B)</system-out>\n"
                                 "    <system-err>warning: a.elf: not the firmware</system-err>\n  </testsuite>\n"));
    free(text);
    text = fixture_write(&f, "csv", 100, true, false);
    assert_non_null(strstr(text, ",a.elf: not the firmware\r\n"));
    free(text);
    fixture_deinit(&f);
}

/* Bytes of a handshake and bytes of an upload have no sum that any event loses. */
static void bytes_of_different_events_are_not_added(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.report.summary.totals[HT_VERDICT_LEAK].findings = 2;
    char *text = fixture_write(&f, "github", 100, true, false);
    assert_non_null(strstr(text, "::2 leaks: 1,716 B in 90 blocks, 10,296 B (15,696 B of heap) per hour\n"));
    free(text);
    text = fixture_write(&f, "json", 100, true, false);
    assert_non_null(strstr(text, "\"bytes_per_burst\":null,\"bytes_per_hour\":10296.0,\"heap_drop_explained\""));
    free(text);
    f.report.summary.event = "TLS handshake";
    text = fixture_write(&f, "github", 100, true, false);
    assert_non_null(strstr(text, "::2 leaks: 143 B per TLS handshake, "));
    free(text);
    fixture_deinit(&f);
}

static void ten_annotations_at_most(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding leaks[12];
    for (size_t i = 0; i < 12; i++)
        leaks[i] = f.findings[0];
    leaks[3].suppressed_by = "esp_*";
    f.report.findings = leaks;
    f.report.finding_count = 12;
    char *text = fixture_write(&f, "github", 100, true, false);
    size_t lines = 0;
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 10);
    assert_non_null(strstr(text, "; the 9 worst are annotated, 2 more are in the full report\n"));
    free(text);
    fixture_deinit(&f);
}

static void hostile_names_give_no_commands(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    const struct ht_location location = {
        .function = "a::b,c%\n::error::x", .file = "a,line=1::\r\n::warning::y", .line = 7};
    f.findings[0].owner = &location;
    f.findings[0].title = "\n::set-output name=a::b";
    char *text = fixture_write(&f, "github", 100, true, false);
    assert_non_null(strstr(text, "::error file=a%2Cline=1%3A%3A%0D%0A%3A%3Awarning%3A%3Ay,line=7,"
                                 "title=Leak in a%3A%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax::"));
    size_t lines = 0;
    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 2);
    free(text);
    fixture_deinit(&f);
}

static void no_leak_is_a_notice(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.report.finding_count = 0;
    f.report.summary.totals[HT_VERDICT_LEAK].findings = 0;
    f.report.summary.totals[HT_VERDICT_UNKNOWN].findings = 0;
    char *text = fixture_write(&f, "github", 100, true, false);
    assert_string_equal(text, "::notice title=htanalyze::No leak found in 600 s\n");
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_is_an_error_at_its_owner),         cmocka_unit_test(doubts_and_gate_are_told),
        cmocka_unit_test(bytes_of_different_events_are_not_added), cmocka_unit_test(ten_annotations_at_most),
        cmocka_unit_test(hostile_names_give_no_commands),          cmocka_unit_test(no_leak_is_a_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
