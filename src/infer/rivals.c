#include "infer/rivals.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/gamma.h"
#include "infer/looks.h"
#include "infer/stats.h"

/* Probabilities from which a verdict is told, with which confidence. No macros: i386 compares with a literal that has
   more digits than a double. */
static const double high = 0.99, medium = 0.9, told = 0.7;

/* With a leak less likely than this the better one of the others is told. */
static const double no_leak = 0.05;

/* What cannot be is less likely than anything that was seen. */
#define NEVER (-1e4)

/* Places in a window are told apart to a twentieth of it: what is closer is one place. */
#define RESOLUTION 0.05

/* Events come in spells: more than so many tell no more of where they begin and end. */
#define SPELLS 30.0

/* Lifetimes are tried in so many steps. */
enum { LIFE_STEPS = 48 };

/* Events happen at anything from ten a second to one a day, the logarithm of the rate uniform. */
#define RATE_LOWEST (1.0 / 86400)
#define RATE_HIGHEST 10.0
#define RATE_FOLDS log(log(RATE_HIGHEST / RATE_LOWEST))
enum { RATE_STEPS = 64 };

/* The device does other things in another window, at another rate, once in ten times. */
#define CHANGED_SHARE 0.1

/* What keeps its blocks shows some in nearly every window; of what lives for a while half of them show none. */
#define NONE_KEPT 0.05
#define NONE_ALIVE 0.5

/* A leak begins late, or stops before the end, once in fifty each: most paths are taken all the time or never. */
#define LATE_SHARE 0.02

/*
 * An owner has more in use for a moment than what it keeps or loses: one look in three shows some of it, the newest of
 * what it shows, k of them with a chance of 1/(k(k + 1)).
 */
#define IN_USE_SHARE (1.0 / 3)

/* Of what is open one in five was opened lately, within any last part of the window. */
#define LATELY_SHARE 0.2

/*
 * So many connections can be open at once: CONFIG_LWIP_MAX_SOCKETS goes up to 16 in ESP-IDF v5.3.1 and to 253 in v5.5
 * (10 by default), and one project in ten takes more than 16.
 */
#define OPEN_MOST 16.0
#define OPEN_MOST_RAISED 253.0
#define RAISED_SHARE 0.1

/* The mean over a fraction that is not known, of what is given as a logarithm. */
static double log_mean(const struct ht_spread *spread, double (*of)(double place, double n, double extra),
                       double events, double extra)
{
    double sum = -INFINITY, n = fmin(events, SPELLS);
    for (size_t k = 0; k < spread->count; k++)
        sum = ht_log_add(sum, log(spread->weight[k]) + of(spread->place[k], n, extra));
    return sum;
}

/* n events all stand behind a place: their chance, integrated over where they began, against anywhere. */
static double late(double before, double n, double unused)
{
    (void)unused;
    before = fmin(before, 1 - RESOLUTION);
    if (before <= 0)
        return -INFINITY;
    double room = -log1p(-before);
    return n > 1 ? log(expm1((n - 1) * room)) - log(n - 1) : log(room);
}

/* A container that holds the newest n covers any part of the window with the same chance. */
static double newest(double before, double n, double unused)
{
    (void)unused;
    return -log(n) - (n - 1) * log1p(-fmin(before, 1 - RESOLUTION));
}

/* The same seen from the end: n were made up to a place, and none since. */
static double filled(double until, double n, double unused)
{
    (void)unused;
    return -log(n) - (n - 1) * log(fmax(until, RESOLUTION));
}

static double early(double until, double n, double unused)
{
    return late(1 - until, n, unused);
}

/* Blocks that live for a part of the window are alive only when made within it. */
static double within(double before, double n, double part)
{
    return part >= 1 ? 0 : 1 - before <= part ? -n * log(fmax(part, RESOLUTION)) : n * log(ht_doubt);
}

/*
 * Events that keep what they allocate, of a leak or of a container that fills up: from everywhere in the windows, but
 * that it began late in one of them, or ended early. Windows of so many events as are full are not its own.
 */
static double places_of_events(const struct ht_observation *seen, double full)
{
    double late_or_early = -INFINITY, windows = 0;
    for (size_t i = 0; i < seen->count; i++) {
        const struct ht_sample *sample = &seen->samples[i];
        double n = sample->events;
        if (!sample->placed || !sample->events || n == full)
            continue;
        late_or_early = ht_log_add(late_or_early, log_mean(&sample->first, late, n, 0));
        late_or_early = ht_log_add(late_or_early, log_mean(&sample->last, early, n, 0));
        windows++;
    }
    return windows > 0 ? ht_log_add(log(1 - 2 * LATE_SHARE), log(LATE_SHARE / windows) + late_or_early) : 0;
}

/* Full containers keep the newest, or the first. */
static double places_of_full(const struct ht_sample *sample)
{
    if (!sample->placed || !sample->events)
        return 0;
    double n = sample->events;
    return log(0.5) + ht_log_add(log_mean(&sample->first, newest, n, 0), log_mean(&sample->last, filled, n, 0));
}

static double places_of_once(const struct ht_sample *sample)
{
    if (!sample->placed || !sample->events)
        return 0;
    return log(0.5) + ht_log_add(0, log_mean(&sample->last, filled, sample->events, 0));
}

static double places_of_life(const struct ht_sample *sample, double life)
{
    if (!sample->placed || !sample->events)
        return 0;
    return log_mean(&sample->first, within, sample->events, life / sample->seconds);
}

/* So many events, at a rate that is anything. */
static double any_number(double events)
{
    return -log(events) - RATE_FOLDS;
}

static size_t count_comparable(const struct ht_observation *seen)
{
    size_t n = 0;
    for (size_t i = 0; i < seen->count; i++)
        n += seen->samples[i].comparable;
    return n;
}

/*
 * Poisson counts in windows whose exposures are known but for a common rate, integrated over its logarithm:
 * the product of e^n/n! times (n-1)!/(sum of e)^n. With one window, or where lengths are unknown, 1/n is left.
 */
static double poisson_counts(const struct ht_observation *seen, double exposure_most)
{
    if (count_comparable(seen) < 2)
        return any_number(ht_most_events(seen));
    double sum = 0, total = 0, exposures = 0;
    for (size_t i = 0; i < seen->count; i++) {
        const struct ht_sample *sample = &seen->samples[i];
        if (!sample->comparable)
            continue;
        double exposure = fmin(sample->seconds, exposure_most), n = sample->events;
        sum += n * log(exposure) - ht_log_gamma(n + 1);
        total += n;
        exposures += exposure;
    }
    return total > 0 ? sum + ht_log_gamma(total) - total * log(exposures) - RATE_FOLDS : 0;
}

/* Counts in windows in which the device did something else each time: none with the chance given, or any number. */
static double free_counts(const struct ht_observation *seen, double none)
{
    double sum = 0;
    for (size_t i = 0; i < seen->count; i++) {
        const struct ht_sample *sample = &seen->samples[i];
        if (sample->comparable)
            sum += sample->events ? log(1 - none) + any_number(sample->events) : log(none);
    }
    return sum;
}

/* Counts of events, whose rate is mostly the same in all windows. */
static double event_counts(const struct ht_observation *seen, double exposure_most, double none)
{
    double same = poisson_counts(seen, exposure_most);
    if (count_comparable(seen) < 2)
        return same;
    return ht_log_add(log(1 - CHANGED_SHARE) + same, log(CHANGED_SHARE) + free_counts(seen, none));
}

/*
 * A container of as many entries as the fullest window shows: windows with as many saw it full, others fill it at the
 * same rate. At another one each time half of them see it full, and the others any number of entries.
 */
static double counts_of_full(const struct ht_observation *seen, double kept_most)
{
    double k = ht_most_events(seen), sum = -INFINITY;
    if (k > kept_most)
        return NEVER;
    double entries = -log(k) - log(log(kept_most));
    if (count_comparable(seen) < 2)
        return entries - log(2); /* half of all rates fill it */
    for (int step = 0; step < RATE_STEPS; step++) {
        double rate = RATE_LOWEST * pow(RATE_HIGHEST / RATE_LOWEST, (step + 0.5) / RATE_STEPS), bits = 0;
        for (size_t i = 0; i < seen->count; i++) {
            const struct ht_sample *sample = &seen->samples[i];
            if (!sample->comparable)
                continue;
            double mean = rate * sample->seconds, n = sample->events;
            bits += n == k ? log(fmax(ht_poisson_tail((uint32_t)k, mean), DBL_MIN))
                           : n * log(mean) - mean - ht_log_gamma(n + 1);
        }
        sum = ht_log_add(sum, bits - log(RATE_STEPS));
    }
    double changed = 0;
    for (size_t i = 0; i < seen->count; i++) {
        if (seen->samples[i].comparable)
            changed -= log(seen->samples[i].events == k ? 2 : 2 * k);
    }
    return entries + ht_log_add(log(1 - CHANGED_SHARE) + sum, log(CHANGED_SHARE) + changed);
}

static double log_leak(const struct ht_observation *seen, bool placed)
{
    return event_counts(seen, INFINITY, NONE_KEPT) + (placed ? places_of_events(seen, 0) : 0);
}

/* How many are open at once: one or a few, or any number that there are sockets for. */
static double count_of_open(const struct ht_prior *prior, double n, double fewest)
{
    double few = (1 - prior->open_many) * (1 - prior->open_more) * pow(prior->open_more, n - fewest);
    double usual = n <= OPEN_MOST ? (1 - RAISED_SHARE) / log(OPEN_MOST + 1) : 0;
    double raised = n <= OPEN_MOST_RAISED ? RAISED_SHARE / log(OPEN_MOST_RAISED + 1) : 0;
    return fmax(log(few + prior->open_many / fmax(n, 1) * (usual + raised)), NEVER);
}

/* Other windows hold any number up to that. */
static double counts_of_open(const struct ht_prior *prior, const struct ht_observation *seen)
{
    double n = ht_most_events(seen), windows = (double)count_comparable(seen);
    return count_of_open(prior, n, 1) - fmax(windows - 1, 0) * log(n + 1);
}

static double log_bounded(const struct ht_prior *prior, const struct ht_observation *seen, bool placed)
{
    double full = counts_of_full(seen, prior->kept_most), n = ht_most_events(seen);
    double more = fmax(1 - log(n) / log(prior->kept_most), DBL_MIN); /* it has room for more than were seen */
    double filling = n < prior->kept_most ? log(more) + event_counts(seen, INFINITY, NONE_KEPT) : NEVER;
    for (size_t i = 0; i < seen->count && placed; i++)
        full += seen->samples[i].events == n ? places_of_full(&seen->samples[i]) : 0;
    if (placed) {
        full += places_of_events(seen, n);
        filling += places_of_events(seen, 0);
    }
    return ht_log_add(full, filling);
}

static double log_once(const struct ht_observation *seen, bool placed)
{
    double n = ht_most_events(seen), sum = log(1 - ht_once_ratio) + (n - 1) * log(ht_once_ratio);
    bool first = true;
    for (size_t i = 0; i < seen->count; i++) {
        const struct ht_sample *sample = &seen->samples[i];
        if (placed)
            sum += places_of_once(sample);
        /* Other windows hold none of it, or, after a restart, the same. */
        if (sample->events == n && first)
            first = false;
        else if (sample->comparable)
            sum += log(sample->events == n ? 0.3 : sample->events == 0 ? 0.6 : 0.1);
    }
    return sum;
}

static double log_life(const struct ht_observation *seen, double life, bool placed, bool fated)
{
    double sum = event_counts(seen, life, NONE_ALIVE) + (fated ? ht_looks_of_life(seen, life) : 0);
    for (size_t i = 0; i < seen->count && placed; i++)
        sum += places_of_life(&seen->samples[i], life);
    return sum;
}

/* Of any lifetime up to the longest. */
static double log_lives(const struct ht_observation *seen, double longest, bool placed, bool fated)
{
    double sum = -INFINITY;
    for (int step = 0; step < LIFE_STEPS; step++) {
        double life = ht_life_shortest * pow(longest / ht_life_shortest, (step + 0.5) / LIFE_STEPS);
        sum = ht_log_add(sum, log_life(seen, life, placed, fated) - log(LIFE_STEPS));
    }
    return sum;
}

/* Open as long as somebody likes: opened at any time of the window, or within any last part of it. */
static double log_open(const struct ht_prior *prior, const struct ht_observation *seen, bool placed, bool fated)
{
    double sum = counts_of_open(prior, seen), lives = -INFINITY;
    for (int step = 0; step < LIFE_STEPS && placed; step++) {
        double life = ht_life_shortest * pow(ht_life_longest / ht_life_shortest, (step + 0.5) / LIFE_STEPS), places = 0;
        for (size_t i = 0; i < seen->count; i++)
            places += places_of_life(&seen->samples[i], life);
        lives = ht_log_add(lives, places - log(LIFE_STEPS));
    }
    if (placed)
        sum += ht_log_add(log(1 - LATELY_SHARE), log(LATELY_SHARE) + lives);
    return sum + (fated ? ht_looks_of_open(seen) : 0);
}

/*
 * What is older than a lifetime is open, and the rest was closed within it: the chances of so many of each, and of
 * their places against anywhere in the window.
 */
static double log_closing_of(const struct ht_prior *prior, const struct ht_sample *sample, bool placed)
{
    double sum = -INFINITY, n = sample->events;
    for (size_t k = 0; k < sample->older.count; k++) {
        double open = round(sample->older.place[k] * n), closed = n - open;
        double counts = count_of_open(prior, open, 0) + (closed > 0 ? any_number(closed) : 0);
        double places = ht_log_gamma(open + 1) + ht_log_gamma(closed + 1) - ht_log_gamma(n + 1) +
                        closed * log(fmax(1, sample->seconds / prior->lifetime));
        sum = ht_log_add(sum, log(sample->older.weight[k]) + counts + (placed ? places : 0));
    }
    return sample->older.count ? sum : any_number(n);
}

static double log_closing(const struct ht_prior *prior, const struct ht_observation *seen, bool placed, bool fated)
{
    double sum = fated ? ht_looks_of_life(seen, prior->lifetime) : 0;
    for (size_t i = 0; i < seen->count; i++) {
        if (seen->samples[i].events)
            sum += log_closing_of(prior, &seen->samples[i], placed);
    }
    return sum;
}

static double log_transient(const struct ht_prior *prior, const struct ht_observation *seen, bool placed, bool fated)
{
    if (!(prior->open_more > 0))
        return log_lives(seen, prior->lifetime > 0 ? prior->lifetime : ht_life_longest, placed, fated);
    double open = log_open(prior, seen, placed, fated);
    if (!(prior->lifetime > 0))
        return open;
    /* What a connection leaves behind lives so long when it is closed, or is soon given back. */
    double closed = log_life(seen, prior->lifetime, placed, fated), closing = log_closing(prior, seen, placed, fated);
    closed = ht_log_add(log(0.5) + closed, log(0.5) + closing);
    return log(1.0 / 3) + ht_log_add(ht_log_add(open, closed), log_lives(seen, prior->lifetime, placed, fated));
}

/* Log likelihoods with the terms up to one. */
static void weigh(const struct ht_prior *prior, const struct ht_observation *seen, enum ht_term term,
                  double ret[HT_RIVALS])
{
    bool placed = term >= HT_TERM_PLACES, fated = term >= HT_TERM_FATE;
    ret[HT_RIVAL_LEAK] = log_leak(seen, placed) + (fated ? ht_looks_of_leak(seen) : 0);
    ret[HT_RIVAL_TRANSIENT] = log_transient(prior, seen, placed, fated);
    ret[HT_RIVAL_BOUNDED] = log_bounded(prior, seen, placed) + (fated ? ht_looks_of_bounded(seen) : 0);
    ret[HT_RIVAL_ONCE] = log_once(seen, placed) + (fated ? ht_looks_of_once(seen) : 0);
}

/*
 * What was freed may be what was in use for a moment at the earlier look, or some of that: the newest it shows, of
 * which the others were kept. It tells nothing of the rest.
 */
static void weigh_in_use(const struct ht_prior *prior, const struct ht_observation *seen, double known[HT_RIVALS])
{
    struct ht_observation rest = *seen;
    double without[HT_RIVALS], freed = seen->freed, newest = freed + seen->newer;
    double some = ht_log_any_share(seen->newer, freed), share = log(0.5) + (seen->newer ? some : ht_log_add(0, some));
    rest.freed = 0;
    weigh(prior, &rest, HT_TERM_FATE, without);
    for (int r = 0; r < HT_RIVALS; r++)
        known[r] = ht_log_add(known[r], log(IN_USE_SHARE) - log(newest * (newest + 1)) + share + without[r]);
}

void ht_rivals_weigh(const struct ht_prior *prior, const struct ht_observation *seen, struct ht_weights *ret)
{
    double known[HT_TERMS][HT_RIVALS] = {{0}};
    for (int t = HT_TERM_COUNTS; t < HT_TERMS; t++)
        weigh(prior, seen, (enum ht_term)t, known[t]);
    /* As many are in use at the later look: where they are most of what it shows, the rest tells little. */
    if (seen->freed && seen->survived && 2 * seen->freed <= seen->survived + seen->joined)
        weigh_in_use(prior, seen, known[HT_TERM_FATE]);
    for (int r = 0; r < HT_RIVALS; r++) {
        ret->nats[HT_TERM_PRIOR][r] = log(prior->weight[r]);
        for (int t = HT_TERM_COUNTS; t < HT_TERMS; t++)
            ret->nats[t][r] = known[t][r] - known[t - 1][r];
    }
}

void ht_rivals_posterior(const struct ht_weights *weights, enum ht_term terms, double probability[HT_RIVALS])
{
    double all = -INFINITY;
    for (int r = 0; r < HT_RIVALS; r++) {
        probability[r] = 0;
        for (int t = 0; t < (int)terms; t++)
            probability[r] += weights->nats[t][r];
        all = ht_log_add(all, probability[r]);
    }
    for (int r = 0; r < HT_RIVALS; r++)
        probability[r] = exp(probability[r] - all);
}

static enum ht_confidence confidence_of(double probability)
{
    return probability >= high ? HT_CONFIDENCE_HIGH : probability >= medium ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW;
}

void ht_rivals_judge(const double probability[HT_RIVALS], struct ht_judgement *ret)
{
    double retained = probability[HT_RIVAL_BOUNDED] + probability[HT_RIVAL_ONCE];
    double transient = probability[HT_RIVAL_TRANSIENT], leak = probability[HT_RIVAL_LEAK];
    struct ht_judgement judgement = {HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW, {0}};
    memcpy(judgement.probability, probability, sizeof judgement.probability);
    double least = leak < no_leak ? 0 : told;
    if (leak >= told) {
        judgement.verdict = HT_VERDICT_LEAK;
        judgement.confidence = confidence_of(leak);
    } else if (retained >= transient && retained >= least) {
        judgement.verdict = HT_VERDICT_RETAINED;
        judgement.confidence = confidence_of(retained);
    } else if (transient >= least) {
        judgement.verdict = HT_VERDICT_TRANSIENT;
        judgement.confidence = confidence_of(transient);
    }
    *ret = judgement;
}
