/*
 * Traces made by hand, for the tests of the analysis: functions instead of a firmware, seconds instead of cycles.
 *
 * The device has two cores at 240 MHz, so that its cycle counters wrap every 17.9 s.
 */
#ifndef HT_TRACE_BUILDER_H
#define HT_TRACE_BUILDER_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/frame.h"
#include "model/trace.h"

#define assert_near(value, expected, distance) assert_true(fabs((value) - (expected)) <= (distance))

#define BUILDER_HZ 240000000u
#define BUILDER_WRAP (4294967296.0 / BUILDER_HZ)
enum { BUILDER_FRAMES_MAX = 256, BUILDER_INLINED_MAX = 4 };

struct trace_builder {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_window *window; /* the newest one */
    struct ht_frame frame_items[BUILDER_FRAMES_MAX];
    struct ht_frames frames;
    uint32_t next_pc; /* of the next function that is new to builder_chain() */
    uint32_t pc_step, line_shift;
    uint32_t core;
};

/* Ends the program where a test could not be set up. */
static inline void builder_must(const struct ht_error *error)
{
    if (error)
        abort();
}

static inline void builder_window(struct trace_builder *b, double seconds)
{
    builder_must(ht_trace_add_window(&b->trace, "window.json", HT_DUMP_JSON, &b->window));
    b->window->seconds = seconds;
    b->window->cpu_hz = BUILDER_HZ;
}

static inline void builder_init(struct trace_builder *b)
{
    *b = (struct trace_builder){.next_pc = 0x42000000, .pc_step = 4};
    b->frames.items = b->frame_items;
    ht_arena_init(&b->arena);
    ht_trace_init(&b->trace, &b->arena);
}

static inline void builder_deinit(struct trace_builder *b)
{
    ht_trace_deinit(&b->trace);
    ht_arena_deinit(&b->arena);
}

/*
 * Says what stands at a PC. Said again of one PC, it is the next function outwards: the one that the former is inlined
 * into. A NULL function makes a frame of which nothing but the PC is known.
 */
static inline struct ht_frame *builder_frame(struct trace_builder *b, uint32_t pc, const char *function,
                                             const char *file, uint32_t line)
{
    struct ht_frame *frame = ht_frames_find(&b->frames, pc);
    if (!frame) {
        size_t i = b->frames.count++;
        if (i == BUILDER_FRAMES_MAX)
            abort();
        for (; i > 0 && b->frame_items[i - 1].pc > pc; i--)
            b->frame_items[i] = b->frame_items[i - 1];
        frame = &b->frame_items[i];
        *frame = (struct ht_frame){.pc = pc, .role = HT_ROLE_CODE, .source = HT_SOURCE_DWARF, .offset = -1};
    }
    if (!function)
        return frame;
    struct ht_location *locations = (struct ht_location *)frame->locations;
    if (!locations)
        locations = ht_arena_array(&b->arena, BUILDER_INLINED_MAX, sizeof *locations);
    const char *copy = ht_arena_strdup(&b->arena, function);
    if (!locations || !copy || frame->location_count == BUILDER_INLINED_MAX)
        abort();
    locations[frame->location_count++] = (struct ht_location){.function = copy, .file = file, .line = line};
    frame->locations = locations;
    return frame;
}

/* The PC of a call site "function" or "function:line"; of inlined functions "inner:1|outer:2". Made when it is new. */
static inline uint32_t builder_pc(struct trace_builder *b, const char *site)
{
    char text[512], *rest = text;
    struct ht_location wanted[BUILDER_INLINED_MAX] = {0};
    uint32_t count = 0;
    snprintf(text, sizeof text, "%s", site);
    while (rest && count < BUILDER_INLINED_MAX) {
        char *function = rest, *bar = strchr(rest, '|'), *colon;
        rest = bar ? bar + 1 : NULL;
        if (bar)
            *bar = '\0';
        colon = strrchr(function, ':');
        if (colon && colon > function && colon[-1] != ':') {
            *colon = '\0';
            wanted[count].line = (uint32_t)strtoul(colon + 1, NULL, 10) + b->line_shift;
        }
        wanted[count++].function = function;
    }
    for (size_t i = 0; i < b->frames.count; i++) {
        const struct ht_frame *frame = &b->frame_items[i];
        uint32_t same = 0;
        while (same < count && same < frame->location_count &&
               !strcmp(frame->locations[same].function, wanted[same].function) &&
               frame->locations[same].line == wanted[same].line)
            same++;
        if (same == count && frame->location_count == count)
            return frame->pc;
    }
    uint32_t pc = b->next_pc;
    b->next_pc += b->pc_step;
    for (uint32_t i = 0; i < count; i++)
        builder_frame(b, pc, wanted[i].function, "main.c", wanted[i].line);
    return pc;
}

/* The number of the chain with these PCs, in the newest window. */
static inline uint32_t builder_chain_of(struct trace_builder *b, const uint32_t *pcs, size_t depth)
{
    uint32_t number;
    builder_must(ht_trace_add_chain(&b->trace, b->window, pcs, depth, &number));
    return number;
}

/* The number of a chain of call sites, innermost first, as "malloc<parse:12<app_main". */
static inline uint32_t builder_chain(struct trace_builder *b, const char *sites)
{
    uint32_t pcs[16];
    size_t depth = 0;
    char text[512];
    snprintf(text, sizeof text, "%s", sites);
    for (char *site = text, *end; site && depth < 16; site = end) {
        end = strchr(site, '<');
        if (end)
            *end++ = '\0';
        pcs[depth++] = builder_pc(b, site);
    }
    return builder_chain_of(b, pcs, depth);
}

/* What the counter of a core shows this many seconds after it was 0. */
static inline uint32_t builder_cycles(double seconds)
{
    return (uint32_t)(uint64_t)(seconds * BUILDER_HZ) & ~UINT32_C(3);
}

/* Adds a record to the newest window: allocated at this cycle count, which names the core. */
static inline struct ht_record *builder_record(struct trace_builder *b, uint32_t size, uint32_t addr, uint32_t ccount,
                                               uint32_t chain)
{
    struct ht_record record = {
        .size = size,
        .addr = addr,
        .ccount = ccount,
        .chain = chain,
        .index = (uint32_t)b->window->record_count,
        .cpu = ccount & 1,
        .freed_by = HT_NO_CHAIN,
        .t_us = HT_UNKNOWN,
        .t_freed_us = HT_UNKNOWN,
    };
    builder_must(ht_window_add_record(b->window, &record));
    return &b->window->records[b->window->record_count - 1];
}

/* Adds a record that the current core allocated this many seconds after its counter was 0. */
static inline struct ht_record *builder_add(struct trace_builder *b, double seconds, uint32_t size, uint32_t chain)
{
    uint32_t addr = 0x3fc90000 + 64 * (uint32_t)b->window->record_count;
    return builder_record(b, size, addr, builder_cycles(seconds) | b->core, chain);
}

/* Adds a burst of one chain: sizes, ended by 0, allocated a tenth of a millisecond apart. */
static inline void builder_burst(struct trace_builder *b, double seconds, uint32_t chain, const uint32_t *sizes)
{
    for (; *sizes; sizes++, seconds += 1e-4)
        builder_add(b, seconds, *sizes, chain);
}

#endif
