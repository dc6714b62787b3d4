#include "compare/change.h"

#include <inttypes.h>

#include "infer/stats.h"

/* A change of the bytes that an event loses counts beyond both: sizes of strings vary a little between events. */
#define CHANGE_SHARE 0.10
#define CHANGE_BYTES 4.0

/* Chance explains what is likelier than this. */
#define SIGNIFICANCE 0.01

/* The two-sided p of now events in seconds, when there were then in then_seconds. */
static double compare_rates(uint32_t now, double seconds, uint32_t then, double then_seconds)
{
    uint32_t sum = now + then;
    double share = seconds / (seconds + then_seconds);
    double more = ht_binomial_tail(now, sum, share), fewer = ht_binomial_tail(then, sum, 1 - share);
    double p = 2 * (more < fewer ? more : fewer);
    return p < 1 ? p : 1;
}

static bool has_rate(const struct ht_build_finding *finding)
{
    return !finding->rate.lower_bound && finding->bytes && finding->bursts && finding->bursts <= UINT32_MAX / 2;
}

/* How long it takes to lose a byte for each event. */
static double weigh(double seconds, const struct ht_build_finding *finding)
{
    return seconds * finding->bursts / (double)finding->bytes;
}

static void compare(struct ht_occurrence now, struct ht_occurrence old, struct ht_change *change)
{
    const struct ht_build_finding *left = old.finding, *right = now.finding;
    double seconds = now.build->seconds, then_seconds = old.build->seconds;
    double bytes = right->bytes_per_burst - left->bytes_per_burst; /* not a number when either is not known */
    if (fabs(bytes) > CHANGE_SHARE * left->bytes_per_burst && fabs(bytes) > CHANGE_BYTES)
        change->bytes = bytes > 0 ? 1 : -1;
    if (!(seconds > 0 && then_seconds > 0) || !has_rate(right) || !has_rate(left))
        return;
    if (change->bytes) {
        seconds = weigh(seconds, right);
        then_seconds = weigh(then_seconds, left);
    }
    change->p = compare_rates(right->bursts, seconds, left->bursts, then_seconds);
    if (change->p < SIGNIFICANCE)
        change->rate = (double)right->bursts / seconds > (double)left->bursts / then_seconds ? 1 : -1;
}

struct ht_change ht_change_find(struct ht_occurrence now, struct ht_occurrence old)
{
    struct ht_change change = {.state = HT_BASELINE_SAME, .p = HT_NOT_KNOWN};
    bool leak = ht_build_is_leak(now.finding);
    if (!old.finding || (leak && !ht_build_is_leak(old.finding)))
        change.state = HT_BASELINE_NEW;
    if (!leak || change.state == HT_BASELINE_NEW)
        return change;
    compare(now, old, &change);
    if (change.bytes > 0 || change.rate > 0)
        change.state = HT_BASELINE_GROWN;
    else if (change.bytes < 0 || change.rate < 0)
        change.state = HT_BASELINE_SHRUNK;
    return change;
}

const char *ht_change_name(const struct ht_change *change)
{
    static const char *const grown[3][3] = {
        {"", "", "grown per hour, per event shrunk"},
        {"", "", "grown per hour"},
        {"grown per event, per hour shrunk", "grown per event", "grown"},
    };
    static const char *const shrunk[2][2] = {{"shrunk", "shrunk per event"}, {"shrunk per hour", ""}};
    if (change->state == HT_BASELINE_GROWN)
        return grown[change->bytes + 1][change->rate + 1];
    if (change->state == HT_BASELINE_SHRUNK)
        return shrunk[change->bytes + 1][change->rate + 1];
    return ht_baseline_state_name(change->state);
}

static void say_bytes(struct ht_strbuf *out, const struct ht_build_finding *now, const struct ht_build_finding *old)
{
    if (isnan(now->bytes_per_burst) || isnan(old->bytes_per_burst))
        ht_strbuf_adds(out, "bytes per event not known both times");
    else
        ht_strbuf_addf(out, "%.6g B per event, %.6g B then", now->bytes_per_burst, old->bytes_per_burst);
}

/* What the test says. Frequencies are told by themselves, the bytes an hour where those of an event changed too. */
static const char *say_outcome(const struct ht_change *change)
{
    if (!change->bytes)
        return change->rate ? ", which chance does not explain" : ", which chance explains";
    if (!change->rate)
        return ": the bytes per hour changed no more than chance explains";
    return change->rate > 0 ? ": the bytes per hour grew by more than chance explains"
                            : ": the bytes per hour fell by more than chance explains";
}

void ht_change_words(struct ht_strbuf *out, struct ht_occurrence now, struct ht_occurrence old,
                     const struct ht_change *change)
{
    say_bytes(out, now.finding, old.finding);
    if (!isnan(change->p))
        ht_strbuf_addf(out,
                       "; %" PRIu32 " events in %.6g s, %" PRIu32 " in %.6g s then%s (exact binomial test, p = %.2g)",
                       now.finding->bursts, now.build->seconds, old.finding->bursts, old.build->seconds,
                       say_outcome(change), change->p);
    else if (now.finding->rate.lower_bound || old.finding->rate.lower_bound)
        ht_strbuf_adds(out, "; how often was not compared: a buffer that lost records tells no rate");
    else if (!now.finding->bursts || !old.finding->bursts)
        ht_strbuf_adds(out, "; how often was not compared: no events were told apart");
    else
        ht_strbuf_adds(out, "; how often was not compared: not every window's length is known");
}
