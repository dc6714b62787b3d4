/*
 * Facts: what the bursts of a draft tell, in numbers, before anybody decides: how many, how old, how they are spread,
 * whether they grow with the window, and what two looks at one trace show.
 */
#ifndef HT_INFER_FACTS_H
#define HT_INFER_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/finding.h"
#include "infer/growth.h"
#include "model/trace.h"

/* The longest known lifetime of a block that will be freed: TIME_WAIT, twice CONFIG_LWIP_TCP_MSL (60 s). */
#define HT_LONGEST_LIFETIME 120.0

/* What is known of each window besides its records. */
struct ht_verdict_window {
    double seconds;       /* 0: unknown */
    uint32_t cpu_hz;      /* the clock that cycles are counted by, never 0; the fastest it can be if it is not known */
    const uint64_t *ages; /* of each record: cycles that have passed at least until the window's end */
    bool looked_again;    /* a later look at the same trace follows: what stands in it here was freed before that */
    const uint8_t *seen;  /* of each record: an earlier look showed it; NULL: there was none */
    double seen_seconds;  /* time between that look and this one; 0: unknown */
};

struct ht_verdict_context {
    struct ht_arena *arena;
    const struct ht_trace *trace;
    const struct ht_verdict_window *windows; /* as many as the trace has */
    uint32_t connections;                    /* that are open, as far as sessions and sockets tell */
};

/* What one look at the bursts of a draft tells. */
struct ht_facts {
    uint32_t bursts;    /* all windows */
    uint32_t most;      /* in one window */
    uint32_t window;    /* that window */
    double seconds;     /* its length; 0: unknown */
    uint32_t older;     /* bursts certainly older than the lifetime asked about, all windows */
    double u;           /* Laplace's U of that window's bursts, by the time that has passed at least */
    double u_late;      /* beyond this they bunch at its end */
    double first, last; /* where its first and its last burst stand in that window, 0 to 1, by the same time */
    bool clocked;       /* that time is known well enough to tell that bursts stopped */
    bool churn;         /* they are the newest entries of something that drops older ones (infer/churn.h) */
    double oldest;      /* seconds the oldest burst is certainly old */
    bool looks;         /* there are two looks at one trace */
    uint32_t survived;  /* bursts that both looks show */
    uint32_t joined;    /* bursts that came after the earlier look */
    uint32_t freed;     /* bursts that only the earlier look shows */
    double between;     /* seconds between the looks; 0: unknown */
    bool grows_known;   /* windows of different lengths could be compared */
    struct ht_growth growth;
};

/* lifetime: seconds after which a burst counts as old. */
struct ht_error *ht_facts_look(const struct ht_verdict_context *context, const struct ht_draft *draft, double lifetime,
                               struct ht_facts *ret);

/* Do the bursts bunch at the window's end, beyond chance? What will be freed does. */
bool ht_facts_late(const struct ht_facts *facts);

/* At its start, as far as the counters can tell? */
bool ht_facts_early(const struct ht_facts *facts);

/* Neither. */
bool ht_facts_uniform(const struct ht_facts *facts);

/* Is half of a spread-out draft older than the longest lifetime? */
bool ht_facts_old(const struct ht_facts *facts);

/* Does a longer window certainly hold more of it? */
bool ht_facts_grow(const struct ht_facts *facts);

#endif
