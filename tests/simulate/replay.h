/*
 * What a device's trace holds at the end of each window: everything its programs did, in the order of time, goes
 * through the heap, the cycle counters of the cores and the record buffer.
 */
#ifndef SIMULATE_REPLAY_H
#define SIMULATE_REPLAY_H

#include "device.h"

struct record {
    unsigned block; /* of the device */
    uint32_t address, ccount;
};

/* The dump of a window; oldest record first. */
struct dump {
    struct record *record;
    size_t count;
    bool overflowed;
    double taken; /* when */
};

/* Fills one dump for each window; the caller frees their records. */
void replay(struct device *device, struct dump dumps[MOST_WINDOWS]);

#endif
