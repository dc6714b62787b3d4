#include "infer/facts.h"

#include <math.h>
#include <stdlib.h>

#include "infer/churn.h"
#include "infer/stats.h"

/* |U| beyond this is no chance (1 % on both sides). */
#define U_MAX 2.58

/*
 * The same at the end of the window (5 %) for chains that nobody knows: what will be freed bunches there, and most
 * leaks come more evenly than by chance.
 */
#define U_MAX_LATE 1.6

/* The counters tell where in the window a burst stands when they account for this part of its length... */
#define CLOCKED_SHARE 0.9

/* ... and that bursts follow each other closely when their mean pause is less than this part of a counter's wrap. */
#define CLOSE_SHARE 0.05

/* That all bursts stand before one place, or after one, is no chance below this. */
#define EDGE_P_MAX 0.005

/* Seconds that have certainly passed since a burst began. */
static double minimum_age(const struct ht_verdict_context *context, const struct ht_burst *burst)
{
    const struct ht_verdict_window *window = &context->windows[burst->window];
    return (double)window->ages[burst->records[0]] / window->cpu_hz;
}

/*
 * May the buffer have dropped records? The device's word is best; without it the buffer may have been full and have
 * lost freed records since, which is unlikely while half of it is empty.
 */
static bool is_limited(const struct ht_window *window)
{
    if (window->overflowed >= 0)
        return window->overflowed;
    if (window->capacity <= 0)
        return false;
    if (window->high_water_mark >= 0)
        return window->high_water_mark >= window->capacity;
    return (int64_t)window->record_count * 2 >= window->capacity;
}

static struct ht_error *find_growth(const struct ht_verdict_context *context, const struct ht_draft *draft,
                                    struct ht_facts *facts)
{
    size_t windows = context->trace->window_count;
    struct ht_growth_sample *samples = calloc(windows, sizeof *samples);
    if (!samples)
        return ht_error_nomem();
    /* Only the last look at each trace counts: survival tells the rest. */
    uint32_t *number = malloc(windows * sizeof *number);
    if (!number) {
        free(samples);
        return ht_error_nomem();
    }
    bool known = true, limited = false;
    size_t count = 0;
    for (size_t w = 0; w < windows; w++) {
        number[w] = UINT32_MAX;
        if (context->windows[w].looked_again)
            continue;
        samples[count].seconds = context->windows[w].seconds;
        known = known && samples[count].seconds > 0;
        limited = limited || is_limited(&context->trace->windows[w]);
        number[w] = (uint32_t)count++;
    }
    for (size_t i = 0; i < draft->bursts.count; i++) {
        uint32_t k = number[draft->bursts.items[i].window];
        if (k != UINT32_MAX)
            samples[k].bursts++;
    }
    free(number);
    facts->grows_known = known && ht_growth_test(samples, count, &facts->growth);
    /* A buffer that dropped its oldest records holds a level number of anything: it can prove growth, not refute it. */
    facts->grows_known = facts->grows_known && !(limited && facts->growth.log_ratio < 0);
    free(samples);
    return NULL;
}

/* Which of the two looks show a burst? */
static void count_look(const struct ht_verdict_context *context, const struct ht_burst *burst, struct ht_facts *facts)
{
    const struct ht_verdict_window *window = &context->windows[burst->window];
    if (window->looked_again)
        facts->freed++;
    else if (window->seen && window->seen[burst->records[0]])
        facts->survived++;
    else if (window->seen)
        facts->joined++;
    facts->looks |= window->looked_again || window->seen;
    facts->between = window->seen_seconds > 0 ? window->seen_seconds : facts->between;
}

/*
 * A pause longer than a counter's wrap is not seen whole, so that where little is alive the time seems short. Is what
 * it says about these bursts of one window still true?
 */
static bool is_clocked(const struct ht_verdict_window *window, const struct ht_burst *bursts, size_t count)
{
    double elapsed = (double)window->ages[0] / window->cpu_hz;
    if (window->seconds > 0 && elapsed >= CLOCKED_SHARE * window->seconds)
        return true;
    uint64_t span = window->ages[bursts[0].records[0]] - window->ages[bursts[count - 1].records[0]];
    return (double)span < CLOSE_SHARE * UINT32_MAX * (double)(count - 1);
}

static bool is_churn(const struct ht_verdict_context *context, const struct ht_burst *bursts, size_t count)
{
    const struct ht_verdict_window *window = &context->windows[bursts->window];
    return ht_is_churn(&context->trace->windows[bursts->window], bursts, count, window->cpu_hz, window->seconds);
}

struct ht_error *ht_facts_look(const struct ht_verdict_context *context, const struct ht_draft *draft, double lifetime,
                               struct ht_facts *facts)
{
    const struct ht_bursts *bursts = &draft->bursts;
    double *times = malloc((bursts->count + 1) * sizeof *times);
    if (!times)
        return ht_error_nomem();
    bool is_unknown = draft->kind == HT_DRAFT_GROUP && !draft->signature;
    *facts = (struct ht_facts){
        .bursts = (uint32_t)bursts->count,
        .u_late = is_unknown ? U_MAX_LATE : U_MAX,
    };
    for (size_t i = 0, start = 0; i < bursts->count; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        const uint64_t *ages = context->windows[burst->window].ages;
        double age = minimum_age(context, burst);
        count_look(context, burst, facts);
        facts->older += age > lifetime;
        facts->oldest = fmax(facts->oldest, age);
        times[i] = 1 - (double)ages[burst->records[0]] / (double)(ages[0] ? ages[0] : 1);
        if (i + 1 == bursts->count || bursts->items[i + 1].window != burst->window) {
            if (i + 1 - start > facts->most && !context->windows[burst->window].looked_again) {
                facts->most = (uint32_t)(i + 1 - start);
                facts->window = burst->window;
                facts->u = ht_laplace_u(times + start, i + 1 - start);
                facts->first = times[start];
                facts->last = times[i];
                facts->clocked = is_clocked(&context->windows[burst->window], &bursts->items[start], i + 1 - start);
                facts->churn = is_unknown && is_churn(context, &bursts->items[start], i + 1 - start);
            }
            start = i + 1;
        }
    }
    free(times);
    facts->seconds = context->windows[facts->window].seconds;
    return find_growth(context, draft, facts);
}

/*
 * Laplace's U sees where the middle of the bursts is; that none of them stands after the last one, or before the first,
 * is the stronger sign of what stopped or has just begun: n bursts spread at random all stand before m with chance m^n.
 * A leak may begin late or pause at the end: that counts from half of the window on.
 */
bool ht_facts_late(const struct ht_facts *facts)
{
    return facts->churn || facts->u > facts->u_late ||
           (facts->first > 0.5 && pow(1 - facts->first, facts->most) < EDGE_P_MAX);
}

bool ht_facts_early(const struct ht_facts *facts)
{
    return facts->clocked && (facts->u < -U_MAX || (facts->last < 0.5 && pow(facts->last, facts->most) < EDGE_P_MAX));
}

bool ht_facts_uniform(const struct ht_facts *facts)
{
    return !ht_facts_late(facts) && !ht_facts_early(facts);
}

bool ht_facts_old(const struct ht_facts *facts)
{
    return facts->seconds / 2 >= HT_LONGEST_LIFETIME || facts->older * 2 >= facts->bursts;
}

bool ht_facts_grow(const struct ht_facts *facts)
{
    return facts->grows_known && facts->growth.log_ratio > 0 && facts->growth.p < 0.01;
}
