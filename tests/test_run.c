#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/run.h"

/* A run with its streams in memory. */
struct journey {
    struct ht_run_settings settings;
    const char *dumps[2], *elfs[1];
    struct ht_run_output output;
    char *out, *err;
    size_t out_size, err_size;
};

static void prepare(struct journey *journey, const char *dump, const char *elf)
{
    *journey = (struct journey){.dumps = {dump}, .elfs = {elf}, .output = {NULL, ht_writer_find("json")}};
    journey->settings = (struct ht_run_settings){
        .dumps = journey->dumps,
        .dump_count = 1,
        .elfs = journey->elfs,
        .elf_count = elf ? 1 : 0,
        .outputs = &journey->output,
        .output_count = 1,
        .verbosity = HT_VERBOSITY_NORMAL,
    };
}

static enum ht_exit go(struct journey *journey, const char *standard_input)
{
    FILE *in = tmpfile(), *out = open_memstream(&journey->out, &journey->out_size),
         *err = open_memstream(&journey->err, &journey->err_size);
    assert_non_null(in);
    assert_non_null(out);
    assert_non_null(err);
    fputs(standard_input, in);
    rewind(in);
    enum ht_exit code = ht_run(&journey->settings, in, out, err);
    fclose(in);
    fclose(out);
    fclose(err);
    return code;
}

static void end(struct journey *journey)
{
    free(journey->out);
    free(journey->err);
}

static const char one_record[] = "{\"count\":1,\"capacity\":8,\"leaks\":[{\"sz\":24,\"addr\":\"0x3fca7a68\",\"cc\":5,"
                                 "\"pcs\":[\"0x420000fd\"]}]}";

static void a_dump_on_standard_input(void **state)
{
    (void)state;
    struct journey journey;
    prepare(&journey, "-", NULL);
    assert_int_equal(go(&journey, one_record), HT_EXIT_OK);
    assert_non_null(strstr(journey.out, "\"0x3fca7a68\""));
    assert_int_equal(strncmp(journey.err, "htanalyze: warning: no ELF given", 32), 0);
    assert_ptr_equal(strchr(journey.err, '\n'), journey.err + strlen(journey.err) - 1);
    end(&journey);
}

static void doubts_fail_a_strict_run(void **state)
{
    (void)state;
    struct journey journey;
    prepare(&journey, "-", NULL);
    journey.settings.strict = true;
    assert_int_equal(go(&journey, one_record), HT_EXIT_DOUBT);
    assert_non_null(strstr(journey.out, "\"0x3fca7a68\""));
    assert_int_equal(strncmp(journey.err, "htanalyze: error: no ELF given", 30), 0);
    end(&journey);
}

static void warnings_go_to_standard_error(void **state)
{
    (void)state;
    static const char text[] = "{\"count\":2,\"capacity\":8,\"leaks\":[{\"sz\":1,\"addr\":4,\"cc\":0,\"pcs\":[]}]}";
    struct journey journey;
    prepare(&journey, "-", NULL);
    assert_int_equal(go(&journey, text), HT_EXIT_OK);
    assert_int_equal(strncmp(journey.err, "htanalyze: -: warning: ", 23), 0);
    end(&journey);
    prepare(&journey, "-", NULL);
    journey.settings.verbosity = HT_VERBOSITY_QUIET;
    assert_int_equal(go(&journey, text), HT_EXIT_OK);
    assert_string_equal(journey.err, "");
    end(&journey);
}

static void a_failure_writes_no_report(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{\"leaks\":[", "{\"error\":\"no trace running\"}", "[]", "null"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct journey journey;
        prepare(&journey, "-", NULL);
        assert_int_equal(go(&journey, texts[i]), HT_EXIT_ERROR);
        assert_int_equal(journey.out_size, 0);
        assert_int_equal(strncmp(journey.err, "htanalyze: -:", 13), 0);
        assert_non_null(strstr(journey.err, ": error: "));
        end(&journey);
    }
}

static void the_sample(void **state)
{
    (void)state;
    struct journey once, again;
    prepare(&once, "testdata/window_600s.json", "testdata/btclock_v4.elf");
    assert_int_equal(go(&once, ""), HT_EXIT_OK);
    assert_non_null(strstr(once.out, "\"esp_crt_copy_asn1\""));
    prepare(&again, "testdata/window_600s.json", "testdata/btclock_v4.elf");
    assert_int_equal(go(&again, ""), HT_EXIT_OK);
    assert_int_equal(once.out_size, again.out_size);
    assert_memory_equal(once.out, again.out, once.out_size);
    end(&once);
    end(&again);
}

static void an_input_is_not_overwritten(void **state)
{
    (void)state;
    struct journey journey;
    prepare(&journey, "testdata/window_90s.json", NULL);
    journey.output.path = "testdata/../testdata/window_90s.json";
    assert_int_equal(go(&journey, ""), HT_EXIT_ERROR);
    assert_non_null(strstr(journey.err, "would replace an input"));
    end(&journey);
}

static double seconds_of(const char *path, const char *text)
{
    const struct ht_session_settings settings = {0};
    struct ht_session session;
    ht_session_init(&session);
    assert_null(ht_session_add_dump(&session, path, text, strlen(text), &settings));
    double seconds = session.trace.windows[0].seconds;
    ht_session_deinit(&session);
    return seconds;
}

static void the_name_tells_the_length_when_the_dump_does_not(void **state)
{
    (void)state;
    assert_true(seconds_of("dir_5s/window_600s.json", one_record) == 600);
    assert_true(seconds_of("window.json", one_record) == 0);
    assert_true(seconds_of("window_600s.json", "{\"window_s\":30,\"leaks\":[]}") == 30);
}

static void inlined_functions_are_hidden_from_reports_alone(void **state)
{
    (void)state;
    uint32_t most[2] = {0}, known[2] = {0};
    for (int no_inlines = 0; no_inlines < 2; no_inlines++) {
        const struct ht_session_settings settings = {.symbols = {.no_inlines = no_inlines == 1}};
        FILE *file = fopen("testdata/inlined/window_600s.json", "r");
        assert_non_null(file);
        char text[65536];
        size_t size = fread(text, 1, sizeof text, file);
        fclose(file);
        struct ht_session session;
        ht_session_init(&session);
        assert_null(ht_session_add_dump(&session, "window_600s.json", text, size, &settings));
        assert_null(ht_session_add_elf(&session, "testdata/elf/inlined.elf"));
        assert_null(ht_session_analyse(&session, &settings));
        for (size_t i = 0; i < session.frames.count; i++) {
            const struct ht_frame *frame = &session.frames.items[i];
            uint32_t shown = ht_frame_shown_count(frame);
            most[no_inlines] = shown > most[no_inlines] ? shown : most[no_inlines];
            known[no_inlines] += frame->location_count;
            if (shown) /* the last one owns the PC */
                assert_ptr_equal(ht_frame_shown(frame, shown - 1), &frame->locations[frame->location_count - 1]);
            assert_null(ht_frame_shown(frame, shown));
        }
        ht_session_deinit(&session);
    }
    assert_true(most[0] > 1);
    assert_int_equal(most[1], 1);
    assert_int_equal(known[0], known[1]);
}

/* Everything that is shown is rewritten, in every format, and nothing that rules are held against. */
static void no_report_shows_a_path_that_is_to_be_rewritten(void **state)
{
    (void)state;
    struct ht_path_map_rule rule;
    assert_true(ht_path_map_parse("/opt=SHOWN", &rule));
    const struct ht_session_settings settings = {.symbols = {.paths = {&rule, 1}}};
    const struct ht_writer_settings writing = {.width = 200};
    const struct ht_view_settings view = {.top = 0};
    FILE *file = fopen("testdata/window_600s.json", "r");
    assert_non_null(file);
    char text[65536];
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    struct ht_session session;
    ht_session_init(&session);
    assert_null(ht_session_add_dump(&session, "window_600s.json", text, size, &settings));
    assert_null(ht_session_add_elf(&session, "testdata/btclock_v4.elf"));
    assert_null(ht_session_analyse(&session, &settings));
    assert_true(session.report.finding_count && session.report.findings[0].owner);
    assert_non_null(strstr(session.report.findings[0].owner->file, "/opt/"));
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        char *report = NULL;
        FILE *out = open_memstream(&report, &size);
        assert_non_null(out);
        assert_null(ht_writer_run(writer, out, &session.report, &writing, &view));
        assert_int_equal(fclose(out), 0);
        assert_null(strstr(report, "/opt/"));
        bool names_files = strcmp(writer->name, "folded") != 0;
        assert_int_equal(strstr(report, "SHOWN/") != NULL, names_files);
        free(report);
    }
    ht_session_deinit(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dump_on_standard_input),
        cmocka_unit_test(doubts_fail_a_strict_run),
        cmocka_unit_test(warnings_go_to_standard_error),
        cmocka_unit_test(a_failure_writes_no_report),
        cmocka_unit_test(the_sample),
        cmocka_unit_test(an_input_is_not_overwritten),
        cmocka_unit_test(the_name_tells_the_length_when_the_dump_does_not),
        cmocka_unit_test(inlined_functions_are_hidden_from_reports_alone),
        cmocka_unit_test(no_report_shows_a_path_that_is_to_be_rewritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
