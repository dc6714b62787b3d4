#include "infer/churn.h"

#include <math.h>

enum { CORES = 2 };

/* Fewer pauses than this tell nothing. */
#define PAUSES_MIN 6u

/* Pauses of many wraps leave rests of half a wrap on average: a mean so many deviations below that is no chance. */
#define DEVIATIONS 2.5

/* The bursts of a leak stand all over the window; a clock that is scaled down shows a third of it. */
#define WINDOW_SHARE 0.3

/* A mean rest so near to that of an even period may come from it: in wraps, besides what jitter makes of it. */
#define ALIAS_DISTANCE 0.1

/* Elsewhere in the window so many pauses have to be long, in wraps, to show that the counter does not sleep. */
#define AWAKE_PAUSES 3u
#define AWAKE_PAUSE 0.1

/* What has passed between two readings of one core's counter, in wraps; a step back is none. */
static double pause(uint32_t from, uint32_t to, uint32_t cpu_hz)
{
    int64_t gap = ht_cycle_gap(from, to, cpu_hz / 100);
    return gap > 0 ? (double)gap / 4294967296.0 : 0;
}

/* Does the counter go on between the records before the first of the bursts? */
static bool is_awake(const struct ht_window *window, uint32_t before, uint32_t cpu_hz)
{
    uint32_t last[CORES] = {0}, pauses = 0;
    bool seen[CORES] = {false};
    for (uint32_t i = 0; i < before; i++) {
        const struct ht_record *record = &window->records[i];
        uint32_t core = record->cpu % CORES;
        pauses += seen[core] && pause(last[core], record->ccount, cpu_hz) > AWAKE_PAUSE;
        seen[core] = true;
        last[core] = record->ccount;
    }
    return pauses >= AWAKE_PAUSES;
}

bool ht_is_churn(const struct ht_window *window, const struct ht_burst *bursts, size_t count, uint32_t cpu_hz,
                 double seconds)
{
    if (!(seconds > 0) || count <= PAUSES_MIN)
        return false;
    uint32_t last[CORES] = {0};
    bool seen[CORES] = {false};
    double sums[CORES] = {0}, wrap = 4294967296.0 / cpu_hz;
    uint32_t pauses = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ht_record *record = &window->records[bursts[i].records[0]];
        uint32_t core = record->cpu % CORES;
        if (seen[core]) {
            sums[core] += pause(last[core], record->ccount, cpu_hz);
            pauses++;
        }
        seen[core] = true;
        last[core] = record->ccount;
    }
    if (pauses < PAUSES_MIN)
        return false;
    double mean = (sums[0] + sums[1]) / pauses, span = fmax(sums[0], sums[1]) * wrap;
    double period = seconds / (double)count / wrap, rest = period - floor(period);
    double distance = fmin(fabs(mean - rest), 1 - fabs(mean - rest));
    return (mean - 0.5) * sqrt(12.0 * pauses) < -DEVIATIONS && span < WINDOW_SHARE * seconds &&
           distance > ALIAS_DISTANCE + 1.5 * period / (double)count && is_awake(window, bursts[0].records[0], cpu_hz);
}
