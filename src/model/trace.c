#include "model/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

void ht_trace_init(struct ht_trace *trace, struct ht_arena *arena)
{
    *trace = (struct ht_trace){.arena = arena};
    ht_chains_init(&trace->chains, arena);
}

static void window_deinit(struct ht_window *window)
{
    free(window->records);
    free(window->freed);
    free(window->tallies);
    free(window->warnings);
}

void ht_trace_deinit(struct ht_trace *trace)
{
    if (!trace)
        return;
    for (size_t i = 0; i < trace->window_count; i++)
        window_deinit(&trace->windows[i]);
    free(trace->windows);
    free(trace->tasks);
    ht_chains_deinit(&trace->chains);
    *trace = (struct ht_trace){0};
}

struct ht_error *ht_trace_add_window(struct ht_trace *trace, const char *path, enum ht_dump_format format,
                                     struct ht_window **ret)
{
    if (trace->window_count == HT_WINDOWS_MAX)
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "more than %d dumps", HT_WINDOWS_MAX),
                             "analyse fewer at a time; --dump N picks one of a log");
    const char *copy = ht_arena_strdup(trace->arena, path);
    if (!copy || !HT_VEC_RESERVE(trace->windows, trace->window_capacity, trace->window_count + 1))
        return ht_error_nomem();
    struct ht_window *window = &trace->windows[trace->window_count++];
    *window = (struct ht_window){
        .path = copy,
        .format = format,
        .began_us = HT_UNKNOWN,
        .declared_count = HT_UNKNOWN,
        .capacity = HT_UNKNOWN,
        .high_water_mark = HT_UNKNOWN,
        .total_allocations = HT_UNKNOWN,
        .total_frees = HT_UNKNOWN,
        .earlier_frees = HT_UNKNOWN,
        .overflowed = -1,
    };
    *ret = window;
    return NULL;
}

void ht_trace_drop_window(struct ht_trace *trace)
{
    window_deinit(&trace->windows[--trace->window_count]);
}

/* What Xtensa's first stack frame returns to, bits 30 and 31 set as in any PC. */
#define STACK_END UINT32_C(0x40000000)

struct ht_error *ht_trace_add_chain(struct ht_trace *trace, struct ht_window *window, const uint32_t *pcs, size_t depth,
                                    uint32_t *ret)
{
    size_t whole = 0;
    while (whole < depth && pcs[whole] && pcs[whole] != STACK_END)
        whole++;
    if (whole > window->depth)
        window->depth = (uint32_t)whole;
    return ht_chains_intern(&trace->chains, pcs, whole, ret);
}

struct ht_error *ht_window_add_record(struct ht_window *window, const struct ht_record *record)
{
    bool added = record->freed ? HT_VEC_PUSH(window->freed, window->freed_count, window->freed_capacity, *record)
                               : HT_VEC_PUSH(window->records, window->record_count, window->record_capacity, *record);
    return added ? NULL : ht_error_nomem();
}

struct ht_error *ht_window_warn(struct ht_window *window, struct ht_arena *arena, const char *code, size_t line,
                                size_t column, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const struct ht_warning warning = {
        .code = code, .message = ht_arena_strdup(arena, text), .line = line, .column = column};
    if (!warning.message || !HT_VEC_PUSH(window->warnings, window->warning_count, window->warning_capacity, warning))
        return ht_error_nomem();
    return NULL;
}

struct ht_error *ht_trace_intern_task(struct ht_trace *trace, const char *name, size_t length, uint32_t *ret)
{
    /* A device has a few dozen tasks: a scan is enough. */
    for (size_t i = 0; i < trace->task_count; i++) {
        if (!strncmp(trace->tasks[i], name, length) && !trace->tasks[i][length]) {
            *ret = (uint32_t)i + 1;
            return NULL;
        }
    }
    if (trace->task_count == HT_TASKS_MAX) {
        *ret = 0;
        return NULL;
    }
    const char *copy = ht_arena_strndup(trace->arena, name, length);
    if (!copy || !HT_VEC_PUSH(trace->tasks, trace->task_count, trace->task_capacity, copy))
        return ht_error_nomem();
    *ret = (uint32_t)trace->task_count;
    return NULL;
}

struct ht_trace_mark ht_trace_mark(const struct ht_trace *trace)
{
    return (struct ht_trace_mark){trace->window_count, trace->chains.count, trace->task_count, trace->spread_records,
                                  trace->spread_pcs};
}

void ht_trace_roll_back(struct ht_trace *trace, const struct ht_trace_mark *mark)
{
    while (trace->window_count > mark->window_count)
        ht_trace_drop_window(trace);
    ht_chains_truncate(&trace->chains, mark->chain_count);
    trace->task_count = mark->task_count;
    trace->spread_records = mark->spread_records;
    trace->spread_pcs = mark->spread_pcs;
}
