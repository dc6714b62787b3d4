/*
 * A simulated device: its cores, its tasks, and every block that they allocate and free, each with its time. Programs
 * run one after the other, each on its own clock; replay.h brings what they did into the order of time.
 */
#ifndef SIMULATE_DEVICE_H
#define SIMULATE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "random.h"
#include "sites.h"

enum { MOST_WINDOWS = 3, DEEPEST_STACK = 48, DEEPEST_TRACE = 32 };

enum label { TRANSIENT, RETAINED, CACHE, LEAK };

/* Times are seconds since boot. */
struct block {
    double born, died; /* died: FOREVER when nobody frees it */
    double lag;        /* the cycle counter is read so long before the block is recorded, in seconds */
    uint32_t size;
    unsigned core, chain;
    enum label label; /* until it is lost */
    const char *leak; /* its name, of blocks that nobody will ever free */
    double lost;      /* since when nobody can */
    unsigned event;   /* which event lost it */
};

#define FOREVER 1e18

struct chain {
    unsigned depth;
    uint32_t pc[DEEPEST_TRACE];
};

struct span {
    double from, to;
};

struct device {
    const char *kind;
    unsigned seed;
    struct random random;
    const struct sites *sites;

    unsigned mhz, cores, depth, capacity;
    bool from_caller;  /* chains begin at the caller of malloc, as before ESP-IDF v5.3 */
    bool psram;        /* large blocks, and those that prefer it, lie outside */
    bool sleeps;       /* the cycle counters stop while a core idles */
    bool scales;       /* and count at 80 MHz while it idles */
    double migrates;   /* how often a task that is not pinned wakes up on another core */
    bool bundle_leaks; /* certificate bundle with cross-signed verification */
    bool keeps_peer;   /* the certificate of the peer stays with its session */
    struct span window[MOST_WINDOWS];
    size_t windows;

    struct block *block;
    size_t blocks, room;
    struct chain *chain;
    size_t chains, chain_room;
    unsigned events;
};

/* A task: where it runs, what time it is there, and which functions it is in. */
struct task {
    struct device *device;
    double now;
    unsigned core;
    bool pinned;
    enum label label; /* of what it allocates */
    size_t calls;
    struct call stack[DEEPEST_STACK];
};

/* Blocks that are freed together: a session, a request, a document. */
struct held {
    size_t count, room;
    unsigned *block;
};

void device_init(struct device *device, const char *kind, unsigned seed, const struct sites *sites);
void device_deinit(struct device *device);
double device_end(const struct device *device); /* of its last window */
/* The number of a new event. */
unsigned device_event(struct device *device);

/* A task whose outermost functions are given, separated by blanks: "vPortTaskWrapper forecast_task". */
struct task task_at(struct device *device, const char *functions, double now);
/* Calls functions, one from the other: "esp_http_client_init@164 http_header_init". A number is the line of the call.
 */
void task_enter(struct task *task, const char *functions);
/* Returns from so many of them. */
void task_leave(struct task *task, unsigned calls);
/* Computes for so many microseconds, more or less. */
void task_spend(struct task *task, double microseconds);
/* Waits for so many milliseconds, more or less, and may wake up on the other core. */
void task_await(struct task *task, double milliseconds);
/* Allocates through functions, the last of them an allocator of the C library or of the heap component. */
unsigned task_take(struct task *task, const char *functions, uint32_t size);
/* The same, and adds the block to held. */
unsigned task_hold(struct task *task, struct held *held, const char *functions, uint32_t size);
/* The same, for a block that is freed when so many microseconds have passed, more or less. */
void task_borrow(struct task *task, const char *functions, uint32_t size, double microseconds);

void block_free(struct device *device, unsigned block, double when);
/* Nobody will ever free this block: a leak, lost by an event. */
void block_lose(struct device *device, unsigned block, const char *leak, unsigned event, double when);
/* What it is at this time. */
enum label block_label(const struct block *block, double when);

void held_add(struct held *held, unsigned block);
/* Frees all of it, and forgets it. */
void held_free(struct held *held, struct device *device, double when);
void held_lose(struct held *held, struct device *device, const char *leak, unsigned event, double when);
/* Moves all of it to another. */
void held_move(struct held *held, struct held *to);
/* Forgets it: it lives on. */
void held_keep(struct held *held);

#endif
