#include "dump/host_context.h"

#include <string.h>

#include "base/sort.h"

#define US 1000000

void ht_host_clock_tick(struct ht_host_clock *clock, const struct ht_svdat_packet *packet)
{
    struct ht_svdat_payload payload = ht_svdat_payload(packet);
    uint32_t hz, cpu_hz;
    /* The first packet tells how long it is since the one before the trace. A second start, which SystemView sends when
     * it is connected again, goes on counting: Espressif's scripts begin at 0 there, and put new events before old. */
    if (packet->id == HT_SVDAT_TRACE_START && !clock->started)
        clock->started = true;
    else
        clock->ticks += packet->delta;
    if (packet->id == HT_SVDAT_INIT && ht_svdat_u32(&payload, &hz) && ht_svdat_u32(&payload, &cpu_hz)) {
        clock->hz = hz;
        clock->cpu_hz = cpu_hz;
    }
}

int64_t ht_host_clock_us(const struct ht_host_clock *clock)
{
    if (!clock->hz)
        return HT_UNKNOWN;
    uint64_t seconds = clock->ticks / clock->hz, rest = clock->ticks % clock->hz;
    if (seconds > INT64_MAX / US - 1) /* of a clock that no device has */
        return INT64_MAX;
    return (int64_t)(seconds * US + rest * US / clock->hz);
}

uint32_t ht_host_clock_cycles(const struct ht_host_clock *clock)
{
    if (!clock->hz)
        return (uint32_t)clock->ticks;
    uint64_t seconds = clock->ticks / clock->hz, rest = clock->ticks % clock->hz;
    return (uint32_t)(seconds * clock->cpu_hz + rest * clock->cpu_hz / clock->hz);
}

/* Where a task is, or belongs. */
static size_t task_place(const struct ht_host_context *context, uint32_t id)
{
    size_t place;
    HT_SEARCH(place, 0, context->task_count, context->tasks[place].id < id);
    return place;
}

/* The number of a task among the trace's tasks, or 0. */
static uint32_t find_task(const struct ht_host_context *context, struct ht_svdat_payload payload)
{
    uint32_t id;
    if (!ht_svdat_u32(&payload, &id))
        return 0;
    size_t place = task_place(context, id);
    return place < context->task_count && context->tasks[place].id == id ? context->tasks[place].task : 0;
}

static bool is_named(const struct ht_trace *trace, uint32_t task, const char *name, size_t length)
{
    const char *known = task ? trace->tasks[task - 1] : "";
    return !strncmp(known, name, length) && !known[length];
}

/* TASK_INFO: id, priority, name. A name may come again, or be given to another task when the first is gone. */
static struct ht_error *name_task(struct ht_host_context *context, struct ht_trace *trace,
                                  struct ht_svdat_payload payload)
{
    uint32_t id, priority, number;
    const char *name;
    size_t length;
    if (!ht_svdat_u32(&payload, &id) || !ht_svdat_u32(&payload, &priority) ||
        !ht_svdat_text(&payload, &name, &length) || memchr(name, 0, length))
        return NULL;
    context->two_cores |= length == 4 && !memcmp(name, "ipc1", 4);
    size_t place = task_place(context, id);
    struct ht_host_task *task = &context->tasks[place];
    bool known = place < context->task_count && task->id == id;
    if (known ? is_named(trace, task->task, name, length) : context->task_count == HT_TASKS_MAX)
        return NULL;
    if (context->named == HT_HOST_NAMES_MAX)
        return NULL;
    context->named++;
    struct ht_error *error = ht_trace_intern_task(trace, name, length, &number);
    if (error)
        return error;
    if (!known)
        memmove(task + 1, task, (context->task_count++ - place) * sizeof *task);
    *task = (struct ht_host_task){id, number};
    return NULL;
}

struct ht_error *ht_host_context_follow(struct ht_host_context *context, struct ht_trace *trace, unsigned number,
                                        const struct ht_svdat_packet *packet)
{
    struct ht_svdat_payload payload = ht_svdat_payload(packet);
    struct ht_host_core *core = &context->cores[number];
    uint32_t task;
    switch (packet->id) {
    case HT_SVDAT_TASK_INFO:
        return name_task(context, trace, payload);
    case HT_SVDAT_ISR_ENTER:
        core->nested += core->nested < HT_HOST_NESTED_MAX;
        break;
    case HT_SVDAT_ISR_EXIT:
    case HT_SVDAT_ISR_TO_SCHEDULER:
        core->nested -= core->nested > 0;
        break;
    case HT_SVDAT_TASK_START_EXEC:
        *core = (struct ht_host_core){.task = find_task(context, payload)};
        break;
    case HT_SVDAT_TASK_STOP_READY:
        task = find_task(context, payload);
        core->task = task == core->task ? 0 : core->task;
        break;
    case HT_SVDAT_TASK_STOP_EXEC:
    case HT_SVDAT_IDLE:
        *core = (struct ht_host_core){0};
        break;
    default:
        break;
    }
    return NULL;
}
