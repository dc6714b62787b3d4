/*
 * Paths in debug information: of whatever system built the firmware. Windows writes them with backslashes, and takes
 * both kinds of slashes.
 */
#ifndef HT_BASE_PATH_H
#define HT_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

bool ht_is_slash(char c);

/* Is it absolute: "/home/me", "\\server\share", "C:/work"? */
bool ht_path_is_absolute(const char *path);

/* Does it begin with these length characters, slashes of either kind being the same? */
bool ht_path_begins(const char *path, const char *beginning, size_t length);

#endif
