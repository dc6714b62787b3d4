#include "symbols/path_map.h"

#include <string.h>

#include "base/path.h"

/* What the rules come to for the paths at hand. */
struct mapping {
    struct ht_arena *arena;
    const struct ht_path_map *map;
    const char *common; /* the directory that = strips, and its length with the slash; NULL: no path was seen */
    size_t common_length;
    bool failed; /* memory ran out */
};

bool ht_path_map_parse(const char *text, struct ht_path_map_rule *ret)
{
    const char *sign = strchr(text, '=');
    if (!sign || (sign == text && sign[1]))
        return false;
    *ret = (struct ht_path_map_rule){.old = text, .length = (size_t)(sign - text), .replacement = sign + 1};
    return true;
}

/* Does the path begin with these directories? */
static bool begins_with(const char *path, const char *old, size_t length)
{
    return ht_path_begins(path, old, length) &&
           (ht_is_slash(old[length - 1]) || ht_is_slash(path[length]) || !path[length]);
}

/* The rule that rewrites a path; NULL when none but = is left for it. */
static const struct ht_path_map_rule *find_rule(const struct ht_path_map *map, const char *path)
{
    for (size_t i = 0; i < map->count; i++) {
        if (map->rules[i].length && begins_with(path, map->rules[i].old, map->rules[i].length))
            return &map->rules[i];
    }
    return NULL;
}

static bool strips(const struct ht_path_map *map)
{
    for (size_t i = 0; i < map->count; i++) {
        if (!map->rules[i].length)
            return true;
    }
    return false;
}

static void narrow(struct mapping *mapping, const char *path)
{
    if (!path || find_rule(mapping->map, path))
        return;
    if (!mapping->common) {
        mapping->common = path;
        mapping->common_length = strlen(path);
    }
    size_t length = 0;
    while (length < mapping->common_length && path[length] == mapping->common[length])
        length++;
    while (length && !ht_is_slash(mapping->common[length - 1]))
        length--;
    mapping->common_length = length;
}

static const char *rewrite(struct mapping *mapping, const char *path)
{
    if (!path)
        return NULL;
    const struct ht_path_map_rule *rule = find_rule(mapping->map, path);
    if (!rule) {
        bool stripped = mapping->common_length && !strncmp(path, mapping->common, mapping->common_length);
        return stripped && path[mapping->common_length] ? path + mapping->common_length : path;
    }
    const char *rest = path + rule->length;
    if (!*rule->replacement) /* what is left is relative */
        rest += strspn(rest, "/\\");
    char *made = ht_arena_printf(mapping->arena, "%s%s", rule->replacement, rest);
    mapping->failed |= !made;
    for (char *p = made ? made + strlen(rule->replacement) : NULL; p && *p; p++)
        *p = ht_is_slash(*p) ? '/' : *p; /* wherever it is read now, that is understood */
    return made;
}

static const struct ht_location *rewrite_all(struct mapping *mapping, const struct ht_location *locations, size_t count)
{
    struct ht_location *made = ht_arena_array(mapping->arena, count, sizeof *made);
    mapping->failed |= !made;
    for (size_t i = 0; made && i < count; i++) {
        made[i] = locations[i];
        made[i].shown = rewrite(mapping, locations[i].file);
    }
    return made;
}

struct ht_error *ht_path_map_apply(struct ht_arena *arena, const struct ht_path_map *map, struct ht_frames *frames)
{
    if (!map->count)
        return NULL;
    struct mapping mapping = {.arena = arena, .map = map};
    for (size_t i = 0; strips(map) && i < frames->count; i++) {
        for (uint32_t k = 0; k < frames->items[i].location_count; k++)
            narrow(&mapping, frames->items[i].locations[k].file);
    }
    for (size_t i = 0; i < frames->count && !mapping.failed; i++) {
        struct ht_frame *frame = &frames->items[i];
        if (frame->location_count)
            frame->locations = rewrite_all(&mapping, frame->locations, frame->location_count);
    }
    return mapping.failed ? ht_error_nomem() : NULL;
}

/* Does the rule rewrite the location's file? = has, if no other rule fits and the file is not shown as it is. */
static bool rewrites(const struct ht_path_map *map, const struct ht_path_map_rule *rule,
                     const struct ht_location *location)
{
    if (!location->file)
        return false;
    const struct ht_path_map_rule *found = find_rule(map, location->file);
    return rule->length ? found == rule : !found && strcmp(ht_location_file(location), location->file) != 0;
}

bool ht_path_map_used(const struct ht_path_map *map, size_t number, const struct ht_frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        for (uint32_t k = 0; k < frames->items[i].location_count; k++) {
            if (rewrites(map, &map->rules[number], &frames->items[i].locations[k]))
                return true;
        }
    }
    return false;
}
