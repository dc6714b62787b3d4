/*
 * Source paths as the reader knows them: --path-map.
 *
 * Debug information holds the paths of the machine that built the firmware. Only what reports write is rewritten:
 * signatures and suppressions see the paths of the build.
 */
#ifndef HT_SYMBOLS_PATH_MAP_H
#define HT_SYMBOLS_PATH_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/frame.h"

struct ht_path_map_rule {
    const char *old; /* the beginning of a path, whole names of directories; "": what all paths have in common */
    size_t length;   /* of old */
    const char *replacement;
};

struct ht_path_map {
    const struct ht_path_map_rule *rules; /* the first that fits a path rewrites it */
    size_t count;
};

/* Reads OLD=NEW, or = alone; the rule points into text. False when it is neither. */
bool ht_path_map_parse(const char *text, struct ht_path_map_rule *ret);

/*
 * Says of all locations of the frames how reports write their files (ht_location_file()); what they point to is copied
 * into the arena. What = strips is the directory that all paths have in common which no other rule fits, its slash
 * included.
 */
struct ht_error *ht_path_map_apply(struct ht_arena *arena, const struct ht_path_map *map, struct ht_frames *frames);

/* Did the number-th rule rewrite the path of any location? Of frames that the map was applied to. */
bool ht_path_map_used(const struct ht_path_map *map, size_t number, const struct ht_frames *frames);

#endif
