#include "cli/option_table.h"

#include <string.h>

#include "base/strbuf.h"

static struct ht_error *apply_elf(struct ht_options *options, const char *value)
{
    options->run.elfs[options->run.elf_count++] = value; /* has room for all of argv */
    return NULL;
}

static struct ht_error *apply_symbols(struct ht_options *options, const char *value)
{
    options->run.symbols[options->run.symbols_count++] = value;
    return NULL;
}

static struct ht_error *apply_signatures(struct ht_options *options, const char *value)
{
    options->run.signatures[options->run.signatures_count++] = value;
    return NULL;
}

static struct ht_error *apply_suppress(struct ht_options *options, const char *value)
{
    options->run.suppressions[options->run.suppressions_count++] = value;
    return NULL;
}

static struct ht_error *apply_baseline(struct ht_options *options, const char *value)
{
    options->run.baseline = value;
    return NULL;
}

static struct ht_error *apply_compare(struct ht_options *options, const char *value)
{
    if (options->run.compare)
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "given twice"),
                             "further reports are operands: htanalyze --compare old.json new.json newer.json");
    options->run.compare = value;
    return NULL;
}

static struct ht_error *apply_format(struct ht_options *options, const char *value)
{
    const struct ht_writer *writer = ht_writer_find(value);
    if (writer) {
        options->format = writer;
        return NULL;
    }
    struct ht_strbuf names;
    ht_strbuf_init(&names);
    for (writer = ht_writers; writer->name; writer++)
        ht_strbuf_addf(&names, "%s%s", names.length ? ", " : "", writer->name);
    struct ht_error *error = ht_error_hint(ht_error_create(HT_ERROR_USAGE, "there is no format '%s'", value),
                                           "the formats are %s", names.text);
    ht_strbuf_deinit(&names);
    return error;
}

static struct ht_error *apply_output(struct ht_options *options, const char *value)
{
    if (!*value)
        return ht_error_create(HT_ERROR_USAGE, "the name of the file is empty");
    options->run.outputs[options->run.output_count++] = (struct ht_run_output){value, options->format};
    options->format = NULL;
    return NULL;
}

static struct ht_error *apply_gen_suppressions(struct ht_options *options, const char *value)
{
    (void)value;
    options->format = &ht_suppressions_writer;
    return NULL;
}

static bool is_standard(const struct ht_run_output *output)
{
    return !output->path || !strcmp(output->path, "-");
}

static struct ht_error *check_places(const struct ht_run_settings *run)
{
    for (size_t i = 0; i < run->output_count; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct ht_run_output *one = &run->outputs[k], *other = &run->outputs[i];
            if (is_standard(one) && is_standard(other))
                return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "two reports would go to standard output"),
                                     "give each -f the file of its report: -f json -o report.json");
            if (!is_standard(one) && !is_standard(other) && !strcmp(one->path, other->path))
                return ht_error_create_at(HT_ERROR_USAGE, one->path, 0, 0, "two reports would go there");
        }
    }
    return NULL;
}

struct ht_error *ht_options_settle_outputs(struct ht_options *options)
{
    struct ht_run_settings *run = &options->run;
    bool alone = run->output_count == 1 && !run->outputs[0].writer;
    if (alone && options->format)
        run->outputs[0].writer = options->format;
    else if (options->format || !run->output_count)
        run->outputs[run->output_count++] =
            (struct ht_run_output){NULL, options->format ? options->format : &ht_writers[0]};
    for (size_t i = 0; i < run->output_count; i++) {
        struct ht_run_output *output = &run->outputs[i];
        if (!output->writer && output->path)
            output->writer = ht_writer_of_path(output->path);
        if (!output->writer)
            output->writer = &ht_writers[0];
    }
    return check_places(run);
}

/* The library's setting, and a way to see what can be given to it. */
static struct ht_error *apply_dump(struct ht_options *options, const char *value)
{
    options->run.list = strcmp(value, "list") == 0;
    return options->run.list ? NULL : ht_setting_find("dump")->apply(&options->run.library, value);
}

static struct ht_error *apply_strict(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.strict = true;
    return NULL;
}

static struct ht_error *apply_no_auto_elf(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.no_auto_elf = true;
    return NULL;
}

static struct ht_error *apply_known(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.known = true;
    return NULL;
}

static const char *const colors[] = {
    [HT_COLOR_AUTO] = "auto", [HT_COLOR_ALWAYS] = "always", [HT_COLOR_NEVER] = "never", NULL};
static const char *const shells[] = {[HT_SHELL_BASH] = "bash", [HT_SHELL_ZSH] = "zsh", [HT_SHELL_FISH] = "fish", NULL};

static struct ht_error *apply_color(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(colors, value, strlen(value), &number);
    if (!error)
        options->run.color = (enum ht_color)number;
    return error;
}

static struct ht_error *apply_completion(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(shells, value, strlen(value), &number);
    if (error)
        return error;
    options->action = HT_ACTION_COMPLETION;
    options->shell = (enum ht_shell)number;
    return NULL;
}

static struct ht_error *apply_quiet(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.verbosity = HT_VERBOSITY_QUIET;
    return NULL;
}

static struct ht_error *apply_verbose(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.verbosity = HT_VERBOSITY_VERBOSE;
    return NULL;
}

static struct ht_error *apply_help(struct ht_options *options, const char *value)
{
    (void)value;
    options->action = HT_ACTION_HELP;
    return NULL;
}

static struct ht_error *apply_version(struct ht_options *options, const char *value)
{
    (void)value;
    options->action = HT_ACTION_VERSION;
    return NULL;
}

/* What a row says that is a setting of the library: the rest stands there (lib/settings.h). */
#define SETTING NULL, NULL, NULL

const struct ht_option ht_option_table[] = {
    {'e', "elf", "firmware ELF; repeatable (application, then ROM):\nthe first that knows a PC answers", "FILE",
     apply_elf, NULL},
    {0, "no-auto-elf", "without -e: look for no ELF, neither by\nHTANALYZE_ELF nor in build/", NULL, apply_no_auto_elf,
     NULL},
    {'s', "symbols", "symbols from --format symbols or addr2line, for\nwhat no ELF knows; repeatable", "FILE",
     apply_symbols, NULL},
    {'f', "format", "format of the report, text by default:", "FMT", apply_format, NULL},
    {'o', "output",
     "write the report there, whole or not at all; each\ntakes the -f before it, or its suffix tells the\nformat; "
     "repeatable, with one analysis for all",
     "FILE", apply_output, NULL},
    {'w', "window", "length of the window: 600, 600s, 10min, 1h; for\nseveral dumps a list: 90s,10min", SETTING},
    {0, "cpu-mhz", "clock of the CPU, for the cycle counts", SETTING},
    {0, "signatures", "more rules about leaks, asked before the built-in\nones; repeatable: htanalyze-signatures(5)",
     "FILE", apply_signatures, NULL},
    {0, "no-default-signatures", "only the rules of --signatures", SETTING},
    {0, "known", "list the known leaks and look-alikes, or what the\nrelease has that is given: --known v5.1.2", NULL,
     apply_known, NULL},
    {0, "free-heap", "heap that is left: tell when the leaks have taken it", SETTING},
    {0, "heap-drop", "how much the free heap fell in the window: tell how\nmuch of it the trace explains", SETTING},
    {0, "events", "how many handshakes (or other events) there were,\nor runs of the section", SETTING},
    {0, "section", "the dumps trace a section of code, from its start to\nits end; each is one run of it", SETTING},
    {0, "paused", "how long allocations were paused before the dump\n(heap_trace_alloc_pause)", SETTING},
    {0, "group-by", "list the blocks by finding, chain or function", SETTING},
    {0, "sort", "most bytes, blocks or rate first", SETTING},
    {0, "top", "show the first N only, and count the rest", SETTING},
    {0, "only", "show these only: leak, transient, retained, unknown;\nthe totals count everything", SETTING},
    {0, "memory", "show only blocks in internal memory or in psram", SETTING},
    {0, "min-size", "show only blocks of at least so many bytes", SETTING},
    {0, "match", "show only findings with a function or file that\nPATTERN fits, as in --suppress", SETTING},
    {0, "path-map", "rewrite the beginning of source paths; repeatable;\n= alone strips what all have in common",
     SETTING},
    {0, "project", "directory of the project's sources, where paths do\nnot tell them from components; repeatable",
     SETTING},
    {0, "raw-pc", "look up each PC itself, as addr2line does, and\nnot the call before it", SETTING},
    {0, "no-inlines", "show no functions that were inlined", SETTING},
    {0, "no-demangle", "show C++ and Rust names as the linker knows them", SETTING},
    {0, "dump", "which dumps of a log: a number, 2-5, last or all;\nlist prints one line a dump", "N", apply_dump,
     NULL},
    {0, "salvage", "take the whole records of a dump that breaks off", SETTING},
    {0, "suppress", "leaks to live with, lines of leak:PATTERN as for\nLeakSanitizer; repeatable", "FILE",
     apply_suppress, NULL},
    {0, "gen-suppressions", "write a suppression for each leak, for --suppress,\nand no report", NULL,
     apply_gen_suppressions, NULL},
    {0, "baseline",
     "an earlier JSON report, of another build perhaps:\ntell which leaks are new, grown, shrunk or gone", "FILE",
     apply_baseline, NULL},
    {0, "compare",
     "the operands are JSON reports of builds, and this is\nan older one: tell what is new, grown, shrunk, gone",
     "FILE", apply_compare, NULL},
    {0, "fail-on", "exit with 1 when: leak, leak:low, new, grown,\nbytes>N, blocks>N, rate>N, per-burst>N; repeatable",
     SETTING},
    {0, "strict", "exit with 3 when the evidence cannot be trusted", NULL, apply_strict, NULL},
    {0, "color", "auto, always or never", "WHEN", apply_color, colors},
    {0, "completion", "print a completion script for bash, zsh or fish", "SHELL", apply_completion, shells},
    {'q', "quiet", "print errors only", NULL, apply_quiet, NULL},
    {'v', "verbose", "print how the input was understood", NULL, apply_verbose, NULL},
    {'h', "help", "print this help", NULL, apply_help, NULL},
    {'V', "version", "print the versions of the program and libraries", NULL, apply_version, NULL},
    {0, NULL, NULL, NULL, NULL, NULL},
};

const char *ht_option_argument(const struct ht_option *option)
{
    return option->apply ? option->argument : ht_setting_find(option->name)->argument;
}

const char *ht_option_value(const struct ht_option *option, size_t number)
{
    if (option->apply == apply_format)
        return ht_writers[number].name;
    const char *const *values = option->apply ? option->values : ht_setting_find(option->name)->values;
    return values ? values[number] : NULL;
}

bool ht_option_takes_file(const struct ht_option *option)
{
    const char *argument = ht_option_argument(option);
    return argument && !strcmp(argument, "FILE");
}

struct ht_error *ht_option_apply(const struct ht_option *option, struct ht_options *options, const char *value)
{
    struct ht_error *error = option->apply ? option->apply(options, value)
                                           : ht_setting_find(option->name)->apply(&options->run.library, value);
    return error ? ht_error_prefix(error, "--%s: ", option->name) : NULL;
}

void ht_options_init(struct ht_options *options)
{
    *options = (struct ht_options){0};
    ht_arena_init(&options->arena);
    ht_settings_init(&options->run.library);
    options->run.verbosity = HT_VERBOSITY_NORMAL;
    options->run.library.session.excerpts = true;
}

void ht_options_deinit(struct ht_options *options)
{
    if (!options)
        return;
    ht_settings_deinit(&options->run.library);
    ht_arena_deinit(&options->arena);
}
