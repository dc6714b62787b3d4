#include "dump/host.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dump/host_events.h"

static struct ht_error *open_file(const struct ht_host_file *file, struct ht_pieces *ret)
{
    if (!file->bytes)
        return ht_pieces_init_file(ret, file->path, file->fd, file->size);
    ht_pieces_init_memory(ret, file->path, file->bytes, (size_t)file->size);
    return NULL;
}

/* Limits what is at hand to a stream. */
static void limit(struct ht_pieces *pieces, uint64_t end)
{
    pieces->end = end;
    if (pieces->start + pieces->size > end)
        pieces->size = (size_t)(end - pieces->start);
}

/* Reads the next packet of a stream. */
static struct ht_error *advance(struct ht_host_stream *stream)
{
    struct ht_error *error = ht_svdat_next(&stream->svdat, &stream->packet, &stream->state);
    if (!error && stream->state == HT_SVDAT_PACKET)
        ht_host_clock_tick(&stream->clock, &stream->packet);
    return error;
}

static struct ht_error *open_stream(struct ht_host *host, const struct ht_host_file *file,
                                    const struct ht_svdat_layout *layout, unsigned number)
{
    struct ht_host_stream *stream = &host->streams[host->stream_count];
    *stream =
        (struct ht_host_stream){.path = file->path, .core = (unsigned)host->stream_count, .cut = layout->cut && number};
    struct ht_error *error = open_file(file, &stream->pieces);
    if (error)
        return error;
    host->stream_count++;
    limit(&stream->pieces, layout->end[number]);
    stream->svdat = (struct ht_svdat){&stream->pieces, layout->begin[number], layout->core_bits};
    return advance(stream);
}

static struct ht_error *open_streams(struct ht_host *host, const struct ht_host_file *files, size_t count)
{
    struct ht_error *error = NULL;
    for (size_t i = 0; i < count && !error; i++) {
        struct ht_pieces pieces;
        struct ht_svdat_layout layout;
        error = open_file(&files[i], &pieces);
        if (!error)
            error = ht_svdat_layout(&pieces, &layout);
        ht_pieces_deinit(&pieces);
        if (error)
            break;
        if (host->stream_count + layout.streams > HT_SVDAT_CORES)
            return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, files[i].path, 0, 0,
                                                    "this recording belongs to a trace of which those of %d cores were "
                                                    "given already",
                                                    HT_SVDAT_CORES),
                                 "is one of them given twice?");
        host->core_bits |= layout.core_bits;
        for (unsigned k = 0; k < layout.streams && !error; k++)
            error = open_stream(host, &files[i], &layout, k);
    }
    return error;
}

/* The stream whose packet is the oldest; NULL when all have ended. */
static struct ht_host_stream *oldest(struct ht_host *host)
{
    struct ht_host_stream *found = NULL;
    for (size_t i = 0; i < host->stream_count; i++) {
        struct ht_host_stream *stream = &host->streams[i];
        if (stream->state == HT_SVDAT_PACKET && (!found || stream->clock.ticks < found->clock.ticks))
            found = stream;
    }
    return found;
}

static struct ht_error *read_packets(struct ht_host *host)
{
    for (struct ht_host_stream *stream; (stream = oldest(host));) {
        bool whole;
        struct ht_error *error = ht_host_take(host, stream, &whole);
        if (error)
            return error;
        if (!whole) {
            stream->state = HT_SVDAT_DAMAGED;
            stream->svdat.offset = stream->packet.offset;
        } else if ((error = advance(stream))) {
            return error;
        }
    }
    return NULL;
}

/* Tells where a stream broke off, in the file. */
static struct ht_error *warn_broken(struct ht_host *host, const struct ht_host_stream *stream)
{
    struct ht_window *window = host->window;
    struct ht_arena *arena = host->trace->arena;
    window->truncated |= stream->cut || stream->state != HT_SVDAT_END;
    /* The window has the name of the first file. */
    const char *in = strcmp(stream->path, window->path) ? " of " : "", *path = *in ? stream->path : "";
    unsigned long long offset = stream->svdat.offset;
    if (stream->cut)
        return ht_window_warn(window, arena, "truncated", 0, 0,
                              "the recording%s%s breaks off before core %u's packets begin: frees there are not seen",
                              in, path, stream->core);
    if (stream->state == HT_SVDAT_CUT)
        return ht_window_warn(window, arena, "truncated", 0, 0,
                              "the recording%s%s breaks off within a packet, at byte %llu: what precedes it counts", in,
                              path, offset);
    if (stream->state == HT_SVDAT_DAMAGED)
        return ht_window_warn(window, arena, "damaged-packet", 0, 0,
                              "the recording%s%s is damaged at byte %llu: only what precedes it counts", in, path,
                              offset);
    return NULL;
}

/* Of an overflow that OpenOCD wrote into the files of both cores, each tells. */
static uint64_t count_dropped(const struct ht_host *host)
{
    uint64_t dropped = 0;
    for (size_t i = 0; i < host->stream_count; i++)
        dropped = host->streams[i].dropped > dropped ? host->streams[i].dropped : dropped;
    return dropped;
}

static struct ht_error *warn_lost(struct ht_host *host)
{
    struct ht_window *window = host->window;
    struct ht_arena *arena = host->trace->arena;
    struct ht_error *error = NULL;
    uint64_t dropped = count_dropped(host), lost = host->blocks.lost;
    window->overflowed = dropped || host->restarted;
    if (dropped)
        error =
            ht_window_warn(window, arena, "dropped-packets", 0, 0,
                           "SystemView dropped %" PRIu64 " packet%s: blocks may be missing, and some that are shown "
                           "may have been freed",
                           dropped, dropped == 1 ? "" : "s");
    if (!error && host->restarted)
        error =
            ht_window_warn(window, arena, "restarted", 0, 0,
                           "the recording was stopped and started again: what was allocated and freed in between is "
                           "not in it");
    if (!error && lost)
        error =
            ht_window_warn(window, arena, "lost-free", 0, 0,
                           "the free of %" PRIu64 " block%s is not in the recording: %s address was given out again",
                           lost, lost == 1 ? "" : "s", lost == 1 ? "its" : "their");
    return error;
}

static struct ht_error *warn_unknown(struct ht_host *host)
{
    struct ht_window *window = host->window;
    struct ht_arena *arena = host->trace->arena;
    struct ht_error *error = NULL;
    if (host->stream_count == 1 && !host->core_bits && host->context.two_cores)
        error = ht_window_warn(window, arena, "one-core", 0, 0,
                               "this is the recording of one of two cores: what the other freed seems alive; give both "
                               "files");
    if (!error && !host->described)
        error = ht_window_warn(window, arena, "no-module", 0, 0,
                               "the recording does not say which events are the heap's: %d and %d are taken for them",
                               HT_SVDAT_MODULE_EVENTS, HT_SVDAT_MODULE_EVENTS + 1);
    if (!error && window->untimed)
        error = ht_window_warn(window, arena, "no-clock", 0, 0,
                               "the recording does not begin with its start: its clock is not known, and there are no "
                               "times");
    return error;
}

/* The time of the last packet. */
static int64_t ended_us(const struct ht_host *host)
{
    int64_t ended = HT_UNKNOWN;
    for (size_t i = 0; i < host->stream_count; i++) {
        int64_t us = ht_host_clock_us(&host->streams[i].clock);
        ended = us > ended ? us : ended;
    }
    return ended;
}

static struct ht_error *finish(struct ht_host *host)
{
    struct ht_window *window = host->window;
    struct ht_error *error = NULL;
    if (!host->described && !host->blocks.made && !host->blocks.freed && !host->blocks.unknown)
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, window->path, 0, 0,
                                                "this SystemView recording holds no event of the heap"),
                             "enable CONFIG_HEAP_TRACING_TOHOST, and call heap_trace_init_tohost() and "
                             "heap_trace_start() while it is recorded");
    window->began_us = host->began_us;
    window->cpu_hz = host->streams[0].clock.cpu_hz;
    window->untimed = !host->streams[0].clock.hz;
    if (host->began_us != HT_UNKNOWN)
        window->seconds = (double)(ended_us(host) - host->began_us) / 1e6;
    for (size_t i = 0; i < host->stream_count && !error; i++)
        error = warn_broken(host, &host->streams[i]);
    if (!error)
        error = warn_lost(host);
    if (!error)
        error = warn_unknown(host);
    return error ? error : ht_host_blocks_finish(&host->blocks, window);
}

struct ht_error *ht_host_read(struct ht_trace *trace, const struct ht_host_file *files, size_t count)
{
    struct ht_host *host = calloc(1, sizeof *host);
    if (!host)
        return ht_error_nomem();
    *host = (struct ht_host){.trace = trace, .first_event = HT_SVDAT_MODULE_EVENTS, .began_us = HT_UNKNOWN};
    struct ht_error *error = ht_trace_add_window(trace, files[0].path, HT_DUMP_SVDAT, &host->window);
    ht_host_blocks_init(&host->blocks, files[0].path);
    if (!error) {
        host->window->recordings = (uint32_t)count;
        error = open_streams(host, files, count);
    }
    if (!error)
        error = read_packets(host);
    if (!error)
        error = finish(host);
    for (size_t i = 0; i < host->stream_count; i++)
        ht_pieces_deinit(&host->streams[i].pieces);
    ht_host_blocks_deinit(&host->blocks);
    free(host);
    return error;
}

/* What a recording begins with. */
struct start {
    bool found;
    uint32_t delta;            /* of the start packet */
    uint32_t hz, cpu_hz, base; /* of the packet behind it */
};

/* Packets that may stand before the start: the zeros of the sync sequence, once more. */
#define NOPS_MAX 16

static struct ht_error *read_start(const struct ht_host_file *file, struct start *ret)
{
    struct ht_pieces pieces;
    struct ht_svdat_layout layout;
    struct ht_svdat_packet packet = {.id = HT_SVDAT_NOP};
    enum ht_svdat_state state = HT_SVDAT_PACKET;
    struct start start = {.found = false};
    struct ht_error *error = open_file(file, &pieces);
    if (!error)
        error = ht_svdat_layout(&pieces, &layout);
    if (!error && layout.streams == 1 && !layout.core_bits) {
        struct ht_svdat svdat = {&pieces, layout.begin[0], false};
        for (int i = 0; i < NOPS_MAX && !error && state == HT_SVDAT_PACKET && packet.id == HT_SVDAT_NOP; i++)
            error = ht_svdat_next(&svdat, &packet, &state);
        start.found = !error && state == HT_SVDAT_PACKET && packet.id == HT_SVDAT_TRACE_START;
        start.delta = packet.delta;
        if (start.found && !(error = ht_svdat_next(&svdat, &packet, &state))) {
            struct ht_svdat_payload payload = ht_svdat_payload(&packet);
            start.found = state == HT_SVDAT_PACKET && packet.id == HT_SVDAT_INIT && ht_svdat_u32(&payload, &start.hz) &&
                          ht_svdat_u32(&payload, &start.cpu_hz) && ht_svdat_u32(&payload, &start.base);
        }
    }
    ht_pieces_deinit(&pieces);
    *ret = start;
    return error;
}

struct ht_error *ht_host_same_trace(const struct ht_host_file *a, const struct ht_host_file *b, bool *ret)
{
    struct start x, y;
    struct ht_error *error = read_start(a, &x);
    if (!error)
        error = read_start(b, &y);
    if (!error)
        *ret = x.found && y.found && x.delta == y.delta && x.hz == y.hz && x.cpu_hz == y.cpu_hz && x.base == y.base;
    return error;
}
