/*
 * Runs weighed: how well each rival explains what the runs of a section left behind.
 *
 * There is no rate, and one run proves little, for what is made at first use is made in the first run. What each of
 * several runs leaves behind is lost, unless a later run gets the same address: then it was freed between the two.
 */
#ifndef HT_INFER_RUNS_WEIGH_H
#define HT_INFER_RUNS_WEIGH_H

#include <stdbool.h>
#include <stdint.h>

#include "infer/rivals.h"

/* A group's events in each run of a section. */
struct ht_runs_seen {
    const uint32_t *events; /* that are alive at the end of each run */
    uint32_t count;         /* of the runs; 0: this is no section */
    uint32_t reused;        /* more events, whose addresses came again in a later run */
    uint32_t freed;         /* more events that were freed within a run, as the dump tells */
    bool same;              /* each run that leaves anything leaves the same blocks, however many: one event each */
    bool told;              /* the runs stand in one trace, and the user told how many there were */
};

struct ht_runs_tally {
    uint32_t leaving, first; /* runs that left anything, and the first of them, from 0; the count: none */
    uint32_t events;         /* in all runs */
    bool all_alike;          /* each run left the same number of events */
};

struct ht_runs_tally ht_runs_count(const struct ht_runs_seen *seen);

/* Weighs a group of a section, as ht_rivals_weigh() does one of a window. */
void ht_runs_weigh(const struct ht_prior *prior, const struct ht_runs_seen *seen, struct ht_weights *ret);

#endif
