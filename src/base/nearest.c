#include "base/nearest.h"

#include <string.h>

/* Names of more characters get no suggestion. */
#define NAME_LENGTH_MAX 32

/* The least number of insertions, deletions and replacements that turn one name into the other. */
static size_t edit_distance(const char *left, size_t length, const char *right)
{
    size_t row[NAME_LENGTH_MAX + 1], width = strlen(right);
    for (size_t k = 0; k <= width; k++)
        row[k] = k;
    for (size_t i = 1; i <= length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= width; k++) {
            size_t best = diagonal + (left[i - 1] != right[k - 1]);
            diagonal = row[k];
            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            row[k] = best;
        }
    }
    return row[width];
}

const char *ht_nearest_name(const char *written, size_t length, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    if (!length || length > NAME_LENGTH_MAX)
        return NULL;
    size_t best = length / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = strlen(names[i]) <= NAME_LENGTH_MAX ? edit_distance(written, length, names[i]) : best + 1;
        if (distance <= best && (!nearest || distance < best)) {
            nearest = names[i];
            best = distance;
        }
    }
    return nearest;
}
