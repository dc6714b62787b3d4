/* What reports have in common: text, markdown and HTML say the same, and every format calls it by the same number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_fixture.h"

static const char *const formats[] = {"text", "markdown", "html"};

/* Each format says each of the words. */
static void assert_all_say(const struct report_fixture *f, const char *const *words)
{
    for (size_t i = 0; i < 3; i++) {
        char *text = fixture_write(f, formats[i], 200, true, false);
        for (size_t k = 0; words[k]; k++) {
            if (!strstr(text, words[k]))
                fail_msg("%s does not say \"%s\":\n%s", formats[i], words[k], text);
        }
        free(text);
    }
}

static void warnings_of_the_elf(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    static const char *const warnings[] = {"no debug information", "stripped of symbols", NULL};
    f.elf.warnings = warnings;
    assert_all_say(&f, warnings);
    fixture_deinit(&f);
}

static void what_is_gone(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    const char *gone[] = {"Sockets [lwip]", "Timers [timers]"};
    f.report.baseline_path = "old.json";
    f.report.baseline_gone = gone;
    f.report.baseline_gone_count = 2;
    f.findings[0].baseline_state = HT_BASELINE_NEW;
    static const char *const html[] = {"new since the baseline", "gone since the baseline: ", NULL};
    assert_all_say(&f, html);
    char *text = fixture_write(&f, "html", 100, true, false);
    assert_non_null(strstr(text, "gone since the baseline: Timers [timers]"));
    free(text);
    fixture_deinit(&f);
}

/* An issue that is not the rule's stands with its advice; the rule's own is not said twice. */
static void each_url_stands_once(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_advice advice[] = {{"Update", "https://x.org/first"}, {"Or call it", "https://x.org/second"}};
    f.findings[0].advice = advice;
    f.findings[0].advice_count = 2;
    static const char *const words[] = {"https://x.org/first", "https://x.org/second", NULL};
    assert_all_say(&f, words);
    for (size_t i = 0; i < 2; i++) {
        char *text = fixture_write(&f, formats[i], 200, true, false);
        assert_null(strstr(strstr(text, words[0]) + 1, words[0]));
        free(text);
    }
    fixture_deinit(&f);
}

/* Another finding may hold the rest of a chain: it is not this one's loss. */
static void a_chain_is_told_by_its_part(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].chains[0].count = 7;
    f.findings[0].chains[0].bytes = 567;
    for (size_t i = 0; i < 3; i++) {
        char *text = fixture_write(&f, formats[i], 200, true, false);
        if (!strstr(text, "567 B in 7 blocks"))
            fail_msg("%s:\n%s", formats[i], text);
        free(text);
    }
    fixture_deinit(&f);
}

/* Long lists end in a count of the rest. */
static void long_lists_are_summed_up(void **state)
{
    (void)state;
    enum { MANY = 100 };
    static const unsigned sets[] = {8, 12, 20}, chains[] = {5, 8, 16};
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding *leak = &f.findings[0];
    struct ht_fingerprint *fingerprints = fixture_must(calloc(MANY, sizeof *fingerprints));
    struct ht_chain_share *shares = fixture_must(calloc(MANY, sizeof *shares));
    for (size_t i = 0; i < MANY; i++) {
        fingerprints[i] = leak->fingerprints[i % 2];
        shares[i] = leak->chains[i % 2];
    }
    leak->fingerprints = fingerprints;
    leak->chains = shares;
    for (size_t i = 0; i < 3; i++) {
        for (unsigned more = 0; more < 3; more++) {
            char words[2][64];
            snprintf(words[0], sizeof words[0], "%u more set%s of sizes", more, more == 1 ? "" : "s");
            snprintf(words[1], sizeof words[1], "%u more call chain%s", more, more == 1 ? "" : "s");
            leak->fingerprint_count = sets[i] + more;
            leak->chain_count = chains[i] + more;
            char *text = fixture_write(&f, formats[i], 200, true, false);
            for (size_t k = 0; k < 2; k++) {
                if (!strstr(text, words[k]) != !more)
                    fail_msg("%s, \"%s\":\n%s", formats[i], words[k], text);
            }
            free(text);
        }
    }
    free(fingerprints);
    free(shares);
    fixture_deinit(&f);
}

/* A function or a chain may have a part in any number of findings. */
static void a_group_of_many_findings(void **state)
{
    (void)state;
    enum { MANY = 9 };
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding findings[MANY];
    for (size_t i = 0; i < MANY; i++) {
        findings[i] = f.findings[1];
        f.window.findings[i] = (uint32_t)i;
    }
    f.report.findings = findings;
    f.report.finding_count = MANY;
    for (size_t i = MANY; i < f.trace.windows[0].record_count; i++)
        f.window.findings[i] = 0;
    for (size_t i = 0; i < f.trace.windows[0].record_count; i++)
        f.trace.windows[0].records[i].chain = 2;
    const struct ht_view_settings view = {.group_by = HT_GROUP_BY_CHAIN};
    char *text = fixture_write_view(&f, "text", &view);
    if (!strstr(text, "transient: TLS session\n           and 5 more findings\n"))
        fail_msg("%s", text);
    free(text);
    fixture_deinit(&f);
}

/* A leak behind a suppressed one keeps its number, and windows count from 1: the JSON report alone has places, too. */
static void every_format_counts_alike(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].suppressed_by = "esp_*";
    f.findings[1].verdict = HT_VERDICT_LEAK;
    static const char *const said[][2] = {
        {"text", "\nLeak 2: TLS session"},
        {"text", "\n  leak 2 "},
        {"markdown", "\n### Leak 2: TLS session"},
        {"html", "<article id=\"finding-2\""},
        {"html", "<a href=\"#finding-2\">2 leak</a>"},
        {"csv", "\r\n1,91,1700,0x3fcaa7e8,0,3093719480,internal,596.000000,12,2,leak,"},
        {"json", "\n  {\"number\":1,\"path\":\"window_600s.json\""},
        {"json", "\n  {\"id\":2,\"key\":\"TLS session\""},
        {"json", "\"sizes\":[[1700,1]],\"finding\":2}"},
        {"json", "{\"window\":0,\"index\":91,"},
        {"json", "\"chain\":2,\"finding\":2,\"burst\":12}"}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        char *text = fixture_write(&f, said[i][0], 100, false, false);
        if (!strstr(text, said[i][1]))
            fail_msg("%s does not say %s:\n%s", said[i][0], said[i][1], text);
        free(text);
    }
    fixture_deinit(&f);
}

/* A host trace counts millions: its columns have room for them. */
static void millions_of_blocks(void **state)
{
    (void)state;
    const struct ht_view_settings view = {.group_by = HT_GROUP_BY_FUNCTION};
    struct report_fixture f;
    struct ht_fate fate = {.freed = 4998696}, *fates[8] = {&fate};
    fixture_leaky(&f);
    f.report.fates = fates;
    f.trace.windows[0].total_allocations = 5001304;
    f.trace.windows[0].tallies = calloc(1, sizeof(struct ht_tally));
    f.trace.windows[0].tally_count = 1;
    char *text = fixture_write_view(&f, "text", &view);
    assert_non_null(strstr(text, "bytes    alive         made        freed  verdict"));
    assert_non_null(strstr(text, "    4,998,696  leak"));
    free(text);
    f.trace.windows[0].total_allocations = 999999;
    text = fixture_write_view(&f, "text", &view);
    assert_non_null(strstr(text, "bytes    alive     made    freed  verdict"));
    free(text);
    fixture_deinit(&f);
}

/* Of blocks that were made and freed, each format tells how many, by whom, and how long they lived. */
static void what_was_freed_is_told(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_fate fate = {.freed = 916,
                           .freed_bytes = 29312,
                           .freers = {{.location = &fixture_locations[5][0], .pc = 0x42000200, .count = 916}},
                           .freer_count = 1,
                           .timed = 4,
                           .life_shortest = 0.5,
                           .life_longest = 30,
                           .life_sum = 40};
    struct ht_fate *fates[5] = {&fate};
    f.report.fates = fates;
    f.findings[0].fate = &fate;
    static const char *const said[][2] = {
        {"text",
         "\n  freed    916 more were freed, by esp_transport_ssl_init (916); they lived 0.5 s to 30 s, 10 s on"},
        {"html", "<dt>Made</dt><dd>1,006 blocks: 916 freed, 90 alive</dd>"},
        {"html", "<tr><td>1,006</td><td>916</td><td>90</td><td>"},
        {"html", "<small>freed by esp_transport_ssl_init"},
        {"html", "0.5 s to 30 s, 10 s on average<svg class=\"lives\""},
        {"json", "\"made\":1006,\"freed\":916,\"alive\":90,\"freed_by\":[{\"function\":\"esp_transport_ssl_init\","},
        {"json", "\"lifetime_seconds\":{\"shortest\":0.5,\"mean\":10.0,\"longest\":30.0}"},
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        char *text = fixture_write(&f, said[i][0], 100, false, false);
        if (!strstr(text, said[i][1]))
            fail_msg("%s does not say %s:\n%s", said[i][0], said[i][1], text);
        free(text);
    }
    fixture_deinit(&f);
}

/* Dumps of one log are one line of the text, and their warnings are not counted beyond the first ones. */
static void many_dumps_of_a_log(void **state)
{
    (void)state;
    enum { MANY = 20 };
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_warning warning = {.message = "a line cannot be read"};
    struct ht_window windows[MANY];
    struct ht_report_window figures[MANY];
    for (uint32_t i = 0; i < MANY; i++) {
        windows[i] = (struct ht_window){.path = "log.txt", .number = i + 1, .capacity = 100};
        figures[i] = (struct ht_report_window){.seconds = HT_NOT_KNOWN};
        windows[i].warnings = i % 2 ? &warning : NULL;
        windows[i].warning_count = i % 2;
    }
    windows[3] = f.trace.windows[0];
    windows[3].path = "log.txt";
    windows[3].number = 4;
    figures[3] = f.window;
    f.report.windows = figures;
    struct ht_trace trace = f.trace;
    trace.windows = windows;
    trace.window_count = MANY;
    f.report.trace = &trace;
    char *text = fixture_write(&f, "text", 100, false, false);
    static const char *const words[] = {"log.txt", "dumps 1-20: 0 to 93 records each, 3,",
                                        "\n  warning: dump 2: a line cannot be read\n",
                                        "\n  warning: dump 12: a line cannot be read\n  and 4 more warnings\n", NULL};
    fixture_check_order(text, words);
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings_of_the_elf),       cmocka_unit_test(what_is_gone),
        cmocka_unit_test(each_url_stands_once),      cmocka_unit_test(a_chain_is_told_by_its_part),
        cmocka_unit_test(long_lists_are_summed_up),  cmocka_unit_test(a_group_of_many_findings),
        cmocka_unit_test(every_format_counts_alike), cmocka_unit_test(millions_of_blocks),
        cmocka_unit_test(what_was_freed_is_told),    cmocka_unit_test(many_dumps_of_a_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
