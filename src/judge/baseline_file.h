/*
 * An earlier JSON report (schema htanalyze-report/1), read back as far as a comparison needs it: its findings, and the
 * functions of their chains. PCs and lines serve to put those together and are then forgotten.
 */
#ifndef HT_JUDGE_BASELINE_FILE_H
#define HT_JUDGE_BASELINE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
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

struct ht_baseline_finding {
    const char *key, *title;
    const char *rule; /* or NULL */
    enum ht_verdict verdict;
    uint32_t bursts;
    double bytes_per_burst, bytes_per_hour; /* NAN: not known */
    bool lower_bound;                       /* of bytes_per_hour */
    struct ht_size_count *sizes;            /* of the first fingerprint */
    size_t size_count;
    struct ht_named_chain *chains;
    size_t chain_count;
};

struct ht_baseline {
    const char *path;
    double seconds; /* of all traces together; NAN: not known */
    struct ht_baseline_finding *findings;
    size_t finding_count;
    const char **functions; /* that its frames name, sorted */
    size_t function_count;
};

/*
 * Reads a report into the arena. Anything else (a dump, a report in words, JSON of another schema) and whatever is not
 * as the schema has it is HT_ERROR_INPUT with its place; keys that are not known are passed over. So is a report that
 * is no evidence (judge/trust.h), unless its doubts are accepted.
 */
struct ht_error *ht_baseline_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                  struct ht_baseline *ret);

/* Orders names, for bsearch(): pointers to strings. */
int ht_baseline_compare_names(const void *left, const void *right);

#endif
