#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "infer/survival.h"
#include "report/view_make.h"
#include "report_fixture.h"

struct fixture {
    struct report_fixture f;
    struct ht_view view;
};

static void see(struct fixture *x, struct ht_view_settings settings)
{
    assert_null(ht_view_make(&x->f.arena, &x->f.report, &settings, &x->view));
}

static void setup(struct fixture *x)
{
    fixture_leaky(&x->f);
}

static void everything_is_the_report_itself(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    see(&x, (struct ht_view_settings){0});
    assert_memory_equal(&x.view.report, &x.f.report, sizeof x.f.report);
    assert_int_equal(x.view.hidden.count + x.view.left_out.count, 0);
    fixture_deinit(&x.f);
}

static void only_large_blocks_and_frames_that_match_are_seen(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    see(&x, (struct ht_view_settings){.min_size = 81});
    assert_int_equal(x.view.report.finding_count, 2);
    assert_int_equal(x.view.report.findings[0].count, 12);
    assert_int_equal(x.view.report.findings[0].bytes, 9 * 81 + 3 * 99);
    assert_int_equal(x.view.hidden.findings, 2);
    see(&x, (struct ht_view_settings){.match = "^esp_transport_ssl_init$"});
    assert_int_equal(x.view.report.finding_count, 1);
    assert_int_equal(x.view.report.findings[0].number, 2);
    see(&x, (struct ht_view_settings){.match = "esp_crt_bundle.c"}); /* a file */
    assert_int_equal(x.view.report.finding_count, 1);
    assert_int_equal(x.view.report.findings[0].number, 1);
    see(&x, (struct ht_view_settings){.match = "^none$"});
    assert_int_equal(x.view.report.finding_count, 0);
    assert_int_equal(x.view.hidden.count, FIXTURE_RECORDS);
    fixture_deinit(&x.f);
}

static void only_some_verdicts_are_seen_and_totals_stay(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    uint32_t *labels = x.f.window.findings;
    uint32_t first = labels[0];
    see(&x, (struct ht_view_settings){.verdicts = 1u << HT_VERDICT_RETAINED | 1u << HT_VERDICT_TRANSIENT});
    const struct ht_report *report = &x.view.report;
    assert_int_equal(report->finding_count, 2);
    assert_int_equal(x.view.report.findings[0].number, 2);
    assert_int_equal(x.view.report.findings[1].number, 3);
    assert_string_equal(report->findings[1].title, "Log tag cache");
    assert_int_equal(report->windows[0].findings[0], 1);
    assert_int_equal(report->windows[0].findings[1], HT_NO_FINDING);
    assert_int_equal(report->chains[0].count, 0);
    assert_int_equal(report->chains[0].finding, HT_NO_FINDING);
    assert_int_equal(report->chains[2].count, 1);
    assert_int_equal(report->chains[2].finding, 0);
    assert_int_equal(report->findings[0].chain_count, 1);
    assert_int_equal(report->findings[0].chains[0].chain, 2);
    assert_int_equal(report->summary.totals[HT_VERDICT_LEAK].findings, 1);
    assert_int_equal(x.view.hidden.findings, 2);
    assert_int_equal(x.view.hidden.count, FIXTURE_RECORDS - 2);
    /* The report itself is as it was. */
    assert_ptr_equal(x.f.window.findings, labels);
    assert_int_equal(labels[0], first);
    assert_int_equal(x.f.chains[0].count, 12);
    assert_int_equal(x.f.findings[1].chain_count, 1);
    fixture_deinit(&x.f);
}

static void a_part_in_other_memory_is_not_counted(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    size_t moved = 0;
    uint64_t bytes = 0;
    for (size_t i = 0; i < FIXTURE_RECORDS; i++) {
        if (x.f.window.findings[i] == 0 && moved++ % 2) {
            x.f.window.memory[i] = HT_MEMORY_PSRAM;
            bytes += x.f.trace.windows[0].records[i].size;
        }
    }
    double rate = x.f.findings[0].rate.bytes_per_hour, whole = (double)x.f.findings[0].bytes;
    see(&x, (struct ht_view_settings){.memory = HT_MEMORY_PSRAM});
    assert_int_equal(x.view.report.finding_count, 1);
    const struct ht_finding *finding = &x.view.report.findings[0];
    assert_int_equal(finding->count, moved / 2);
    assert_int_equal(finding->bytes, bytes);
    assert_int_equal(finding->psram_bytes, bytes);
    assert_int_equal(finding->fingerprint_count, 0);
    assert_true(fabs(finding->rate.bytes_per_hour - rate * (double)bytes / whole) < 1e-6);
    x.f.window.memory[0] = HT_MEMORY_RTC;
    see(&x, (struct ht_view_settings){.memory = HT_MEMORY_INTERNAL});
    assert_int_equal(x.view.report.finding_count, 4);
    assert_int_equal(x.view.report.findings[0].bytes, (uint64_t)whole - bytes);
    fixture_deinit(&x.f);
}

static void findings_keep_the_order_of_verdicts(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    x.f.findings[1].verdict = x.f.findings[2].verdict = HT_VERDICT_LEAK;
    x.f.findings[2].rate.bytes_per_hour = 1e6;
    see(&x, (struct ht_view_settings){.sort = HT_SORT_RATE});
    static const uint32_t by_rate[] = {3, 1, 2, 4};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(x.view.report.findings[i].number, by_rate[i]);
    see(&x, (struct ht_view_settings){.sort = HT_SORT_BLOCKS, .top = 2});
    for (uint32_t i = 0; i < 2; i++)
        assert_int_equal(x.view.report.findings[i].number, i + 1);
    assert_int_equal(x.view.report.finding_count, 2);
    assert_int_equal(x.view.left_out.findings, 2);
    assert_int_equal(x.view.left_out.bytes, 56);
    assert_int_equal(x.view.report.windows[0].findings[0], HT_NO_FINDING);
    fixture_deinit(&x.f);
}

static void a_group_for_each_chain(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    see(&x, (struct ht_view_settings){.group_by = HT_GROUP_BY_CHAIN, .sort = HT_SORT_BLOCKS, .top = 2});
    assert_int_equal(x.view.group_count, 2);
    assert_int_equal(x.view.groups[0].chain, 1);
    assert_int_equal(x.view.groups[1].chain, 0);
    assert_int_equal(x.view.groups[1].count, 12);
    assert_int_equal(x.view.groups[1].verdicts, 1u << HT_VERDICT_LEAK);
    assert_int_equal(x.view.groups[1].finding_count, 1);
    assert_string_equal(x.view.groups[1].function->function, "esp_crt_ca_cb_callback");
    double both = x.view.groups[0].bytes_per_hour + x.view.groups[1].bytes_per_hour;
    assert_true(fabs(both - 10296) < 1e-6);
    assert_int_equal(x.view.left_out.findings, 3);
    assert_int_equal(x.view.left_out.count, 3);
    assert_int_equal(x.view.report.chains[2].count, 0);
    assert_int_equal(x.view.report.windows[0].findings[0], HT_NO_FINDING);
    fixture_deinit(&x.f);
}

static void a_group_for_each_function(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    see(&x, (struct ht_view_settings){.group_by = HT_GROUP_BY_FUNCTION});
    assert_int_equal(x.view.group_count, 4);
    assert_string_equal(x.view.groups[0].function->function, "esp_crt_ca_cb_callback");
    assert_int_equal(x.view.groups[0].chain_count, 2);
    assert_int_equal(x.view.groups[0].count, 90);
    assert_string_equal(x.view.groups[1].function->function, "esp_transport_ssl_init");
    assert_true(isnan(x.view.groups[1].bytes_per_hour));
    assert_null(x.view.groups[3].function);
    fixture_deinit(&x.f);
}

static void a_block_of_two_looks_counts_once(void **state)
{
    (void)state;
    struct fixture x;
    setup(&x);
    uint32_t twins[FIXTURE_RECORDS];
    for (size_t i = 0; i < FIXTURE_RECORDS; i++)
        twins[i] = i ? HT_NO_TWIN : 0;
    x.f.window.twins = twins;
    see(&x, (struct ht_view_settings){.verdicts = 1u << HT_VERDICT_RETAINED});
    assert_int_equal(x.view.report.finding_count, 0);
    fixture_deinit(&x.f);
}

static void formats_show_views(void **state)
{
    (void)state;
    static const char *const formats[] = {"text", "markdown", "github", "csv", "folded", "html", "json", "symbols"};
    struct report_fixture f;
    fixture_leaky(&f);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char *whole = fixture_write(&f, formats[i], 100, false, false);
        char *seen = fixture_write_view(&f, formats[i],
                                        &(struct ht_view_settings){.verdicts = 1u << HT_VERDICT_RETAINED, .top = 1});
        bool for_programs = i >= 5;
        assert_int_equal(!strcmp(whole, seen), for_programs);
        for (int group_by = HT_GROUP_BY_CHAIN; group_by <= HT_GROUP_BY_FUNCTION && i < 2; group_by++) {
            char *grouped = fixture_write_view(
                &f, formats[i], &(struct ht_view_settings){.group_by = (enum ht_group_by)group_by, .top = 3});
            assert_non_null(strstr(grouped, "1 leak: 143 B per event"));
            assert_non_null(strstr(grouped, group_by == HT_GROUP_BY_CHAIN ? "Chain 3" : "Functions that own blocks"));
            assert_non_null(strstr(grouped, "Left out by --top: "));
            assert_null(strstr(grouped, "Leak 1"));
            free(grouped);
        }
        free(seen);
        free(whole);
    }
    char *seen = fixture_write_view(&f, "github", &(struct ht_view_settings){.verdicts = 1u << HT_VERDICT_RETAINED});
    assert_memory_equal(seen, "::error title=htanalyze::1 leak", 31);
    free(seen);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_the_report_itself),
        cmocka_unit_test(only_large_blocks_and_frames_that_match_are_seen),
        cmocka_unit_test(only_some_verdicts_are_seen_and_totals_stay),
        cmocka_unit_test(a_part_in_other_memory_is_not_counted),
        cmocka_unit_test(findings_keep_the_order_of_verdicts),
        cmocka_unit_test(a_group_for_each_chain),
        cmocka_unit_test(a_group_for_each_function),
        cmocka_unit_test(a_block_of_two_looks_counts_once),
        cmocka_unit_test(formats_show_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
