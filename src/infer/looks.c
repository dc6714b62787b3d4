#include "infer/looks.h"

#include <math.h>

#include "infer/stats.h"

/* So many of the events alive, and so many freed: a leak frees none, or most of them on other paths. */
double ht_looks_of_leak(const struct ht_observation *seen)
{
    double alive = seen->survived + (seen->looked ? 0 : ht_most_events(seen)), freed = seen->freed;
    double partial = log(ht_partial_share) + ht_log_any_share(alive, freed);
    return freed > 0 ? partial : ht_log_add(log(1 - ht_partial_share), partial);
}

/* A container that is full frees one for each that joins; one that fills up frees none. */
double ht_looks_of_bounded(const struct ht_observation *seen)
{
    if (!seen->freed)
        return log(seen->looked && seen->joined ? 0.5 : 1);
    if (!seen->looked) /* the newest are left, or which ones is not known */
        return seen->freed_after ? ht_log_any_share(ht_most_events(seen), seen->freed)
                                 : -log(seen->freed + ht_most_events(seen));
    bool oldest_first = seen->freed == seen->joined && seen->newer == seen->survived;
    return oldest_first ? log(0.5) : ht_log_any_share(seen->survived, seen->freed);
}

double ht_looks_of_once(const struct ht_observation *seen)
{
    return seen->freed ? log(ht_partial_share) + ht_log_any_share(seen->survived + ht_most_events(seen), seen->freed)
                       : 0;
}

/* Closed or not as somebody liked. */
double ht_looks_of_open(const struct ht_observation *seen)
{
    if (!seen->looked && !seen->freed)
        return 0;
    return ht_log_any_share(seen->looked ? seen->survived : ht_most_events(seen), seen->freed);
}

/* With a lifetime: all that an earlier look shows are freed or not by how long it lasts. */
double ht_looks_of_life(const struct ht_observation *seen, double life)
{
    double survived = seen->survived, freed = seen->freed;
    if (seen->looked && seen->between > 0) {
        double part = fmin(1 - ht_doubt, fmax(ht_doubt, seen->between / life));
        return survived * log1p(-part) + freed * log(part);
    }
    if (seen->looked)
        return ht_log_any_share(survived, freed);
    double seconds = seen->samples[0].seconds;
    if (!(freed > 0) || !(seconds > 0))
        return 0;
    double part = fmin(1 - ht_doubt, fmax(ht_doubt, life / seconds));
    return freed * log1p(-part) + ht_most_events(seen) * log(part);
}
