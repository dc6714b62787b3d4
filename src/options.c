#include "options.h"

#include <getopt.h>
#include <string.h>

#include "number.h"
#include "strbuf.h"
#include "window_name.h"

/* getopt_long() tells a long option by a number above every character. */
#define LONG_BASE 256

/* More long options than this are not in the table. */
#define OPTIONS_MAX 64

/* The fastest clock that --cpu-mhz takes; the ESP32-P4 runs at 400. */
#define CPU_MHZ_MAX 4000

/* Names of more characters get no suggestion. */
#define NAME_MAX_LENGTH 32

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

static struct ht_error *apply_no_default_signatures(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.analysis.no_default_signatures = true;
    return NULL;
}

static struct ht_error *apply_format(struct ht_options *options, const char *value)
{
    const struct ht_writer *writer = ht_writer_find(value);
    if (writer) {
        options->run.writer = writer;
        return NULL;
    }
    struct ht_strbuf names;
    ht_strbuf_init(&names);
    for (writer = ht_writers; writer->name; writer++)
        ht_strbuf_addf(&names, "%s%s", names.length ? ", " : "", writer->name);
    struct ht_error *error = ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--format: there is no format '%s'", value),
                                           "the formats are %s", names.text);
    ht_strbuf_deinit(&names);
    return error;
}

static struct ht_error *apply_output(struct ht_options *options, const char *value)
{
    if (!*value)
        return ht_error_create(HT_ERROR_USAGE, "--output: the name of the file is empty");
    options->run.output = value;
    return NULL;
}

static struct ht_error *apply_window(struct ht_options *options, const char *value)
{
    size_t count = 1, i = 0;
    for (const char *p = value; *p; p++)
        count += *p == ',';
    double *seconds = ht_arena_array(&options->arena, count, sizeof *seconds);
    if (!seconds)
        return ht_error_nomem();
    for (const char *p = value; i < count; i++) {
        size_t length = strcspn(p, ",");
        if (!ht_window_seconds_parse(p, length, &seconds[i]))
            return ht_error_hint(
                ht_error_create(HT_ERROR_USAGE, "--window: '%.*s' is no length of time", (int)length, p),
                "give 600, 600s, 10min or 1h; for several dumps a list in their order: 90s,10min");
        p += length + 1;
    }
    options->run.session.analysis.window_seconds = seconds;
    options->run.session.analysis.window_seconds_count = count;
    return NULL;
}

static struct ht_error *apply_cpu_mhz(struct ht_options *options, const char *value)
{
    uint64_t mhz;
    if (!ht_number_decimal(value, strlen(value), CPU_MHZ_MAX, &mhz) || mhz == 0)
        return ht_error_create(HT_ERROR_USAGE, "--cpu-mhz: '%s' is no whole number from 1 to %d", value, CPU_MHZ_MAX);
    options->run.session.analysis.cpu_hz = (uint32_t)mhz * 1000000;
    return NULL;
}

/* The largest number of bytes or events that makes sense for a device with 32-bit addresses. */
#define QUANTITY_MAX UINT64_C(0xffffffff)

static struct ht_error *parse_bytes(const char *name, const char *value, uint64_t *ret)
{
    if (ht_number_bytes(value, strlen(value), QUANTITY_MAX, ret) && *ret)
        return NULL;
    return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--%s: '%s' is no number of bytes", name, value),
                         "give 30000, 30K or 1M");
}

static struct ht_error *apply_free_heap(struct ht_options *options, const char *value)
{
    return parse_bytes("free-heap", value, &options->run.session.analysis.free_heap);
}

static struct ht_error *apply_heap_drop(struct ht_options *options, const char *value)
{
    return parse_bytes("heap-drop", value, &options->run.session.analysis.heap_drop);
}

static struct ht_error *apply_events(struct ht_options *options, const char *value)
{
    uint64_t events;
    if (!ht_number_decimal(value, strlen(value), QUANTITY_MAX, &events) || events == 0)
        return ht_error_create(HT_ERROR_USAGE, "--events: '%s' is no whole number from 1 on", value);
    options->run.session.analysis.events = events;
    return NULL;
}

static struct ht_error *apply_fail_on(struct ht_options *options, const char *value)
{
    struct ht_error *error = ht_gate_parse(value, &options->gate[options->run.session.gate_count]);
    if (!error)
        options->run.session.gate_count++;
    return error;
}

static struct ht_error *apply_strict(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.strict = true;
    return NULL;
}

static struct ht_error *apply_color(struct ht_options *options, const char *value)
{
    static const char *const names[] = {
        [HT_COLOR_AUTO] = "auto", [HT_COLOR_ALWAYS] = "always", [HT_COLOR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i]) == 0) {
            options->run.color = (enum ht_color)i;
            return NULL;
        }
    }
    return ht_error_create(HT_ERROR_USAGE, "--color: '%s' is none of auto, always and never", value);
}

static struct ht_error *apply_raw_pc(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.symbolizer.raw_pc = true;
    return NULL;
}

static struct ht_error *apply_no_inlines(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.no_inlines = true;
    return NULL;
}

static struct ht_error *apply_no_demangle(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.symbolizer.no_demangle = true;
    return NULL;
}

static struct ht_error *apply_dump(struct ht_options *options, const char *value)
{
    uint64_t number;
    uint32_t *pick = &options->run.session.dump.pick;
    if (strcmp(value, "last") == 0)
        *pick = HT_DUMP_LAST;
    else if (strcmp(value, "all") == 0)
        *pick = HT_DUMP_ALL;
    else if (ht_number_decimal(value, strlen(value), HT_DUMP_ALL - 1, &number) && number > 0)
        *pick = (uint32_t)number;
    else
        return ht_error_create(HT_ERROR_USAGE, "--dump: '%s' is no number from 1 on, nor last, nor all", value);
    return NULL;
}

static struct ht_error *apply_salvage(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.dump.salvage = true;
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

const struct ht_option ht_option_table[] = {
    {'e', "elf", "FILE", "firmware ELF; repeatable (application, then ROM):\nthe first that knows a PC answers",
     apply_elf, false},
    {'s', "symbols", "FILE", "symbols from --format symbols or addr2line, for\nwhat no ELF knows; repeatable",
     apply_symbols, false},
    {'f', "format", "FMT", "format of the report, text by default:", apply_format, false},
    {'o', "output", "FILE", "write the report there, whole or not at all", apply_output, false},
    {'w', "window", "LENGTH", "length of the window: 600, 600s, 10min, 1h; for\nseveral dumps a list: 90s,10min",
     apply_window, true},
    {0, "cpu-mhz", "N", "clock of the CPU, for the cycle counts", apply_cpu_mhz, true},
    {0, "signatures", "FILE",
     "more rules about leaks, asked before the built-in\nones; repeatable: htanalyze-signatures(5)", apply_signatures,
     false},
    {0, "no-default-signatures", NULL, "only the rules of --signatures", apply_no_default_signatures, true},
    {0, "free-heap", "BYTES", "heap that is left: tell when the leaks have taken it", apply_free_heap, true},
    {0, "heap-drop", "BYTES", "how much the free heap fell in the window: tell how\nmuch of it the trace explains",
     apply_heap_drop, true},
    {0, "events", "N", "how many handshakes (or other events) there were", apply_events, true},
    {0, "raw-pc", NULL, "look up each PC itself, as addr2line does, and\nnot the call before it", apply_raw_pc, true},
    {0, "no-inlines", NULL, "show no functions that were inlined", apply_no_inlines, true},
    {0, "no-demangle", NULL, "show C++ and Rust names as the linker knows them", apply_no_demangle, true},
    {0, "dump", "N", "which dump of a console log: a number, last or all", apply_dump, true},
    {0, "salvage", NULL, "take the whole records of a dump that breaks off", apply_salvage, true},
    {0, "suppress", "FILE", "leaks to live with, lines of leak:PATTERN as for\nLeakSanitizer; repeatable",
     apply_suppress, false},
    {0, "baseline", "FILE",
     "an earlier JSON report, of another build perhaps:\ntell which leaks are new, grown, shrunk or gone",
     apply_baseline, false},
    {0, "fail-on", "COND", "exit with 1 when: leak, leak:low, new, bytes>N,\nblocks>N, rate>N, per-burst>N; repeatable",
     apply_fail_on, false},
    {0, "strict", NULL, "exit with 3 when the evidence cannot be trusted", apply_strict, true},
    {0, "color", "WHEN", "auto, always or never", apply_color, false},
    {'q', "quiet", NULL, "print errors only", apply_quiet, false},
    {'v', "verbose", NULL, "print how the input was understood", apply_verbose, false},
    {'h', "help", NULL, "print this help", apply_help, false},
    {'V', "version", NULL, "print the versions of the program and libraries", apply_version, false},
    {0, NULL, NULL, NULL, NULL, false},
};

const struct ht_option *ht_option_find(const char *name)
{
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (strcmp(option->name, name) == 0)
            return option;
    }
    return NULL;
}

void ht_options_init(struct ht_options *options)
{
    *options = (struct ht_options){0};
    ht_arena_init(&options->arena);
    options->run.verbosity = HT_VERBOSITY_NORMAL;
    options->run.writer = &ht_writers[0];
}

void ht_options_deinit(struct ht_options *options)
{
    if (options)
        ht_arena_deinit(&options->arena);
}

/* The least number of insertions, deletions and replacements that turn one name into the other. */
static size_t edit_distance(const char *left, const char *right)
{
    size_t row[NAME_MAX_LENGTH + 1], width = strlen(right);
    for (size_t k = 0; k <= width; k++)
        row[k] = k;
    for (size_t i = 1; left[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= width; k++) {
            size_t best = diagonal + (left[i - 1] != right[k - 1]);
            diagonal = row[k];
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    return row[width];
}

/* The option whose name is nearest to what was written, or NULL when none is near. */
static const struct ht_option *nearest_option(const char *name)
{
    const struct ht_option *nearest = NULL;
    size_t length = strlen(name);
    if (length > NAME_MAX_LENGTH)
        return NULL;
    size_t best = length / 3 + 1; /* up to a third of the letters wrong */
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        size_t distance = edit_distance(name, option->name);
        if (distance <= best && (!nearest || distance < best)) {
            nearest = option;
            best = distance;
        }
    }
    return nearest;
}

static struct ht_error *unknown_option(const char *word)
{
    char name[NAME_MAX_LENGTH + 2] = "";
    size_t length = strcspn(word, "=");
    struct ht_error *error = ht_error_create(HT_ERROR_USAGE, "unknown option '%.*s'", (int)length, word);
    if (strncmp(word, "--", 2) == 0 && length - 2 < sizeof name)
        memcpy(name, word + 2, length - 2);
    const struct ht_option *nearest = *name ? nearest_option(name) : NULL;
    if (nearest)
        return ht_error_hint(error, "did you mean --%s? `htanalyze --help` lists all options", nearest->name);
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
            ht_error_create(HT_ERROR_USAGE, "--%s needs an argument: %s", option->name, option->argument),
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
        longs[i] =
            (struct option){option->name, option->argument ? required_argument : no_argument, NULL, LONG_BASE + i};
        if (option->letter)
            *shorts++ = option->letter;
        if (option->letter && option->argument)
            *shorts++ = ':';
    }
}

static struct ht_error *check_operands(const struct ht_run_settings *run)
{
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
    if (streams > 1)
        return ht_error_create(HT_ERROR_USAGE, "standard input (-) is given %zu times and can be read once", streams);
    return NULL;
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
    options->gate = ht_arena_array(&options->arena, (size_t)argc, sizeof *options->gate);
    run->session.gate = options->gate;
    if (!options->gate || !run->dumps || !run->elfs || !run->symbols || !run->signatures || !run->suppressions)
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
            error = option_by_value(answer)->apply(options, optarg);
    }
    if (error || options->action != HT_ACTION_RUN)
        return error;
    while (optind < argc)
        run->dumps[run->dump_count++] = argv[optind++];
    return check_operands(run);
}

static void print_option(FILE *out, const struct ht_option *option)
{
    char left[40];
    snprintf(left, sizeof left, "%c%c%c --%s%s%s", option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
             option->letter ? ',' : ' ', option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    const char *help = option->help;
    for (bool first = true; *help; first = false) {
        size_t length = strcspn(help, "\n");
        fprintf(out, "  %-24s  %.*s\n", first ? left : "", (int)length, help);
        help += length + (help[length] == '\n');
    }
    if (option->apply != apply_format)
        return;
    int column = 0;
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        int width = (int)strlen(writer->name) + 2;
        if (column == 0 || column + width > 80) {
            fprintf(out, "%s  %-24s  ", column ? ",\n" : "", "");
            column = 28 + width;
        } else {
            fputs(", ", out);
            column += width;
        }
        fputs(writer->name, out);
    }
    putc('\n', out);
}

void ht_options_print_help(FILE *out)
{
    fputs("Usage: htanalyze [OPTION]... DUMP...\n"
          "Tell which blocks of ESP-IDF heap_trace dumps are leaks, and whose.\n\n"
          "  htanalyze window_600s.json -e firmware.elf\n\n"
          "DUMP is a file, or - for standard input; several dumps are several windows of\n"
          "one device.\n\n",
          out);
    for (const struct ht_option *option = ht_option_table; option->name; option++)
        print_option(out, option);
    fputs("\nExit status: 0 analysed; 1 a condition of --fail-on is met; 2 wrong usage,\nunreadable input or "
          "unwritable output; 3 doubtful evidence under --strict.\n",
          out);
}
