/* Writes a device: a window_*.json for each dump, as the firmware's endpoint answers it, and truth.json. */
#ifndef SIMULATE_WRITING_H
#define SIMULATE_WRITING_H

#include "device.h"
#include "replay.h"

/* Into a directory that exists. Ends the program when a file cannot be written. */
void write_device(const struct device *device, const struct dump dumps[MOST_WINDOWS], const char *directory);

#endif
