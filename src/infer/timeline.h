/*
 * Timeline: when the records of a window were made, as far as the dump can tell.
 *
 * The cycle counters tell the time between two records of one core modulo 2^32 cycles, and stop in sleep. What they
 * count is never more than what has passed. The rest of the window is missing time: it hides in pauses that may be
 * longer than they look. How it is spread over them is not known, and every way is taken for equally likely
 * (Dirichlet's distribution), so that the place of a record follows a beta distribution. Where more is missing than
 * such pauses hide, the counter may as well stop in sleep, and any pause hide time: both are taken for equally likely.
 * Exact times (t_us) leave only the pauses before the first record and after the last one; where it is told when the
 * window began, none.
 */
#ifndef HT_INFER_TIMELINE_H
#define HT_INFER_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/trace.h"

/* Records so far apart, in seconds, are of different events. */
#define HT_EVENT_SECONDS 0.01

struct ht_timeline {
    double seconds;       /* length of the window; 0: unknown */
    double hz;            /* cycles a second, at most */
    double records;       /* how many live ones */
    double counted;       /* seconds that certainly passed between its first record and its last */
    bool exact;           /* its records bring times */
    bool censored;        /* its oldest records were lost: time before the first record was not observed */
    bool sleeping;        /* more time is missing than long pauses hide: the counters may stop in sleep */
    bool tells;           /* there is a clock, and the window's length is known */
    const double *at;     /* of each record: seconds that certainly passed since the first one */
    const double *pauses; /* of each record: pauses before it that hide time, each as likely as it does, and the one
                             before the first record */
    double pause_count;   /* all of them, and the one after the last record */
    const double *naps;   /* the same as pauses, of all that hide time when the counter sleeps */
    double nap_count;
    double ahead;        /* seconds that certainly passed before its first record, as an earlier look shows */
    double pauses_ahead; /* pauses there that hide time */
    double naps_ahead;   /* the same, when the counter sleeps */
};

/* What is told of a window's length and clock. */
struct ht_timeline_window {
    double seconds;  /* 0: unknown */
    uint32_t cpu_hz; /* the fastest that the counter can run, never 0 */
    bool censored;
};

/* Makes the timeline of a window, in the arena. Freed records mark the time like others. */
struct ht_error *ht_timeline_make(struct ht_arena *arena, const struct ht_window *window,
                                  const struct ht_timeline_window *facts, struct ht_timeline *ret);

/*
 * Of two looks at one trace the earlier one shows what had passed before a record that both have: there it stands, and
 * here in the later one. Where that lost its oldest records nothing is added.
 */
void ht_timeline_follow(const struct ht_timeline *earlier, size_t there, struct ht_timeline *later, size_t here);

/* Cycles from one record of a core to the next one; 0 for a record that was interrupted by the one before it. */
double ht_cycles_between(const struct ht_record *from, const struct ht_record *to);

/* Its oldest records turn out to be lost: what is known of the time before its first record is void. */
void ht_timeline_censor(struct ht_timeline *timeline);

/*
 * Seconds observed: the window; when it is censored, by exact times, or the middle between what is counted and that.
 */
double ht_timeline_observed(const struct ht_timeline *timeline);

/* A fraction that is not known: places from 0 to 1, each with its probability. */
enum { HT_SPREAD_PLACES = 32 };
struct ht_spread {
    double place[HT_SPREAD_PLACES], weight[HT_SPREAD_PLACES];
    size_t count;
};

/* Which part of the observed span had passed when a record was made. Only where the timeline tells. */
void ht_timeline_before(const struct ht_timeline *timeline, uint32_t record, struct ht_spread *ret);

/*
 * The same of the first and the last of some records, in order, if they were made at any time alike. Pauses between
 * them tell nothing of where they are: they are as long as the events are apart.
 */
void ht_timeline_edges(const struct ht_timeline *timeline, const uint32_t *records, size_t count,
                       struct ht_spread *first, struct ht_spread *last);

/* Its mean, and its standard deviation. */
double ht_spread_mean(const struct ht_spread *spread);
double ht_spread_deviation(const struct ht_spread *spread);

#endif
