/*
 * What runs on each core while a host trace goes on: which task, and when.
 */
#ifndef HT_DUMP_HOST_CONTEXT_H
#define HT_DUMP_HOST_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "dump/svdat.h"
#include "model/trace.h"

/* How often tasks are named in a trace: each name is looked for among all tasks. */
#define HT_HOST_NAMES_MAX 65536

/* Interrupts that stand on each other; an ESP32 has seven levels. */
#define HT_HOST_NESTED_MAX 16

/* The time of a stream: ticks since the first packet of the trace. */
struct ht_host_clock {
    uint64_t ticks;
    uint32_t hz;     /* of the ticks; 0: the stream has not told yet */
    uint32_t cpu_hz; /* of the cores */
    bool started;    /* its first packet was seen: ticks count from there */
};

/* Goes on to a packet of the stream. */
void ht_host_clock_tick(struct ht_host_clock *clock, const struct ht_svdat_packet *packet);

/* Microseconds since the trace began; HT_UNKNOWN before the stream has told its clock. */
int64_t ht_host_clock_us(const struct ht_host_clock *clock);

/* The same in cycles of the CPU, as a cycle counter of 32 bits shows them. */
uint32_t ht_host_clock_cycles(const struct ht_host_clock *clock);

struct ht_host_task {
    uint32_t id;   /* the device's */
    uint32_t task; /* number among the trace's tasks; 0: it has too many */
};

struct ht_host_core {
    uint32_t task;   /* that runs on it, by its number among the trace's tasks; 0: the idle task, or it is not known */
    unsigned nested; /* interrupts that are being served */
};

struct ht_host_context {
    struct ht_host_task tasks[HT_TASKS_MAX]; /* by id */
    size_t task_count;
    uint32_t named; /* names that were looked for */
    struct ht_host_core cores[HT_SVDAT_CORES];
    bool two_cores; /* a task is there that only a system of two cores has */
};

/* Takes in what a packet of a core tells of tasks and interrupts; any packet will do. */
struct ht_error *ht_host_context_follow(struct ht_host_context *context, struct ht_trace *trace, unsigned core,
                                        const struct ht_svdat_packet *packet);

/* The task that runs on a core; 0 in an interrupt, too. */
static inline uint32_t ht_host_context_task(const struct ht_host_context *context, unsigned core)
{
    return context->cores[core].nested ? 0 : context->cores[core].task;
}

#endif
