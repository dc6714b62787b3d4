/*
 * Which name somebody may have meant who wrote another one.
 */
#ifndef HT_BASE_NEAREST_H
#define HT_BASE_NEAREST_H

#include <stddef.h>

/* The name that takes the fewest changes, at most a third of the letters; NULL when none is so near. */
const char *ht_nearest_name(const char *written, size_t length, const char *const *names, size_t count);

#endif
