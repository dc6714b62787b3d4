/*
 * Where the dumps of a log stand: what heap_trace_dump() printed, and JSON windows.
 */
#ifndef HT_DUMP_PLACES_H
#define HT_DUMP_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "dump/boot_line.h"
#include "dump/trace_line.h"
#include "model/trace.h"

/* Room for the time that a log line tells: of the host, or since boot. */
#define HT_DUMP_STAMP_SIZE 32

struct ht_dump_place {
    enum ht_dump_format format; /* of the console, or JSON */
    size_t start, end;          /* offsets; the line that closes a dump, or cuts it off, belongs to it */
    size_t line;                /* number of its first line */
    size_t records;             /* that begin in it, readable or not */
    int64_t declared_count;     /* its own count, or HT_UNKNOWN */
    int64_t capacity;           /* or HT_UNKNOWN */
    struct ht_boot boot;        /* the last one before it */
    struct ht_trace_told told;  /* of tracing, since the dump before */
    int64_t before_ms;          /* since boot, of the last line before it that tells; or negative */
    /* The times of the lines before and behind it, as the log writes them; empty when none has one. */
    char before[HT_DUMP_STAMP_SIZE], after[HT_DUMP_STAMP_SIZE];
};

struct ht_dump_places {
    struct ht_dump_place *items; /* from the heap, in the log's order */
    size_t count, capacity;
};

/*
 * Finds the dumps of a text. One of the console begins at a header, or at a record that none of the dumps before can
 * hold. False without memory; texts are copied into the arena.
 */
bool ht_dump_places_find(struct ht_dump_places *places, const char *bytes, size_t size, struct ht_arena *arena);
void ht_dump_places_deinit(struct ht_dump_places *places);

#endif
