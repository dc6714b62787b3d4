/*
 * The gate: conditions on a finished report that fail a build (--fail-on).
 *
 *     leak          a finding told leak with high or medium confidence
 *     leak:low      a finding told leak with any confidence
 *     new           a leak that the baseline does not have
 *     grown         a leak of the baseline that loses more an event or an hour now, by more than chance explains
 *     bytes>N       bytes of all leaks; blocks>N, rate>N (bytes an hour) likewise
 *     per-burst>N   bytes that the worst leak loses at each event
 *
 * `:` may stand for `>`. Suppressed findings never trip it.
 */
#ifndef HT_JUDGE_GATE_H
#define HT_JUDGE_GATE_H

#include <stddef.h>

#include "base/error.h"
#include "judge/report.h"

enum ht_gate_kind {
    HT_GATE_LEAK,
    HT_GATE_LEAK_LOW,
    HT_GATE_NEW,
    HT_GATE_GROWN,
    HT_GATE_BYTES,
    HT_GATE_BLOCKS,
    HT_GATE_RATE,
    HT_GATE_PER_BURST
};

struct ht_gate_condition {
    enum ht_gate_kind kind;
    double limit;     /* of the kinds that have one, else NAN */
    const char *text; /* as given; not copied */
};

/* Understands one condition; HT_ERROR_USAGE with a hint. */
struct ht_error *ht_gate_parse(const char *text, struct ht_gate_condition *ret);

/*
 * Judges the report by the conditions and fills in its gate. A condition that cannot be judged (a rate without the
 * length of every window, `new` and `grown` without a baseline) is HT_ERROR_USAGE: not to know is not to pass.
 */
struct ht_error *ht_gate_judge(struct ht_report *report, const struct ht_gate_condition *conditions, size_t count);

#endif
