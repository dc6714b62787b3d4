#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/nearest.h"
#include "base/strbuf.h"

/* getopt_long() tells a long option by a number above every character. */
#define LONG_BASE 256

/* More long options than this are not in the table. */
#define OPTIONS_MAX 64

static struct ht_error *unknown_option(const char *word)
{
    const char *names[OPTIONS_MAX];
    size_t length = strcspn(word, "="), count = 0;
    struct ht_error *error = ht_error_create(HT_ERROR_USAGE, "unknown option '%.*s'", (int)length, word);
    for (; ht_option_table[count].name; count++)
        names[count] = ht_option_table[count].name;
    const char *nearest = strncmp(word, "--", 2) == 0 ? ht_nearest_name(word + 2, length - 2, names, count) : NULL;
    if (nearest)
        return ht_error_hint(error, "did you mean --%s? `htanalyze --help` lists all options", nearest);
    return ht_error_hint(error, "`htanalyze --help` lists all options");
}

/* NULL unless getopt_long() refused what was written because several options begin with it. */
static struct ht_error *ambiguous_option(const char *word)
{
    size_t length = strcspn(word, "=") - 2, matches = 0;
    struct ht_strbuf names;
    ht_strbuf_init(&names);
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (strncmp(word + 2, option->name, length) == 0)
            ht_strbuf_addf(&names, "%s--%s", matches++ ? ", " : "", option->name);
    }
    struct ht_error *error = NULL;
    if (matches > 1)
        error = ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'--%.*s' begins several options", (int)length, word + 2),
                              "they are %s", names.text);
    ht_strbuf_deinit(&names);
    return error;
}

static const struct ht_option *option_by_value(int value)
{
    if (value >= LONG_BASE)
        return &ht_option_table[value - LONG_BASE];
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (value && option->letter == value)
            return option;
    }
    return NULL;
}

/* What getopt_long() refused: answer is its '?' or ':', word the argument it was at. */
static struct ht_error *refused(int answer, const char *word)
{
    const struct ht_option *option = option_by_value(optopt);
    bool is_long = strncmp(word, "--", 2) == 0;
    if (option && answer == ':')
        return ht_error_hint(
            ht_error_create(HT_ERROR_USAGE, "--%s needs an argument: %s", option->name, ht_option_argument(option)),
            "`htanalyze --help` shows an example");
    if (option && is_long)
        return ht_error_create(HT_ERROR_USAGE, "--%s takes no argument", option->name);
    if (is_long) {
        struct ht_error *error = ambiguous_option(word);
        return error ? error : unknown_option(word);
    }
    char letter[] = {'-', (char)optopt, '\0'};
    return unknown_option(letter);
}

/* Fills in what getopt_long() wants from the table. */
static void describe(struct option *longs, char *shorts)
{
    /* '-': operands come in their order, also under POSIXLY_CORRECT. ':': a missing argument is told apart. */
    *shorts++ = '-';
    *shorts++ = ':';
    for (int i = 0; ht_option_table[i].name; i++) {
        const struct ht_option *option = &ht_option_table[i];
        longs[i] = (struct option){option->name, ht_option_argument(option) ? required_argument : no_argument, NULL,
                                   LONG_BASE + i};
        if (option->letter)
            *shorts++ = option->letter;
        if (option->letter && ht_option_argument(option))
            *shorts++ = ':';
    }
}

static struct ht_error *check_operands(const struct ht_run_settings *run)
{
    if (run->dump_count == 0 && run->compare)
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "no report is given to compare with %s", run->compare),
                             "htanalyze --compare old.json new.json");
    if (run->dump_count == 0)
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "no dump is given"),
                             "htanalyze window_600s.json -e firmware.elf, or - for a dump on standard input");
    size_t streams = 0;
    for (size_t i = 0; i < run->dump_count; i++)
        streams += strcmp(run->dumps[i], "-") == 0;
    for (size_t i = 0; i < run->symbols_count; i++)
        streams += strcmp(run->symbols[i], "-") == 0;
    for (size_t i = 0; i < run->signatures_count; i++)
        streams += strcmp(run->signatures[i], "-") == 0;
    for (size_t i = 0; i < run->suppressions_count; i++)
        streams += strcmp(run->suppressions[i], "-") == 0;
    streams += run->baseline && strcmp(run->baseline, "-") == 0;
    streams += run->compare && strcmp(run->compare, "-") == 0;
    if (streams > 1)
        return ht_error_create(HT_ERROR_USAGE, "standard input (-) is given %zu times and can be read once", streams);
    return NULL;
}

/* With --known the operand is a release. */
static struct ht_error *check_releases(const struct ht_run_settings *run)
{
    if (run->dump_count < 2)
        return NULL;
    return ht_error_create(HT_ERROR_USAGE, "--known takes one release, and here are %zu", run->dump_count);
}

static struct ht_error *apply(struct ht_options *options, const struct ht_option *option, const char *value)
{
    struct ht_run_settings *run = &options->run;
    size_t i = 0;
    while (i < run->given_count && run->given[i] != option->name)
        i++;
    if (i == run->given_count)
        run->given[run->given_count++] = option->name;
    return ht_option_apply(option, options, value);
}

struct ht_error *ht_options_parse(struct ht_options *options, int argc, char *const *argv)
{
    struct option longs[OPTIONS_MAX] = {{0}};
    char shorts[2 * OPTIONS_MAX + 3] = "";
    describe(longs, shorts);
    struct ht_run_settings *run = &options->run;
    run->dumps = ht_arena_array(&options->arena, (size_t)argc, sizeof *run->dumps);
    run->elfs = ht_arena_array(&options->arena, (size_t)argc, sizeof *run->elfs);
    run->symbols = ht_arena_array(&options->arena, (size_t)argc, sizeof *run->symbols);
    run->signatures = ht_arena_array(&options->arena, (size_t)argc, sizeof *run->signatures);
    run->suppressions = ht_arena_array(&options->arena, (size_t)argc, sizeof *run->suppressions);
    run->outputs = ht_arena_array(&options->arena, (size_t)argc + 1, sizeof *run->outputs);
    run->given = ht_arena_array(&options->arena, OPTIONS_MAX, sizeof *run->given);
    if (!run->dumps || !run->elfs || !run->symbols || !run->signatures || !run->suppressions || !run->outputs ||
        !run->given)
        return ht_error_nomem();
    struct ht_error *error = NULL;
    optind = 0; /* begin anew, in glibc and musl */
    opterr = 0;
    while (!error && options->action == HT_ACTION_RUN) {
        int at = optind ? optind : 1;
        int answer = getopt_long(argc, argv, shorts, longs, NULL);
        if (answer == -1)
            break;
        if (answer == 1)
            run->dumps[run->dump_count++] = optarg;
        else if (answer == '?' || answer == ':')
            error = refused(answer, argv[at]);
        else
            error = apply(options, option_by_value(answer), optarg);
    }
    if (error || options->action != HT_ACTION_RUN)
        return error;
    while (optind < argc)
        run->dumps[run->dump_count++] = argv[optind++];
    error = run->known ? check_releases(run) : check_operands(run);
    return error ? error : ht_options_settle_outputs(options);
}

static void print_option(FILE *out, const struct ht_option *option)
{
    char left[40];
    const char *argument = ht_option_argument(option);
    snprintf(left, sizeof left, "%c%c%c --%s%s%s", option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
             option->letter ? ',' : ' ', option->name, argument ? " " : "", argument ? argument : "");
    const char *help = option->help;
    for (bool first = true; *help; first = false) {
        size_t length = strcspn(help, "\n");
        fprintf(out, "  %-24s  %.*s\n", first ? left : "", (int)length, help);
        help += length + (help[length] == '\n');
    }
    if (strcmp(option->name, "format") != 0)
        return;
    int column = 0;
    const char *name;
    for (size_t i = 0; (name = ht_option_value(option, i)); i++) {
        int width = (int)strlen(name) + 2;
        if (column == 0 || column + width > 80) {
            fprintf(out, "%s  %-24s  ", column ? ",\n" : "", "");
            column = 28 + width;
        } else {
            fputs(", ", out);
            column += width;
        }
        fputs(name, out);
    }
    putc('\n', out);
}

void ht_options_print_help(FILE *out)
{
    fputs("Usage: htanalyze [OPTION]... DUMP...\n"
          "Tell which blocks of ESP-IDF heap_trace dumps are leaks, and whose.\n\n"
          "  htanalyze window_600s.json -e firmware.elf\n"
          "  htanalyze --compare report_v1.json report_v2.json\n\n"
          "DUMP is a file, or - for standard input; several dumps are several windows of\n"
          "one device. Recordings of a host trace (.svdat), one a core, are one window.\n\n",
          out);
    for (const struct ht_option *option = ht_option_table; option->name; option++)
        print_option(out, option);
    fputs("\nExit status: 0 analysed; 1 a condition of --fail-on is met; 2 wrong usage,\nunreadable input or "
          "unwritable output; 3 doubtful evidence under --strict.\n",
          out);
}
