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

void ht_trace_deinit(struct ht_trace *trace)
{
    if (!trace)
        return;
    for (size_t i = 0; i < trace->window_count; i++) {
        free(trace->windows[i].records);
        free(trace->windows[i].freed);
        free(trace->windows[i].warnings);
    }
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
    void *windows = trace->windows;
    const char *copy = ht_arena_strdup(trace->arena, path);
    if (!copy || !ht_vec_reserve(&windows, &trace->window_capacity, trace->window_count + 1, sizeof *trace->windows))
        return ht_error_nomem();
    trace->windows = windows;
    struct ht_window *window = &trace->windows[trace->window_count++];
    *window = (struct ht_window){
        .path = copy,
        .format = format,
        .declared_count = HT_UNKNOWN,
        .capacity = HT_UNKNOWN,
        .high_water_mark = HT_UNKNOWN,
        .total_allocations = HT_UNKNOWN,
        .total_frees = HT_UNKNOWN,
        .overflowed = -1,
    };
    *ret = window;
    return NULL;
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
    struct ht_record **list = record->freed ? &window->freed : &window->records;
    size_t *count = record->freed ? &window->freed_count : &window->record_count;
    void *records = *list;
    if (!ht_vec_reserve(&records, record->freed ? &window->freed_capacity : &window->record_capacity, *count + 1,
                        sizeof *record))
        return ht_error_nomem();
    *list = records;
    (*list)[(*count)++] = *record;
    return NULL;
}

struct ht_error *ht_window_warn(struct ht_window *window, struct ht_arena *arena, const char *code, size_t line,
                                size_t column, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    void *warnings = window->warnings;
    const char *message = ht_arena_strdup(arena, text);
    if (!message ||
        !ht_vec_reserve(&warnings, &window->warning_capacity, window->warning_count + 1, sizeof *window->warnings))
        return ht_error_nomem();
    window->warnings = warnings;
    window->warnings[window->warning_count++] =
        (struct ht_warning){.code = code, .message = message, .line = line, .column = column};
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
    void *tasks = trace->tasks;
    const char *copy = ht_arena_strndup(trace->arena, name, length);
    if (!copy || !ht_vec_reserve(&tasks, &trace->task_capacity, trace->task_count + 1, sizeof *trace->tasks))
        return ht_error_nomem();
    trace->tasks = tasks;
    trace->tasks[trace->task_count++] = copy;
    *ret = (uint32_t)trace->task_count;
    return NULL;
}
