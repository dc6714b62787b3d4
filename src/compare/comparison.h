/*
 * Several builds side by side, the oldest first: what became of each leak.
 */
#ifndef HT_COMPARE_COMPARISON_H
#define HT_COMPARE_COMPARISON_H

#include "base/arena.h"
#include "base/error.h"
#include "compare/build.h"
#include "compare/change.h"
#include "judge/gate.h"

/* Builds that are compared at most: a year of one each night. */
#define HT_COMPARED_MAX 366u

/* A finding in one of the builds. */
struct ht_compared_cell {
    const struct ht_build_finding *finding; /* NULL: the build has none, or only within another one */
    enum ht_baseline_state state; /* of the leak there, against the first build; NONE for the first one, and where it is
                                     no leak yet */
};

/* What was told a leak in one of the builds at least. */
struct ht_compared_row {
    struct ht_compared_cell *cells;        /* of each build */
    const struct ht_build_finding *latest; /* of the last build that told it a leak */
    struct ht_change change;               /* of the last build against the first; where either has no leak, or it is a
                                              part, its state alone */
    size_t since;                    /* the build from which on it has been in that state: the second one at least, 1 */
    struct ht_occurrence now, first; /* what was compared: a leak of the last build and of the first; else NULL */
    bool part;                       /* first is another row's whole, of which this is a part now */
    const char *old_name, *new_name; /* a function of its chains that was renamed last, or NULL */
};

struct ht_comparison {
    const struct ht_build *builds; /* not owned */
    size_t build_count;
    struct ht_compared_row *rows; /* new, grown, shrunk, gone, the same; suppressed ones last */
    size_t row_count;
    size_t others;           /* findings of the last build that no build told a leak */
    struct ht_doubt *doubts; /* of each build's report, and what builds differ in; in the order of the builds */
    size_t *doubtful;        /* of each doubt: its build's number */
    size_t doubt_count;
    struct ht_gate_result *gate; /* what the last build is judged by, against the first */
    size_t gate_count;
};

/*
 * Compares builds that were read into the arena: two at least, and no more than HT_COMPARED_MAX. Findings are matched
 * with the last that each was before, so that what is away for a while is known again (compare/build_match.h), and
 * their states are told against the first build (compare/change.h), of which the report must be fit to compare with
 * (ht_build_refuse()). A leak is gone in a build that does not have it, nor has it within another, or tells it
 * something else. HT_ERROR_INPUT when there are too many leaks in too many builds, and as ht_gate_judge() fails.
 */
struct ht_error *ht_comparison_make(struct ht_arena *arena, const struct ht_build *builds, size_t count,
                                    const struct ht_gate_condition *conditions, size_t condition_count,
                                    struct ht_comparison *ret);

/* Is the last build no evidence, so that what it says is gone may be there? */
bool ht_comparison_is_doubtful(const struct ht_comparison *comparison);

#endif
