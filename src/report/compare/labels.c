#include "report/compare/labels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

/* A path without what all have in common. */
struct stem {
    const char *text;
    size_t length;
};

static bool is_separator(char c)
{
    return c == '/' || c == '_' || c == '-' || c == '.' || c == ' ';
}

/* The path but for what it ends with as every report does. */
static struct stem stem_of(const char *path)
{
    static const char *const endings[] = {".gz", ".zst", ".json"};
    struct stem stem = {path, strlen(path)};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(endings[i]);
        if (stem.length > length && !memcmp(stem.text + stem.length - length, endings[i], length))
            stem.length -= length;
    }
    return stem;
}

/* How much all begin with, up to a separator. */
static size_t common_start(const struct stem *stems, size_t count)
{
    size_t common = stems[0].length, end = 0;
    for (size_t i = 1; i < count; i++) {
        size_t k = 0;
        while (k < common && k < stems[i].length && stems[i].text[k] == stems[0].text[k])
            k++;
        common = k;
    }
    for (size_t i = 0; i < common; i++)
        end = is_separator(stems[0].text[i]) ? i + 1 : end;
    return end;
}

/* How much all end with, from a separator on. */
static size_t common_end(const struct stem *stems, size_t count)
{
    size_t common = stems[0].length, start = 0;
    const char *last = stems[0].text + stems[0].length;
    for (size_t i = 1; i < count; i++) {
        const char *end = stems[i].text + stems[i].length;
        size_t k = 0;
        while (k < common && k < stems[i].length && end[-1 - (ptrdiff_t)k] == last[-1 - (ptrdiff_t)k])
            k++;
        common = k;
    }
    for (size_t i = 0; i < common; i++)
        start = is_separator(last[-1 - (ptrdiff_t)i]) ? i + 1 : start;
    return start;
}

/* Is each there, and no two the same? sorted has room for them. */
static bool are_labels(const char *const *labels, size_t count, const char **sorted)
{
    memcpy(sorted, labels, count * sizeof *labels);
    qsort(sorted, count, sizeof *sorted, ht_compare_names);
    for (size_t i = 0; i < count; i++) {
        if (!*sorted[i] || (i && !strcmp(sorted[i], sorted[i - 1])))
            return false;
    }
    return true;
}

const char **ht_compare_labels(struct ht_arena *arena, const struct ht_build *builds, size_t count)
{
    const char **labels = ht_arena_array(arena, count, sizeof *labels);
    const char **sorted = ht_arena_array(arena, count, sizeof *sorted);
    struct stem *stems = ht_arena_array(arena, count, sizeof *stems);
    if (!labels || !sorted || !stems)
        return NULL;
    for (size_t i = 0; i < count; i++)
        stems[i] = stem_of(builds[i].path);
    size_t start = common_start(stems, count), end = common_end(stems, count);
    for (size_t i = 0; i < count; i++) {
        bool rest = stems[i].length > start + end;
        labels[i] = ht_arena_strndup(arena, stems[i].text + (rest ? start : 0),
                                     rest ? stems[i].length - start - end : stems[i].length);
        if (!labels[i])
            return NULL;
    }
    if (are_labels(labels, count, sorted))
        return labels;
    for (size_t i = 0; i < count; i++)
        labels[i] = builds[i].path;
    return labels;
}
