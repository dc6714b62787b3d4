#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "judge/firmware.h"
#include "judge/trust.h"

struct bench {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_window window;
    struct ht_report_window figures;
    struct ht_elf_fit elf;
    struct ht_frame frames[40];
    struct ht_frames list;
    struct ht_report report;
};

/* All is well: a half empty buffer, an ELF that fits, every PC named. */
static void bench_init(struct bench *bench)
{
    *bench = (struct bench){0};
    ht_arena_init(&bench->arena);
    bench->window.overflowed = -1;
    bench->window.path = "window.json";
    bench->window.record_count = 1;
    bench->window.declared_count = bench->window.high_water_mark = bench->window.total_allocations =
        bench->window.total_frees = HT_UNKNOWN;
    bench->trace = (struct ht_trace){.arena = &bench->arena, .windows = &bench->window, .window_count = 1};
    bench->elf = (struct ht_elf_fit){
        .path = "firmware.elf", .machine = "xtensa", .checked = true, .match = HT_MATCH_YES, .sha256_match = -1};
    for (int i = 0; i < 40; i++)
        bench->frames[i].role = HT_ROLE_CODE;
    bench->list = (struct ht_frames){.items = bench->frames, .count = 40, .elfs = &bench->elf, .elf_count = 1};
    bench->report = (struct ht_report){.trace = &bench->trace, .windows = &bench->figures, .frames = &bench->list};
}

/* The only doubt is this one; NULL: there is none. The bench is done with then. */
static void assert_doubt(struct bench *bench, const char *words, const char *path)
{
    assert_null(ht_report_doubt(&bench->report, NULL, NULL));
    assert_int_equal(bench->report.doubt_count, words ? 1 : 0);
    if (words) {
        assert_non_null(strstr(bench->report.doubts[0].message, words));
        if (path)
            assert_string_equal(bench->report.doubts[0].path, path);
        else
            assert_null(bench->report.doubts[0].path);
    }
    ht_arena_deinit(&bench->arena);
}

static void windows(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    assert_doubt(&bench, NULL, NULL);
    bench_init(&bench);
    bench.window.overflowed = 1;
    assert_doubt(&bench, "overflowed", "window.json");
    bench_init(&bench);
    bench.window.overflowed = 1;
    bench.window.recordings = 1; /* a host trace has no buffer of records */
    assert_doubt(&bench, "events were lost", "window.json");
    bench_init(&bench);
    bench.figures.full = true;
    assert_doubt(&bench, "full", "window.json");
    bench_init(&bench);
    bench.figures.full = true;
    bench.window.overflowed = 0; /* full to the brim, the device says, and nothing lost */
    assert_doubt(&bench, NULL, NULL);
    bench_init(&bench);
    bench.figures.censored = true;
    assert_doubt(&bench, "in the middle of an event", "window.json");
    bench_init(&bench);
    bench.figures.censored = bench.figures.forgot = true;
    assert_doubt(&bench, "the look before", "window.json");
    bench_init(&bench);
    bench.window.truncated = true;
    assert_doubt(&bench, "broke off", "window.json");
    bench_init(&bench);
    bench.window.truncated = true;
    bench.window.missing = 263;
    assert_doubt(&bench, "263 records of the dump are missing", "window.json");
    bench_init(&bench);
    bench.window.missing = 1;
    assert_doubt(&bench, "1 record of the dump is missing", "window.json");
}

static void elfs(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    bench.elf.match = HT_MATCH_NO;
    assert_doubt(&bench, "not the firmware", "firmware.elf");
    bench_init(&bench);
    bench.elf.match = HT_MATCH_DOUBTFUL;
    assert_doubt(&bench, "another build", "firmware.elf");
    bench_init(&bench);
    bench.elf.match = HT_MATCH_DOUBTFUL;
    bench.elf.sha256_match = 1; /* the hash settles it */
    assert_doubt(&bench, NULL, NULL);
    bench_init(&bench);
    bench.elf.sha256_match = 0;
    assert_doubt(&bench, "SHA-256", "firmware.elf");
    bench_init(&bench);
    bench.elf.checked = false; /* a host program: nothing is known */
    bench.elf.match = HT_MATCH_NO;
    assert_doubt(&bench, NULL, NULL);
}

static void names(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    bench.frames[0].role = bench.frames[1].role = HT_ROLE_UNRESOLVED; /* 5 % */
    bench.frames[2].role = HT_ROLE_ROM;
    bench.frames[3].role = HT_ROLE_DATA;
    assert_doubt(&bench, NULL, NULL);
    bench_init(&bench);
    bench.frames[0].role = bench.frames[1].role = bench.frames[2].role = HT_ROLE_UNRESOLVED;
    assert_doubt(&bench, "3 of 40 PCs have no name", NULL);
    bench_init(&bench);
    bench.list.count = 3;
    bench.frames[0].role = HT_ROLE_UNRESOLVED;
    assert_doubt(&bench, "1 of 3 PCs has no name", NULL);
    bench_init(&bench);
    for (int i = 0; i < 40; i++)
        bench.frames[i].role = HT_ROLE_UNRESOLVED;
    bench.list.elf_count = 0;
    assert_doubt(&bench, "no ELF given", NULL);
    bench_init(&bench);
    bench.list.count = 0; /* no PCs were recorded: no ELF is missing */
    bench.list.elf_count = 0;
    assert_doubt(&bench, NULL, NULL);
}

/* Names from another build prove nothing, however well they fit a rule. */
static void no_finding_is_surer_than_the_elf(void **state)
{
    (void)state;
    static const struct {
        enum ht_match match;
        int sha256_match;
        bool checked;
        enum ht_confidence high, low;
    } cases[] = {
        {HT_MATCH_YES, -1, true, HT_CONFIDENCE_HIGH, HT_CONFIDENCE_LOW},
        {HT_MATCH_UNKNOWN, -1, true, HT_CONFIDENCE_HIGH, HT_CONFIDENCE_LOW},
        {HT_MATCH_DOUBTFUL, -1, true, HT_CONFIDENCE_MEDIUM, HT_CONFIDENCE_LOW},
        {HT_MATCH_NO, -1, true, HT_CONFIDENCE_LOW, HT_CONFIDENCE_LOW},
        {HT_MATCH_NO, -1, false, HT_CONFIDENCE_HIGH, HT_CONFIDENCE_LOW},
        {HT_MATCH_NO, 1, true, HT_CONFIDENCE_HIGH, HT_CONFIDENCE_LOW},
        {HT_MATCH_YES, 0, true, HT_CONFIDENCE_LOW, HT_CONFIDENCE_LOW},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench);
        struct ht_finding findings[2] = {{.confidence = HT_CONFIDENCE_HIGH}, {.confidence = HT_CONFIDENCE_LOW}};
        bench.elf.match = cases[i].match;
        bench.elf.sha256_match = cases[i].sha256_match;
        bench.elf.checked = cases[i].checked;
        bench.report.findings = findings;
        bench.report.finding_count = 2;
        assert_null(ht_report_doubt(&bench.report, NULL, NULL));
        assert_int_equal(findings[0].confidence, cases[i].high);
        assert_int_equal(findings[1].confidence, cases[i].low);
        ht_arena_deinit(&bench.arena);
    }
}

/* An empty dump is evidence only where something shows that the trace ran. */
static void an_empty_dump_needs_a_sign_of_a_trace(void **state)
{
    (void)state;
    for (int sign = 0; sign < 6; sign++) {
        struct bench bench;
        bench_init(&bench);
        bench.window.record_count = 0;
        bench.window.declared_count = bench.window.total_allocations = 0;
        bench.window.skipped = sign == 1;
        bench.window.freed_count = sign == 2;
        bench.window.high_water_mark = sign == 3 ? 4 : HT_UNKNOWN;
        bench.window.total_allocations = sign == 4 ? 17 : 0;
        bench.window.total_frees = sign == 5 ? 1 : HT_UNKNOWN;
        assert_null(ht_report_doubt(&bench.report, NULL, NULL));
        assert_int_equal(ht_report_is_empty(&bench.report), !sign);
        assert_doubt(&bench, sign ? NULL : "no sign that anything was traced", NULL);
    }
}

static void an_elf_for_another_machine(void **state)
{
    (void)state;
    static const struct ht_chip chip = {.name = "esp32c3", .title = "ESP32-C3", .machine = HT_MACHINE_RISCV};
    struct bench bench;
    bench_init(&bench);
    bench.report.chip = &chip;
    bench.elf.set_aside = true;
    assert_null(ht_report_doubt(&bench.report, NULL, NULL));
    assert_string_equal(bench.report.doubts[0].code, HT_DOUBT_CHIP);
    assert_doubt(&bench, "made for another machine than its chip, ESP32-C3; its names are not used", "firmware.elf");
    bench_init(&bench);
    bench.report.chip = &chip; /* that the dump names, though the call sites fit */
    assert_doubt(&bench, "made for another machine than the dump's chip, ESP32-C3, though it fits", "firmware.elf");
    bench_init(&bench);
    bench.report.chip = &chip;
    bench.elf.machine = "riscv";
    assert_doubt(&bench, NULL, NULL);
}

/* What the ELF says of itself is held against the dump, unless it is another firmware's anyway. */
static void an_elf_that_says_it_is_another_firmware(void **state)
{
    (void)state;
    static const struct {
        struct ht_firmware elf, dump;
        bool set_aside;
        const char *words;
    } cases[] = {
        {{.idf_version = "v5.3.1", .project = "clock"}, {.idf_version = "5.3.1"}, false, NULL},
        {{.idf_version = "v5.3.1"},
         {.idf_version = "v5.3"},
         false,
         "of another release of ESP-IDF than window.json: v5.3.1, and v5.3 there"},
        {{.idf_version = "v5.3.1"}, {.idf_version = "v5.3"}, true, NULL},
        {{.project = "clock"}, {.project = "radio"}, false, "of another project than window.json: clock, and radio"},
        {{.version = "1"}, {.version = "2"}, false, "of another version than window.json: 1, and 2 there"},
        {{.built = "Jul 15 2026"}, {.built = "Jul 16 2026"}, false, "of another build than window.json"},
        {{.chip = "esp32c6"}, {.chip = "ESP32-H2"}, false, "of another chip than window.json: esp32c6, and ESP32-H2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench);
        bench.elf.firmware = cases[i].elf;
        bench.elf.set_aside = cases[i].set_aside;
        bench.window.firmware = cases[i].dump;
        assert_doubt(&bench, cases[i].words, cases[i].words ? "firmware.elf" : NULL);
    }
}

/* The dump's word comes before the ELF's; an ELF that is set aside has none. */
static void the_firmware_is_told_by_who_knows_it_first(void **state)
{
    (void)state;
    struct bench bench;
    bench_init(&bench);
    bench.window.firmware = (struct ht_firmware){.idf_version = "v5.4", .chip = "ESP32-S3"};
    bench.elf.firmware = (struct ht_firmware){.project = "clock", .idf_version = "v5.3", .chip = "esp32"};
    ht_firmware_settle(&bench.report);
    assert_string_equal(bench.report.firmware.facts.idf_version, "v5.4");
    assert_string_equal(bench.report.firmware.facts.chip, "esp32s3");
    assert_string_equal(bench.report.firmware.facts.project, "clock");
    assert_string_equal(bench.report.firmware.source, "dump");
    bench.window.booted = true;
    ht_firmware_settle(&bench.report);
    assert_string_equal(bench.report.firmware.source, "log");
    bench.window.firmware = (struct ht_firmware){0};
    ht_firmware_settle(&bench.report);
    assert_string_equal(bench.report.firmware.facts.idf_version, "v5.3");
    assert_string_equal(bench.report.firmware.source, "elf");
    bench.elf.set_aside = true;
    ht_firmware_settle(&bench.report);
    assert_null(bench.report.firmware.facts.project);
    assert_null(bench.report.firmware.source);
    ht_arena_deinit(&bench.arena);
}

/* Windows are held against each other: they are those of one device. */
static void windows_of_several_devices(void **state)
{
    (void)state;
    static const struct {
        struct ht_window first, second;
        const char *code, *words;
    } cases[] = {
        {{.firmware.chip = "esp32s3"}, {.firmware.chip = "ESP32-S3"}, NULL, NULL},
        {{.firmware.chip = "esp32s3"}, {0}, NULL, NULL},
        {{.firmware.chip = "esp32s3"},
         {.firmware.chip = "esp32c3"},
         HT_DOUBT_CHIP,
         "another chip than first.json: esp32c3, and esp32s3"},
        {{.firmware.idf_version = "v5.1"}, {.firmware.idf_version = "v5.1"}, NULL, NULL},
        {{.firmware.idf_version = "v5.1"},
         {.firmware.idf_version = "v5.3"},
         HT_DOUBT_RELEASE,
         "another release of ESP-IDF"},
        {{.elf_sha256 = "0123456789"}, {.elf_sha256 = "012345"}, NULL, NULL},
        {{.elf_sha256 = "0123456789"}, {.elf_sha256 = "ab2345"}, HT_DOUBT_RELEASE, "another firmware than first.json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench);
        struct ht_window windows[2] = {cases[i].first, cases[i].second};
        struct ht_report_window figures[2] = {{0}};
        windows[0].path = "first.json";
        windows[1].path = "second.json";
        windows[0].record_count = 1;
        bench.trace.windows = windows;
        bench.trace.window_count = 2;
        bench.report.windows = figures;
        assert_null(ht_report_doubt(&bench.report, NULL, NULL));
        if (cases[i].code)
            assert_string_equal(bench.report.doubts[0].code, cases[i].code);
        assert_doubt(&bench, cases[i].words, cases[i].words ? "second.json" : NULL);
    }
}

/* A baseline of another device is told, and makes the report no worse evidence; other versions are what it is for. */
static void a_baseline_of_another_device(void **state)
{
    (void)state;
    static const struct {
        struct ht_firmware firmware;
        const char *words;
    } cases[] = {
        {{.project = "clock", .version = "1", .idf_version = "v5.1", .chip = "ESP32-S3"}, NULL},
        {{.version = "1"}, NULL},
        {{.project = "lamp", .chip = "esp32s3"}, "of another project than old.json: clock, and lamp there"},
        {{.project = "clock", .chip = "esp32c3"}, "of another chip than old.json: esp32s3, and esp32c3 there"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench);
        bench.report.firmware.facts =
            (struct ht_firmware){.project = "clock", .version = "2", .idf_version = "v5.3", .chip = "esp32s3"};
        assert_null(ht_report_doubt(&bench.report, &cases[i].firmware, "old.json"));
        assert_int_equal(bench.report.doubt_count, cases[i].words != NULL);
        assert_false(ht_report_is_doubtful(&bench.report));
        if (cases[i].words) {
            assert_string_equal(bench.report.doubts[0].message, cases[i].words);
            assert_string_equal(bench.report.doubts[0].path, "window.json");
        }
        ht_arena_deinit(&bench.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_finding_is_surer_than_the_elf),
                                       cmocka_unit_test(windows),
                                       cmocka_unit_test(elfs),
                                       cmocka_unit_test(names),
                                       cmocka_unit_test(an_empty_dump_needs_a_sign_of_a_trace),
                                       cmocka_unit_test(an_elf_for_another_machine),
                                       cmocka_unit_test(an_elf_that_says_it_is_another_firmware),
                                       cmocka_unit_test(the_firmware_is_told_by_who_knows_it_first),
                                       cmocka_unit_test(windows_of_several_devices),
                                       cmocka_unit_test(a_baseline_of_another_device)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
