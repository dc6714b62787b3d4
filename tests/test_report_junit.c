#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_fixture.h"

static void a_leak_fails_and_the_rest_passes(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].advice_count = 0;
    f.findings[0].chain_count = 1;
    f.findings[0].evidence_count = 1;
    char *text = fixture_write(&f, "junit", 100, true, false);
    assert_string_equal(
        text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<testsuites name=\"htanalyze\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
              "  <testsuite name=\"window_600s.json\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"0\" "
              "time=\"600.000\">\n"
              "    <testcase name=\"Certificate bundle: issuer names of cross-signed certificates "
              "(esp_crt_ca_cb_callback)\" classname=\"htanalyze.leak\">\n"
              "      <failure type=\"leak\" message=\"Certificate bundle: issuer names of cross-signed certificates: "
              "1,716 B (2,580 B of heap) in 90 blocks, left behind by 12 bursts in esp_crt_ca_cb_callback; "
              "10,296 B (15,696 B of heap) per hour, 95 % between 5,060 B and 17,104 B (high confidence)\">"
              "esp_crt_ca_cb_callback at " FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c:515\n"
              "- the frames and sizes are those of the certificate bundle&#39;s cross-signed verification\n"
              "1,026 B in 12 blocks (9x81 3x99) by\n"
              "  heap_caps_malloc_default at " FIXTURE_SOURCES "heap/heap_caps.c:120\n"
              "  calloc at " FIXTURE_SOURCES "newlib/src/heap.c:46\n"
              "  esp_crt_ca_cb_callback at " FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c:489\n"
              "  x509_crt_verify_chain at " FIXTURE_SOURCES "mbedtls/mbedtls/library/x509_crt.c:2578\n"
              "</failure>\n"
              "    </testcase>\n"
              "    <testcase name=\"TLS session (esp_transport_ssl_init)\" classname=\"htanalyze.transient\"/>\n"
              "    <testcase name=\"Log tag cache (esp_log_cache_add)\" classname=\"htanalyze.retained\"/>\n"
              "    <testcase name=\"Caller unknown\" classname=\"htanalyze.unknown\"/>\n"
              "  </testsuite>\n"
              "</testsuites>\n");
    free(text);
    fixture_deinit(&f);
}

static void a_suppressed_leak_is_skipped(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].suppressed_by = "esp_<crt>";
    f.window.seconds = 0;
    char *text = fixture_write(&f, "junit", 100, true, false);
    assert_non_null(strstr(text, "tests=\"4\" failures=\"0\" errors=\"0\" skipped=\"1\">\n"));
    assert_non_null(strstr(text, "<skipped message=\"suppressed by leak:esp_&lt;crt&gt;\"/>\n"));
    assert_null(strstr(text, "<failure"));
    assert_null(strstr(text, "time="));
    free(text);
    fixture_deinit(&f);
}

static void hostile_names_are_xml(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *name = fixture_long_name(&f, 'x');
    const struct ht_location location = {
        .function = name, .file = "a\"b\n\x01\xff]]>\xef\xbf\xbf\xef\xbf\xbd.c", .line = 7};
    f.findings[0].owner = &location;
    f.findings[0].title = ";%::\n<|`&'\x1b[31m\xef\xbf\xbe";
    char *text = fixture_write(&f, "junit", 100, true, false);
    assert_non_null(strstr(text, "<testcase name=\";%::\\n&lt;|`&amp;&#39;\\x1b[31m\xef\xbf\xbd (xxxx"));
    assert_non_null(strstr(text, "xxx at a&quot;b\\n\\x01\\xff]]&gt;\xef\xbf\xbd\xef\xbf\xbd.c:7\n"));
    for (const char *at = text; *at; at++)
        assert_true((unsigned char)*at >= 0x20 || *at == '\n');
    free(text);
    fixture_deinit(&f);
}

/* Each finding in one window of many, as in a log of a day. */
static void each_window_has_its_own_cases(void **state)
{
    (void)state;
    enum { WINDOWS = 1000, FINDINGS = 20 * WINDOWS };
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_window *window;
    while (f.trace.window_count < WINDOWS)
        assert_null(ht_trace_add_window(&f.trace, "w", HT_DUMP_JSON, &window));
    f.report.windows = calloc(WINDOWS, sizeof *f.report.windows);
    struct ht_finding *findings = calloc(FINDINGS, sizeof *findings);
    struct ht_per_window *shares = calloc(FINDINGS, sizeof *shares);
    assert_non_null(f.report.windows);
    assert_non_null(findings);
    assert_non_null(shares);
    for (uint32_t i = 0; i < FINDINGS; i++) {
        findings[i] = f.findings[1];
        shares[i].window = WINDOWS - 1 - i % WINDOWS;
        findings[i].per_window = &shares[i];
        findings[i].per_window_count = 1;
    }
    findings[FINDINGS - 1].title = "the last one";
    f.report.findings = findings;
    f.report.finding_count = FINDINGS;
    char *text = fixture_write(&f, "junit", 100, true, false);
    assert_non_null(strstr(text, "<testsuites name=\"htanalyze\" tests=\"20000\" failures=\"0\""));
    const char *last = strstr(text, "the last one"), *second = strstr(text, "<testsuite name=\"w\" tests=\"20\"");
    assert_non_null(last);
    assert_non_null(second);
    assert_true(last < second);
    free(text);
    free(shares);
    free(findings);
    free(f.report.windows);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_fails_and_the_rest_passes),
        cmocka_unit_test(a_suppressed_leak_is_skipped),
        cmocka_unit_test(hostile_names_are_xml),
        cmocka_unit_test(each_window_has_its_own_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
