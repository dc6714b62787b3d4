#include "lib/settings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "dump/window_name.h"

/* The fastest clock that cpu-mhz takes; the ESP32-P4 runs at 400. */
#define CPU_MHZ_MAX 4000

/* The largest number of bytes or events that makes sense for a device with 32-bit addresses. */
#define QUANTITY_MAX UINT64_C(0xffffffff)

static const char *const groupings[] = {
    [HT_GROUP_BY_FINDING] = "finding", [HT_GROUP_BY_CHAIN] = "chain", [HT_GROUP_BY_FUNCTION] = "function", NULL};
static const char *const orders[] = {
    [HT_SORT_BYTES] = "bytes", [HT_SORT_BLOCKS] = "blocks", [HT_SORT_RATE] = "rate", NULL};
static const char *const memories[] = {"internal", "psram", NULL};
static const char *const charsets[] = {"ascii", "utf-8", NULL};
static const char *const colors[] = {"never", "always", NULL};
static const char *const verdicts[] = {"leak", "transient", "retained", "unknown", NULL}; /* from HT_VERDICT_LEAK on */

struct ht_error *ht_setting_pick(const char *const *names, const char *value, size_t length, size_t *ret)
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
    struct ht_error *error = ht_error_create(HT_ERROR_USAGE, "'%.*s' is none of %s", (int)length, value, list.text);
    ht_strbuf_deinit(&list);
    return error;
}

static struct ht_error *apply_window(struct ht_settings *settings, const char *value)
{
    size_t count = 1, i = 0;
    for (const char *p = value; *p; p++)
        count += *p == ',';
    double *seconds = ht_arena_array(&settings->arena, count, sizeof *seconds);
    if (!seconds)
        return ht_error_nomem();
    for (const char *p = value; i < count; i++) {
        size_t length = strcspn(p, ",");
        if (!ht_window_seconds_parse(p, length, &seconds[i]))
            return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'%.*s' is no length of time", (int)length, p),
                                 "give 600, 600s, 10min or 1h; for several dumps a list in their order: 90s,10min");
        p += length + 1;
    }
    settings->session.analysis.window_seconds = seconds;
    settings->session.analysis.window_seconds_count = count;
    return NULL;
}

static struct ht_error *apply_cpu_mhz(struct ht_settings *settings, const char *value)
{
    uint64_t mhz;
    if (!ht_number_decimal(value, strlen(value), CPU_MHZ_MAX, &mhz) || mhz == 0)
        return ht_error_create(HT_ERROR_USAGE, "'%s' is no whole number from 1 to %d", value, CPU_MHZ_MAX);
    settings->session.analysis.cpu_hz = (uint32_t)mhz * 1000000;
    return NULL;
}

static struct ht_error *parse_bytes(const char *value, uint64_t *ret)
{
    if (ht_number_bytes(value, strlen(value), QUANTITY_MAX, ret) && *ret)
        return NULL;
    return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'%s' is no number of bytes", value), "give 30000, 30K or 1M");
}

static struct ht_error *apply_free_heap(struct ht_settings *settings, const char *value)
{
    return parse_bytes(value, &settings->session.analysis.free_heap);
}

static struct ht_error *apply_heap_drop(struct ht_settings *settings, const char *value)
{
    return parse_bytes(value, &settings->session.analysis.heap_drop);
}

static struct ht_error *apply_events(struct ht_settings *settings, const char *value)
{
    uint64_t events;
    if (!ht_number_decimal(value, strlen(value), QUANTITY_MAX, &events) || events == 0)
        return ht_error_create(HT_ERROR_USAGE, "'%s' is no whole number from 1 on", value);
    settings->session.analysis.events = events;
    return NULL;
}

static struct ht_error *apply_paused(struct ht_settings *settings, const char *value)
{
    if (ht_window_seconds_parse(value, strlen(value), &settings->session.analysis.paused))
        return NULL;
    return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'%s' is no length of time", value), "give 120, 120s or 2min");
}

static struct ht_error *apply_section(struct ht_settings *settings, const char *value)
{
    (void)value;
    settings->session.analysis.section = true;
    return NULL;
}

static struct ht_error *apply_no_default_signatures(struct ht_settings *settings, const char *value)
{
    (void)value;
    settings->session.analysis.no_default_signatures = true;
    return NULL;
}

static struct ht_error *apply_group_by(struct ht_settings *settings, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(groupings, value, strlen(value), &number);
    if (!error)
        settings->view.group_by = (enum ht_group_by)number;
    return error;
}

static struct ht_error *apply_sort(struct ht_settings *settings, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(orders, value, strlen(value), &number);
    if (!error)
        settings->view.sort = (enum ht_sort)number;
    return error;
}

static struct ht_error *apply_top(struct ht_settings *settings, const char *value)
{
    uint64_t top;
    if (!ht_number_decimal(value, strlen(value), UINT32_MAX, &top) || top == 0)
        return ht_error_create(HT_ERROR_USAGE, "'%s' is no whole number from 1 on", value);
    settings->view.top = (uint32_t)top;
    return NULL;
}

static struct ht_error *apply_only(struct ht_settings *settings, const char *value)
{
    unsigned bits = 0;
    for (const char *p = value;; p++) {
        size_t length = strcspn(p, ","), number;
        struct ht_error *error = ht_setting_pick(verdicts, p, length, &number);
        if (error)
            return error;
        bits |= 1u << (HT_VERDICT_LEAK + number);
        p += length;
        if (!*p)
            break;
    }
    settings->view.verdicts |= bits;
    return NULL;
}

static struct ht_error *apply_min_size(struct ht_settings *settings, const char *value)
{
    uint64_t size;
    struct ht_error *error = parse_bytes(value, &size);
    if (!error)
        settings->view.min_size = (uint32_t)size;
    return error;
}

static struct ht_error *apply_match(struct ht_settings *settings, const char *value)
{
    if (!*value)
        return ht_error_create(HT_ERROR_USAGE, "the pattern is empty");
    settings->view.match = value;
    return NULL;
}

static struct ht_error *apply_memory(struct ht_settings *settings, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(memories, value, strlen(value), &number);
    if (!error)
        settings->view.memory = number ? HT_MEMORY_PSRAM : HT_MEMORY_INTERNAL;
    return error;
}

static struct ht_error *apply_path_map(struct ht_settings *settings, const char *value)
{
    struct ht_path_map_rule rule;
    if (!ht_path_map_parse(value, &rule))
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "'%s' has no old path before a =", value),
                             "give OLD=NEW, or = alone to strip what all paths begin with");
    struct ht_path_map *map = &settings->session.symbols.paths;
    if (!HT_VEC_PUSH(settings->path_rules, map->count, settings->path_rule_capacity, rule))
        return ht_error_nomem();
    map->rules = settings->path_rules;
    return NULL;
}

static struct ht_error *apply_project(struct ht_settings *settings, const char *value)
{
    struct ht_analysis_settings *analysis = &settings->session.analysis;
    if (!*value)
        return ht_error_create(HT_ERROR_USAGE, "the name of the directory is empty");
    if (!HT_VEC_PUSH(settings->projects, analysis->project_count, settings->project_capacity, value))
        return ht_error_nomem();
    analysis->projects = settings->projects;
    return NULL;
}

static struct ht_error *apply_raw_pc(struct ht_settings *settings, const char *value)
{
    (void)value;
    settings->session.symbols.symbolizer.raw_pc = true;
    return NULL;
}

static struct ht_error *apply_no_inlines(struct ht_settings *settings, const char *value)
{
    (void)value;
    settings->session.symbols.no_inlines = true;
    return NULL;
}

static struct ht_error *apply_no_demangle(struct ht_settings *settings, const char *value)
{
    (void)value;
    settings->session.symbols.symbolizer.no_demangle = true;
    return NULL;
}

static struct ht_error *apply_dump(struct ht_settings *settings, const char *value)
{
    struct ht_dump_pick *pick = &settings->session.dump.pick;
    uint64_t first, last;
    size_t length = strcspn(value, "-");
    const char *end = value[length] ? value + length + 1 : value;
    if (strcmp(value, "last") == 0)
        *pick = (struct ht_dump_pick){HT_DUMP_END, HT_DUMP_END};
    else if (strcmp(value, "all") == 0)
        *pick = (struct ht_dump_pick){1, HT_DUMP_END};
    else if (ht_number_decimal(value, length, HT_DUMP_END - 1, &first) &&
             ht_number_decimal(end, strlen(end), HT_DUMP_END - 1, &last) && first > 0 && last >= first)
        *pick = (struct ht_dump_pick){(uint32_t)first, (uint32_t)last};
    else
        return ht_error_create(HT_ERROR_USAGE, "'%s' is no number from 1 on, nor a range like 2-5, nor last, nor all",
                               value);
    return NULL;
}

static struct ht_error *apply_salvage(struct ht_settings *settings, const char *value)
{
    (void)value;
    settings->session.dump.salvage = true;
    return NULL;
}

static struct ht_error *apply_fail_on(struct ht_settings *settings, const char *value)
{
    struct ht_gate_condition condition;
    struct ht_error *error = ht_gate_parse(value, &condition);
    if (error)
        return error;
    if (!HT_VEC_PUSH(settings->gate, settings->session.gate_count, settings->gate_capacity, condition))
        return ht_error_nomem();
    settings->session.gate = settings->gate;
    return NULL;
}

static struct ht_error *apply_width(struct ht_settings *settings, const char *value)
{
    uint64_t width;
    if (!ht_number_decimal(value, strlen(value), HT_WIDTH_MAX, &width) || width < HT_WIDTH_MIN)
        return ht_error_create(HT_ERROR_USAGE, "'%s' is no whole number from %u to %u", value, HT_WIDTH_MIN,
                               HT_WIDTH_MAX);
    settings->writer.width = (unsigned)width;
    return NULL;
}

static struct ht_error *apply_charset(struct ht_settings *settings, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(charsets, value, strlen(value), &number);
    if (!error)
        settings->writer.utf8 = number;
    return error;
}

static struct ht_error *apply_color(struct ht_settings *settings, const char *value)
{
    size_t number;
    struct ht_error *error = ht_setting_pick(colors, value, strlen(value), &number);
    if (!error)
        settings->writer.color = number;
    return error;
}

const struct ht_setting ht_setting_table[] = {
    {"window", "LENGTH", apply_window, NULL, false},
    {"cpu-mhz", "N", apply_cpu_mhz, NULL, false},
    {"no-default-signatures", NULL, apply_no_default_signatures, NULL, false},
    {"free-heap", "BYTES", apply_free_heap, NULL, false},
    {"heap-drop", "BYTES", apply_heap_drop, NULL, false},
    {"events", "N", apply_events, NULL, false},
    {"section", NULL, apply_section, NULL, false},
    {"paused", "LENGTH", apply_paused, NULL, false},
    {"group-by", "KEY", apply_group_by, groupings, true},
    {"sort", "KEY", apply_sort, orders, true},
    {"top", "N", apply_top, NULL, true},
    {"only", "VERDICT[,...]", apply_only, verdicts, true},
    {"memory", "WHERE", apply_memory, memories, true},
    {"min-size", "BYTES", apply_min_size, NULL, true},
    {"match", "PATTERN", apply_match, NULL, true},
    {"path-map", "OLD=NEW", apply_path_map, NULL, false},
    {"project", "DIR", apply_project, NULL, false},
    {"raw-pc", NULL, apply_raw_pc, NULL, false},
    {"no-inlines", NULL, apply_no_inlines, NULL, false},
    {"no-demangle", NULL, apply_no_demangle, NULL, false},
    {"dump", "N", apply_dump, NULL, false},
    {"salvage", NULL, apply_salvage, NULL, false},
    {"fail-on", "COND", apply_fail_on, NULL, false},
    {"width", "COLUMNS", apply_width, NULL, true},
    {"charset", "NAME", apply_charset, charsets, true},
    {"color", "WHEN", apply_color, colors, true},
    {NULL, NULL, NULL, NULL, false},
};

const struct ht_setting *ht_setting_find(const char *name)
{
    for (const struct ht_setting *setting = ht_setting_table; setting->name; setting++) {
        if (!strcmp(setting->name, name))
            return setting;
    }
    return NULL;
}

void ht_settings_init(struct ht_settings *settings)
{
    *settings = (struct ht_settings){.writer = {.width = HT_WIDTH_DEFAULT, .utf8 = true}};
    ht_arena_init(&settings->arena);
}

void ht_settings_deinit(struct ht_settings *settings)
{
    if (!settings)
        return;
    free(settings->gate);
    free(settings->path_rules);
    free(settings->projects);
    ht_arena_deinit(&settings->arena);
    *settings = (struct ht_settings){0};
}
