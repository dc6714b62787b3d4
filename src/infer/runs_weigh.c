#include "infer/runs_weigh.h"

#include <float.h>
#include <math.h>

#include "infer/stats.h"

/*
 * A trace of operation begins when the device has started up; a section is traced when it runs for the first time, and
 * four times as often meets what is made at first use (stdio's locks, caches of a driver, buffers of a parser).
 */
#define FIRST_USE 4.0

/* First use is in the first run, or in a later one that takes another path, once in ten. */
#define LATER_SHARE 0.1

/*
 * Runs do the same work again: a cache or a table knows on the second time what the first one brought. One container in
 * fifty takes another entry all the same and drops none; three in ten replace the one of the run before.
 */
#define APPENDED_SHARE 0.02
#define REPLACED_SHARE 0.3

/* Memory that was freed is handed out again: a block of the same size gets the same address half of the time. */
#define REUSE 0.5

/* What lives on for a time that nobody knows outlives the whole series once in twenty. */
#define LASTING_SHARE 0.05

/* What a section allocates it frees before its end; one time in five it is in use by others still, and freed later. */
#define AFTER_END 0.2

/* So many events in one run: a loop in the section can make any number, each decade alike. */
static double of_count(double events)
{
    return -log(events * (events + 1));
}

struct ht_runs_tally ht_runs_count(const struct ht_runs_seen *seen)
{
    struct ht_runs_tally tally = {.first = seen->count, .all_alike = true};
    for (uint32_t i = 0; i < seen->count; i++) {
        tally.leaving += seen->events[i] > 0;
        tally.events += seen->events[i];
        tally.all_alike = tally.all_alike && seen->events[i] == seen->events[0];
        if (seen->events[i] && tally.first == seen->count)
            tally.first = i;
    }
    return tally;
}

/* The runs' counts: each for itself, and all as one. */
struct counts {
    double runs, leaving, events, each, alike;
    bool in_first;
};

static struct counts count(const struct ht_runs_seen *seen)
{
    struct ht_runs_tally tally = ht_runs_count(seen);
    struct counts c = {seen->count, fmax(tally.leaving, 1), fmax(tally.events, 1), 0, -INFINITY, tally.first == 0};
    for (uint32_t i = 0; i < seen->count; i++)
        c.each += seen->events[i] ? of_count(seen->events[i]) : 0;
    if (tally.all_alike && tally.events)
        c.alike = of_count(seen->events[0]);
    return c;
}

/* Some of the runs leave something, with a chance that is not known. */
static double some(const struct counts *c)
{
    return ht_log_any_share(c->leaving, c->runs - c->leaving) + c->each;
}

/* The chance that none of the earlier runs' blocks came again, had they been freed. */
static double unseen(const struct counts *c)
{
    return c->runs > 1 ? c->events * (c->runs - 1) / c->runs * log(REUSE) : 0;
}

static double counts_of_leak(const struct counts *c)
{
    return ht_log_add(log(1 - ht_partial_share) + c->alike, log(ht_partial_share) + some(c));
}

static double counts_of_transient(const struct counts *c)
{
    double present = ht_log_any_share(c->leaving, c->runs - c->leaving);
    return present + log(0.5) + ht_log_add(c->alike, c->each);
}

static double counts_of_bounded(const struct ht_prior *prior, const struct counts *c)
{
    if (c->runs < 2)
        return c->each;
    double sum = log(ht_partial_share) + some(c);
    if (c->leaving == 1)
        return ht_log_add(sum, log(0.5) + c->each);
    double room = fmax(1 - log(c->events) / log(prior->kept_most), DBL_MIN);
    sum = ht_log_add(sum, log(APPENDED_SHARE) + log(room) + c->alike);
    return ht_log_add(sum, log(REPLACED_SHARE) + c->alike + unseen(c));
}

static double counts_of_once(const struct counts *c)
{
    double n = c->events / c->leaving;
    double sum = log(FIRST_USE * (1 - ht_once_ratio)) + (n - 1) * log(ht_once_ratio) + (c->leaving - 1) * log(ht_doubt);
    return c->in_first ? sum : sum + log(LATER_SHARE);
}

/* Blocks of earlier runs whose addresses came again were freed in between; the last run's have no run behind them. */
static void weigh_reuse(const struct ht_runs_seen *seen, double events, double nats[HT_RIVALS])
{
    double reused = seen->reused, kept = fmax(events - seen->events[seen->count - 1], 0);
    nats[HT_RIVAL_LEAK] = kept > 0 ? log(ht_partial_share) + ht_log_any_share(kept, reused) : log(ht_doubt);
    nats[HT_RIVAL_TRANSIENT] = ht_log_any_share(kept, reused);
    nats[HT_RIVAL_BOUNDED] = log(REPLACED_SHARE) + ht_log_any_share(kept, reused);
    nats[HT_RIVAL_ONCE] = log(ht_doubt);
}

/* Of one owner's blocks some were freed within the section, and some were not. */
static void weigh_freed(const struct ht_runs_seen *seen, double events, double nats[HT_RIVALS])
{
    double any = ht_log_any_share(events, seen->freed);
    nats[HT_RIVAL_LEAK] += log(ht_partial_share) + any;
    nats[HT_RIVAL_TRANSIENT] += any;
    nats[HT_RIVAL_BOUNDED] += log(REPLACED_SHARE) + any;
    nats[HT_RIVAL_ONCE] += log(ht_partial_share) + any;
}

void ht_runs_weigh(const struct ht_prior *prior, const struct ht_runs_seen *seen, struct ht_weights *ret)
{
    struct counts c = count(seen);
    *ret = (struct ht_weights){0};
    for (int r = 0; r < HT_RIVALS; r++)
        ret->nats[HT_TERM_PRIOR][r] = log(prior->weight[r]);
    double *fate = ret->nats[HT_TERM_FATE];
    if (seen->reused) {
        weigh_reuse(seen, c.events, fate);
        return;
    }
    double *counts = ret->nats[HT_TERM_COUNTS];
    counts[HT_RIVAL_LEAK] = counts_of_leak(&c);
    bool known = prior->lifetime > 0 || prior->open_more > 0;
    counts[HT_RIVAL_TRANSIENT] = known ? counts_of_leak(&c) : counts_of_transient(&c);
    counts[HT_RIVAL_BOUNDED] = counts_of_bounded(prior, &c);
    counts[HT_RIVAL_ONCE] = counts_of_once(&c);
    /*
     * What is known to live for a while, or as long as somebody likes (a connection in TIME_WAIT), each run leaves just
     * as it does what leaks, and it need not be freed before the next one.
     */
    if (!known) {
        counts[HT_RIVAL_TRANSIENT] += log(AFTER_END);
        fate[HT_RIVAL_TRANSIENT] = log(LASTING_SHARE + (1 - LASTING_SHARE) * exp(unseen(&c)));
    }
    if (seen->freed)
        weigh_freed(seen, c.events, fate);
}
