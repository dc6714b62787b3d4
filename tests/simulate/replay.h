/*
 * Runs what a device's programs did in the order of time, against a heap, the cores' cycle counters and the buffer of
 * heap_trace, and tells what each of its windows dumps.
 *
 * The buffer is ESP-IDF's (heap_trace_standalone.c): a new record goes to the end, a freed block's leaves the buffer
 * (or stays, marked, under HEAP_TRACE_ALL), and when it is full the oldest one makes room.
 */
#ifndef SIMULATE_REPLAY_H
#define SIMULATE_REPLAY_H

#include "device.h"

struct record {
    unsigned block;
    uint32_t address, ccount;
    bool freed;
};

struct dump {
    struct record *record; /* oldest first; the caller frees it */
    size_t count;
    double taken; /* seconds since boot */
    bool overflowed;
    unsigned allocations, frees, high_water;
};

void replay(struct device *device, struct dump dumps[MOST_WINDOWS]);

#endif
