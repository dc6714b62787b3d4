/*
 * Makes SystemView recordings of host traces in memory (src/dump/svdat.h), in the three forms that hold two cores.
 */
#ifndef HT_SVDAT_MAKER_H
#define HT_SVDAT_MAKER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SVDAT_HZ 40000000u
#define SVDAT_CPU_HZ 240000000u
#define SVDAT_HEAP_EVENTS 512u

/* A stream of packets. */
struct svdat_maker {
    uint8_t *bytes; /* from the heap */
    size_t size, capacity;
    uint64_t last;  /* ticks of the last packet */
    bool core_bits; /* ids say the core */
};

static inline void svdat_deinit(struct svdat_maker *maker)
{
    free(maker->bytes);
    *maker = (struct svdat_maker){0};
}

static inline void svdat_bytes(struct svdat_maker *maker, const void *bytes, size_t size)
{
    if (maker->size + size > maker->capacity) {
        maker->capacity = 2 * (maker->size + size);
        maker->bytes = realloc(maker->bytes, maker->capacity);
        if (!maker->bytes)
            abort();
    }
    memcpy(maker->bytes + maker->size, bytes, size);
    maker->size += size;
}

/* Writes a number of 32 bits; returns how many bytes it takes. */
static inline size_t svdat_number(uint8_t out[5], uint32_t value)
{
    size_t size = 0;
    for (; value > 0x7f; value >>= 7)
        out[size++] = (uint8_t)(value | 0x80);
    out[size++] = (uint8_t)value;
    return size;
}

/* An id or the length of a payload; bit is or-ed to its last byte. */
static inline void svdat_short(struct svdat_maker *maker, uint32_t value, uint8_t bit)
{
    uint8_t out[2] = {(uint8_t)value, 0};
    size_t size = value > 0x7f ? 2 : 1;
    if (size == 2) {
        out[0] = (uint8_t)(value | 0x80);
        out[1] = (uint8_t)(value >> 7);
    }
    out[size - 1] |= bit;
    svdat_bytes(maker, out, size);
}

/* A packet whose payload is given. */
static inline void svdat_packet(struct svdat_maker *maker, unsigned core, uint64_t ticks, uint32_t id,
                                const void *payload, size_t size)
{
    uint8_t delta[5];
    svdat_short(maker, id, maker->core_bits && core ? 0x40 : 0);
    if (id >= 24)
        svdat_short(maker, (uint32_t)size, 0);
    svdat_bytes(maker, payload, size);
    svdat_bytes(maker, delta, svdat_number(delta, (uint32_t)(ticks - maker->last)));
    maker->last = ticks;
}

/* A packet; shape has a 'u' for each number and an 's' for each text that follow. */
static inline void svdat_put(struct svdat_maker *maker, unsigned core, uint64_t ticks, uint32_t id, const char *shape,
                             ...)
{
    uint8_t payload[1024];
    size_t size = 0;
    va_list values;
    va_start(values, shape);
    for (; *shape; shape++) {
        if (*shape == 'u') {
            size += svdat_number(payload + size, va_arg(values, uint32_t));
        } else {
            const char *text = va_arg(values, const char *);
            size_t length = strlen(text);
            payload[size++] = (uint8_t)length;
            memcpy(payload + size, text, length);
            size += length;
        }
    }
    va_end(values);
    svdat_packet(maker, core, ticks, id, payload, size);
}

/* The header of a file; more is another line of it, or empty. */
static inline void svdat_header(struct svdat_maker *maker, const char *more)
{
    char text[256];
    int size = snprintf(text, sizeof text,
                        ";\n; Version     SEGGER SystemViewer V2.42\n; Author      Espressif Inc\n%s;\n", more);
    svdat_bytes(maker, text, (size_t)size);
}

static inline void svdat_sync(struct svdat_maker *maker)
{
    static const uint8_t zeros[10];
    svdat_bytes(maker, zeros, sizeof zeros);
}

/* What a stream begins with: start, clocks, description and tasks of the device, and the module. */
static inline void svdat_begin(struct svdat_maker *maker)
{
    maker->last = 0;
    svdat_put(maker, 0, 6173689, 10, "");
    maker->last = 0;
    svdat_put(maker, 0, 264, 24, "uuuu", SVDAT_HZ, SVDAT_CPU_HZ, 0x3c000000u, 0u);
    svdat_put(maker, 0, 530, 14, "s", "N=FreeRTOS Application,D=esp32s3,C=xtensa,O=FreeRTOS");
    svdat_put(maker, 0, 900, 14, "s", "I#5=SysTick");
    svdat_put(maker, 0, 1300, 13, "uu", 410000u, 0u);
    svdat_put(maker, 0, 5000, 9, "uus", 11u, 24u, "ipc0");
    svdat_put(maker, 0, 5300, 21, "uuuu", 11u, 0x3fcf0000u, 1352u, 0u);
    svdat_put(maker, 0, 5600, 9, "uus", 12u, 24u, "ipc1");
    svdat_put(maker, 0, 5900, 9, "uus", 13u, 1u, "main");
    svdat_put(maker, 0, 6200, 9, "uus", 14u, 5u, "poll");
    svdat_put(maker, 0, 6400, 27, "u", 0u);
}

static inline void svdat_module(struct svdat_maker *maker, uint64_t ticks)
{
    svdat_put(maker, 0, ticks, 22, "uus", 0u, SVDAT_HEAP_EVENTS, "M=ESP32 SystemView Heap Tracing Module");
}

/* Depth of the chains of events, which zeros fill up. */
#define SVDAT_DEPTH 6

static inline size_t svdat_callers(uint8_t *payload, const uint32_t *pcs)
{
    size_t size = 0;
    for (size_t i = 0; i < SVDAT_DEPTH; i++) {
        size += svdat_number(payload + size, *pcs);
        pcs += *pcs != 0;
    }
    return size;
}

/* pcs end in a zero. */
static inline void svdat_alloc(struct svdat_maker *maker, unsigned core, uint64_t ticks, uint32_t addr, uint32_t size,
                               const uint32_t *pcs)
{
    uint8_t payload[5 * (2 + SVDAT_DEPTH)];
    size_t length = svdat_number(payload, addr);
    length += svdat_number(payload + length, size);
    length += svdat_callers(payload + length, pcs);
    svdat_packet(maker, core, ticks, SVDAT_HEAP_EVENTS, payload, length);
}

static inline void svdat_free(struct svdat_maker *maker, unsigned core, uint64_t ticks, uint32_t addr,
                              const uint32_t *pcs)
{
    uint8_t payload[5 * (1 + SVDAT_DEPTH)];
    size_t length = svdat_number(payload, addr);
    length += svdat_callers(payload + length, pcs);
    svdat_packet(maker, core, ticks, SVDAT_HEAP_EVENTS + 1, payload, length);
}

#endif
