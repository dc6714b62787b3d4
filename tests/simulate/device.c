#include "device.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_SLOTS = 1 << 15 };

static void *grown(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? 2 * *room : 64;
    array = realloc(array, *room * size);
    if (!array) {
        fputs("simulate: out of memory\n", stderr);
        exit(1);
    }
    return array;
}

void device_deinit(struct device *device)
{
    free(device->block);
    free(device->chain);
    free(device->chain_slot);
    sites_deinit(&device->sites);
}

/* A twin frees what it kept so many seconds after the last dump. */
#define AFTER_DUMP 60.0

double device_end(const struct device *device)
{
    return device->window[device->windows - 1].to;
}

double device_shuts(const struct device *device)
{
    return device_end(device) + AFTERWARDS;
}

double device_stops(const struct device *device)
{
    return device_shuts(device) - AT_LAST;
}

/* --- tasks -------------------------------------------------------------------------------------------------------- */

struct task task_at(struct device *device, const char *name, const char *functions, double now)
{
    struct task task = {.device = device, .now = now, .name = name, .kind = "other"};
    task.core = random_between(&device->random, 0, device->cores - 1);
    task_enter(&task, functions);
    return task;
}

void task_enter(struct task *task, const char *functions)
{
    while (*functions) {
        size_t length = strcspn(functions, ";"), name = 0;
        while (name < length && functions[name] != '@')
            name++;
        unsigned site = name < length ? (unsigned)strtoul(functions + name + 1, NULL, 10) : 0;
        if (task->calls == DEEPEST_STACK)
            abort();
        task->stack[task->calls++] = (struct call){sites_function(&task->device->sites, functions, name), site};
        functions += length + (functions[length] == ';');
    }
}

void task_leave(struct task *task, size_t calls)
{
    task->calls = calls;
}

void task_spend(struct task *task, double microseconds)
{
    task->now += microseconds * random_range(&task->device->random, 0.6, 1.5) * 1e-6;
}

void task_await(struct task *task, double milliseconds)
{
    struct random *random = &task->device->random;
    task->now += milliseconds * random_range(random, 0.8, 1.4) * 1e-3;
    if (!task->pinned && random_chance(random, task->device->migrates))
        task->core = random_between(random, 0, task->device->cores - 1);
}

/* --- chains ------------------------------------------------------------------------------------------------------- */

static bool is_called(const struct call *call, const char *name)
{
    return strcmp(call->function->name, name) == 0;
}

/*
 * The frames above the application's, as the recorder sees them: it is called by the innermost function of the stack.
 * The outermost entry of what is returned calls the one before it.
 */
static size_t frames(struct task *task, struct call frame[DEEPEST_STACK + 3])
{
    struct sites *sites = &task->device->sites;
    size_t count = task->calls;
    memcpy(frame, task->stack, count * sizeof *frame);
    const struct call *last = &frame[count - 1];
    bool is_malloc = is_called(last, "malloc"), is_heap = is_called(last, "heap_caps_malloc");
    bool is_c = is_malloc || is_called(last, "calloc") || is_called(last, "realloc");
    const char *deeper = "heap_caps_malloc_default;heap_caps_malloc_base";
    if (task->device->allocators == FROM_CALLER)
        return count; /* the last one is called, and not in the chain */
    if (task->device->allocators == FROM_TRACING) {
        count -= is_malloc || is_heap;
        deeper = "heap_caps_malloc;trace_malloc;multi_heap_malloc";
    } else if (is_heap || !is_c) {
        deeper = is_heap ? "heap_caps_malloc_base" : "heap_caps_malloc;heap_caps_malloc_base";
    }
    while (*deeper) {
        size_t length = strcspn(deeper, ";");
        frame[count++] = (struct call){sites_function(sites, deeper, length), 0};
        deeper += length + (deeper[length] == ';');
    }
    return count;
}

static unsigned intern(struct device *device, const struct chain *chain)
{
    uint32_t hash = chain->depth;
    for (unsigned i = 0; i < chain->depth; i++)
        hash = (hash ^ chain->pc[i]) * 0x9e3779b1u;
    if (!device->chain_slot)
        device->chain_slot = calloc(CHAIN_SLOTS, sizeof *device->chain_slot);
    if (!device->chain_slot || device->chains >= CHAIN_SLOTS / 2)
        abort();
    size_t slot = hash >> 17;
    for (; device->chain_slot[slot]; slot = (slot + 1) % CHAIN_SLOTS) {
        if (memcmp(&device->chain[device->chain_slot[slot] - 1], chain, sizeof *chain) == 0)
            return device->chain_slot[slot] - 1;
    }
    device->chain = grown(device->chain, device->chains, &device->chain_room, sizeof *device->chain);
    device->chain[device->chains++] = *chain;
    device->chain_slot[slot] = (unsigned)device->chains;
    return (unsigned)device->chains - 1;
}

static unsigned chain_of(struct task *task, const struct call *frame, size_t count)
{
    struct chain chain = {0};
    for (size_t i = count - 1; i > 0 && chain.depth < task->device->depth; i--) {
        const struct call *inner = &frame[i - 1], *outer = i > 1 && inner->function->inlined ? &frame[i - 2] : NULL;
        chain.pc[chain.depth++] = sites_pc(&task->device->sites, *inner, frame[i].function, outer);
        i -= outer != NULL;
    }
    return intern(task->device, &chain);
}

static unsigned allocating_chain(struct task *task)
{
    struct call frame[DEEPEST_STACK + 3];
    size_t count = frames(task, frame);
    return chain_of(task, frame, count);
}

/* Of the function that had the block made: it is the one that frees it, if anyone does. */
static unsigned freeing_chain(struct task *task)
{
    size_t calls = task->calls;
    task_enter(task, task->device->allocators == FROM_CALLER ? "heap_caps_free" : "free;heap_caps_free");
    task->stack[calls - 1].site += 100; /* another call than the one that allocates */
    unsigned chain = chain_of(task, task->stack, task->calls);
    task->stack[calls - 1].site -= 100;
    task_leave(task, calls);
    return chain;
}

/* --- blocks ------------------------------------------------------------------------------------------------------- */

unsigned task_take(struct task *task, const char *functions, uint32_t size)
{
    struct device *device = task->device;
    size_t calls = task->calls;
    unsigned freed_by = device->keeps_freed ? freeing_chain(task) : 0;
    task_enter(task, functions);
    task_spend(task, 12);
    device->block = grown(device->block, device->blocks, &device->room, sizeof *device->block);
    device->block[device->blocks] = (struct block){.born = task->now,
                                                   .died = NEVER,
                                                   .dropped = NEVER,
                                                   .lag = 2e-6 * random_unit(&device->random),
                                                   .size = size ? size : 1,
                                                   .core = task->core,
                                                   .chain = allocating_chain(task),
                                                   .freed_by = freed_by,
                                                   .event = task->event,
                                                   .kind = task->kind,
                                                   .task = task->name,
                                                   .of_session = task->of_session};
    task_leave(task, calls);
    return (unsigned)device->blocks++;
}

unsigned task_hold(struct task *task, struct held *held, const char *functions, uint32_t size)
{
    unsigned block = task_take(task, functions, size);
    held_add(held, block);
    return block;
}

void task_borrow(struct task *task, const char *functions, uint32_t size, double milliseconds)
{
    double lives = milliseconds * random_range(&task->device->random, 0.5, 1.5) * 1e-3;
    if (task->now + lives + 1 < task->device->window[0].from)
        task_spend(task, 12); /* no trace will show it */
    else
        block_free(task->device, task_take(task, functions, size), task->now + lives);
}

void block_free(struct device *device, unsigned block, double when)
{
    if (when <= device_shuts(device))
        device->block[block].died = when;
}

void block_drop(struct device *device, unsigned block, double when)
{
    if (device->is_twin)
        block_free(device, block, fmax(when, device_end(device) + AFTER_DUMP));
    else if (when <= device_shuts(device))
        device->block[block].dropped = when;
}

const char *block_word(const struct device *device, const struct block *block, double dumped)
{
    if (block->died <= dumped)
        return "freed";
    if (block->died < device_shuts(device))
        return "transient";
    if (block->still_grows)
        return "growing";
    if (block->died < NEVER)
        return "shutdown";
    if (block->dropped <= dumped)
        return block->of_session ? "lost_session" : "leak";
    /* What is forgotten only after the dump is in use there, and will be a leak: any verdict is right. */
    return block->dropped < NEVER ? "growing" : "retained";
}

void held_add(struct held *held, unsigned block)
{
    held->block = grown(held->block, held->count, &held->room, sizeof *held->block);
    held->block[held->count++] = block;
}

void held_free(struct held *held, struct device *device, double when)
{
    for (size_t i = 0; i < held->count; i++)
        block_free(device, held->block[i], when < device_shuts(device) ? when + 2e-6 * (double)i : when);
    held_forget(held);
}

void held_drop(struct held *held, struct device *device, double when)
{
    for (size_t i = 0; i < held->count; i++)
        block_drop(device, held->block[i], when);
    held_forget(held);
}

void held_forget(struct held *held)
{
    free(held->block);
    *held = (struct held){0};
}
