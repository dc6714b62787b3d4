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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
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

/* What the gate asks of a finding. */
struct ht_gate_finding {
    enum ht_verdict verdict;
    enum ht_confidence confidence;
    bool suppressed;
    enum ht_baseline_state state;
    uint32_t count;
    uint64_t bytes;
    double bytes_per_burst, bytes_per_hour;         /* NAN: not known, as of those below */
    double old_bytes_per_burst, old_bytes_per_hour; /* as the baseline has them */
    const struct ht_location *owner;                /* or NULL */
};

/* What is judged. */
struct ht_gate_subject {
    const struct ht_gate_finding *findings; /* the largest first */
    size_t count;
    bool compared;      /* with a baseline: states are known */
    bool lengths_known; /* of all windows */
};

/*
 * Judges by the conditions, into the arena; results has room for one of each. A condition that cannot be judged (a rate
 * without the length of every window or the events of every leak, `new` and `grown` without a baseline) is
 * HT_ERROR_USAGE: not to know is not to pass.
 */
struct ht_error *ht_gate_judge_subject(struct ht_arena *arena, const struct ht_gate_subject *subject,
                                       const struct ht_gate_condition *conditions, size_t count,
                                       struct ht_gate_result *results);

/* The same of a report, whose gate is filled in. */
struct ht_error *ht_gate_judge(struct ht_report *report, const struct ht_gate_condition *conditions, size_t count);

#endif
