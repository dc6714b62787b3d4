/*
 * What was seen of a group in the runs of a section, and how it is told.
 */
#ifndef HT_INFER_RUNS_OBSERVE_H
#define HT_INFER_RUNS_OBSERVE_H

#include "base/error.h"
#include "base/strbuf.h"
#include "infer/group.h"
#include "infer/runs_weigh.h"

/*
 * Adds the group's events in each run to what was observed (seen->runs, in the trace's arena); adds nothing where the
 * windows are no runs, or are looks, which tell more. Of one trace with several runs, as is told (input->events), what
 * comes as often as it ran, or a multiple of that, was left behind by each of them.
 */
struct ht_error *ht_runs_observe(const struct ht_group_input *input, const struct ht_group *group,
                                 struct ht_observation *seen);

/* "each of 20 runs left 1 behind" */
void ht_runs_say_counts(const struct ht_runs_seen *seen, struct ht_strbuf *text);

/* "no later run got their addresses: …"; nothing when there is nothing to be told. */
void ht_runs_say_fate(const struct ht_runs_seen *seen, struct ht_strbuf *text);

/* What would decide. */
void ht_runs_say_decider(const struct ht_runs_seen *seen, struct ht_strbuf *text);

#endif
