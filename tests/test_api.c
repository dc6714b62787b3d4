#include "htanalyze.h" /* first and alone: it needs no other header */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
    assert_refused(htanalyze_write(run, "yaml", stdout), "there is no format 'yaml'");
    htanalyze_destroy(run);
    htanalyze_destroy(NULL);
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
    };
    static const char *const others[] = {"elf",      "symbols",  "format", "output", "signatures",
                                         "suppress", "baseline", "strict", "color",  "completion",
                                         "quiet",    "verbose",  "help",   "version"};
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
    htanalyze_error_destroy(error);
    error = htanalyze_add_dump(run, "nothing", "", 0);
    assert_non_null(htanalyze_error_hint(error));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_a_dump_to_a_report),
        cmocka_unit_test(from_symbols),
        cmocka_unit_test(what_comes_at_the_wrong_time_is_refused),
        cmocka_unit_test(options_of_the_analysis),
        cmocka_unit_test(errors_tell_their_place),
        cmocka_unit_test(what_cannot_be_added_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
