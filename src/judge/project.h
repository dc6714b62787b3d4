/*
 * Whose code a source is: the project's, or that of a component or of the toolchain. Told by paths, never by names.
 *
 * ESP-IDF's own components lie in one tree, found by those that every dump shows (heap, FreeRTOS, the C library); the
 * project's lie beside its main folder. Fetched ones lie in managed_components (ESP-IDF's component manager), in
 * libdeps and packages (PlatformIO) or under hardware (Arduino); libraries that ESP-IDF carries anywhere.
 */
#ifndef HT_JUDGE_PROJECT_H
#define HT_JUDGE_PROJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/frame.h"

struct ht_project {
    const char *const *dirs; /* --project: what lies below them is the project's, all else is not */
    size_t dir_count;        /* 0: not given */
    const char *idf;         /* the path of ESP-IDF's tree begins like this; NULL: not known */
    size_t idf_length;
};

/* dirs must outlive it. */
void ht_project_init(struct ht_project *project, const struct ht_frames *frames, const char *const *dirs,
                     size_t dir_count);

/* False for a location whose file is not known. */
bool ht_project_has(const struct ht_project *project, const struct ht_location *location);

#endif
