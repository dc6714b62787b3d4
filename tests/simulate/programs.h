/*
 * The application of a device: a few tasks, each with events that come regularly, at random or in clusters, and with
 * habits that it follows at each of them. Some poll servers, hold WebSockets open, or serve browsers.
 */
#ifndef SIMULATE_PROGRAMS_H
#define SIMULATE_PROGRAMS_H

#include "device.h"

/* Draws an application and runs it until the device shuts down. At least half of all devices have no fault. */
void run_device(struct device *device);

/* A leak of one block at random, so many seconds apart in the mean, in a trace of each of these lengths. */
void run_trial(struct device *device, const double *seconds, size_t windows);

#endif
