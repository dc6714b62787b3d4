#include "infer/timeline.h"

#include <math.h>

/* Cycles until a counter is where it was. */
#define WRAP 4294967296.0

/*
 * A pause that hides whole wraps looks as long as any part of one: its density is 1/wrap. One that hides none is of any
 * length from a tenth of a second to a hundred, log-uniform: its density is 1/(7 g). The first is as likely as the
 * second at a seventh of a wrap, and more so beyond.
 */
#define HIDING_SHARE 0.145

/* When the counter stops in sleep each pause of this length between events may hide time. */
#define NAP_SECONDS 0.001

/*
 * How much more time is missing than pauses between events hide, where that is none of their doing: as a part of the
 * window; or twice the standard deviation, where no pause shows so much of a wrap that it may hide all that is missing:
 * one that hides wraps shows less once in five times.
 */
#define MISSING_MORE 0.3
#define MISSING_DEVIATIONS 2.0
#define SHOWN_LITTLE 0.2

/*
 * What lives for a moment is alive at the end of a window only, so that pauses there are many. They say nothing of how
 * long ago the last event was: one pause may hide what is missing.
 */
#define PAUSES_AFTER_LAST 1.0

/* Closer to the one before than three of four are by chance, a record may belong to it. */
#define APART_SHARE 0.25

/*
 * trace_malloc() reads the counter before it allocates (components/heap/include/heap_trace.inc), and the record is
 * written behind it: a task that is interrupted between them by another one that allocates is so far behind it at most,
 * 17 ms at 240 MHz. What is farther behind has come round.
 */
#define INTERRUPT_CYCLES (UINT32_C(1) << 22)

/* A walk over live and freed records in the order in which they were made. */
struct walk {
    const struct ht_window *window;
    size_t live, freed;
};

/* The next record, or NULL. */
static const struct ht_record *next_record(struct walk *walk)
{
    const struct ht_window *window = walk->window;
    const struct ht_record *live = walk->live < window->record_count ? &window->records[walk->live] : NULL;
    const struct ht_record *freed = walk->freed < window->freed_count ? &window->freed[walk->freed] : NULL;
    if (!live || (freed && freed->index < live->index)) {
        walk->freed += freed != NULL;
        return freed;
    }
    walk->live++;
    return live;
}

/* Which pauses hide time: those of so many seconds, one that is even as likely as not. */
struct hiding {
    double shortest, even;
};

/*
 * Seconds since the first record, from exact times or from the counters of both cores, of the live records; freed ones
 * mark the time, too. Returns how many pauses hide time. Those before the first record and after the last one are like
 * their neighbours: what is alive for a moment stands at the end, one close behind the other.
 */
static double count_time(const struct ht_window *window, double hz, bool exact, struct hiding hiding, double *at,
                         double *pauses)
{
    const struct ht_record *last[2] = {NULL, NULL}, *first = NULL, *record;
    struct walk walk = {.window = window};
    double passed[2] = {0, 0}, now = 0, before = 0, count = 0, first_pause = 1, last_pause = 1;
    bool pauses_seen = false;
    while ((record = next_record(&walk))) {
        unsigned core = record->cpu & 1;
        first = first ? first : record;
        if (exact)
            now = fmax(now, (double)(record->t_us - first->t_us) / 1e6);
        else if (last[core])
            now = fmax(now, passed[core] + ht_cycles_between(last[core], record) / hz);
        if (now - before >= hiding.shortest) {
            double hides = (now - before) / (now - before + hiding.even);
            count += hides;
            if (now - before >= HT_EVENT_SECONDS) {
                first_pause = pauses_seen ? first_pause : hides;
                last_pause = hides;
                pauses_seen = true;
            }
        }
        last[core] = record;
        passed[core] = before = now;
        if (!record->freed) {
            at[walk.live - 1] = now;
            pauses[walk.live - 1] = count;
        }
    }
    for (size_t i = 0; i < window->record_count; i++)
        pauses[i] += first_pause;
    return count + first_pause + last_pause;
}

static bool has_times(const struct ht_window *window)
{
    struct walk walk = {.window = window};
    const struct ht_record *record;
    while ((record = next_record(&walk))) {
        if (record->t_us < 0)
            return false;
    }
    return window->record_count > 0;
}

/* e^(gamma - 1), of pauses at random. */
#define EVEN_SHARE 0.655

/*
 * How many pauses between events there are, counted by how even they are: the exponential of the entropy of their
 * shares, which is EVEN_SHARE of their number for events at random. A loop at the start, and one event at
 * the end, are few pauses, not many.
 */
static double count_even(const double *at, size_t count)
{
    double sum = 0, pauses = 0, entropy = 0;
    for (size_t i = 1; i < count; i++) {
        double pause = at[i] - at[i - 1];
        sum += pause >= HT_EVENT_SECONDS ? pause : 0;
        pauses += pause >= HT_EVENT_SECONDS;
    }
    for (size_t i = 1; i < count; i++) {
        double share = (at[i] - at[i - 1]) / sum;
        entropy -= at[i] - at[i - 1] >= HT_EVENT_SECONDS ? share * log(share) : 0;
    }
    return fmin(pauses, exp(entropy) / EVEN_SHARE);
}

static double longest_pause(const struct ht_timeline *timeline)
{
    double longest = 0;
    for (size_t i = 1; i < (size_t)timeline->records; i++)
        longest = fmax(longest, timeline->at[i] - timeline->at[i - 1]);
    return longest;
}

/*
 * Is more time missing than wraps hide? With events at random, one every m seconds, pauses hide whole wraps of w for
 * (w/m) / (e^(w/m) - 1) of the time, and each shows any part of one, with a standard deviation of w/sqrt(12) at most.
 */
static bool is_sleeping(const struct ht_timeline *timeline, double wrap)
{
    double events = 1 + count_even(timeline->at, (size_t)timeline->records), folds = wrap * events / timeline->seconds;
    double more = MISSING_MORE;
    if (longest_pause(timeline) < SHOWN_LITTLE * wrap)
        more = fmin(more, MISSING_DEVIATIONS * folds / sqrt(12 * events));
    return 1 - timeline->counted / timeline->seconds > folds / expm1(folds) + more;
}

struct ht_error *ht_timeline_make(struct ht_arena *arena, const struct ht_window *window,
                                  const struct ht_timeline_window *facts, struct ht_timeline *ret)
{
    size_t count = window->record_count;
    double *at = ht_arena_array(arena, count, sizeof *at);
    double *pauses = ht_arena_array(arena, count, sizeof *pauses);
    double *naps = ht_arena_array(arena, count, sizeof *naps);
    struct ht_timeline timeline = {
        .seconds = facts->seconds,
        .hz = facts->cpu_hz,
        .records = (double)count,
        .exact = has_times(window),
        .censored = facts->censored,
        .at = at,
        .pauses = pauses,
        .naps = naps,
    };
    if (!at || !pauses || !naps)
        return ht_error_nomem();
    double wrap = WRAP / facts->cpu_hz;
    struct hiding wraps = {timeline.exact ? INFINITY : 0, HIDING_SHARE * wrap};
    timeline.pause_count = count_time(window, timeline.hz, timeline.exact, wraps, at, pauses);
    timeline.counted = count ? at[count - 1] : 0;
    if (!timeline.exact && facts->seconds > 0) {
        timeline.nap_count = count_time(window, timeline.hz, false, (struct hiding){NAP_SECONDS, 0}, at, naps);
        timeline.sleeping = timeline.counted >= HT_EVENT_SECONDS && is_sleeping(&timeline, wrap);
    }
    timeline.tells = facts->seconds > 0 && (timeline.exact || timeline.counted > 0) && !window->unordered;
    if (count && !timeline.censored) { /* else the pause before the first record was not observed */
        timeline.pauses_ahead = pauses[0];
        timeline.naps_ahead = naps[0];
    }
    if (timeline.exact && window->began_us >= 0) { /* then nothing of the time before it is missing */
        struct walk walk = {.window = window};
        timeline.ahead = fmax(0, (double)(next_record(&walk)->t_us - window->began_us) / 1e6);
        timeline.pauses_ahead = timeline.naps_ahead = 0;
    }
    *ret = timeline;
    return NULL;
}

double ht_cycles_between(const struct ht_record *from, const struct ht_record *to)
{
    uint32_t cycles = to->ccount - from->ccount, back = from->ccount - to->ccount;
    return back < INTERRUPT_CYCLES ? 0 : (double)cycles;
}

void ht_timeline_follow(const struct ht_timeline *earlier, size_t there, struct ht_timeline *later, size_t here)
{
    double ahead = earlier->ahead + earlier->at[there] - later->at[here];
    if (later->censored || !later->tells || !earlier->tells || ahead <= 0 || later->counted + ahead > later->seconds)
        return;
    later->ahead = ahead;
    later->pauses_ahead = fmax(0, earlier->pauses_ahead + earlier->pauses[there] - earlier->pauses[0] -
                                      (later->pauses[here] - later->pauses[0]));
    later->naps_ahead =
        fmax(0, earlier->naps_ahead + earlier->naps[there] - earlier->naps[0] - (later->naps[here] - later->naps[0]));
}

void ht_timeline_censor(struct ht_timeline *timeline)
{
    timeline->censored = true;
    timeline->ahead = timeline->pauses_ahead = timeline->naps_ahead = 0;
}

double ht_timeline_observed(const struct ht_timeline *timeline)
{
    double missing = fmax(0, timeline->seconds - timeline->counted);
    if (!timeline->censored)
        return timeline->counted + missing;
    /* Time before the first record was not observed. Exact times leave one pause more, like the others. */
    return timeline->counted + (timeline->exact ? fmin(missing, timeline->counted / timeline->records) : missing / 2);
}

/*
 * The integral of x^(power - 1) over one of equal parts of 0..1, but for a factor, as a logarithm: exact where it may
 * have a pole at 0.
 */
static double log_power(double from, double to, double power)
{
    if (power >= 1)
        return (power - 1) * log(from + to);
    from = fmax(from, 0);
    return log(pow(to, power) - pow(from, power));
}

/* Adds places: so much has certainly passed, and a part of what is missing, with so many pauses before and after. */
static void add_places(double certain, double span, double before, double after, double share, size_t places,
                       struct ht_spread *ret)
{
    if (before <= 0) {
        ret->place[ret->count] = fmin(certain, 1);
        ret->weight[ret->count++] = share;
        return;
    }
    double all = before + after, mean = before / all, deviation = sqrt(before * after / (all * all * (all + 1)));
    double low = fmax(0, mean - 5 * deviation), high = fmin(1, mean + 5 * deviation), sum = 0, peak = -INFINITY;
    double *place = ret->place + ret->count, *weight = ret->weight + ret->count, step = (high - low) / (double)places;
    for (size_t k = 0; k < places; k++) {
        double from = low + step * (double)k, to = from + step;
        place[k] = fmin(1, certain + span * (from + to) / 2);
        weight[k] = log_power(from, to, before) + log_power(1 - to, 1 - from, after);
        peak = fmax(peak, weight[k]);
    }
    for (size_t k = 0; k < places; k++)
        sum += weight[k] = exp(weight[k] - peak);
    for (size_t k = 0; k < places; k++)
        weight[k] *= share / sum;
    ret->count += places;
}

/* What may hide before a record and after it: pauses, and naps. */
struct sides {
    double before[2], after[2];
};

static struct sides sides_of(const struct ht_timeline *timeline, uint32_t record)
{
    const double *passed[] = {timeline->pauses, timeline->naps}, all[] = {timeline->pause_count, timeline->nap_count};
    const double ahead[] = {timeline->pauses_ahead, timeline->naps_ahead};
    struct sides sides;
    for (int k = 0; k < 2; k++) {
        sides.before[k] = ahead[k] + passed[k][record] - passed[k][0];
        sides.after[k] = all[k] - passed[k][record];
    }
    return sides;
}

static void spread(const struct ht_timeline *timeline, uint32_t record, const struct sides *sides,
                   struct ht_spread *ret)
{
    double observed = ht_timeline_observed(timeline), missing = observed - timeline->ahead - timeline->counted;
    double certain = (timeline->ahead + timeline->at[record]) / observed, span = missing / observed;
    size_t ways = timeline->sleeping ? 2 : 1;
    ret->count = 0;
    if (span <= 0) {
        add_places(certain, 0, 0, 0, 1, 1, ret);
        return;
    }
    for (size_t k = 0; k < ways; k++)
        add_places(certain, span, sides->before[k], sides->after[k], 1 / (double)ways, HT_SPREAD_PLACES / ways, ret);
}

void ht_timeline_before(const struct ht_timeline *timeline, uint32_t record, struct ht_spread *ret)
{
    struct sides sides = sides_of(timeline, record);
    spread(timeline, record, &sides, ret);
}

/* Pauses that end at one of these records. */
static double pauses_at(const double *passed, const uint32_t *records, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += records[i] ? passed[records[i]] - passed[records[i] - 1] : 0;
    return sum;
}

/* Weighs the places by how likely so many others are all behind them, or before. */
static void leave_room(struct ht_spread *spread, double others, bool before)
{
    double most = -INFINITY, sum = 0;
    for (size_t k = 0; k < spread->count; k++)
        most = fmax(most, spread->weight[k] > 0 ? log(before ? spread->place[k] : 1 - spread->place[k]) : most);
    for (size_t k = 0; k < spread->count; k++) {
        double room = before ? spread->place[k] : 1 - spread->place[k];
        sum += spread->weight[k] *= room > 0 ? exp(others * (log(room) - most)) : 0;
    }
    for (size_t k = 0; k < spread->count; k++)
        spread->weight[k] /= sum;
}

/*
 * How many of some records' neighbours, in order, may stand anywhere: all of them where most are as far apart as chance
 * brings it, or as pauses that hide time; else the spells that they come in.
 */
static double count_others(const struct ht_timeline *timeline, const uint32_t *records, size_t count)
{
    const double *hiding = timeline->sleeping ? timeline->naps : timeline->pauses;
    double spells = 0, others = (double)count - 1, mean = ht_timeline_observed(timeline) / (double)count;
    for (size_t i = 1; i < count; i++) {
        uint32_t at = records[i], from = records[i - 1];
        double hides = hiding[at] - hiding[at - 1], chance = -expm1((timeline->at[from] - timeline->at[at]) / mean);
        spells += fmin(1, fmax(hides, chance) / APART_SHARE);
    }
    return spells > others / 2 ? others : spells;
}

/* The first or the last of some records, of which so many others may stand anywhere. */
static void find_edge(const struct ht_timeline *timeline, const uint32_t *records, size_t count, bool last,
                      double others, struct ht_spread *ret)
{
    uint32_t record = records[last ? count - 1 : 0];
    const double *passed[] = {timeline->pauses, timeline->naps};
    struct sides sides = sides_of(timeline, record);
    for (int k = 0; k < 2; k++) {
        double *side = last ? &sides.before[k] : &sides.after[k];
        *side = fmax(*side - pauses_at(passed[k], last ? records : records + 1, count - 1), fmin(*side, 1));
        sides.after[k] = last ? fmin(sides.after[k], PAUSES_AFTER_LAST) : sides.after[k];
    }
    spread(timeline, record, &sides, ret);
    if (ret->count > 1)
        leave_room(ret, others, last);
}

void ht_timeline_edges(const struct ht_timeline *timeline, const uint32_t *records, size_t count,
                       struct ht_spread *first, struct ht_spread *last)
{
    double others = count_others(timeline, records, count);
    find_edge(timeline, records, count, false, others, first);
    find_edge(timeline, records, count, true, others, last);
}

double ht_spread_mean(const struct ht_spread *spread)
{
    double mean = 0;
    for (size_t k = 0; k < spread->count; k++)
        mean += spread->weight[k] * spread->place[k];
    return mean;
}

double ht_spread_deviation(const struct ht_spread *spread)
{
    double mean = ht_spread_mean(spread), sum = 0;
    for (size_t k = 0; k < spread->count; k++)
        sum += spread->weight[k] * (spread->place[k] - mean) * (spread->place[k] - mean);
    return sqrt(sum);
}
