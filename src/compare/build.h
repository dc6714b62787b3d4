/*
 * What a comparison knows of a build of the firmware: its findings, and the functions of their chains. Read back from
 * an earlier JSON report (compare/build_file.h), or taken from the report at hand: two builds are compared in one way,
 * wherever they come from.
 */
#ifndef HT_COMPARE_BUILD_H
#define HT_COMPARE_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/input.h"
#include "judge/report.h"

/* Functions of a chain, innermost first, inlined ones with the rest; PCs without a function are left out. */
struct ht_named_chain {
    const char **functions;
    size_t count;
    size_t allocators; /* how many of them, from the first, hand memory out */
    uint64_t bytes;
};

/* Chains of a finding beyond the largest ones, and functions of a chain beyond the innermost ones, are not compared. */
#define HT_NAMED_CHAINS_MAX 16u
#define HT_NAMED_FUNCTIONS_MAX 24u

struct ht_build_finding {
    const char *key, *title;
    const char *rule;                /* or NULL */
    const struct ht_location *owner; /* or NULL */
    const char *suppressed_by;       /* the pattern, or NULL */
    enum ht_verdict verdict;
    enum ht_confidence confidence;
    uint32_t count, bursts;
    uint64_t bytes;
    double bytes_per_burst;      /* NAN: not known */
    struct ht_rate rate;         /* bytes asked for alone: what the heap takes for them is NAN */
    struct ht_size_count *sizes; /* of the first fingerprint */
    size_t size_count;
    struct ht_named_chain *chains;
    size_t chain_count;
};

/* A doubt of its report. */
struct ht_build_doubt {
    const char *code, *message;
    bool accepted; /* somebody wrote so into the file */
};

struct ht_build {
    const char *path;            /* of its report; NULL: the one at hand */
    struct ht_firmware firmware; /* as far as the report tells */
    double seconds;              /* of all traces together; NAN: not known */
    struct ht_build_finding *findings;
    size_t finding_count;
    const char **functions; /* that its frames name, sorted; those of all chains are among them */
    size_t function_count;
    struct ht_build_doubt *doubts; /* of the report at hand: none, for it is not judged yet */
    size_t doubt_count;
    const struct ht_build_doubt *refusal; /* the first for which it is no evidence (judge/trust.h), or NULL */
    struct ht_text_place refusal_place;   /* where that stands in the file */
};

/* Takes a report that is otherwise complete, into its own arena. */
struct ht_error *ht_build_of_report(const struct ht_report *report, struct ht_build *ret);

/* Is it told a leak? finding may be NULL. */
bool ht_build_is_leak(const struct ht_build_finding *finding);

#endif
