#include "replay.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "heap.h"

struct step {
    double when;
    unsigned block;
    bool frees;
};

struct core {
    double cycles, last; /* counted until then */
};

struct state {
    struct device *device;
    struct heap internal, external; /* PSRAM takes what does not fit */
    struct core core[2];
    double awake, idle_rate; /* how long a core stays awake after work, in seconds; how fast it counts then */
    struct record *now;      /* of each block, where it lies */
};

/* A trace's buffer: which blocks are recorded, oldest first, with holes where records were taken out. */
struct buffer {
    unsigned *block; /* its number and one; 0: a hole */
    size_t from, to, held;
    size_t *place; /* of a block, in the above; 0: not recorded */
    struct dump dump;
};

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory) {
        fputs("simulate: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static int by_time(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return x->frees - y->frees;
}

static struct step *order(const struct device *device, size_t *count)
{
    struct step *step = zeroed(2 * device->blocks, sizeof *step);
    double end = device_end(device);
    *count = 0;
    for (unsigned i = 0; i < device->blocks; i++) {
        const struct block *block = &device->block[i];
        if (block->born > end)
            continue;
        step[(*count)++] = (struct step){block->born, i, false};
        if (block->died <= end)
            step[(*count)++] = (struct step){block->died < block->born ? block->born : block->died, i, true};
    }
    qsort(step, *count, sizeof *step, by_time);
    return step;
}

static void begin(struct state *state, struct device *device)
{
    struct random *random = &device->random;
    heap_init(&state->internal, 0x3fc98000 + 16 * random_between(random, 0, 2048), 0x3fcf8000);
    heap_init(&state->external, 0x3c140000, 0x3dc00000);
    for (unsigned core = 0; core < 2; core++)
        state->core[core].cycles = random_range(random, 0, 4294967296.0);
    state->device = device;
    state->idle_rate = 1;
    if (device->clock == SLEEPS) {
        state->awake = random_range(random, 0.002, 0.02);
        state->idle_rate =
            random_chance(random, 0.5) ? 0 : random_range(random, 0.001, 0.05); /* it wakes for beacons */
    } else if (device->clock == SCALES) {
        state->awake = random_range(random, 0.0005, 0.01);
        state->idle_rate = (random_chance(random, 0.5) ? 80.0 : 40.0) / device->mhz;
    }
    state->now = zeroed(device->blocks, sizeof *state->now);
}

/* The counter of a core, in cycles, as it goes on to this moment. */
static double count_cycles(struct state *state, unsigned which, double when)
{
    struct core *core = &state->core[which];
    double hertz = state->device->mhz * 1e6, gap = when - core->last;
    double awake = state->idle_rate < 1 && gap > state->awake ? state->awake : gap;
    if (state->device->clock != STANDS)
        core->cycles += (awake + (gap - awake) * state->idle_rate) * hertz;
    core->last = when;
    return core->cycles;
}

static void allocate(struct state *state, unsigned which)
{
    const struct block *block = &state->device->block[which];
    struct record *record = &state->now[which];
    record->block = which;
    record->address = heap_take(&state->internal, block->size);
    if (!record->address)
        record->address = heap_take(&state->external, block->size);
    if (!record->address) {
        fprintf(stderr, "simulate: device %u ran out of memory after %.0f s\n", state->device->seed, block->born);
        exit(1);
    }
    double cycles = count_cycles(state, block->core, block->born);
    if (state->device->clock != STANDS)
        cycles -= block->lag * state->device->mhz * 1e6;
    record->ccount = ((uint32_t)(int64_t)floor(cycles) & ~3u) | block->core;
}

static void take_out(struct buffer *buffer, unsigned block)
{
    buffer->block[buffer->place[block]] = 0;
    buffer->place[block] = 0;
    buffer->held--;
}

static void forget(struct buffer *buffer, unsigned block, bool keeps_freed)
{
    if (!buffer->place[block])
        return;
    buffer->dump.frees++;
    if (!keeps_freed)
        take_out(buffer, block);
}

static void remember(struct buffer *buffer, unsigned block, size_t capacity)
{
    if (buffer->held == capacity) {
        while (!buffer->block[buffer->from])
            buffer->from++;
        take_out(buffer, buffer->block[buffer->from] - 1);
        buffer->dump.overflowed = true;
    }
    buffer->block[buffer->to] = block + 1;
    buffer->place[block] = buffer->to++;
    buffer->held++;
    buffer->dump.allocations++;
    if (buffer->held > buffer->dump.high_water)
        buffer->dump.high_water = (unsigned)buffer->held;
}

static struct dump write_out(const struct buffer *buffer, const struct state *state, double taken)
{
    struct dump dump = buffer->dump;
    dump.taken = taken;
    dump.record = zeroed(buffer->held, sizeof *dump.record);
    for (size_t i = buffer->from; i < buffer->to; i++) {
        if (!buffer->block[i])
            continue;
        struct record *record = &dump.record[dump.count++];
        *record = state->now[buffer->block[i] - 1];
        record->freed = state->device->block[record->block].died <= taken;
    }
    return dump;
}

static void run_step(struct state *state, struct buffer *buffers, const struct step *step)
{
    const struct device *device = state->device;
    uint32_t address = state->now[step->block].address;
    if (step->frees)
        heap_free(address < 0x3e000000 ? &state->external : &state->internal, address, device->block[step->block].size);
    else
        allocate(state, step->block);
    for (size_t w = 0; w < device->windows; w++) {
        if (step->when < device->window[w].from || step->when > device->window[w].to)
            continue;
        if (step->frees)
            forget(&buffers[w], step->block, device->keeps_freed);
        else
            remember(&buffers[w], step->block, device->capacity);
    }
}

void replay(struct device *device, struct dump dumps[MOST_WINDOWS])
{
    static struct state state; /* its heap is large */
    struct buffer buffers[MOST_WINDOWS] = {0};
    size_t count;
    begin(&state, device);
    for (unsigned core = 0; core < 2; core++)
        state.core[core].last = 0;
    struct step *step = order(device, &count);
    for (size_t w = 0; w < device->windows; w++) {
        buffers[w].from = buffers[w].to = 1;
        buffers[w].block = zeroed(device->blocks + 1, sizeof *buffers[w].block);
        buffers[w].place = zeroed(device->blocks, sizeof *buffers[w].place);
    }
    size_t next = 0;
    for (size_t i = 0; i <= count; i++) {
        /* Windows end one after the other: looks at one trace, or traces. */
        while (next < device->windows && (i == count || step[i].when > device->window[next].to)) {
            dumps[next] = write_out(&buffers[next], &state, device->window[next].to);
            next++;
        }
        if (i < count)
            run_step(&state, buffers, &step[i]);
    }
    for (size_t w = 0; w < device->windows; w++) {
        free(buffers[w].block);
        free(buffers[w].place);
    }
    free(step);
    free(state.now);
}
