#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grow(void *array, size_t count, size_t *room, size_t size)
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

void device_init(struct device *device, const char *kind, unsigned seed, const struct sites *sites)
{
    static const unsigned clocks[] = {80, 160, 160, 240, 240}, depths[] = {4, 4, 6, 8, 10, 16};
    *device = (struct device){.kind = kind, .seed = seed, .sites = sites};
    struct random *random = &device->random;
    random_seed(random, kind, seed);
    device->mhz = clocks[random_between(random, 0, 4)];
    device->cores = random_chance(random, 0.8) ? 2 : 1;
    device->depth = depths[random_between(random, 0, 5)];
    device->capacity = 1024;
    device->psram = random_chance(random, 0.5);
    device->scales = random_chance(random, 0.15);
    device->migrates = random_chance(random, 0.5) ? 0.05 : 0;
    device->keeps_peer = random_chance(random, 0.7);
}

void device_deinit(struct device *device)
{
    free(device->block);
    free(device->chain);
}

double device_end(const struct device *device)
{
    double end = 0;
    for (size_t i = 0; i < device->windows; i++)
        end = device->window[i].to > end ? device->window[i].to : end;
    return end;
}

unsigned device_event(struct device *device)
{
    return device->events++;
}

struct task task_at(struct device *device, const char *functions, double now)
{
    struct task task = {.device = device, .now = now};
    task.core = random_between(&device->random, 0, device->cores - 1);
    task_enter(&task, functions);
    return task;
}

void task_enter(struct task *task, const char *functions)
{
    while (*functions) {
        size_t length = strcspn(functions, " @");
        if (task->calls == DEEPEST_STACK) {
            fprintf(stderr, "simulate: the stack is too deep at %s\n", functions);
            exit(1);
        }
        struct call *call = &task->stack[task->calls++];
        call->function = sites_function(task->device->sites, functions, length);
        functions += length;
        call->line = 0;
        if (*functions == '@') {
            call->line = (unsigned)strtoul(functions + 1, NULL, 10);
            functions += strcspn(functions, " ");
        }
        functions += *functions == ' ';
    }
}

void task_leave(struct task *task, unsigned calls)
{
    task->calls -= calls;
}

void task_spend(struct task *task, double microseconds)
{
    task->now += microseconds * random_range(&task->device->random, 0.7, 1.5) * 1e-6;
}

void task_await(struct task *task, double milliseconds)
{
    struct random *random = &task->device->random;
    task->now += milliseconds * random_range(random, 0.6, 1.8) * 1e-3;
    if (!task->pinned && task->device->cores == 2 && random_chance(random, task->device->migrates))
        task->core ^= 1;
}

/* The chain that a trace of this depth records for a stack; the same number for the same chain. */
static unsigned record_chain(struct device *device, const struct call *stack, size_t calls, size_t skipped)
{
    uint32_t pcs[DEEPEST_STACK + 4];
    struct chain chain = {0};
    size_t count = sites_chain(device->sites, stack, calls, pcs);
    while (skipped + chain.depth < count && chain.depth < device->depth) {
        chain.pc[chain.depth] = pcs[skipped + chain.depth];
        chain.depth++;
    }
    for (size_t i = 0; i < device->chains; i++) {
        if (!memcmp(&device->chain[i], &chain, sizeof chain))
            return (unsigned)i;
    }
    device->chain = grow(device->chain, device->chains, &device->chain_room, sizeof chain);
    device->chain[device->chains] = chain;
    return (unsigned)device->chains++;
}

/* What the C library's allocators call in their turn. */
static size_t enter_heap(struct task *task)
{
    const struct sites *sites = task->device->sites;
    unsigned allocator = task->stack[task->calls - 1].function;
    static const char *const reallocators[] = {"realloc", "_realloc_r"}, *const heap[] = {"heap_caps_malloc",
                                                                                          "heap_caps_malloc_prefer"};
    for (size_t i = 0; i < 2; i++) {
        if (allocator == sites_function(sites, reallocators[i], strlen(reallocators[i]))) {
            task_enter(task, "heap_caps_realloc_default heap_caps_realloc_base");
            return 2;
        }
        if (allocator == sites_function(sites, heap[i], strlen(heap[i]))) {
            task_enter(task, "heap_caps_malloc_base");
            return 1;
        }
    }
    task_enter(task, "heap_caps_malloc_default heap_caps_malloc_base");
    return 2;
}

unsigned task_take(struct task *task, const char *functions, uint32_t size)
{
    struct device *device = task->device;
    struct random *random = &device->random;
    size_t calls = task->calls;
    task_spend(task, 6);
    if (!task->pinned && device->cores == 2 && random_chance(random, device->migrates * 0.05)) {
        /* Another task came first, and this one goes on where there is room. */
        task->core ^= 1;
        task_spend(task, 300);
    }
    task_enter(task, functions);
    size_t inside = enter_heap(task);
    device->block = grow(device->block, device->blocks, &device->room, sizeof *device->block);
    struct block *block = &device->block[device->blocks];
    *block = (struct block){.born = task->now, .died = FOREVER, .size = size, .core = task->core, .label = task->label};
    block->chain = record_chain(device, task->stack, task->calls, device->from_caller ? inside : 0);
    /* Now and then an interrupt, or the other core's heap lock, comes between. */
    block->lag = (random_chance(random, 0.003) ? random_range(random, 20, 400) : random_range(random, 1, 4)) * 1e-6;
    task->calls = calls;
    task_spend(task, 4);
    return (unsigned)device->blocks++;
}

unsigned task_hold(struct task *task, struct held *held, const char *functions, uint32_t size)
{
    unsigned block = task_take(task, functions, size);
    held_add(held, block);
    return block;
}

void task_borrow(struct task *task, const char *functions, uint32_t size, double microseconds)
{
    enum label label = task->label;
    task->label = TRANSIENT;
    unsigned block = task_take(task, functions, size);
    task->label = label;
    block_free(task->device, block, task->now + microseconds * random_range(&task->device->random, 0.5, 2) * 1e-6);
}

void block_free(struct device *device, unsigned block, double when)
{
    device->block[block].died = when;
}

void block_lose(struct device *device, unsigned block, const char *leak, unsigned event, double when)
{
    device->block[block].died = FOREVER;
    device->block[block].leak = leak;
    device->block[block].lost = when;
    device->block[block].event = event;
}

enum label block_label(const struct block *block, double when)
{
    return block->leak && block->lost <= when ? LEAK : block->label;
}

void held_add(struct held *held, unsigned block)
{
    held->block = grow(held->block, held->count, &held->room, sizeof *held->block);
    held->block[held->count++] = block;
}

void held_keep(struct held *held)
{
    free(held->block);
    *held = (struct held){0};
}

void held_free(struct held *held, struct device *device, double when)
{
    for (size_t i = 0; i < held->count; i++)
        block_free(device, held->block[i], when + (double)i * 3e-6);
    held_keep(held);
}

void held_lose(struct held *held, struct device *device, const char *leak, unsigned event, double when)
{
    for (size_t i = 0; i < held->count; i++)
        block_lose(device, held->block[i], leak, event, when);
    held_keep(held);
}

void held_move(struct held *held, struct held *to)
{
    for (size_t i = 0; i < held->count; i++)
        held_add(to, held->block[i]);
    held_keep(held);
}
