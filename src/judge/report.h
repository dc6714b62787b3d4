/*
 * The report: everything the writers show, decided and sorted. Writers turn it into text and decide nothing.
 *
 * Plain data. Arrays and strings live in the run's arena. Sizes are bytes asked for unless named heap_bytes.
 */
#ifndef HT_JUDGE_REPORT_H
#define HT_JUDGE_REPORT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "infer/judgement.h"
#include "infer/signatures.h"
#include "judge/config.h"
#include "model/frame.h"
#include "model/trace.h"
#include "symbols/chips.h"

/* A number that is not known stands as NAN. */
#define HT_NOT_KNOWN ((double)NAN)
#define HT_NO_BURST UINT32_MAX
#define HT_NO_FINDING UINT32_MAX
#define HT_NO_LOCATION UINT32_MAX

enum ht_chain_end { HT_CHAIN_END_NONE, HT_CHAIN_END_DEPTH, HT_CHAIN_END_UNWOUND };

/* How a window was traced. */
enum ht_way {
    HT_WAY_WINDOW,  /* minutes of ordinary operation */
    HT_WAY_SECTION, /* a section of code */
    HT_WAY_RUN,     /* one of several runs of it */
    HT_WAY_LOOK,    /* one of several looks at a running trace */
    HT_WAY_ALL,     /* a window whose freed records stand there too (HEAP_TRACE_ALL) */
    HT_WAY_HOST     /* all events sent to a host */
};

/* How the fields of a window that the analysis adds read; parallel to trace->windows. */
struct ht_report_window {
    uint64_t bytes, heap_bytes, internal_bytes, psram_bytes;
    double seconds;        /* length after -w, the field and the name were asked; 0: unknown */
    uint32_t cpu_hz;       /* after --cpu-mhz, the dump and the chip were asked; 0: unknown */
    bool cpu_hz_known;     /* false: the chip's default */
    bool full;             /* as many records as the device has room for: very likely overflowed */
    bool censored;         /* its oldest records were lost, as far as the dump, its first event and looks tell */
    bool forgot;           /* the look before it tells so: nothing is left of the oldest records there */
    double paused;         /* seconds before its end in which only frees were recorded, part of them; 0: none */
    double observed;       /* seconds observed: the length, or less when it is censored; 0: unknown */
    uint32_t trace;        /* windows that look at one running trace share a number */
    enum ht_way way;       /* of tracing */
    uint32_t run;          /* of a section of code, from 1 on; 0: it is a window of ordinary operation */
    bool superseded;       /* a later look at the same trace follows: rates and totals rest on that one */
    bool repeated;         /* it holds the same records as another window: it was given twice */
    uint32_t *findings;    /* of each record: the finding's number */
    uint32_t *bursts;      /* of each record: the burst's number, unique in the report; HT_NO_BURST outside any */
    double *times;         /* of each record: seconds since the first one, NAN where not known; NULL: none known */
    uint8_t *memory;       /* of each record: enum ht_memory */
    const uint32_t *twins; /* of each record: its place in the look that shows it again and counts it, or HT_NO_TWIN
                              (infer/survival.h); NULL: there is no later look */
};

struct ht_size_count {
    uint32_t size, count;
};

struct ht_size_range {
    uint32_t min, max, count;
};

/* Somebody who frees blocks. */
struct ht_freer {
    const struct ht_location *location; /* or NULL: no frame tells */
    uint32_t pc;
    uint32_t count; /* of the blocks */
};

enum { HT_FREERS_MAX = 4 };

/* What became of blocks that were freed in their window. */
struct ht_fate {
    uint32_t freed;
    uint64_t freed_bytes;
    struct ht_freer freers[HT_FREERS_MAX]; /* most blocks first; of blocks beyond theirs the dump does not tell, or it
                                              was somebody else */
    uint32_t freer_count;
    uint32_t timed;                               /* blocks whose lives are known */
    double life_shortest, life_longest, life_sum; /* in seconds */
};

struct ht_report_chain {
    uint32_t count;
    uint64_t bytes;
    struct ht_size_count *sizes; /* ascending */
    size_t size_count;
    uint32_t finding; /* the finding that holds most of its records; HT_NO_FINDING without records */
    enum ht_chain_end end;
    uint32_t owner_frame; /* index in the chain of the owner's frame (infer/attribution.h); depth: all are allocators */
    uint32_t owner_location; /* the owner among that frame's locations */
};

/* A finding's part of a chain. */
struct ht_chain_share {
    uint32_t finding, chain, count;
    uint64_t bytes, heap_bytes;
    struct ht_size_count *sizes; /* ascending */
    size_t size_count;
};

/* A multiset of sizes that bursts leave behind. */
struct ht_fingerprint {
    struct ht_size_count *sizes; /* ascending; those that are the same in every burst */
    size_t size_count;
    struct ht_size_range *ranges; /* those that vary */
    size_t range_count;
    uint64_t bytes;      /* of one burst; with ranges the mean */
    uint64_t heap_bytes; /* what the allocator takes for it */
    uint32_t bursts;     /* whole ones */
    uint32_t partial;    /* cut by overflow or by the end of the window */
    const char *label;   /* what the sizes tell ("ISRG Root X1"), or NULL */
};

struct ht_advice {
    const char *message;
    const char *url; /* or NULL */
};

struct ht_rate {
    double bytes_per_hour; /* NAN: unknown */
    double heap_bytes_per_hour;
    bool lower_bound;
    double low, high; /* 95 % interval, or NAN */
};

struct ht_per_window {
    uint32_t window, count, bursts;
    uint64_t bytes;
};

enum ht_baseline_state {
    HT_BASELINE_NONE,
    HT_BASELINE_NEW,
    HT_BASELINE_GROWN,
    HT_BASELINE_SAME,
    HT_BASELINE_SHRUNK,
    HT_BASELINE_GONE, /* of no finding: what a report has is there */
    HT_BASELINE_STATES
};

/* A function on the way of a chain. */
struct ht_place {
    uint32_t frame;    /* place in the chain; past its end: nowhere */
    uint32_t location; /* among what reports show of the frame (ht_frame_shown()), or HT_NO_LOCATION */
};

#define HT_NOWHERE ((struct ht_place){UINT32_MAX, HT_NO_LOCATION})

/* Who plays which part in one chain of a finding. */
struct ht_chain_roles {
    uint32_t chain;
    struct ht_place owner; /* where the finding's owner stands, else the first frame that is no allocator's */
};

#define HT_EXCERPT_LINES 3

/* Lines of a source, the location's among them. */
struct ht_excerpt {
    const struct ht_location *location;
    uint32_t first; /* number of the first line */
    const char *lines[HT_EXCERPT_LINES];
    unsigned count;
    bool newer; /* the source was changed after the ELF was written */
};

struct ht_finding {
    uint32_t number; /* what every format calls it: from 1, by its place in the whole report */
    const char *key; /* the same across builds: made of functions, not of PCs or lines */
    enum ht_verdict verdict;
    enum ht_confidence confidence;
    double probability[HT_RIVALS]; /* of each rival explanation (infer/judgement.h) */
    const char *title;
    const char *rule;                 /* id of the signature, or NULL */
    const struct ht_signature *known; /* the leak that it is, or looks like, by who allocates; or NULL */
    const char *event;                /* what brings a burst about ("TLS handshake"), or NULL */
    const char *name;                 /* the owner's, short enough for a headline, or NULL */
    const struct ht_location *owner;  /* who is to blame, or NULL when no frame tells */
    const struct ht_excerpt *excerpt; /* of the source at the owner, or at the project's function; or NULL */
    const struct ht_location
        *project; /* the project's function that asked for most of it, perhaps the owner; or NULL */
    uint32_t cut; /* the depth at which most of its chains end in plumbing, and their callers are cut off; 0: none is */
    uint32_t count;
    uint64_t bytes, heap_bytes;
    uint64_t psram_bytes;                /* of bytes, those in PSRAM */
    uint32_t bursts;                     /* events that left records, partial ones included */
    struct ht_fingerprint *fingerprints; /* by bursts, then bytes, descending */
    size_t fingerprint_count;
    double bytes_per_burst; /* NAN without a whole burst */
    double heap_bytes_per_burst;
    struct ht_rate rate;
    struct ht_per_window *per_window; /* one a window that holds records of it */
    size_t per_window_count;
    struct ht_evidence *evidence;
    size_t evidence_count;
    struct ht_advice *advice;
    size_t advice_count;
    const char *suppressed_by; /* the pattern, or NULL */
    enum ht_baseline_state baseline_state;
    double baseline_bytes_per_burst, baseline_bytes_per_hour;
    struct ht_fate *fate; /* of blocks of its chains that were freed; NULL: none was, as far as a dump tells */
    struct ht_chain_share *chains; /* its parts of its chains, by bytes descending */
    size_t chain_count;
    const struct ht_chain_roles *roles; /* of each chain that holds records of it, ascending by chain */
    size_t role_count;
};

struct ht_verdict_total {
    uint32_t findings, count;
    uint64_t bytes;
};

struct ht_summary {
    struct ht_verdict_total totals[HT_VERDICT_COUNT];
    uint32_t suppressed;    /* of the findings told leak */
    const char *event;      /* what brings about the bursts of all leaks ("TLS handshake"), or NULL */
    double bytes_per_burst; /* sums over the leaks; NAN: unknown, 0 without a leak */
    double heap_bytes_per_burst;
    double bytes_per_hour, heap_bytes_per_hour;
    bool rate_lower_bound;
    double heap_bytes_per_hour_low, heap_bytes_per_hour_high; /* 95 % interval; NAN: unknown */
    uint64_t events;                                          /* --events, or 0 */
    uint64_t heap_drop;                                       /* --heap-drop, or 0 */
    double heap_drop_explained;          /* share of it that the live blocks of the trace take; NAN: not asked */
    double heap_drop_leaked;             /* share of it that the leaks take; NAN: not asked */
    uint64_t free_heap;                  /* --free-heap, or 0 */
    double projected_exhaustion_seconds; /* until the leaks have taken it; NAN: not asked or not known */
    double projected_earliest, projected_latest; /* by the interval of the rate; NAN: not known, latest also: never */
};

/* What a doubt is about, in JSON reports too. */
#define HT_DOUBT_OVERFLOW "overflow"       /* the device's buffer overflowed, or is full */
#define HT_DOUBT_REPEATED "same-window"    /* a window was given twice */
#define HT_DOUBT_BROKEN "broken-off"       /* the dump broke off */
#define HT_DOUBT_MISSING "missing-records" /* records that the dump counts could not be read */
#define HT_DOUBT_NOTHING "nothing-traced"  /* no record, and no sign that anything was traced */
#define HT_DOUBT_ELF "elf-differs"         /* the ELF does not fit the dump */
#define HT_DOUBT_ELF_UNSURE "elf-doubtful" /* perhaps it does not */
#define HT_DOUBT_CHIP "chip-differs"       /* dumps, or ELF and dump, of several chips */
#define HT_DOUBT_RELEASE "release-differs" /* dumps, or ELF and dump, of several firmwares */
#define HT_DOUBT_FOREIGN "build-differs"   /* compared with a build of another project or chip */
#define HT_DOUBT_UNRESOLVED "unresolved"   /* more than 5 % of the PCs have no name */

/* Why the evidence cannot be trusted wholly. */
struct ht_doubt {
    const char *code;    /* one of those above */
    const char *path;    /* of the dump or ELF, or NULL */
    const char *message; /* one sentence without a full stop */
    bool warned;         /* a warning of its window says it already */
};

struct ht_gate_result {
    const char *condition;
    bool met;
    double actual, limit; /* NAN: none */
    const char *message;  /* what was found, met or not: "1: 1,632 B in 84 blocks, in lose" */
};

struct ht_suppression_result {
    const char *pattern;
    uint32_t matches; /* leaks that it fits */
    const char *path; /* where it stands */
    size_t line;
};

/* Which firmware was traced (judge/firmware.h). */
struct ht_report_firmware {
    struct ht_firmware facts;
    const char *elf_sha256; /* hex digits that the dumps tell, a prefix or all, or NULL */
    const char *source;     /* who told first: "dump", "log" of a boot, "elf"; NULL: nobody */
};

struct ht_report {
    const struct ht_trace *trace;
    const struct ht_frames *frames;
    const struct ht_chip *chip; /* or NULL */
    struct ht_report_firmware firmware;
    const struct ht_config *config;   /* that it was built with, or NULL */
    struct ht_report_window *windows; /* as many as trace->window_count */
    uint32_t run_count;               /* of a section of code, as all windows are; 0: none is */
    struct ht_report_chain *chains;   /* as many as trace->chains.count */
    struct ht_fate **fates;           /* of each chain, or NULL; NULL: no dump holds freed records */
    struct ht_finding *findings;      /* leaks, unknown, transient, retained ones; each by bytes */
    size_t finding_count;
    struct ht_doubt *doubts; /* told above the findings; --strict fails on them */
    size_t doubt_count;
    struct ht_gate_result *gate;
    size_t gate_count;
    struct ht_suppression_result *suppressions;
    size_t suppression_count;
    const struct ht_signature **idle; /* those of the user's that fit nothing */
    size_t idle_count;
    const char *baseline_path; /* or NULL */
    const char **baseline_gone;
    size_t baseline_gone_count;
    struct ht_summary summary;
};

/* The names that the JSON report and the options use: "leak", "high", "yes"… */
const char *ht_verdict_name(enum ht_verdict verdict);
const char *ht_confidence_name(enum ht_confidence confidence);
const char *ht_match_name(enum ht_match match);
const char *ht_chain_end_name(enum ht_chain_end end);
const char *ht_call_sites_name(enum ht_call_sites call_sites);
const char *ht_evidence_kind_name(enum ht_evidence_kind kind);
const char *ht_baseline_state_name(enum ht_baseline_state state);
const char *ht_memory_name(enum ht_memory memory);
const char *ht_frame_role_name(enum ht_frame_role role);
const char *ht_frame_source_name(enum ht_frame_source source);
const char *ht_way_name(enum ht_way way);
const char *ht_dump_format_name(enum ht_dump_format format);

/* Is it told leak, and not suppressed? */
static inline bool ht_finding_is_open_leak(const struct ht_finding *finding)
{
    return finding->verdict == HT_VERDICT_LEAK && !finding->suppressed_by;
}

/* Has the report such a leak, in a view of it too? */
static inline bool ht_summary_has_open_leak(const struct ht_summary *summary)
{
    return summary->totals[HT_VERDICT_LEAK].findings > summary->suppressed;
}

/* The project's function that called a finding's owner; NULL where it is the owner itself, or not known. */
const struct ht_location *ht_finding_caller(const struct ht_finding *finding);

/* Where a finding's owner stands in one of its chains; HT_NOWHERE without a known owner. */
struct ht_place ht_finding_owner_in(const struct ht_finding *finding, uint32_t chain);

/*
 * The same, but where the finding has no known owner, or is NULL, where the owner stands by the chain alone
 * (infer/attribution.h); HT_NOWHERE when all of it are allocators.
 */
struct ht_place ht_report_owner_in(const struct ht_report *report, const struct ht_finding *finding, uint32_t chain);

/* What stands at a place of a chain; NULL when that is nowhere, or no frame tells. */
const struct ht_location *ht_report_location(const struct ht_report *report, uint32_t chain, struct ht_place place);

/* One more than the highest number of a burst: room for something of each; 0 without bursts. */
size_t ht_report_burst_count(const struct ht_report *report);

/*
 * What the leaks lose together at each event: not known when they come with different ones, whose bytes do not add up;
 * 0 without a leak.
 */
double ht_report_bytes_per_event(const struct ht_report *report);

/* Is there neither a record nor a sign that anything was traced? After ht_report_doubt(). */
bool ht_report_is_empty(const struct ht_report *report);

/*
 * Bytes that the heap takes for size bytes: TLSF (ESP-IDF v4.3 on) rounds up to 4, gives at least 12, and puts a
 * 4-byte header before each block (components/heap/tlsf).
 */
uint64_t ht_heap_bytes(uint32_t size);

#endif
