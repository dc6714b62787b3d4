/*
 * What a dump says, as plain data: the windows of one device with their allocations, live and freed.
 *
 * Sources of the facts: ESP-IDF's components/heap/include/esp_heap_trace.h (heap_trace_record_t,
 * heap_trace_summary_t) and heap_trace_standalone.c.
 */
#ifndef HT_MODEL_TRACE_H
#define HT_MODEL_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/chain.h"
#include "model/firmware.h"

/* One allocation. */
struct ht_record {
    uint32_t size;      /* bytes asked for; the heap takes more */
    uint32_t addr;      /* address of the block */
    uint32_t ccount;    /* cycle counter of the allocating core, as recorded: bits 0 and 1 hold the core's number; of a
                           host trace, which has none, the cycles that its time makes */
    uint32_t chain;     /* number in the trace's chains */
    uint32_t index;     /* place in the dump's array, from 0, empty and freed records counted */
    uint32_t task;      /* number of the task among the trace's tasks, from 1; 0: the dump does not say */
    uint32_t caps;      /* heap capabilities asked for (MALLOC_CAP_*); 0: the dump does not say */
    uint8_t cpu;        /* ccount & 1: the allocating core */
    bool freed;         /* it was freed before the dump (HEAP_TRACE_ALL) */
    uint32_t freed_by;  /* number of the chain that freed it, or HT_NO_CHAIN: alive, or the dump does not say */
    int64_t t_us;       /* microseconds since boot, of a host trace since it began, or HT_UNKNOWN */
    int64_t t_freed_us; /* the same of the free, or HT_UNKNOWN */
};

/* Stands for a chain that the dump does not hold. */
#define HT_NO_CHAIN UINT32_MAX

/* Stands for a number that the dump does not hold. */
#define HT_UNKNOWN ((int64_t)-1)

enum ht_dump_format { HT_DUMP_JSON, HT_DUMP_CONSOLE, HT_DUMP_CSV, HT_DUMP_SVDAT };

/* The blocks of a chain that a chain freed in a window. */
struct ht_tally {
    uint32_t chain;
    uint32_t freed_by; /* or HT_NO_CHAIN: not told */
    uint32_t freed;    /* how many */
    uint32_t timed;    /* of these, those whose life is known: in microseconds */
    uint64_t bytes;
    int64_t shortest, longest;
    double sum;
};

/* Something in a dump that is not as it should be and does not keep it from being read. */
struct ht_warning {
    const char *code;    /* stable, for programs: "count-mismatch" */
    const char *message; /* one sentence for people, without a full stop */
    size_t line;         /* place in the dump, from 1; 0: the whole of it */
    size_t column;
};

/* One dump: a window of time, and the allocations made in it that were alive at its end, oldest first. Those freed by
 * then stand beside them, where the dump holds them; their places among the others are in their index. */
struct ht_window {
    const char *path; /* as given by the user; "-" for standard input */
    enum ht_dump_format format;
    size_t line;               /* where it begins among the lines of its log, from 1; 0: the file is one dump */
    uint32_t number;           /* place among the dumps of a console log, from 1; 0: the file is one dump */
    struct ht_record *records; /* those alive; from the heap, owned by the window */
    size_t record_count, record_capacity;
    struct ht_record *freed; /* those freed in the window, in the dump's order; likewise */
    size_t freed_count, freed_capacity;
    struct ht_tally *tallies; /* of all that were freed, each pair of chains once, when freed is but a sample of them,
                                 as of a host trace; likewise */
    size_t tally_count, tally_capacity;
    uint32_t recordings;         /* files of a host trace, whose path is the first one's; 0: it is none */
    int64_t began_us;            /* when it began, on the clock of its records' times, or HT_UNKNOWN */
    double seconds;              /* length of the window; 0: unknown */
    int64_t declared_count;      /* the dump's own count, or HT_UNKNOWN */
    int64_t capacity;            /* records the device has room for, or HT_UNKNOWN */
    int64_t high_water_mark;     /* the most records ever held, or HT_UNKNOWN */
    int64_t total_allocations;   /* made in the window, freed ones included, or HT_UNKNOWN */
    int64_t total_frees;         /* or HT_UNKNOWN */
    int64_t earlier_frees;       /* of blocks whose allocation a host trace does not hold, or HT_UNKNOWN */
    int overflowed;              /* 1: the dump says records were lost; 0: it says none were; -1: it does not say */
    uint32_t depth;              /* PCs that a chain has room for, as far as its longest one tells */
    uint32_t skipped;            /* empty and freed records, which are not among those alive */
    uint64_t missing;            /* records that the dump says it held, and that could not be read */
    uint32_t boot;               /* of the device within its log, counted up; of other files it says nothing */
    double paused;               /* seconds before its end in which only frees were recorded; 0: none, or not known */
    bool section;                /* its log tells that it traces a section of code */
    bool truncated;              /* broke off, and was taken as far as it went (--salvage; console output always) */
    bool untimed;                /* its records hold no ccount: events are told by what comes again only */
    bool unordered;              /* sites already grouped by the device: no ages, no addresses, sizes are averages */
    uint32_t cpu_hz;             /* cycles a second, from the dump; 0: it does not say */
    const char *elf_sha256;      /* hex digits of the firmware's hash, a prefix or all, or NULL */
    struct ht_firmware firmware; /* what the dump, or the boot before it in the log, tells of it */
    bool booted;                 /* the boot told what is known of it */
    uint32_t revision;           /* of the chip, 1 more than 100 for v1.0; 0: not known */
    struct ht_warning *warnings; /* from the heap, owned by the window */
    size_t warning_count, warning_capacity;
};

/* All windows of a run. */
struct ht_trace {
    struct ht_arena *arena; /* owns strings and chains; not owned */
    struct ht_chains chains;
    struct ht_window *windows; /* from the heap, in the order given */
    size_t window_count, window_capacity;
    const char **tasks; /* task names, from the heap; number 1 stands at 0 */
    size_t task_count, task_capacity;
    size_t spread_records, spread_pcs; /* made of sites that a device had summed up, and the PCs of their chains */
};

void ht_trace_init(struct ht_trace *trace, struct ht_arena *arena);
void ht_trace_deinit(struct ht_trace *trace);

/* The most windows of a run: a log of a noisy device can hold any number of dumps, and nobody reads a report on more.
 */
#define HT_WINDOWS_MAX 1000

/*
 * Adds an empty window whose numbers are unknown; path is copied. The pointer is good until the next one is added.
 * HT_ERROR_INPUT with path when it is one too many.
 */
struct ht_error *ht_trace_add_window(struct ht_trace *trace, const char *path, enum ht_dump_format format,
                                     struct ht_window **ret);

/* Takes the window that was added last away again. */
void ht_trace_drop_window(struct ht_trace *trace);

/*
 * The number of the chain with these PCs, for a record of this window. The chain ends at the first PC that is 0 (the
 * device pads with them) or the end marker 0x40000000 of the stack, which ESP-IDF before v3.3.6, v4.0.2 and v4.1 kept
 * on Xtensa; on no chip can it be a return address, for memory begins there. depth is at most HT_CHAIN_DEPTH_MAX.
 */
struct ht_error *ht_trace_add_chain(struct ht_trace *trace, struct ht_window *window, const uint32_t *pcs, size_t depth,
                                    uint32_t *ret);

/* Adds a copy of a record: to those alive, or to the freed ones. */
struct ht_error *ht_window_add_record(struct ht_window *window, const struct ht_record *record);

/* Adds a warning; code is a literal, the message is formatted into the arena. */
struct ht_error *ht_window_warn(struct ht_window *window, struct ht_arena *arena, const char *code, size_t line,
                                size_t column, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The most task names that are told apart; FreeRTOS devices have a few dozen. */
#define HT_TASKS_MAX 256

/* The number of a task's name, added when it is new; 0 when it is one too many. */
struct ht_error *ht_trace_intern_task(struct ht_trace *trace, const char *name, size_t length, uint32_t *ret);

/* How much a trace holds at a time. */
struct ht_trace_mark {
    size_t window_count, chain_count, task_count, spread_records, spread_pcs;
};

struct ht_trace_mark ht_trace_mark(const struct ht_trace *trace);

/* Takes away what was added since: a dump that could not be read whole leaves nothing behind. Needs no memory. */
void ht_trace_roll_back(struct ht_trace *trace, const struct ht_trace_mark *mark);

#endif
