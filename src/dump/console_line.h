/*
 * The other lines of a heap_trace_dump() on the console: what begins it, what sums it up, what cuts it off.
 *
 * Sources: components/heap/heap_trace_standalone.c of ESP-IDF: heap_trace_dump() up to v5.0, heap_trace_dump_base()
 * from v5.1 on.
 */
#ifndef HT_DUMP_CONSOLE_LINE_H
#define HT_DUMP_CONSOLE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ht_console_kind {
    HT_CONSOLE_OTHER,
    HT_CONSOLE_HEADER,      /* values: records, capacity */
    HT_CONSOLE_RECORD,      /* console_record.h reads it */
    HT_CONSOLE_FREED_BY,    /* of the record before; rest is behind the chain's beginning */
    HT_CONSOLE_SUMMARY,     /* its title; the records are over */
    HT_CONSOLE_LEAKED,      /* values: bytes, allocations that are alive; the records are over */
    HT_CONSOLE_ALIVE,       /* values: bytes, allocations that are alive, all records; the records are over */
    HT_CONSOLE_FILL,        /* values: records, capacity, high water mark */
    HT_CONSOLE_TOTALS,      /* values: allocations, frees (up to v5.0) */
    HT_CONSOLE_ALLOCATIONS, /* value: allocations in all */
    HT_CONSOLE_FREES,       /* value: frees in all */
    HT_CONSOLE_RAN_ON,      /* records were made while these were printed, and some may stand twice */
    HT_CONSOLE_OVERFLOWED,  /* records were lost */
    HT_CONSOLE_CLOSE        /* the last line of a summary */
};

struct ht_console_line {
    enum ht_console_kind kind;
    uint64_t values[4];
    bool panic;  /* the firmware stops here, or starts anew: nothing of a dump follows */
    size_t rest; /* offset in the text, behind what was recognised */
};

/* Tells what a line is, whatever stands before and behind it. */
struct ht_console_line ht_console_line_read(const char *text, size_t length);

/* The same for the lines that can begin a dump, HEADER and RECORD; all others are OTHER. Cheaper, for long logs. */
struct ht_console_line ht_console_line_begin(const char *text, size_t length);

/* Whether a line of this kind stands behind the records. */
bool ht_console_line_sums_up(enum ht_console_kind kind);

#endif
