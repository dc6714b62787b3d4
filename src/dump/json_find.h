/*
 * JSON dumps that stand within other text: a serial log, curl's progress, the header of an HTTP answer, another JSON
 * document.
 */
#ifndef HT_DUMP_JSON_FIND_H
#define HT_DUMP_JSON_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ht_json_found {
    size_t start, end; /* offsets of its first brace, and behind its last one, or behind what of it is whole */
    size_t records;    /* whole ones */
    int64_t declared_count, capacity; /* -1: not told */
};

/* How many bytes may be looked at for the beginnings of all dumps in a text: a few passes over the largest. */
#define HT_JSON_FIND_WORK_MAX ((size_t)1 << 30)

/*
 * The object that holds an array of records under a key ("leaks", "r", "by_caller") that begins at or behind
 * bytes[from] and before bytes[to]; its first brace stands not before bytes[low]. *work counts what was looked at in
 * all, and none is found any more when it is too much.
 */
bool ht_json_find(const char *bytes, size_t size, size_t low, size_t from, size_t to, size_t *work,
                  struct ht_json_found *ret);

#endif
