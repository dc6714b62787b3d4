#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

enum { PSRAM_FROM = 0x3c140000, PSRAM_TO = 0x3c940000, PSRAM_FIRST = 4096 };

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
    struct heap internal, external;
    struct core core[2];
    double awake, idle_rate; /* how long a core stays awake after work, in seconds; how fast it counts then */
    struct record *now;      /* of each block, where it lies */
};

/* Each window's buffer: which blocks are recorded, oldest first, with holes where blocks were freed. */
struct buffer {
    unsigned *block;
    size_t from, to, live;
    size_t *place; /* of a block, in the above; 0: not recorded */
    bool overflowed;
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
    *state = (struct state){.device = device, .idle_rate = 1};
    heap_init(&state->internal, 0x3fc98000 + 16 * random_between(random, 0, 2048), 0x3fcf8000);
    heap_init(&state->external, PSRAM_FROM + 16 * random_between(random, 0, 4096), PSRAM_TO);
    for (unsigned core = 0; core < 2; core++)
        state->core[core].cycles = random_range(random, 0, 4294967296.0);
    if (device->sleeps) {
        state->awake = random_range(random, 0.002, 0.012);
        state->idle_rate = random_range(random, 0.002, 0.04); /* it wakes up for beacons */
    } else if (device->scales) {
        state->awake = random_range(random, 0.001, 0.003);
        state->idle_rate = 80.0 / device->mhz;
    }
    state->now = zeroed(device->blocks, sizeof *state->now);
}

/* The counter of a core, in cycles, as it goes on to this moment. */
static double count_cycles(struct state *state, unsigned which, double when)
{
    struct core *core = &state->core[which];
    double hertz = state->device->mhz * 1e6, gap = when - core->last;
    double awake = state->idle_rate < 1 && gap > state->awake ? state->awake : gap;
    core->cycles += (awake + (gap - awake) * state->idle_rate) * hertz;
    core->last = when;
    return core->cycles;
}

static void allocate(struct state *state, unsigned which)
{
    const struct block *block = &state->device->block[which];
    struct record *record = &state->now[which];
    bool outside = state->device->psram && block->size >= PSRAM_FIRST;
    record->block = which;
    record->address = heap_take(outside ? &state->external : &state->internal, block->size);
    if (!record->address && state->device->psram)
        record->address = heap_take(&state->external, block->size);
    if (!record->address) {
        fprintf(stderr, "simulate: %s_%u ran out of memory after %.0f s\n", state->device->kind, state->device->seed,
                block->born);
        exit(1);
    }
    double cycles = count_cycles(state, block->core, block->born) - block->lag * state->device->mhz * 1e6;
    record->ccount = ((uint32_t)(int64_t)cycles & ~3u) | block->core;
}

static void forget(struct buffer *buffer, unsigned block)
{
    if (!buffer->place[block])
        return;
    buffer->block[buffer->place[block]] = 0;
    buffer->place[block] = 0;
    buffer->live--;
}

/* Entries of the buffer are a block's number and one; 0 is a hole. */
static void remember(struct buffer *buffer, unsigned block, size_t capacity)
{
    if (buffer->live == capacity) {
        while (!buffer->block[buffer->from])
            buffer->from++;
        forget(buffer, buffer->block[buffer->from] - 1);
        buffer->overflowed = true;
    }
    buffer->block[buffer->to] = block + 1;
    buffer->place[block] = buffer->to++;
    buffer->live++;
}

static struct dump write_out(const struct buffer *buffer, const struct state *state)
{
    struct dump dump = {.record = zeroed(buffer->live, sizeof *dump.record), .overflowed = buffer->overflowed};
    for (size_t i = buffer->from; i < buffer->to; i++) {
        if (buffer->block[i])
            dump.record[dump.count++] = state->now[buffer->block[i] - 1];
    }
    return dump;
}

void replay(struct device *device, struct dump dumps[MOST_WINDOWS])
{
    struct state state;
    struct buffer buffer[MOST_WINDOWS] = {0};
    size_t count;
    begin(&state, device);
    struct step *step = order(device, &count);
    for (size_t w = 0; w < device->windows; w++) {
        buffer[w].from = buffer[w].to = 1;
        buffer[w].block = zeroed(device->blocks + 1, sizeof *buffer[w].block);
        buffer[w].place = zeroed(device->blocks, sizeof *buffer[w].place);
    }
    for (size_t i = 0, done = 0; i <= count; i++) {
        for (size_t w = 0; w < device->windows; w++) {
            if (!(done & (size_t)1 << w) && (i == count || step[i].when > device->window[w].to)) {
                dumps[w] = write_out(&buffer[w], &state);
                dumps[w].taken = device->window[w].to;
                done |= (size_t)1 << w;
            }
        }
        if (i == count)
            break;
        unsigned block = step[i].block;
        if (step[i].frees)
            heap_free(state.now[block].address >= (uint32_t)0x3d000000 ? &state.internal : &state.external,
                      state.now[block].address, device->block[block].size);
        else
            allocate(&state, block);
        for (size_t w = 0; w < device->windows; w++) {
            if (step[i].frees)
                forget(&buffer[w], block);
            else if (step[i].when >= device->window[w].from && step[i].when <= device->window[w].to)
                remember(&buffer[w], block, device->capacity);
        }
    }
    for (size_t w = 0; w < device->windows; w++) {
        free(buffer[w].block);
        free(buffer[w].place);
    }
    free(step);
    free(state.now);
}
