/*
 * What became of a finding from one build to another.
 */
#ifndef HT_COMPARE_CHANGE_H
#define HT_COMPARE_CHANGE_H

#include "base/strbuf.h"
#include "compare/build.h"

/* A finding in its build. */
struct ht_occurrence {
    const struct ht_build *build;
    const struct ht_build_finding *finding; /* NULL: the build does not have it */
};

/* What figures did: -1 they shrunk, 0 they are the same, 1 they grew. */
struct ht_change {
    enum ht_baseline_state state;
    int bytes, rate; /* those of an event, and those of an hour */
    double p;        /* of the bytes an hour; NAN: not compared */
};

/*
 * Compares a finding that the build has now with what it was in another one.
 *
 * Bytes of an event are what a change of the code moves: they changed when they did by more than a tenth and 4 bytes.
 * Bytes an hour are what exhausts a heap, and move with the traffic too: they changed when the events became more or
 * less frequent than chance explains, by the exact test of two Poisson rates, which given their sum are binomial by the
 * lengths of the windows (J. Przyborowski and H. Wilenski, Biometrika 31, 1940), two-sided, at 1 %; where the bytes of
 * an event changed, lengths are weighed by them, which makes it the test of equal bytes an hour.
 *
 * A leak that grew in either is grown, and shrunk when it only shrunk. One that was something else before is new. Other
 * findings are new or the same.
 */
struct ht_change ht_change_find(struct ht_occurrence now, struct ht_occurrence old);

/* "grown", "grown per event", "grown per hour, per event shrunk": the state of a leak, and what of it did so. */
const char *ht_change_name(const struct ht_change *change);

/*
 * "136 B per event, 136 B then; 24 events in 600 s, 12 in 600 s then, which chance explains (exact binomial test, p =
 * 0.065)": what a leak of both builds was compared by.
 */
void ht_change_words(struct ht_strbuf *out, struct ht_occurrence now, struct ht_occurrence old,
                     const struct ht_change *change);

#endif
