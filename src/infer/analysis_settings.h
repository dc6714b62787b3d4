/*
 * What the analysis is told beside the trace.
 */
#ifndef HT_INFER_ANALYSIS_SETTINGS_H
#define HT_INFER_ANALYSIS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "infer/signatures.h"

struct ht_config;

struct ht_analysis_settings {
    const struct ht_config *config; /* that the firmware was built with (judge/config.h), or NULL */
    const double *window_seconds;   /* --window: one for all windows, or one for each; NULL: not given */
    size_t window_seconds_count;
    uint32_t cpu_hz;                        /* --cpu-mhz in hertz; 0: not given */
    const struct ht_signatures *signatures; /* asked before the built-in ones; a session fills it in; NULL: none */
    bool no_default_signatures;             /* ask no others */
    uint64_t free_heap;                     /* --free-heap: bytes of heap left; 0: not given */
    uint64_t heap_drop; /* --heap-drop: bytes by which the free heap fell in the window; 0: not given */
    uint64_t events; /* --events: how many handshakes or other events there were, or runs of a section; 0: not given */
    double paused;   /* --paused: seconds before the dumps in which only frees were recorded; 0: not given */
    const char *const *projects; /* --project: directories of the sources of the project */
    size_t project_count;
    bool section; /* --section: the windows trace a section of code, not ordinary operation */
};

#endif
