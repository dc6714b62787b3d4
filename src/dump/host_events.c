#include "dump/host_events.h"

#include <string.h>

/* A chain from the callers that are left in a payload; false when they are none. */
static struct ht_error *read_chain(struct ht_host *host, struct ht_svdat_payload *payload, uint32_t *ret, bool *whole)
{
    uint32_t pcs[HT_CHAIN_DEPTH_MAX];
    size_t depth = 0;
    *whole = true;
    while (payload->bytes < payload->end) {
        uint32_t pc;
        *whole = ht_svdat_u32(payload, &pc);
        if (!*whole)
            return NULL;
        if (depth < HT_CHAIN_DEPTH_MAX)
            pcs[depth++] = pc;
    }
    struct ht_error *error = ht_trace_add_chain(host->trace, host->window, pcs, depth, ret);
    if (!error && *ret >= HT_HOST_CHAINS_MAX)
        error = ht_error_create_at(HT_ERROR_INPUT, host->window->path, 0, 0,
                                   "holds more than %zu call chains: no firmware has so many", HT_HOST_CHAINS_MAX);
    return error;
}

/* *whole: it is an event of the heap. */
static struct ht_error *read_heap_event(struct ht_host *host, struct ht_host_stream *stream, unsigned core, bool alloc,
                                        bool *whole)
{
    struct ht_svdat_payload payload = ht_svdat_payload(&stream->packet);
    int64_t now = ht_host_clock_us(&stream->clock);
    struct ht_record record = {.freed_by = HT_NO_CHAIN, .t_us = now, .t_freed_us = HT_UNKNOWN};
    *whole = ht_svdat_u32(&payload, &record.addr) && (!alloc || ht_svdat_u32(&payload, &record.size));
    if (!*whole)
        return NULL;
    struct ht_error *error = read_chain(host, &payload, &record.chain, whole);
    if (error || !*whole)
        return error;
    if (!alloc)
        return ht_host_blocks_freed(&host->blocks, record.addr, record.chain, now);
    record.cpu = (uint8_t)core;
    record.ccount = (ht_host_clock_cycles(&stream->clock) & ~UINT32_C(3)) | core;
    record.task = ht_host_context_task(&host->context, core);
    return ht_host_blocks_made(&host->blocks, &record);
}

/* MODULEDESC: number, first event, description. */
static void read_module(struct ht_host *host, struct ht_svdat_payload payload)
{
    static const char name[] = "ESP32 SystemView Heap Tracing Module"; /* later releases write "M=" before it */
    uint32_t number, first;
    const char *text;
    size_t length;
    if (!ht_svdat_u32(&payload, &number) || !ht_svdat_u32(&payload, &first) || !ht_svdat_text(&payload, &text, &length))
        return;
    size_t prefix = length > 2 && !memcmp(text, "M=", 2) ? 2 : 0;
    if (length - prefix == sizeof name - 1 && !memcmp(text + prefix, name, sizeof name - 1)) {
        host->described = true;
        host->first_event = first >= HT_SVDAT_MODULE_EVENTS ? first : 0;
    } else if (first == host->first_event && !host->described) {
        host->first_event = 0;
    }
}

/* The length of a chip's name; 0: no chip is called so. */
static size_t chip_length(const char *text, size_t length)
{
    size_t end = 0;
    while (end < length && text[end] != ',') {
        char letter = text[end++] | 0x20;
        if ((letter < 'a' || letter > 'z') && (letter < '0' || letter > '9'))
            return 0;
    }
    return end;
}

/* SYSDESC: "N=FreeRTOS Application,D=esp32,C=xtensa,O=FreeRTOS" tells the chip; others name interrupts. */
static struct ht_error *read_description(struct ht_host *host, struct ht_svdat_payload payload)
{
    const char *text;
    size_t length;
    if (host->window->firmware.chip || !ht_svdat_text(&payload, &text, &length))
        return NULL;
    for (size_t i = 0; i + 2 < length; i++) {
        size_t name = memcmp(text + i, "D=", 2) ? 0 : chip_length(text + i + 2, length - i - 2);
        if (!name || (i && text[i - 1] != ','))
            continue;
        char *chip = ht_arena_strndup(host->trace->arena, text + i + 2, name);
        if (!chip)
            return ht_error_nomem();
        for (char *letter = chip; *letter; letter++) /* v4.0 writes "ESP32" */
            *letter |= 0x20;
        host->window->firmware.chip = chip;
        return NULL;
    }
    return NULL;
}

struct ht_error *ht_host_take(struct ht_host *host, struct ht_host_stream *stream, bool *whole)
{
    const struct ht_svdat_packet *packet = &stream->packet;
    struct ht_svdat_payload payload = ht_svdat_payload(packet);
    unsigned core = host->core_bits ? packet->core : stream->core;
    bool event = host->first_event && (packet->id == host->first_event || packet->id == host->first_event + 1);
    uint32_t dropped;
    *whole = true;
    if (event && host->began_us == HT_UNKNOWN)
        host->began_us = ht_host_clock_us(&stream->clock);
    if (event)
        return read_heap_event(host, stream, core, packet->id == host->first_event, whole);
    switch (packet->id) {
    case HT_SVDAT_OVERFLOW:
        stream->dropped += ht_svdat_u32(&payload, &dropped) ? dropped : 0;
        return NULL;
    case HT_SVDAT_TRACE_STOP:
        stream->stopped = true;
        return NULL;
    case HT_SVDAT_TRACE_START:
        host->restarted |= stream->stopped;
        stream->stopped = false;
        return NULL;
    case HT_SVDAT_MODULEDESC:
        read_module(host, payload);
        if (host->described && host->began_us == HT_UNKNOWN)
            host->began_us = ht_host_clock_us(&stream->clock);
        return NULL;
    case HT_SVDAT_SYSDESC:
        return read_description(host, payload);
    default:
        return ht_host_context_follow(&host->context, host->trace, core, packet);
    }
}
