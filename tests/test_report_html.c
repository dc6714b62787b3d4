#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/escape.h"
#include "base/input.h"
#include "htanalyze.h"
#include "report_fixture.h"

#define NAME_MAX_BYTES 32
#define DEPTH_MAX 64

static bool is_void(const char *name)
{
    return !strcmp(name, "meta") || !strcmp(name, "input") || !strcmp(name, "br") || !strcmp(name, "wbr");
}

/* The end of a start tag, whose attributes are all quoted and hold no markup. */
static const char *skip_attributes(const char *at)
{
    while (*at && *at != '>') {
        assert_true(*at != '<' && *at != '\'');
        if (*at++ == '"') {
            at += strcspn(at, "\"<>");
            assert_int_equal(*at++, '"');
        }
    }
    assert_int_equal(*at, '>');
    return at;
}

/* Every element is closed in its turn, every '&' is a reference, style and scripts are left as they are. */
static void check_html(const char *text)
{
    static char open[DEPTH_MAX][NAME_MAX_BYTES];
    size_t depth = 0;
    assert_int_equal(strncmp(text, "<!doctype html>\n", 16), 0);
    for (const char *at = text + 15; *at; at++) {
        assert_true((unsigned char)*at >= 0x20 || *at == '\n');
        if (*at == '&')
            assert_true(!strncmp(at, "&amp;", 5) || !strncmp(at, "&lt;", 4) || !strncmp(at, "&gt;", 4) ||
                        !strncmp(at, "&quot;", 6) || !strncmp(at, "&#39;", 5));
        if (*at != '<')
            continue;
        bool closing = at[1] == '/';
        at += 1 + closing;
        char name[NAME_MAX_BYTES] = "";
        size_t length = strcspn(at, " />\n");
        assert_true(length && length < sizeof name);
        memcpy(name, at, length);
        at = skip_attributes(at + length);
        if (closing) {
            assert_true(depth);
            assert_string_equal(name, open[--depth]);
        } else if (!is_void(name) && at[-1] != '/') {
            assert_true(depth < DEPTH_MAX);
            memcpy(open[depth++], name, sizeof name);
        }
        if (!closing && (!strcmp(name, "style") || !strcmp(name, "script")))
            at = (const char *)fixture_must(
                     (void *)(uintptr_t)strstr(at, !strcmp(name, "style") ? "</style>" : "</script>")) -
                 1;
    }
    assert_int_equal(depth, 0);
}

static void the_page_says_what_the_report_does(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[1].rate = f.findings[0].rate; /* of a transient one it says nothing, and is not told */
    char *text = fixture_write(&f, "html", 100, true, false);
    static const char *const words[] = {
        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-",
        "<title>1 leak: 143 B per event",
        "<h1><svg aria-hidden=\"true\"><use href=\"#s-leak\"/></svg>1 leak: 143 B per event",
        "What was read",
        "window_600s.json",
        "build/btclock_v4.elf",
        "id=\"finding-1\" class=\"card v-leak\"",
        "esp_crt_bundle.c:515",
        "href=\"https://github.com/espressif/esp-idf/issues/18550\"",
        "<dt>Rate</dt><dd>10,296 B",
        "<br>\n247,104 B (376,704 B of heap) per day</dd>",
        "Why",
        "12 bursts left the same two sets of sizes behind",
        "To do",
        "CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY",
        "ISRG Root X1",
        "Sizes of its blocks",
        "2 allocator frames",
        "<em>owner</em>",
        "id=\"finding-2\" class=\"card v-transient\"",
        "Timeline",
        "<title>burst of 136 B in 7 blocks, on core 0, record 1 to 7, at 10 s</title>",
        "Bytes by call chain",
        "<title>all: ",
        "<title>x509_crt_verify_chain: ",
        "93 records",
        "<tr><td>1,700</td><td><a href=\"#finding-2\">2 transient</a></td><td>esp_transport_ssl_init</td>",
        "<td>esp_crt_ca_cb_callback</td><td>x509_crt_verify_chain</td>",
        "<script type=\"application/json\" id=\"data\">",
        NULL,
    };
    fixture_check_order(text, words);
    assert_null(strstr(strstr(text, "id=\"finding-2\""), "<dt>Rate</dt>"));
    check_html(text);
    assert_null(strstr(text, " style=\""));
    assert_null(strstr(text, " onclick"));
    free(text);
    fixture_deinit(&f);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *name = fixture_long_name(&f, '<');
    const char *const hostile[] = {name,
                                   "</script></style><script>alert(1)</script><!--&\"' onload='x' \"\x1b[2J\n\xff",
                                   "]]>{{}}\\\"", "%s%n%1000000000d", ""};
    struct ht_advice advice = {name, "javascript:alert(1)"};
    f.findings[0].advice = &advice;
    f.findings[0].advice_count = 1;
    f.report.suppression_count = f.report.gate_count = f.report.doubt_count = 1;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const struct ht_location location = {.function = hostile[i], .file = hostile[i], .line = UINT32_MAX};
        struct ht_suppression_result suppression = {hostile[i], 1, hostile[i], 1};
        struct ht_gate_result gate = {hostile[i], true, 1, 1, hostile[i]};
        struct ht_doubt doubt = {.code = HT_DOUBT_ELF, .path = hostile[i], .message = hostile[i]};
        f.report.suppressions = &suppression;
        f.report.gate = &gate;
        f.report.doubts = &doubt;
        f.findings[0].title = f.findings[1].title = f.findings[0].rule = hostile[i];
        f.findings[1].suppressed_by = hostile[i];
        f.findings[0].owner = &location;
        f.fingerprints[0].label = advice.message = hostile[i];
        f.trace.windows[0].path = f.elf.path = f.elf.machine = hostile[i];
        f.frame_items[3].locations = &location;
        char *text = fixture_write(&f, "html", 100, true, false);
        check_html(text);
        assert_null(strstr(text, "<script>alert"));
        assert_null(strstr(text, "href=\"javascript:"));
        free(text);
    }
    fixture_deinit(&f);
}

static void nothing_alive_is_a_page_too(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.report.finding_count = 0;
    f.trace.windows[0].record_count = 0;
    memset(f.report.summary.totals, 0, sizeof f.report.summary.totals);
    for (size_t i = 0; i < 5; i++)
        f.chains[i] = (struct ht_report_chain){.finding = HT_NO_FINDING};
    char *text = fixture_write(&f, "html", 100, true, false);
    check_html(text);
    assert_non_null(strstr(text, "No leak found in 600 s"));
    assert_non_null(strstr(text, "Nothing was alive at the end"));
    free(text);
    fixture_deinit(&f);
}

/* The page about windows under these names; free it. */
static char *page_of(const char *const *files, const char *const *names, size_t count)
{
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_add_elf(run, "testdata/btclock_v4.elf"));
    for (size_t i = 0; i < count; i++) {
        struct ht_input input;
        assert_null(ht_input_read(files[i], stdin, 1 << 20, &input));
        assert_null(htanalyze_add_dump(run, names[i], input.bytes, input.size));
        ht_input_deinit(&input);
    }
    assert_null(htanalyze_analyse(run));
    char *text = NULL;
    size_t size = 0;
    FILE *out = fixture_must(open_memstream(&text, &size));
    assert_null(htanalyze_write(run, "html", out));
    fclose(out);
    htanalyze_destroy(run);
    check_html(text);
    return text;
}

/* A later look at one trace is no second window. */
static void looks_at_one_trace_draw_no_growth(void **state)
{
    (void)state;
    static const char *const files[] = {"testdata/window_90s.json", "testdata/window_90s.json"};
    static const char *const names[] = {"window_90s.json", "window_600s.json"};
    char *text = page_of(files, names, 2);
    assert_null(strstr(text, "h-growth"));
    free(text);
}

/* Windows of different lengths, in whatever order: what leaks stands on the line that is its rate, and nothing else. */
static void growth_from_window_to_window(void **state)
{
    (void)state;
    static const char *const paths[] = {"testdata/window_600s.json", "testdata/window_90s.json"};
    char *text = page_of(paths, paths, 2);
    const char *growth = strstr(text, "<h2 id=\"h-growth\">Growth</h2>");
    assert_non_null(growth);
    const char *leak = strstr(growth, "<figure class=\"growth v-leak\">"), *others = strstr(growth, "5 other findings");
    assert_true(leak && leak < others);
    static const char *const words[] = {
        "class=\"band\"",
        ">1,000 B</text>",
        ">90 s</text>",
        ">600 s</text>",
        "class=\"expected\"",
        "cx=\"131\" cy=\"173\"><title>408 B in 90 s</title>",
        "cx=\"440\" cy=\"97\"><title>1,632 B in 600 s</title>",
        "The longer the window, the more is left: 408 B in 90 s, 1,632 B in 600 s. The line is 10,643 B per hour; it "
        "lies "
        "in the band with 95 %.",
        "<details class=\"others\"><summary>5 other findings",
        "<figure class=\"growth v-transient\">",
        "<p>0 B in 90 s, 23,705 B in 600 s. Told transient: ",
        NULL,
    };
    fixture_check_order(growth, words);
    const char *line = strstr(growth, "class=\"expected\"");
    assert_true(line && line < others && !strstr(line + 1, "class=\"expected\""));
    free(text);
}

/* A strip for each finding: what the runs of a section left behind, what looks at a trace saw. */
static void runs_and_looks_have_strips(void **state)
{
    (void)state;
    static const char *const files[] = {"testdata/window_90s.json", "testdata/window_90s.json"};
    static const char *const names[] = {"window_90s.json", "window_600s.json"};
    char *text = page_of(files, names, 2);
    static const char *const words[] = {
        "<a href=\"#strips\">Looks</a>",
        "<h2 id=\"h-strips\">Look by look</h2>",
        "2 looks at one trace: <code>window_90s.json</code> and later",
        "<title>look 1, after 90 s: 408 B</title>",
        "<title>look 2, after 600 s: 408 B</title>",
        NULL,
    };
    fixture_check_order(text, words);
    free(text);
}

/* What a longer window would show of each explanation, and what would decide. */
static void rivals_are_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    memcpy(f.findings[0].probability, (double[HT_RIVALS]){0.9968, 0.001, 0.0022, 0}, sizeof f.findings[0].probability);
    memcpy(f.findings[3].probability, (double[HT_RIVALS]){0.4, 0.3, 0.2, 0.1}, sizeof f.findings[3].probability);
    struct ht_evidence evidence[] = {fixture_doubt, {HT_EVIDENCE_SINGLE, "a window of 30 min", NAN, NAN}};
    f.findings[3].evidence = evidence;
    f.findings[3].evidence_count = 2;
    char *text = fixture_write(&f, "html", 100, true, false);
    check_html(text);
    static const char *const words[] = {
        "How likely",
        "then events in 1,800 s",
        "<th scope=\"row\">leak</th><td>&gt; 99 %</td>",
        "<td>about 36</td>",
        "<th scope=\"row\">freed later</th><td>&lt; 1 %</td>",
        "<td>12, the same</td>",
        "How likely",
        "<td>40 %</td>",
        "<b>What would decide:</b> a window of 30 min.",
        NULL,
    };
    fixture_check_order(text, words);
    assert_null(strstr(text, "<li>a window of 30 min</li>"));
    free(text);
    fixture_deinit(&f);
}

/* Whose heap it is stands at the top, and its sources are links where its release is known. */
static void the_firmware_is_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.report.firmware.facts = (struct ht_firmware){
        .project = "btclock", .version = "4.0.1", .built = "Jun  3 2026", .idf_version = "v6.0.1", .chip = "esp32s3"};
    f.report.firmware.elf_sha256 = "0123456789abcdef";
    struct ht_config config = {"sdkconfig", "CONFIG_HEAP_TRACING_STACK_DEPTH=4\n"};
    f.report.config = &config;
    char *text = fixture_write(&f, "html", 100, true, false);
    check_html(text);
    static const char *const words[] = {
        "<dt>Firmware</dt><dd>btclock 4.0.1</dd>",
        "<dt>Built</dt><dd>Jun  3 2026</dd>",
        "href=\"https://github.com/espressif/esp-idf/releases/tag/v6.0.1\">v6.0.1</a>",
        "<dt>Chip</dt><dd>esp32s3</dd>",
        "<dt>SHA-256 of the ELF</dt><dd>0123456789ab</dd>",
        "<dt>Options</dt><dd>CONFIG_HEAP_TRACING_STACK_DEPTH=4</dd>",
        "href=\"https://github.com/espressif/esp-idf/blob/v6.0.1/components/mbedtls/esp_crt_bundle/"
        "esp_crt_bundle.c#L515\"",
        NULL,
    };
    fixture_check_order(text, words);
    free(text);
    fixture_deinit(&f);
}

/* Many warnings, and many dumps, do not stand before the findings. */
static void long_preludes_fold(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_doubt doubts[20];
    for (size_t i = 0; i < 20; i++)
        doubts[i] = (struct ht_doubt){.code = HT_DOUBT_ELF, .message = "it is doubtful"};
    f.report.doubts = doubts;
    f.report.doubt_count = 20;
    char *text = fixture_write(&f, "html", 100, true, false);
    check_html(text);
    assert_non_null(strstr(text, "<details><summary>16 more warnings</summary>"));
    free(text);
    fixture_deinit(&f);
}

static void many_bursts_are_put_together(void **state)
{
    (void)state;
    enum { RECORDS = 20000 };
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_window *window = &f.trace.windows[0];
    f.window.findings = fixture_must(calloc(RECORDS, sizeof(uint32_t)));
    f.window.bursts = fixture_must(calloc(RECORDS, sizeof(uint32_t)));
    f.window.memory = fixture_must(calloc(RECORDS, 1));
    f.window.times = NULL;
    while (window->record_count < RECORDS) {
        struct ht_record record = {.size = 8, .index = (uint32_t)window->record_count, .cpu = window->record_count & 1};
        assert_null(ht_window_add_record(window, &record));
    }
    for (uint32_t i = 0; i < RECORDS; i++)
        f.window.bursts[i] = i / 2;
    char *text = fixture_write(&f, "html", 100, true, false);
    check_html(text);
    assert_true(strlen(text) < 1000000);
    assert_non_null(strstr(text, "10,000 marks in bins"));
    assert_non_null(strstr(text, " on core 0, "));
    assert_non_null(strstr(text, "The 100 largest of them"));
    free(text);
    free(f.window.memory);
    free(f.window.bursts);
    free(f.window.findings);
    fixture_deinit(&f);
}

static void markup_is_escaped(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    ht_escape_html(&out, "a<b>&\"c\" 'd'\n\xc3\xa9\xff\xe2\x80\xae");
    assert_string_equal(out.text, "a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39;\\n\xc3\xa9\\xff\\u202e");
    ht_strbuf_reset(&out);
    ht_escape_json_script(&out, "</script><!--&\"");
    assert_string_equal(out.text, "\\u003c/script\\u003e\\u003c!--\\u0026\\\"");
    ht_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_what_the_report_does),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(nothing_alive_is_a_page_too),
        cmocka_unit_test(growth_from_window_to_window),
        cmocka_unit_test(looks_at_one_trace_draw_no_growth),
        cmocka_unit_test(runs_and_looks_have_strips),
        cmocka_unit_test(rivals_are_told),
        cmocka_unit_test(the_firmware_is_told),
        cmocka_unit_test(long_preludes_fold),
        cmocka_unit_test(many_bursts_are_put_together),
        cmocka_unit_test(markup_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
