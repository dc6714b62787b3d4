#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/options.h"

#define WORDS_MAX 16

/* Parses a command line given as words; the error is the caller's. */
static struct ht_error *parse(struct ht_options *options, const char *const *words)
{
    static char *argv[WORDS_MAX + 1];
    int argc = 0;
    argv[argc++] = (char *)"htanalyze";
    for (; words[argc - 1]; argc++)
        argv[argc] = (char *)words[argc - 1];
    argv[argc] = NULL;
    ht_options_init(options);
    return ht_options_parse(options, argc, argv);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void assert_wrong(const char *const *words, const char *message, const char *hint)
{
    struct ht_options options;
    struct ht_error *error = parse(&options, words);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_USAGE);
    assert_string_equal(error->message, message);
    if (hint)
        assert_string_equal(error->hint, hint);
    ht_error_destroy(error);
    ht_options_deinit(&options);
}

static void options_and_operands_mix(void **state)
{
    (void)state;
    struct ht_options options;
    setenv("POSIXLY_CORRECT", "1", 1); /* changes nothing */
    assert_null(
        parse(&options, WORDS("a.json", "-e", "app.elf", "b.json", "--elf=rom.elf", "-fjson", "-", "-s", "sym")));
    unsetenv("POSIXLY_CORRECT");
    assert_int_equal(options.action, HT_ACTION_RUN);
    assert_int_equal(options.run.dump_count, 3);
    assert_string_equal(options.run.dumps[0], "a.json");
    assert_string_equal(options.run.dumps[1], "b.json");
    assert_string_equal(options.run.dumps[2], "-");
    assert_int_equal(options.run.elf_count, 2);
    assert_string_equal(options.run.elfs[0], "app.elf");
    assert_string_equal(options.run.elfs[1], "rom.elf");
    assert_int_equal(options.run.symbols_count, 1);
    assert_string_equal(options.run.symbols[0], "sym");
    assert_string_equal(options.run.outputs[0].writer->name, "json");
    ht_options_deinit(&options);
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    struct ht_options options;
    assert_null(parse(&options, WORDS("a.json", "-q", "--", "-e", "--help")));
    assert_int_equal(options.run.dump_count, 3);
    assert_string_equal(options.run.dumps[1], "-e");
    assert_string_equal(options.run.dumps[2], "--help");
    assert_int_equal(options.run.verbosity, HT_VERBOSITY_QUIET);
    ht_options_deinit(&options);
}

static void every_setting_arrives(void **state)
{
    (void)state;
    struct ht_options options;
    assert_null(parse(&options, WORDS("d", "-w", "90s,10min", "--cpu-mhz", "240", "--raw-pc", "--no-inlines",
                                      "--no-demangle", "--salvage", "--dump=3", "--color=never", "-v", "-o", "out")));
    const struct ht_session_settings *session = &options.run.library.session;
    assert_int_equal(session->analysis.window_seconds_count, 2);
    assert_true(session->analysis.window_seconds[0] == 90);
    assert_true(session->analysis.window_seconds[1] == 600);
    assert_int_equal(session->analysis.cpu_hz, 240000000);
    assert_true(session->symbols.symbolizer.raw_pc);
    assert_true(session->symbols.symbolizer.no_demangle);
    assert_true(session->symbols.no_inlines);
    assert_true(session->dump.salvage);
    assert_int_equal(session->dump.pick.first, 3);
    assert_int_equal(session->dump.pick.last, 3);
    assert_false(options.run.list);
    assert_int_equal(options.run.color, HT_COLOR_NEVER);
    assert_int_equal(options.run.verbosity, HT_VERBOSITY_VERBOSE);
    assert_string_equal(options.run.outputs[0].path, "out");
    ht_options_deinit(&options);
}

/* What is written where: "PATH:FORMAT" for each, with - for standard output. */
static void assert_outputs(const char *const *words, const char *wanted)
{
    struct ht_options options;
    char text[256] = "";
    assert_null(parse(&options, words));
    for (size_t i = 0; i < options.run.output_count; i++) {
        const struct ht_run_output *output = &options.run.outputs[i];
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s:%s", i ? " " : "",
                 output->path ? output->path : "-", output->writer->name);
    }
    assert_string_equal(text, wanted);
    ht_options_deinit(&options);
}

static void every_output_has_its_format(void **state)
{
    (void)state;
    assert_outputs(WORDS("d", "-f", "json"), "-:json");
    assert_outputs(WORDS("d", "-f", "json", "-f", "csv"), "-:csv");
    assert_outputs(WORDS("d", "-o", "a"), "a:text");
    assert_outputs(WORDS("d", "-o", "a.HTML"), "a.HTML:html");
    assert_outputs(WORDS("-f", "json", "-o", "a.html", "d"), "a.html:json");
    assert_outputs(WORDS("d", "-o", "a.html", "-f", "json"), "a.html:json"); /* one of each belong together */
    assert_outputs(WORDS("d", "-o", "a.json", "-o", "b.sarif", "-o", "c.md", "-o", "d.csv", "-o", "e.xml"),
                   "a.json:json b.sarif:sarif c.md:markdown d.csv:csv e.xml:junit");
    assert_outputs(WORDS("d", "-o", "a.folded", "-o", "b.txt", "-o", ".json", "-o", "-"),
                   "a.folded:folded b.txt:text .json:text -:text");
    assert_outputs(WORDS("d", "-f", "json", "-o", "a", "-f", "sarif", "-o", "b", "-f", "github"),
                   "a:json b:sarif -:github");
    assert_outputs(WORDS("d", "-o", "a.json", "--gen-suppressions", "-o", "known.supp"),
                   "a.json:json known.supp:suppressions");
    assert_wrong(WORDS("d", "-f", "json", "-o", "-", "-f", "text"), "two reports would go to standard output", NULL);
    assert_wrong(WORDS("d", "-o", "a", "-f", "json", "-o", "a"), "two reports would go there", NULL);
}

static void defaults(void **state)
{
    (void)state;
    struct ht_options options;
    assert_null(parse(&options, WORDS("d")));
    assert_string_equal(options.run.outputs[0].writer->name, "text");
    assert_int_equal(options.run.output_count, 1);
    assert_null(options.run.outputs[0].path);
    assert_null(options.run.library.session.analysis.window_seconds);
    assert_int_equal(options.run.library.session.analysis.cpu_hz, 0);
    assert_int_equal(options.run.color, HT_COLOR_AUTO);
    assert_int_equal(options.run.verbosity, HT_VERBOSITY_NORMAL);
    ht_options_deinit(&options);
}

static void help_and_version_end_the_command_line(void **state)
{
    (void)state;
    struct ht_options options;
    assert_null(parse(&options, WORDS("-h", "--no-such-option")));
    assert_int_equal(options.action, HT_ACTION_HELP);
    ht_options_deinit(&options);
    assert_null(parse(&options, WORDS("--version", "-w", "x")));
    assert_int_equal(options.action, HT_ACTION_VERSION);
    ht_options_deinit(&options);
}

static void an_unknown_option_gets_the_nearest(void **state)
{
    (void)state;
    assert_wrong(WORDS("--formt", "json", "d"), "unknown option '--formt'",
                 "did you mean --format? `htanalyze --help` lists all options");
    assert_wrong(WORDS("d", "--ouptut=x"), "unknown option '--ouptut'",
                 "did you mean --output? `htanalyze --help` lists all options");
    assert_wrong(WORDS("d", "--banana"), "unknown option '--banana'", "`htanalyze --help` lists all options");
    assert_wrong(WORDS("d", "-qX"), "unknown option '-X'", "`htanalyze --help` lists all options");
    char word[300] = "--";
    memset(word + 2, 'x', sizeof word - 3);
    struct ht_options options;
    struct ht_error *error = parse(&options, WORDS("d", word));
    assert_non_null(error);
    ht_error_destroy(error);
    ht_options_deinit(&options);
}

static void wrong_use(void **state)
{
    (void)state;
    assert_wrong(WORDS("--compare", "old.json"), "no report is given to compare with old.json",
                 "htanalyze --compare old.json new.json");
    assert_wrong(WORDS("--compare", "-", "-"), "standard input (-) is given 2 times and can be read once", NULL);
    assert_wrong(WORDS("--compare", "a", "--compare", "b", "c"), "--compare: given twice", NULL);
    assert_wrong(WORDS("-q"), "no dump is given", NULL);
    assert_wrong((const char *const[]){NULL}, "no dump is given", NULL);
    assert_wrong(WORDS("-", "a", "-"), "standard input (-) is given 2 times and can be read once", NULL);
    assert_wrong(WORDS("-", "-s", "-"), "standard input (-) is given 2 times and can be read once", NULL);
    assert_wrong(WORDS("d", "-e"), "--elf needs an argument: FILE", NULL);
    assert_wrong(WORDS("d", "--format"), "--format needs an argument: FMT", NULL);
    assert_wrong(WORDS("d", "--quiet=yes"), "--quiet takes no argument", NULL);
    assert_wrong(WORDS("d", "--no=1"), "'--no' begins several options",
                 "they are --no-auto-elf, --no-default-signatures, --no-inlines, --no-demangle");
    assert_wrong(WORDS("d", "-f", "yaml"), "--format: there is no format 'yaml'", NULL);
    assert_wrong(WORDS("d", "-o", ""), "--output: the name of the file is empty", NULL);
    assert_wrong(WORDS("d", "--color=red"), "--color: 'red' is none of auto, always and never", NULL);
}

static void wrong_numbers(void **state)
{
    (void)state;
    static const char *const clocks[] = {"", "0", "-1", "240MHz", "1.5", "4001", "99999999999999999999"};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct ht_options options;
        struct ht_error *error = parse(&options, WORDS("d", "--cpu-mhz", clocks[i]));
        assert_non_null(error);
        assert_non_null(strstr(error->message, "is no whole number from 1 to 4000"));
        ht_error_destroy(error);
        ht_options_deinit(&options);
    }
    assert_wrong(WORDS("d", "-w", "10min,"), "--window: '' is no length of time", NULL);
    assert_wrong(WORDS("d", "-w", ""), "--window: '' is no length of time", NULL);
    assert_wrong(WORDS("d", "-w", "1h,soon"), "--window: 'soon' is no length of time", NULL);
    assert_wrong(WORDS("d", "-w", "0"), "--window: '0' is no length of time", NULL);
}

/*
 * Each row does something itself or has a setting of the library behind it, never both; but --dump can also list what
 * its setting takes, and --color also asks the terminal.
 */
static void every_row_has_one_meaning(void **state)
{
    (void)state;
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (strcmp(option->name, "dump") != 0 && strcmp(option->name, "color") != 0)
            assert_true(!option->apply == (ht_setting_find(option->name) != NULL));
        assert_true(option->apply || (!option->argument && !option->values));
    }
}

static void dumps_are_picked_or_listed(void **state)
{
    (void)state;
    struct ht_options options;
    static const struct {
        const char *value;
        uint32_t first, last;
    } cases[] = {{"--dump=4", 4, 4},
                 {"--dump=2-5", 2, 5},
                 {"--dump=all", 1, HT_DUMP_END},
                 {"--dump=last", HT_DUMP_END, HT_DUMP_END}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(parse(&options, WORDS("d", "--dump=list", (char *)cases[i].value)));
        assert_false(options.run.list);
        assert_int_equal(options.run.library.session.dump.pick.first, cases[i].first);
        assert_int_equal(options.run.library.session.dump.pick.last, cases[i].last);
        ht_options_deinit(&options);
    }
    assert_null(parse(&options, WORDS("d", "--dump=list")));
    assert_true(options.run.list);
    ht_options_deinit(&options);
    static const char *const wrong[] = {"0", "", "-", "2-", "-2", "5-2", "2-5-7", "2x", "0-2", "lists", "4294967295"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char word[32];
        snprintf(word, sizeof word, "--dump=%s", wrong[i]);
        struct ht_error *error = parse(&options, WORDS("d", word));
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_USAGE);
        ht_error_destroy(error);
        ht_options_deinit(&options);
    }
}

static void help_names_every_option_within_80_columns(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    ht_options_print_help(memory);
    fclose(memory);
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        char name[48];
        snprintf(name, sizeof name, " --%s", option->name);
        assert_non_null(strstr(text, name));
    }
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++)
        assert_non_null(strstr(text, writer->name));
    assert_non_null(strstr(text, "htanalyze window_600s.json -e "));
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 80);
    free(text);
}

static void options_that_are_given_are_known_once(void **state)
{
    (void)state;
    struct ht_options options;
    assert_null(parse(&options, WORDS("-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
                                      "new.json", "--compare", "old.json", "--top", "3", "--top=4")));
    assert_string_equal(options.run.compare, "old.json");
    assert_int_equal(options.run.dump_count, 1);
    assert_int_equal(options.run.given_count, 3);
    assert_string_equal(options.run.given[0], "quiet");
    assert_string_equal(options.run.given[1], "compare");
    assert_string_equal(options.run.given[2], "top");
    ht_options_deinit(&options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_are_given_are_known_once),
        cmocka_unit_test(options_and_operands_mix),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(every_setting_arrives),
        cmocka_unit_test(every_output_has_its_format),
        cmocka_unit_test(defaults),
        cmocka_unit_test(help_and_version_end_the_command_line),
        cmocka_unit_test(an_unknown_option_gets_the_nearest),
        cmocka_unit_test(wrong_use),
        cmocka_unit_test(wrong_numbers),
        cmocka_unit_test(every_row_has_one_meaning),
        cmocka_unit_test(dumps_are_picked_or_listed),
        cmocka_unit_test(help_names_every_option_within_80_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
