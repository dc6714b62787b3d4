/*
 * Host traces: what heap_trace_init_tohost() sends over app_trace, all allocations and frees as SystemView events, from
 * one recording (dump/svdat.h) or from one a core. A trace is one window: its records are the blocks alive at its end,
 * its freed ones a sample (dump/host_blocks.h), and its length is told: from the first sign of the heap module to the
 * last packet.
 *
 * The module says its name and the number of its first event in a MODULEDESC packet; its events are alloc (address,
 * size, callers) and free (address, callers), the callers padded with zeros to CONFIG_HEAP_TRACING_STACK_DEPTH
 * (components/app_trace/sys_view/ext/heap_trace_module.c). Over UART the description is not sent (SEGGER_RTT_esp.c):
 * then the first module's events, 512 and 513, are taken for its, unless another module says that they are its own.
 *
 * Times are exact, to the microsecond. Packets of cores that have streams of their own are put in order by them.
 *
 * Warnings: truncated and damaged-packet (what precedes it counts, its offset is told), dropped-packets (SystemView's
 * buffer was full: blocks or frees may be missing), restarted (recording was stopped and started again: likewise),
 * lost-free (a block whose address was given out again: freed), one-core (the other core's recording was not given),
 * no-module (the heap module's description is not there), no-clock (nor is the clock's: no times).
 */
#ifndef HT_DUMP_HOST_H
#define HT_DUMP_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/trace.h"

/* A recording, in memory or in a file that is read by and by. */
struct ht_host_file {
    const char *path;
    const char *bytes; /* NULL: in the file */
    uint64_t size;
    int fd; /* for pread() */
};

/* Are two recordings those of the cores of one trace? They are when each holds one core, and both begin with the same
 * start packet, which OpenOCD writes into each core's file: it tells the ticks since the last packet before. */
struct ht_error *ht_host_same_trace(const struct ht_host_file *a, const struct ht_host_file *b, bool *ret);

/*
 * Adds the window of a trace, from the recordings of its cores in their order. path of the first names it.
 * HT_ERROR_INPUT when there are more than HT_SVDAT_CORES (dump/svdat.h), or no event of the heap.
 */
struct ht_error *ht_host_read(struct ht_trace *trace, const struct ht_host_file *files, size_t count);

#endif
