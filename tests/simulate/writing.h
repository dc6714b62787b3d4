/* Writes a device's dumps, the names of its PCs and the truth into a directory, as tests/score reads them. */
#ifndef SIMULATE_WRITING_H
#define SIMULATE_WRITING_H

#include "replay.h"

void write_device(const struct device *device, const struct dump dumps[MOST_WINDOWS], const char *directory);

#endif
