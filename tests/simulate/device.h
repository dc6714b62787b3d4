/*
 * A simulated device: its cores, its tasks, and every block that they allocate, free or forget, each with its time.
 * Programs run one after the other, each on its own clock; replay.h brings what they did into the order of time.
 *
 * Nothing here says what a block is. That is observed: the programs go on for minutes after the last dump, then the
 * device shuts down, and whoever holds blocks then frees them or still points to them (block_word()).
 */
#ifndef SIMULATE_DEVICE_H
#define SIMULATE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names.h"
#include "random.h"
#include "sites.h"

enum { MOST_WINDOWS = 4, DEEPEST_STACK = 40, DEEPEST_TRACE = 16, AFTERWARDS = 600, AT_LAST = 30 /* seconds */ };

#define NEVER 1e18

/* Times are seconds since boot. */
struct block {
    double born, died, dropped; /* dropped: since then nothing points to it; NEVER */
    double lag;                 /* the cycle counter is read so long before the block is recorded */
    uint32_t size;
    unsigned core, chain, event, freed_by; /* freed_by: a chain, where the trace keeps freed records */
    const char *kind;                      /* what kind of thing the program does there; for tables of scores */
    const char *task;                      /* its name */
    bool of_session;                       /* part of a client or connection */
    bool still_grows;                      /* in something that was growing until the end, and that nothing ever left */
};

struct chain {
    unsigned depth;
    uint32_t pc[DEEPEST_TRACE];
};

struct span {
    double from, to;
};

/* How the allocators show in a chain, and which frames it begins with. */
enum allocators {
    FROM_CALLER,  /* before ESP-IDF v5.3: chains begin at the caller of malloc() */
    FROM_DEFAULT, /* heap_caps_malloc_default, malloc or calloc */
    FROM_TRACING, /* RISC-V: trace_malloc, heap_caps_malloc, and calloc; malloc is left by a jump */
};

enum clock { COUNTS, SLEEPS, SCALES, STANDS, NO_CLOCK };

struct device {
    unsigned seed;
    struct random random;
    struct sites sites;
    struct names names;
    char idf[64], project[64]; /* directories of the sources */

    unsigned mhz, cores, depth, capacity;
    enum allocators allocators;
    enum clock clock;
    double migrates;  /* how often a task that is not pinned wakes up on another core */
    bool tells_times; /* t_us */
    bool tells_tasks;
    bool tells_overflow; /* "overflowed" */
    bool tells_totals;   /* total_allocations, total_frees, high_water_mark */
    bool tells_version, tells_clock, tells_length;
    bool keeps_freed;                 /* HEAP_TRACE_ALL */
    bool traces_mbedtls;              /* mbedTLS allocates where heap_trace sees it */
    bool bundle_copies, bundle_leaks; /* cross-signed verification; a release without the fix */
    bool keeps_peer;                  /* the peer's certificates stay with its session */
    const char *version;
    bool is_twin;  /* what it would lose it keeps until the last dump is written, and then frees it */
    bool is_looks; /* the windows begin together: several dumps of one trace */
    struct span window[MOST_WINDOWS];
    size_t windows;

    struct block *block;
    size_t blocks, room;
    struct chain *chain;
    size_t chains, chain_room;
    unsigned *chain_slot; /* hash table of the chains' numbers and one */
    unsigned events;
};

/* A task: where it runs, what time it is there, and which functions it is in. */
struct task {
    struct device *device;
    double now;
    unsigned core;
    bool pinned;
    const char *name, *kind; /* of what it allocates */
    unsigned event;
    bool of_session;
    size_t calls;
    struct call stack[DEEPEST_STACK];
};

/* Blocks that are freed together. */
struct held {
    size_t count, room;
    unsigned *block;
};

/* Draws the device's chip, clock, buffer and windows. */
void device_init(struct device *device, const char *name, unsigned seed);
void device_deinit(struct device *device);
double device_end(const struct device *device);   /* of its last window */
double device_shuts(const struct device *device); /* when it shuts down */
double device_stops(const struct device *device); /* when its programs stop, a little before that */

/* Functions are given by their names, outermost first, separated by ";". A number behind "@" tells apart the calls that
 * a function makes: "esp_http_client_init@3;calloc". */
struct task task_at(struct device *device, const char *name, const char *functions, double now);
void task_enter(struct task *task, const char *functions);
void task_leave(struct task *task, size_t calls); /* back to so many */
/* Computes for so many microseconds, or waits for so many milliseconds, more or less. */
void task_spend(struct task *task, double microseconds);
void task_await(struct task *task, double milliseconds);
/* Allocates through functions, of which the last is an allocator of the C library or of the heap component. */
unsigned task_take(struct task *task, const char *functions, uint32_t size);
unsigned task_hold(struct task *task, struct held *held, const char *functions, uint32_t size);
/* The same, for a block that is freed when so many milliseconds have passed, more or less. */
void task_borrow(struct task *task, const char *functions, uint32_t size, double milliseconds);

/* What would happen after the device has shut down never happens; at its end belong the calls with exactly that time.
 */
void block_free(struct device *device, unsigned block, double when);
void block_drop(struct device *device, unsigned block, double when);
/* The truth about a block that stands in a dump, in the scorer's words (tests/score/observed.c). */
const char *block_word(const struct device *device, const struct block *block, double dumped);

void held_add(struct held *held, unsigned block);
void held_free(struct held *held, struct device *device, double when);
void held_drop(struct held *held, struct device *device, double when);
void held_forget(struct held *held); /* frees the list alone */

#endif
