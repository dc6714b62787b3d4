#include "judge/window_facts.h"

/* MALLOC_CAP_SPIRAM and MALLOC_CAP_INTERNAL of components/heap/include/esp_heap_caps.h. */
#define CAP_SPIRAM (UINT32_C(1) << 10)
#define CAP_INTERNAL (UINT32_C(1) << 11)

/* When neither dump nor chip tells: the default of most chips, and the fastest of the small ones. */
#define ASSUMED_HZ UINT32_C(160000000)
#define FASTEST_HZ UINT32_C(240000000)

static enum ht_memory memory_of(const struct ht_chip *chip, const struct ht_record *record)
{
    const struct ht_region *region = ht_region_find(chip, record->addr);
    if (region && region->memory != HT_MEMORY_UNKNOWN)
        return region->memory;
    if (record->caps & CAP_SPIRAM)
        return HT_MEMORY_PSRAM;
    return record->caps & CAP_INTERNAL ? HT_MEMORY_INTERNAL : HT_MEMORY_UNKNOWN;
}

static struct ht_error *describe(struct ht_arena *arena, const struct ht_window *window, const struct ht_chip *chip,
                                 struct ht_report_window *facts)
{
    facts->memory = ht_arena_array(arena, window->record_count, sizeof *facts->memory);
    if (!facts->memory)
        return ht_error_nomem();
    int64_t first = HT_UNKNOWN;
    for (size_t i = 0; i < window->record_count; i++) {
        const struct ht_record *record = &window->records[i];
        enum ht_memory memory = memory_of(chip, record);
        facts->memory[i] = (uint8_t)memory;
        facts->bytes += record->size;
        facts->heap_bytes += ht_heap_bytes(record->size);
        if (memory == HT_MEMORY_INTERNAL || memory == HT_MEMORY_RTC)
            facts->internal_bytes += record->size;
        if (memory == HT_MEMORY_PSRAM)
            facts->psram_bytes += record->size;
        if (record->t_us >= 0 && (first < 0 || record->t_us < first))
            first = record->t_us;
    }
    if (first >= 0) {
        facts->times = ht_arena_array(arena, window->record_count, sizeof *facts->times);
        if (!facts->times)
            return ht_error_nomem();
        for (size_t i = 0; i < window->record_count; i++) {
            int64_t t_us = window->records[i].t_us;
            facts->times[i] = t_us >= 0 ? (double)(t_us - first) / 1e6 : HT_NOT_KNOWN;
        }
    }
    int64_t held = window->declared_count > (int64_t)window->record_count
                       ? window->declared_count
                       : (int64_t)window->record_count + window->skipped;
    facts->full = window->capacity > 0 && held >= window->capacity;
    return NULL;
}

struct ht_error *ht_window_facts(struct ht_arena *arena, const struct ht_trace *trace, const struct ht_chip *chip,
                                 const struct ht_analysis_settings *settings, struct ht_report_window **ret)
{
    size_t lengths = settings->window_seconds_count;
    if (lengths > 1 && lengths != trace->window_count)
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--window names %zu lengths, but there %s %zu window%s",
                                             lengths, trace->window_count == 1 ? "is" : "are", trace->window_count,
                                             trace->window_count == 1 ? "" : "s"),
                             "give one length for all, or one for each in their order");
    struct ht_report_window *windows = ht_arena_array(arena, trace->window_count, sizeof *windows);
    if (!windows)
        return ht_error_nomem();
    for (size_t w = 0; w < trace->window_count; w++) {
        const struct ht_window *window = &trace->windows[w];
        struct ht_report_window *facts = &windows[w];
        facts->seconds = lengths ? settings->window_seconds[lengths > 1 ? w : 0] : window->seconds;
        facts->cpu_hz_known = settings->cpu_hz || window->cpu_hz;
        facts->cpu_hz = settings->cpu_hz ? settings->cpu_hz
                        : window->cpu_hz ? window->cpu_hz
                        : chip           ? chip->default_hz
                                         : 0;
        facts->trace = (uint32_t)w;
        facts->paused = settings->paused > 0 ? settings->paused : window->paused;
        struct ht_error *error = describe(arena, window, chip, facts);
        if (error)
            return error;
    }
    *ret = windows;
    return NULL;
}

uint32_t ht_window_fastest_hz(const struct ht_report_window *window)
{
    uint32_t hz = window->cpu_hz ? window->cpu_hz : ASSUMED_HZ;
    return window->cpu_hz_known || hz > FASTEST_HZ ? hz : FASTEST_HZ;
}

bool ht_window_censored(const struct ht_window *window, const struct ht_report_window *facts)
{
    if (window->recordings) /* what a host trace loses, it loses in its midst */
        return false;
    if (window->overflowed >= 0)
        return window->overflowed;
    return facts->full || (window->capacity > 0 && window->high_water_mark >= window->capacity);
}
