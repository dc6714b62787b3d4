/*
 * What people's logs say of tracing itself: lines such as "I (1234) app: heap trace started". ESP-IDF prints nothing
 * when a trace starts, stops, or pauses (heap_trace_start(), heap_trace_stop(), heap_trace_alloc_pause()).
 */
#ifndef HT_DUMP_TRACE_LINE_H
#define HT_DUMP_TRACE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A point in the log; ms is the time since boot that ESP-IDF's log tells, or negative. */
struct ht_trace_point {
    bool told;
    int64_t ms;
};

/* What was said since the dump before. */
struct ht_trace_told {
    struct ht_trace_point start, stop, pause;
};

/* Takes over what a line tells. A start takes back what was told before it. */
void ht_trace_line_read(const char *text, size_t length, struct ht_trace_told *told);

/* Milliseconds since boot of "I (1234) tag: ...", or a negative number. */
int64_t ht_trace_line_ms(const char *text, size_t length);

#endif
