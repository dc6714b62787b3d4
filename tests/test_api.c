#include "htanalyze.h" /* first and alone: it needs no other header */

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/settings.h"

/* A file of testdata, whole; the caller frees it. */
static char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static const char dump[] = "{\"count\":1,\"capacity\":8,\"leaks\":[{\"sz\":24,\"addr\":\"0x3fca7a68\",\"cc\":5,"
                           "\"pcs\":[\"0x420000fd\"]}]}";

static void from_a_dump_to_a_report(void **state)
{
    (void)state;
    struct htanalyze *run;
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    assert_null(htanalyze_create(&run));
    char window[] = "10min";
    assert_null(htanalyze_set(run, "window", window));
    memset(window, 'x', sizeof window - 1); /* it was copied */
    assert_null(htanalyze_set(run, "raw-pc", NULL));
    assert_null(htanalyze_add_elf(run, "testdata/btclock_v4.elf"));
    assert_null(htanalyze_add_dump(run, "memory", dump, strlen(dump)));
    assert_null(htanalyze_analyse(run));
    assert_null(htanalyze_write(run, "symbols", memory));
    htanalyze_destroy(run);
    fclose(memory);
    assert_int_equal(strncmp(text, "0x420000fd: esp_crt_copy_asn1 at ", 33), 0);
    free(text);
}

/* The recordings of two cores are one window; what is none, none at all, and one too many are refused. */
static void assert_no_trace(struct ht_error *error, enum htanalyze_code code, const char *message)
{
    assert_non_null(error);
    assert_int_equal(htanalyze_error_code(error), code);
    assert_string_equal(htanalyze_error_message(error), message);
    htanalyze_error_destroy(error);
}

static void a_host_trace_of_two_cores(void **state)
{
    (void)state;
    struct htanalyze *run;
    static const char *const names[] = {"testdata/dumps/host_core0.svdat", "testdata/dumps/host_core1.svdat", "third"};
    size_t sizes[3];
    char *texts[] = {slurp(names[0], &sizes[0]), slurp(names[1], &sizes[1]), NULL};
    const void *bytes[] = {texts[0], texts[1], texts[0]};
    sizes[2] = sizes[0];
    assert_null(htanalyze_create(&run));
    assert_no_trace(htanalyze_add_host_trace(run, 0, names, bytes, sizes), HTANALYZE_USAGE,
                    "a host trace of no recording");
    assert_no_trace(htanalyze_add_host_trace(run, 3, names, bytes, sizes), HTANALYZE_INPUT,
                    "this recording belongs to a trace of which those of 2 cores were given already");
    bytes[1] = dump;
    sizes[1] = strlen(dump);
    assert_no_trace(htanalyze_add_host_trace(run, 2, names, bytes, sizes), HTANALYZE_INPUT,
                    "no SystemView packets stand behind the header, at byte 0");
    free(texts[1]);
    texts[1] = slurp(names[1], &sizes[1]);
    bytes[1] = texts[1];
    assert_null(htanalyze_add_host_trace(run, 2, names, bytes, sizes));
    free(texts[0]);
    free(texts[1]);
    assert_null(htanalyze_analyse(run));
    assert_string_equal(htanalyze_window_name(run, 0), names[0]);
    assert_int_equal(htanalyze_window_records(run, 0), 73);
    assert_null(htanalyze_window_name(run, 1));
    htanalyze_destroy(run);
}

/* A file of symbols in place of an ELF. */
static void from_symbols(void **state)
{
    (void)state;
    static const char symbols[] = "0x420000fd: copy_name at /src/main.c:7\n";
    struct htanalyze *run;
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_add_symbols(run, "symbols.txt", symbols, strlen(symbols)));
    assert_null(htanalyze_add_dump(run, "memory", dump, strlen(dump)));
    assert_null(htanalyze_analyse(run));
    assert_null(htanalyze_write(run, "symbols", memory));
    htanalyze_destroy(run);
    fclose(memory);
    assert_string_equal(text, symbols);
    free(text);
    assert_int_equal(strspn(htanalyze_version(), "0123456789."), strlen(htanalyze_version()));
}

static void assert_refused(struct ht_error *error, const char *message)
{
    assert_non_null(error);
    assert_string_equal(htanalyze_error_message(error), message);
    assert_null(htanalyze_error_path(error));
    htanalyze_error_destroy(error);
}

static void what_comes_at_the_wrong_time_is_refused(void **state)
{
    (void)state;
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    assert_refused(htanalyze_analyse(run), "no dump was added");
    assert_refused(htanalyze_write(run, "text", stdout), "no report yet for 'text'");
    assert_refused(htanalyze_set(run, "output", "x"), "there is no setting 'output'");
    assert_refused(htanalyze_set(run, "nonsense", NULL), "there is no setting 'nonsense'");
    assert_refused(htanalyze_set(run, "window", NULL), "window needs a value");
    assert_refused(htanalyze_set(run, "salvage", "yes"), "salvage takes no value");
    assert_refused(htanalyze_set(run, "fail-on", "rain"), "fail-on: there is no condition 'rain'");
    assert_null(htanalyze_add_dump(run, "memory", dump, strlen(dump)));
    assert_null(htanalyze_analyse(run));
    assert_refused(htanalyze_analyse(run), "the run is analysed already");
    assert_refused(htanalyze_add_dump(run, "memory", dump, strlen(dump)), "the run is analysed already");
    assert_refused(htanalyze_add_elf(run, "testdata/btclock_v4.elf"), "the run is analysed already");
    assert_refused(htanalyze_add_elf_memory(run, "memory", dump, strlen(dump)), "the run is analysed already");
    assert_refused(htanalyze_add_symbols(run, "memory", dump, strlen(dump)), "the run is analysed already");
    assert_refused(htanalyze_add_signatures(run, "memory", dump, strlen(dump)), "the run is analysed already");
    assert_refused(htanalyze_add_suppressions(run, "memory", dump, strlen(dump)), "the run is analysed already");
    assert_refused(htanalyze_set_baseline(run, "memory", dump, strlen(dump)), "the run is analysed already");
    assert_refused(htanalyze_set(run, "window", "1h"), "window: the run is analysed already");
    assert_null(htanalyze_set(run, "top", "1"));
    assert_null(htanalyze_set(run, "min-size", "16"));
    assert_null(htanalyze_set(run, "match", "main"));
    assert_refused(htanalyze_write(run, "yaml", stdout), "there is no format 'yaml'");
    htanalyze_destroy(run);
    htanalyze_destroy(NULL);
}

/* A rate asks for the length of the window, and none is known. */
static void a_failed_analysis_ends_a_run(void **state)
{
    (void)state;
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_set(run, "fail-on", "rate>1"));
    assert_null(htanalyze_add_dump(run, "memory", dump, strlen(dump)));
    struct ht_error *error = htanalyze_analyse(run);
    assert_non_null(error);
    assert_int_equal(htanalyze_error_code(error), HTANALYZE_USAGE);
    htanalyze_error_destroy(error);
    assert_refused(htanalyze_analyse(run), "the analysis of the run has failed");
    assert_refused(htanalyze_add_dump(run, "memory", dump, strlen(dump)), "the analysis of the run has failed");
    assert_refused(htanalyze_write(run, "text", stdout), "no report yet for 'text'");
    assert_null(htanalyze_finding_at(run, 0));
    htanalyze_destroy(run);
}

/* All inputs from memory, which is gone before the analysis but for the ELF; the results without a report. */
static void everything_from_memory(void **state)
{
    (void)state;
    static const char suppressions[] = "leak:nobody_is_called_so\n";
    static const char rules[] =
        "{\"signatures\":[{\"id\":\"own\",\"class\":\"allocator\",\"title\":\"t\",\"functions\":[\"my_*\"]}]}";
    static const char *const inputs[] = {"testdata/window_600s.json", "testdata/golden/window_90s.json",
                                         "testdata/btclock_v4.elf"};
    char *bytes[3], *rules_read = strdup(rules);
    size_t sizes[3];
    struct htanalyze *run;
    assert_non_null(rules_read);
    for (int i = 0; i < 3; i++)
        bytes[i] = slurp(inputs[i], &sizes[i]);
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_finding_at(run, 0));
    assert_null(htanalyze_window_name(run, 0));
    assert_null(htanalyze_add_dump(run, inputs[0], bytes[0], sizes[0]));
    assert_null(htanalyze_add_signatures(run, "rules.json", rules_read, strlen(rules_read)));
    assert_null(htanalyze_set_baseline(run, inputs[1], bytes[1], sizes[1]));
    assert_null(htanalyze_add_suppressions(run, "known", suppressions, strlen(suppressions)));
    assert_null(htanalyze_add_elf_memory(run, inputs[2], bytes[2], sizes[2]));
    assert_null(htanalyze_set(run, "fail-on", "leak"));
    assert_null(htanalyze_set(run, "fail-on", "bytes>1M"));
    for (int i = 0; i < 2; i++)
        free(bytes[i]);
    free(rules_read);
    assert_null(htanalyze_analyse(run));
    assert_string_equal(htanalyze_gate_condition(run, 0), "leak");
    assert_int_equal(htanalyze_gate_met(run, 0), 1);
    assert_non_null(strstr(htanalyze_gate_message(run, 0), "esp_crt_ca_cb_callback"));
    assert_int_equal(htanalyze_gate_met(run, 1), 0);
    assert_null(htanalyze_gate_condition(run, 2));
    assert_int_equal(htanalyze_gate_met(run, 2), 0);
    assert_null(htanalyze_gate_message(run, 2));
    assert_string_equal(htanalyze_window_name(run, 0), inputs[0]);
    assert_true(htanalyze_window_seconds(run, 0) == 600);
    assert_true(htanalyze_window_records(run, 0) > 84);
    assert_null(htanalyze_window_warning(run, 0, 0));
    assert_null(htanalyze_window_name(run, 1));
    assert_int_equal(htanalyze_window_records(run, 1), 0);
    htanalyze_destroy(run);
    free(bytes[2]);
}

static void findings_and_their_frames(void **state)
{
    (void)state;
    size_t size, findings = 0, frames = 0, named = 0;
    char *bytes = slurp("testdata/window_600s.json", &size);
    struct htanalyze *run;
    const struct htanalyze_finding *finding;
    const struct htanalyze_frame *frame;
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_add_elf(run, "testdata/btclock_v4.elf"));
    assert_null(htanalyze_add_dump(run, "window_600s.json", bytes, size));
    free(bytes);
    assert_null(htanalyze_analyse(run));
    finding = htanalyze_finding_at(run, 0);
    assert_string_equal(htanalyze_finding_verdict(finding), "leak");
    assert_string_equal(htanalyze_finding_confidence(finding), "high");
    assert_string_equal(htanalyze_finding_owner(finding), "esp_crt_ca_cb_callback");
    assert_non_null(strstr(htanalyze_finding_owner_file(finding), "esp_crt_bundle.c"));
    assert_true(htanalyze_finding_owner_line(finding) > 0);
    assert_non_null(htanalyze_finding_key(finding));
    assert_non_null(htanalyze_finding_title(finding));
    assert_non_null(htanalyze_finding_rule(finding));
    assert_non_null(htanalyze_finding_evidence(finding, 0));
    assert_null(htanalyze_finding_evidence(finding, SIZE_MAX));
    assert_null(htanalyze_finding_suppressed_by(finding));
    assert_null(htanalyze_finding_baseline(finding));
    assert_int_equal(htanalyze_finding_blocks(finding), 84);
    assert_int_equal(htanalyze_finding_bytes(finding), 1632);
    assert_true(htanalyze_finding_bytes_per_event(finding) == 136);
    assert_true(htanalyze_finding_bytes_per_hour(finding) > 0);
    for (; (finding = htanalyze_finding_at(run, findings)); findings++) {
        for (size_t chain = 0; htanalyze_frame_at(run, finding, chain, 0); chain++) {
            for (size_t i = 0; (frame = htanalyze_frame_at(run, finding, chain, i)); i++) {
                size_t count = htanalyze_frame_locations(frame);
                assert_true(htanalyze_frame_pc(frame) > 0);
                assert_non_null(htanalyze_frame_role(frame));
                named += count && htanalyze_frame_function(frame, count - 1) &&
                         htanalyze_frame_file(frame, count - 1) && htanalyze_frame_line(frame, count - 1);
                assert_null(htanalyze_frame_function(frame, count));
                assert_null(htanalyze_frame_file(frame, SIZE_MAX));
                assert_int_equal(htanalyze_frame_line(frame, count), 0);
                frames++;
            }
        }
    }
    assert_true(findings > 2);
    assert_true(frames > findings);
    assert_true(named > frames / 2);
    htanalyze_destroy(run);
}

/* The report as text; the caller frees it. */
static char *text_of(struct htanalyze *run)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    assert_null(htanalyze_write(run, "text", memory));
    fclose(memory);
    return text;
}

/* The program's locale is the program's: a point stays a point, and the thread gets its own back. */
static void the_locale_is_left_alone(void **state)
{
    (void)state;
    locale_t own = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
    if (!own)
        skip();
    locale_t before = uselocale(own);
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_set(run, "window", "90"));
    assert_ptr_equal(uselocale((locale_t)0), own);
    assert_null(htanalyze_add_dump(run, "memory", dump, strlen(dump)));
    assert_ptr_equal(uselocale((locale_t)0), own);
    assert_null(htanalyze_analyse(run));
    assert_ptr_equal(uselocale((locale_t)0), own);
    free(text_of(run));
    assert_ptr_equal(uselocale((locale_t)0), own);
    htanalyze_destroy(run);
    uselocale(before);
    freelocale(own);
}

/* Nobody asks the locale or a terminal: the settings say how the text looks, from one writing to the next. */
static void how_the_text_looks(void **state)
{
    (void)state;
    static const char name[] = "testdata/window_600s.json";
    size_t size;
    char *bytes = slurp(name, &size), *text;
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    assert_null(htanalyze_add_elf(run, "testdata/btclock_v4.elf"));
    assert_null(htanalyze_add_dump(run, name, bytes, size));
    assert_null(htanalyze_analyse(run));
    free(bytes);
    text = text_of(run);
    assert_non_null(strstr(text, "\xe2\x80\xa6"));
    assert_null(strchr(text, '\033'));
    free(text);
    assert_null(htanalyze_set(run, "charset", "ascii"));
    assert_null(htanalyze_set(run, "color", "always"));
    text = text_of(run);
    for (const char *p = text; *p; p++)
        assert_true((unsigned char)*p < 0x80);
    assert_non_null(strchr(text, '\033'));
    free(text);
    assert_null(htanalyze_set(run, "color", "never"));
    assert_null(htanalyze_set(run, "width", "200"));
    char *wide = text_of(run);
    assert_null(htanalyze_set(run, "width", "60"));
    text = text_of(run);
    assert_string_not_equal(text, wide);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 60);
    free(wide);
    free(text);
    assert_refused(htanalyze_set(run, "width", "39"), "width: '39' is no whole number from 40 to 1000");
    assert_refused(htanalyze_set(run, "charset", "latin1"), "charset: 'latin1' is none of ascii and utf-8");
    assert_refused(htanalyze_set(run, "color", "auto"), "color: 'auto' is none of never and always");
    htanalyze_destroy(run);
}

/* Those that the header names, and no others of the command line. */
static void options_of_the_analysis(void **state)
{
    (void)state;
    static const char *const options[][2] = {
        {"window", "600"},     {"cpu-mhz", "160"},     {"no-default-signatures", NULL},
        {"free-heap", "1K"},   {"heap-drop", "1K"},    {"events", "3"},
        {"path-map", "a=b"},   {"raw-pc", NULL},       {"no-inlines", NULL},
        {"no-demangle", NULL}, {"dump", "all"},        {"salvage", NULL},
        {"group-by", "chain"}, {"sort", "rate"},       {"top", "3"},
        {"only", "leak"},      {"memory", "internal"}, {"fail-on", "leak"},
        {"width", "80"},       {"charset", "ascii"},   {"color", "never"},
    };
    static const char *const others[] = {"elf",      "symbols",  "format", "output",     "signatures",
                                         "suppress", "baseline", "strict", "completion", "quiet",
                                         "verbose",  "help",     "version"};
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        assert_null(htanalyze_set(run, options[i][0], options[i][1]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct ht_error *error = htanalyze_set(run, others[i], "x");
        assert_non_null(error);
        assert_non_null(strstr(htanalyze_error_message(error), "there is no setting"));
        htanalyze_error_destroy(error);
    }
    htanalyze_destroy(run);
}

static void errors_tell_their_place(void **state)
{
    (void)state;
    struct htanalyze *run;
    assert_null(htanalyze_create(&run));
    struct ht_error *error = htanalyze_add_dump(run, "broken", "{\n\"leaks\":7}", 12);
    assert_non_null(error);
    assert_string_equal(htanalyze_error_path(error), "broken");
    assert_int_equal(htanalyze_error_line(error), 2);
    assert_int_equal(htanalyze_error_column(error), 9);
    assert_int_equal(htanalyze_error_code(error), HTANALYZE_INPUT);
    htanalyze_error_destroy(error);
    error = htanalyze_add_dump(run, "nothing", "", 0);
    assert_non_null(htanalyze_error_hint(error));
    htanalyze_error_destroy(error);
    error = htanalyze_add_elf(run, "testdata/no-such.elf");
    assert_non_null(error);
    assert_int_equal(htanalyze_error_code(error), HTANALYZE_IO);
    htanalyze_error_destroy(error);
    htanalyze_destroy(run);
}

/* A dump that breaks off in its second record, among others: nothing of it is in the report. */
static void what_cannot_be_added_leaves_nothing_behind(void **state)
{
    (void)state;
    static const char broken[] = "{\"count\":2,\"leaks\":[{\"sz\":24,\"addr\":\"0x3fca7a68\",\"cc\":5,"
                                 "\"pcs\":[\"0x42000abc\"],\"task\":\"lost\"},{\"sz\":7";
    static const char inlined[] = " (inlined by) stranger at /src/other.c:1\n";
    static const char symbols[] = "0x420000fd: copy_name at /src/main.c:7\n";
    char *texts[2];
    for (int with_failures = 0; with_failures < 2; with_failures++) {
        struct htanalyze *run;
        size_t size = 0;
        FILE *memory = open_memstream(&texts[with_failures], &size);
        assert_non_null(memory);
        assert_null(htanalyze_create(&run));
        assert_null(htanalyze_add_symbols(run, "symbols", symbols, strlen(symbols)));
        for (int i = 0; i < 2; i++) {
            if (with_failures) {
                struct ht_error *error = htanalyze_add_dump(run, "broken", broken, strlen(broken));
                assert_non_null(error);
                htanalyze_error_destroy(error);
                error = htanalyze_add_symbols(run, "inlined", inlined, strlen(inlined));
                assert_non_null(error);
                htanalyze_error_destroy(error);
            }
            if (i == 0)
                assert_null(htanalyze_add_dump(run, "memory", dump, strlen(dump)));
        }
        assert_null(htanalyze_analyse(run));
        assert_null(htanalyze_write(run, "json", memory));
        htanalyze_destroy(run);
        fclose(memory);
    }
    assert_string_equal(texts[0], texts[1]);
    free(texts[0]);
    free(texts[1]);
}

/* The header is the manual of the settings. */
static void all_settings_are_told(void **state)
{
    (void)state;
    size_t size;
    char *header = slurp("include/htanalyze.h", &size);
    for (const struct ht_setting *setting = ht_setting_table; setting->name; setting++) {
        char quoted[64];
        snprintf(quoted, sizeof quoted, "\"%s\"", setting->name);
        if (!strstr(header, quoted))
            fail_msg("%s", quoted);
    }
    free(header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_a_dump_to_a_report),
        cmocka_unit_test(a_host_trace_of_two_cores),
        cmocka_unit_test(from_symbols),
        cmocka_unit_test(what_comes_at_the_wrong_time_is_refused),
        cmocka_unit_test(options_of_the_analysis),
        cmocka_unit_test(all_settings_are_told),
        cmocka_unit_test(errors_tell_their_place),
        cmocka_unit_test(what_cannot_be_added_leaves_nothing_behind),
        cmocka_unit_test(a_failed_analysis_ends_a_run),
        cmocka_unit_test(everything_from_memory),
        cmocka_unit_test(findings_and_their_frames),
        cmocka_unit_test(how_the_text_looks),
        cmocka_unit_test(the_locale_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
