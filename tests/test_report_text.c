#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf.h"
#include "judge/trust.h"
#include "report_fixture.h"

/*
 * No line is wider than width, none ends in blanks, and nothing but printable characters and our own colours reaches
 * the terminal.
 */
static void check_layout(const char *text, unsigned width, bool utf8, bool color)
{
    unsigned column = 0;
    char before = '\n';
    for (const char *at = text; *at;) {
        if (*at == '\n') {
            assert_int_not_equal(before, ' ');
            column = 0;
            before = *at++;
            continue;
        }
        if (*at == '\x1b') {
            assert_true(color);
            assert_int_equal(at[1], '[');
            at += 2 + strspn(at + 2, "0123456789;");
            assert_int_equal(*at++, 'm');
            continue;
        }
        uint32_t character = 0;
        size_t length = ht_utf8_decode(at, &character);
        assert_int_not_equal(length, 0);
        assert_true(character >= 0x20 && character != 0x7f);
        assert_true(utf8 || character < 0x80);
        column += ht_utf8_width(character);
        assert_true(column <= width);
        before = *at;
        at += length;
    }
    assert_int_equal(before, '\n');
}

static void check_all_layouts(const struct report_fixture *f)
{
    static const unsigned widths[] = {40, 60, 79, 80, 100, 133, 400};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        for (int mode = 0; mode < 4; mode++) {
            char *text = fixture_write(f, "text", widths[i], mode & 1, mode & 2);
            check_layout(text, widths[i], mode & 1, mode & 2);
            free(text);
        }
    }
}

static void leak_is_told_in_order(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {
        "window_600s.json",
        "600 s, 93 of 256 records",
        "build/btclock_v4.elf",
        "fits: 7 of 7 PCs",
        "1 leak: 143 B per event, 10,296 B (15,696 B of heap) per hour\n",
        "Leak 1: Certificate bundle",
        "high confidence",
        "esp_crt_ca_cb_callback at ",
        "esp_crt_bundle.c:515",
        "rule esp-crt-bundle-cross-signed",
        "/issues/18550",
        "90 blocks",
        "12 bursts",
        "9 times: 1x2 3x3 1x12 1x32 1x81 = 136 B (204 B of heap), ISRG Root X1",
        "3 times and 1 in part",
        ". calloc",
        "> esp_crt_ca_cb_callback",
        "esp_crt_copy_asn1 ",
        "(inlined)\n",
        "> esp_crt_ca_cb_callback",
        "12 bursts left the same",
        "Update to ESP-IDF v6.1",
        "Other findings",
        "transient   1,700 B",
        "its session is open",
        "retained ",
        "unknown ",
        NULL,
    };
    fixture_check_order(text, words);
    free(text);
    check_all_layouts(&f);
    fixture_deinit(&f);
}

static void colors_mark_and_dim(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "text", 100, true, true);
    assert_non_null(strstr(text, "\x1b[1;31m1 leak:"));
    assert_non_null(strstr(text, "\x1b[2m. calloc"));
    assert_non_null(strstr(text, "\x1b[1m> esp_crt_ca_cb_callback"));
    free(text);
    fixture_deinit(&f);
}

/* The fixture without its leak: the other findings move up. */
static void forget_leak(struct report_fixture *f)
{
    f->report.findings++;
    f->report.finding_count--;
    f->report.summary.totals[HT_VERDICT_LEAK] = (struct ht_verdict_total){0, 0, 0};
    for (size_t i = 0; i < f->trace.windows[0].record_count; i++)
        f->window.findings[i] -= f->window.findings[i] > 0;
    for (size_t i = 0; i < 5; i++)
        f->chains[i].finding -= f->chains[i].finding > 0;
}

static void clean_device_reads_well(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    forget_leak(&f);
    f.window.full = true;
    assert_null(ht_report_doubt(&f.report, NULL, NULL));
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {"warning: the buffer is full",
                                        "Nothing certain: 1 finding may leak (16 B in 1 block)\n",
                                        "Not excluded:",
                                        "the full buffer dropped",
                                        "heap_caps_calloc()",
                                        "Other findings",
                                        NULL};
    fixture_check_order(text, words);
    assert_null(strstr(text, "Leak 1"));
    free(text);
    check_all_layouts(&f);
    /* A device that counted knows that its full buffer dropped none. */
    f.trace.windows[0].overflowed = 0;
    text = fixture_write(&f, "text", 100, false, false);
    assert_null(strstr(text, "dropped"));
    free(text);
    fixture_deinit(&f);
}

static void without_elf_addresses_stand(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.frames.elf_count = 0;
    f.findings[0].owner = NULL;
    for (size_t i = 0; i < f.frames.count; i++)
        f.frame_items[i] =
            (struct ht_frame){.pc = fixture_pcs[i], .region = i ? "flash text" : NULL, .elf = -1, .offset = -1};
    assert_null(ht_report_doubt(&f.report, NULL, NULL));
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {"no ELF given", "0x40374015\n", "0x42000069 in flash text\n", NULL};
    fixture_check_order(text, words);
    free(text);
    check_all_layouts(&f);
    fixture_deinit(&f);
}

static void hostile_names_break_nothing(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *name = fixture_long_name(&f, 'x');
    const char *const hostile[] = {name, "\x1b]0;title\x07\x1b[2J\r\n", "\xe6\xbc\xa2\xe6\xbc\xa2/\xff\xfe\xe2\x80\xae",
                                   ""};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const struct ht_location location = {.function = hostile[i], .file = hostile[i], .line = UINT32_MAX};
        f.findings[0].title = hostile[i];
        f.findings[0].rule = hostile[i];
        f.findings[0].owner = &location;
        f.findings[1].title = hostile[i];
        f.fingerprints[0].label = hostile[i];
        f.trace.windows[0].path = hostile[i];
        f.elf.path = hostile[i];
        f.frame_items[3].locations = &location;
        f.frame_items[2].locations = &location;
        f.frame_items[2].location_count = 1;
        check_all_layouts(&f);
        char *text = fixture_write(&f, "text", 100, true, false);
        assert_true(strlen(text) < 60000);
        free(text);
    }
    fixture_deinit(&f);
}

static void what_was_asked_for_is_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_gate_result gate = {"leak", true, 1, HT_NOT_KNOWN, "1 leak, in lose"};
    struct ht_suppression_result suppressions[] = {{"pbuf_*", 0, NULL, 0}, {"esp_*", 1, NULL, 0}};
    const char *gone[] = {"a key"};
    f.report.gate = &gate;
    f.report.gate_count = 1;
    f.report.suppressions = suppressions;
    f.report.suppression_count = 2;
    f.report.baseline_gone = gone;
    f.report.baseline_gone_count = 1;
    f.findings[0].baseline_state = HT_BASELINE_GROWN;
    f.findings[0].baseline_bytes_per_burst = 136;
    f.findings[1].suppressed_by = "esp_*";
    f.report.summary.projected_exhaustion_seconds = 12000;
    f.report.summary.projected_earliest = 9000;
    f.report.summary.projected_latest = HT_NOT_KNOWN;
    f.report.summary.free_heap = 50000;
    f.report.summary.heap_drop = 40000;
    f.report.summary.heap_drop_explained = 0.875;
    f.report.summary.heap_drop_leaked = 0.25;
    f.report.summary.rate_lower_bound = true;
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {
        "at least 10,296 B",
        "heap gone in 3 h 20 min\n",
        "free heap of 50,000 B in at most 3 h 20 min, 95 % between 2 h 30 min and never",
        "fell by 40,000 B",
        "35,000 B of it (88 %)",
        "10,000 B",
        "heap_caps_calloc",
        "grown since the baseline, from 136 B",
        "suppressed",
        "by leak:esp_*",
        "suppression pbuf_* is unused",
        "suppression esp_* matched 1 finding",
        "gone since the baseline: a key",
        "gate FAILED: leak (1 leak, in lose)",
        NULL};
    fixture_check_order(text, words);
    free(text);
    check_all_layouts(&f);
    fixture_deinit(&f);
}

static void the_same_words_are_said_once(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[2].verdict = HT_VERDICT_UNKNOWN;
    f.findings[2].title = f.findings[3].title;
    f.findings[2].evidence = f.findings[3].evidence;
    f.findings[2].owner = NULL;
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {"Caller unknown: seen once", "by esp_log_cache_add", "16 B in 1 block\n",
                                        "by 0x600fe120", NULL};
    fixture_check_order(text, words);
    assert_null(strstr(strstr(text, words[1]), words[0]));
    free(text);
    fixture_deinit(&f);
}

/* Chains that read the same are one line, and none of those that are counted as more. */
static void the_same_callers_are_shown_once(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding *unknown = &f.findings[3];
    const uint32_t own = unknown->chains[0].chain, other = f.findings[0].chains[0].chain;
    struct ht_chain_share shares[] = {{.chain = own}, {.chain = own}, {.chain = other}, {.chain = own}, {.chain = own}};
    unknown->chains = shares;
    unknown->chain_count = sizeof shares / sizeof *shares;
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {"Caller unknown: seen once", "by 0x600fe120", "by ", NULL};
    fixture_check_order(text, words);
    assert_null(strstr(strstr(text, words[1]) + 1, words[1]));
    assert_null(strstr(text, "more call chain"));
    free(text);
    fixture_deinit(&f);
}

/* A stack of nothing but allocators has no address worth a line, and no line is left empty for it. */
static void callers_that_are_cut_off(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    for (size_t i = 0; i < f.frames.count; i++)
        f.frame_items[i].role = HT_ROLE_ALLOCATOR;
    for (size_t i = 0; i < f.trace.chains.count; i++)
        f.chains[i].owner_frame = f.trace.chains.items[i].depth;
    f.findings[2].verdict = f.findings[3].verdict = HT_VERDICT_UNKNOWN;
    f.findings[2].title = f.findings[3].title = "Allocations, callers cut off";
    f.findings[2].owner = f.findings[3].owner = NULL;
    char *text = fixture_write(&f, "text", 100, false, false);
    const char *others = strstr(text, "Other findings");
    assert_non_null(others);
    assert_null(strstr(others, " by 0x"));
    const char *empty = strstr(others, "\n\n");
    assert_true(empty && empty > strstr(strstr(others, "callers cut off") + 1, "callers cut off"));
    free(text);
    fixture_deinit(&f);
}

/* A suppressed leak is none of the leaks with a number, nor one of those for which there is no row. */
static void a_suppressed_leak_has_a_row(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "text", 100, false, false);
    assert_non_null(strstr(text, "\n  leak 1      "));
    free(text);
    f.findings[0].suppressed_by = "esp_*";
    text = fixture_write(&f, "text", 100, false, false);
    assert_null(strstr(text, "\n  leak 1      "));
    assert_non_null(strstr(strstr(text, "Bursts over time"), "\n  suppressed  "));
    free(text);
    fixture_deinit(&f);
}

static void unknown_times_draw_by_order(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.window.times = NULL;
    f.window.seconds = 0;
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {"length unknown", "Bursts", "oldest record", "newest record\n", NULL};
    fixture_check_order(text, words);
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leak_is_told_in_order),           cmocka_unit_test(colors_mark_and_dim),
        cmocka_unit_test(clean_device_reads_well),         cmocka_unit_test(without_elf_addresses_stand),
        cmocka_unit_test(hostile_names_break_nothing),     cmocka_unit_test(what_was_asked_for_is_told),
        cmocka_unit_test(the_same_words_are_said_once),    cmocka_unit_test(unknown_times_draw_by_order),
        cmocka_unit_test(the_same_callers_are_shown_once), cmocka_unit_test(callers_that_are_cut_off),
        cmocka_unit_test(a_suppressed_leak_has_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
