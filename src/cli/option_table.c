#include "cli/option_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "dump/window_name.h"

/* The fastest clock that --cpu-mhz takes; the ESP32-P4 runs at 400. */
#define CPU_MHZ_MAX 4000

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

static const char *const colors[] = {
    [HT_COLOR_AUTO] = "auto", [HT_COLOR_ALWAYS] = "always", [HT_COLOR_NEVER] = "never", NULL};
static const char *const groupings[] = {
    [HT_GROUP_BY_FINDING] = "finding", [HT_GROUP_BY_CHAIN] = "chain", [HT_GROUP_BY_FUNCTION] = "function", NULL};
static const char *const orders[] = {
    [HT_SORT_BYTES] = "bytes", [HT_SORT_BLOCKS] = "blocks", [HT_SORT_RATE] = "rate", NULL};
static const char *const memories[] = {"internal", "psram", NULL};
static const char *const verdicts[] = {[HT_VERDICT_LEAK] = "leak",
                                       [HT_VERDICT_TRANSIENT] = "transient",
                                       [HT_VERDICT_RETAINED] = "retained",
                                       [HT_VERDICT_UNKNOWN] = "unknown",
                                       NULL};
static const char *const shells[] = {[HT_SHELL_BASH] = "bash", [HT_SHELL_ZSH] = "zsh", [HT_SHELL_FISH] = "fish", NULL};

/* Which of the names, which end with a NULL, the value is. */
static struct ht_error *pick(const char *option, const char *const *names, const char *value, size_t length,
                             size_t *ret)
{
    size_t count = 0;
    for (; names[count]; count++) {
        if (strlen(names[count]) == length && !memcmp(names[count], value, length)) {
            *ret = count;
            return NULL;
        }
    }
    struct ht_strbuf list;
    ht_strbuf_init(&list);
    for (size_t i = 0; i < count; i++)
        ht_strbuf_addf(&list, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", names[i]);
    struct ht_error *error =
        ht_error_create(HT_ERROR_USAGE, "--%s: '%.*s' is none of %s", option, (int)length, value, list.text);
    ht_strbuf_deinit(&list);
    return error;
}

static struct ht_error *apply_color(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = pick("color", colors, value, strlen(value), &number);
    if (!error)
        options->run.color = (enum ht_color)number;
    return error;
}

static struct ht_error *apply_group_by(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = pick("group-by", groupings, value, strlen(value), &number);
    if (!error)
        options->run.view.group_by = (enum ht_group_by)number;
    return error;
}

static struct ht_error *apply_sort(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = pick("sort", orders, value, strlen(value), &number);
    if (!error)
        options->run.view.sort = (enum ht_sort)number;
    return error;
}

static struct ht_error *apply_top(struct ht_options *options, const char *value)
{
    uint64_t top;
    if (!ht_number_decimal(value, strlen(value), UINT32_MAX, &top) || top == 0)
        return ht_error_create(HT_ERROR_USAGE, "--top: '%s' is no whole number from 1 on", value);
    options->run.view.top = (uint32_t)top;
    return NULL;
}

static struct ht_error *apply_only(struct ht_options *options, const char *value)
{
    unsigned bits = 0;
    for (const char *p = value;; p++) {
        size_t length = strcspn(p, ","), number;
        struct ht_error *error = pick("only", verdicts, p, length, &number);
        if (error)
            return error;
        bits |= 1u << number;
        p += length;
        if (!*p)
            break;
    }
    options->run.view.verdicts |= bits;
    return NULL;
}

static struct ht_error *apply_memory(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = pick("memory", memories, value, strlen(value), &number);
    if (!error)
        options->run.view.memory = number ? HT_MEMORY_PSRAM : HT_MEMORY_INTERNAL;
    return error;
}

static struct ht_error *apply_path_map(struct ht_options *options, const char *value)
{
    struct ht_path_map_rule rule;
    if (!ht_path_map_parse(value, &rule))
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--path-map: '%s' has no old path before a =", value),
                             "give OLD=NEW, or = alone to strip what all paths begin with");
    struct ht_path_map *map = &options->run.session.symbols.paths;
    if (!HT_VEC_PUSH(options->path_rules, map->count, options->path_rule_capacity, rule))
        return ht_error_nomem();
    map->rules = options->path_rules;
    return NULL;
}

static struct ht_error *apply_completion(struct ht_options *options, const char *value)
{
    size_t number;
    struct ht_error *error = pick("completion", shells, value, strlen(value), &number);
    if (error)
        return error;
    options->action = HT_ACTION_COMPLETION;
    options->shell = (enum ht_shell)number;
    return NULL;
}

static struct ht_error *apply_raw_pc(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.symbols.symbolizer.raw_pc = true;
    return NULL;
}

static struct ht_error *apply_no_inlines(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.symbols.no_inlines = true;
    return NULL;
}

static struct ht_error *apply_no_demangle(struct ht_options *options, const char *value)
{
    (void)value;
    options->run.session.symbols.symbolizer.no_demangle = true;
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
     apply_elf, false, NULL},
    {'s', "symbols", "FILE", "symbols from --format symbols or addr2line, for\nwhat no ELF knows; repeatable",
     apply_symbols, false, NULL},
    {'f', "format", "FMT", "format of the report, text by default:", apply_format, false, NULL},
    {'o', "output", "FILE", "write the report there, whole or not at all", apply_output, false, NULL},
    {'w', "window", "LENGTH", "length of the window: 600, 600s, 10min, 1h; for\nseveral dumps a list: 90s,10min",
     apply_window, true, NULL},
    {0, "cpu-mhz", "N", "clock of the CPU, for the cycle counts", apply_cpu_mhz, true, NULL},
    {0, "signatures", "FILE",
     "more rules about leaks, asked before the built-in\nones; repeatable: htanalyze-signatures(5)", apply_signatures,
     false, NULL},
    {0, "no-default-signatures", NULL, "only the rules of --signatures", apply_no_default_signatures, true, NULL},
    {0, "free-heap", "BYTES", "heap that is left: tell when the leaks have taken it", apply_free_heap, true, NULL},
    {0, "heap-drop", "BYTES", "how much the free heap fell in the window: tell how\nmuch of it the trace explains",
     apply_heap_drop, true, NULL},
    {0, "events", "N", "how many handshakes (or other events) there were", apply_events, true, NULL},
    {0, "group-by", "KEY", "list the blocks by finding, chain or function", apply_group_by, true, groupings},
    {0, "sort", "KEY", "most bytes, blocks or rate first", apply_sort, true, orders},
    {0, "top", "N", "show the first N only, and count the rest", apply_top, true, NULL},
    {0, "only", "VERDICT[,...]", "show these only: leak, transient, retained, unknown;\nthe totals count everything",
     apply_only, true, verdicts},
    {0, "memory", "WHERE", "show only blocks in internal memory or in psram", apply_memory, true, memories},
    {0, "path-map", "OLD=NEW",
     "rewrite the beginning of source paths; repeatable;\n= alone strips what all have in common", apply_path_map, true,
     NULL},
    {0, "raw-pc", NULL, "look up each PC itself, as addr2line does, and\nnot the call before it", apply_raw_pc, true,
     NULL},
    {0, "no-inlines", NULL, "show no functions that were inlined", apply_no_inlines, true, NULL},
    {0, "no-demangle", NULL, "show C++ and Rust names as the linker knows them", apply_no_demangle, true, NULL},
    {0, "dump", "N", "which dump of a console log: a number, last or all", apply_dump, true, NULL},
    {0, "salvage", NULL, "take the whole records of a dump that breaks off", apply_salvage, true, NULL},
    {0, "suppress", "FILE", "leaks to live with, lines of leak:PATTERN as for\nLeakSanitizer; repeatable",
     apply_suppress, false, NULL},
    {0, "baseline", "FILE",
     "an earlier JSON report, of another build perhaps:\ntell which leaks are new, grown, shrunk or gone",
     apply_baseline, false, NULL},
    {0, "fail-on", "COND", "exit with 1 when: leak, leak:low, new, bytes>N,\nblocks>N, rate>N, per-burst>N; repeatable",
     apply_fail_on, false, NULL},
    {0, "strict", NULL, "exit with 3 when the evidence cannot be trusted", apply_strict, false, NULL},
    {0, "color", "WHEN", "auto, always or never", apply_color, false, colors},
    {0, "completion", "SHELL", "print a completion script for bash, zsh or fish", apply_completion, false, shells},
    {'q', "quiet", NULL, "print errors only", apply_quiet, false, NULL},
    {'v', "verbose", NULL, "print how the input was understood", apply_verbose, false, NULL},
    {'h', "help", NULL, "print this help", apply_help, false, NULL},
    {'V', "version", NULL, "print the versions of the program and libraries", apply_version, false, NULL},
    {0, NULL, NULL, NULL, NULL, false, NULL},
};

const struct ht_option *ht_option_find(const char *name)
{
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (strcmp(option->name, name) == 0)
            return option;
    }
    return NULL;
}

const char *ht_option_value(const struct ht_option *option, size_t number)
{
    if (option->apply == apply_format)
        return ht_writers[number].name;
    return option->values ? option->values[number] : NULL;
}

bool ht_option_takes_file(const struct ht_option *option)
{
    return option->argument && !strcmp(option->argument, "FILE");
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
    if (!options)
        return;
    free(options->path_rules);
    ht_arena_deinit(&options->arena);
}
