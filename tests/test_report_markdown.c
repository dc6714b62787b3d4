#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/escape.h"
#include "report_fixture.h"

/* Cells of a table's row. */
static size_t count_cells(const char *line, size_t length)
{
    size_t cells = 0;
    bool escaped = false;
    for (size_t i = 0; i < length; i++) {
        cells += line[i] == '|' && !escaped;
        escaped = line[i] == '\\' && !escaped;
    }
    return cells;
}

/* Lines and the whole are short enough, rows have as many cells as their header, fences are closed. */
static void check_markdown(const char *text)
{
    size_t cells = 0;
    bool fenced = false;
    assert_true(strlen(text) < 60 * 1024);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        assert_int_equal(line[length], '\n');
        assert_true(length <= 1000);
        if (!strncmp(line, "```", 3)) {
            fenced = !fenced;
        } else if (*line == '|' && !fenced) {
            size_t found = count_cells(line, length);
            if (!cells)
                cells = found;
            assert_int_equal(found, cells);
        } else {
            cells = 0;
        }
        assert_null(memchr(line, '\x1b', length));
        line += length + 1;
    }
    assert_false(fenced);
}

static void leak_is_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "markdown", 100, true, false);
    static const char *const words[] = {"## 1 leak: 143 B per event",
                                        "| `window_600s.json` | 600 s | 93 of 256 |",
                                        "`build/btclock_v4.elf` (xtensa) fits",
                                        "### Leak 1: Certificate bundle",
                                        "- in `esp_crt_ca_cb_callback` at `",
                                        "https://github.com/espressif/esp-idf/issues/18550\n",
                                        "| 9 | 1x2 3x3 1x12 1x32 1x81 = 136 B (204 B of heap) | ISRG Root X1 |",
                                        "<details>",
                                        "    calloc at ",
                                        "  > esp_crt_ca_cb_callback at ",
                                        "(inlined)\n",
                                        "</details>",
                                        "CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY",
                                        "| transient | 1,700 B | 1 | TLS session: its session is open",
                                        "<summary>Bursts and sizes</summary>",
                                        NULL};
    fixture_check_order(text, words);
    check_markdown(text);
    free(text);
    fixture_deinit(&f);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *name = fixture_long_name(&f, '|');
    const char *const hostile[] = {name, "```\n</details><script>`|`@team #12\x1b[2J\xff", "\\|", ""};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const struct ht_location location = {.function = hostile[i], .file = hostile[i], .line = UINT32_MAX};
        f.findings[0].title = f.findings[1].title = hostile[i];
        f.findings[0].rule = hostile[i];
        f.findings[0].owner = &location;
        f.fingerprints[0].label = hostile[i];
        f.trace.windows[0].path = hostile[i];
        f.elf.path = hostile[i];
        f.frame_items[3].locations = &location;
        char *text = fixture_write(&f, "markdown", 100, true, false);
        check_markdown(text);
        assert_null(strstr(text, "Leak 1: <"));
        assert_true(i != 1 ||
                    strstr(text, "&lt;/details&gt;&lt;script&gt;\\`\\|\\`@<!-- -->team #<!-- -->12\\\\x1b\\[2J"));
        free(text);
    }
    fixture_deinit(&f);
}

static void what_does_not_fit_is_counted(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding *findings = fixture_must(calloc(1000, sizeof *findings));
    for (size_t i = 0; i < 1000; i++)
        findings[i] = f.findings[i < 500 ? 0 : 1];
    f.report.findings = findings;
    f.report.finding_count = 1000;
    char *text = fixture_write(&f, "markdown", 100, true, false);
    check_markdown(text);
    const char *left_out = strstr(text, "\nLeft out to stay under 60 KiB: ");
    assert_non_null(left_out);
    unsigned leaks = 0, others = 0, shown = 0;
    assert_int_equal(sscanf(left_out, "\nLeft out to stay under 60 KiB: %u leaks, %u other", &leaks, &others), 2);
    for (const char *at = text; (at = strstr(at, "\n### Leak ")); at++)
        shown++;
    assert_int_equal(shown + leaks, 500);
    free(text);
    free(findings);
    fixture_deinit(&f);
}

static void text_is_escaped(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"CONFIG_A_B", "CONFIG_A_B"},
        {"_x __y_", "\\_x \\_\\_y\\_"},
        {"a*b `c` [d] <e> & f|g \\", "a\\*b \\`c\\` \\[d\\] &lt;e&gt; &amp; f\\|g \\\\"},
        {"@you #12 and espressif/esp-idf#18550", "@<!-- -->you #<!-- -->12 and espressif/esp-idf#18550"},
        {"- a", "\\- a"},
        {"12. a", "12\\. a"},
        {"12 bursts of 1.5 s", "12 bursts of 1.5 s"},
        {"a\nb", "a\\\\nb"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_strbuf out;
        ht_strbuf_init(&out);
        ht_escape_markdown(&out, cases[i][0], 200);
        assert_string_equal(out.text, cases[i][1]);
        ht_strbuf_deinit(&out);
    }
    for (size_t limit = 3; limit < 20; limit++) {
        struct ht_strbuf out;
        ht_strbuf_init(&out);
        ht_escape_markdown(&out, "\xc3\xa9*****<<<<<\xc3\xa9\xc3\xa9", limit);
        assert_true(out.length <= limit);
        ht_strbuf_deinit(&out);
    }
}

static void names_become_code(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    ht_escape_markdown_code(&out, "a_`b`|c", 100);
    assert_string_equal(out.text, "`a_'b'!c`");
    ht_strbuf_reset(&out);
    ht_escape_markdown_code(&out, "std::vector<a_long_name>::push_back", 23);
    assert_string_equal(out.text, "`std::vect\xe2\x80\xa6push_back`");
    ht_strbuf_reset(&out);
    ht_escape_markdown_url(&out, "https://example.org/a#b", 100);
    assert_string_equal(out.text, "https://example.org/a#b");
    ht_strbuf_reset(&out);
    ht_escape_markdown_url(&out, "javascript:alert(1)", 100);
    assert_string_equal(out.text, "`javascript:alert(1)`");
    ht_strbuf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leak_is_told),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(names_become_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
