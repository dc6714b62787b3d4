/* The kinds of devices. */
#ifndef SIMULATE_KINDS_H
#define SIMULATE_KINDS_H

#include "device.h"

struct kind {
    const char *name;
    /* Sets the device up, gives it its windows, and runs its programs. */
    void (*run)(struct device *device);
};

/* Each ends with a kind without a name. */
extern const struct kind certificate_kinds[], leaking_kinds[], growing_kinds[], healthy_kinds[];

#endif
