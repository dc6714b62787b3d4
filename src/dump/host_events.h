/*
 * The events of a host trace: from packets, in the order of their times, to blocks.
 */
#ifndef HT_DUMP_HOST_EVENTS_H
#define HT_DUMP_HOST_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "dump/host_blocks.h"
#include "dump/host_context.h"
#include "dump/svdat.h"
#include "model/trace.h"

/* Call chains of a run, of allocations and frees. Firmware has some thousands. */
#define HT_HOST_CHAINS_MAX ((size_t)1 << 20)

/* A stream of packets on its way into the window, with the one that is next in it. */
struct ht_host_stream {
    const char *path;
    struct ht_pieces pieces;
    struct ht_svdat svdat;
    struct ht_svdat_packet packet;
    enum ht_svdat_state state;
    struct ht_host_clock clock; /* at the packet */
    unsigned core;              /* of packets whose ids do not say it */
    uint64_t dropped;           /* packets, by the device's own count */
    bool stopped;               /* it was, and has not begun again */
    bool cut;                   /* its file ends before it begins */
};

struct ht_host {
    struct ht_trace *trace;
    struct ht_window *window;
    struct ht_host_stream streams[HT_SVDAT_CORES];
    size_t stream_count;
    bool core_bits; /* ids say the core */
    struct ht_host_context context;
    struct ht_host_blocks blocks;
    bool described;       /* the heap module was */
    uint32_t first_event; /* alloc, and free behind it; 0: they are not told */
    int64_t began_us;     /* first sign of the heap module; HT_UNKNOWN: none yet */
    bool restarted;       /* it was stopped, and started again */
};

/* Takes in the packet of a stream. *whole is false when it is none: its payload does not hold what it should. */
struct ht_error *ht_host_take(struct ht_host *host, struct ht_host_stream *stream, bool *whole);

#endif
