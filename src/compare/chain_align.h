/*
 * How alike the call chains of two builds are.
 */
#ifndef HT_COMPARE_CHAIN_ALIGN_H
#define HT_COMPARE_CHAIN_ALIGN_H

#include "base/arena.h"
#include "base/error.h"
#include "compare/build.h"

/* A function of either build. */
struct ht_align_name {
    const char *text;
    bool now, old; /* the build that has it */
};

/* A chain without its allocators, unless there is nothing else. */
struct ht_align_chain {
    uint32_t *names; /* numbers, innermost first */
    size_t count;
    uint64_t bytes;
};

struct ht_align_finding {
    struct ht_align_chain *chains; /* NULL: not read yet */
    size_t count;
};

/* Two builds whose chains are aligned. */
struct ht_aligner {
    struct ht_arena *arena;
    const struct ht_build *now, *old;
    struct ht_align_name *names; /* by their text */
    size_t name_count;
    struct ht_align_finding *now_findings, *old_findings; /* as many as the builds have */
    uint64_t steps;                                       /* that are left: what would take more is not alike */
    bool failed;                                          /* memory ran out: what is told since is not so */
};

/* How well two chains agree, or the chains of two findings by their bytes. */
struct ht_likeness {
    double share;         /* of what was aligned, from 0 to 1 */
    double whole;         /* 1 for chains that agree in all they share, of findings the part of such; from 0 to 1 */
    const char *old_name; /* of the innermost function that was renamed, or NULL */
    const char *new_name;
};

struct ht_error *ht_aligner_init(struct ht_arena *arena, const struct ht_build *now, const struct ht_build *old,
                                 struct ht_aligner *ret);

/* How much of the bytes in the chains of a finding the chains of an old one account for, by their numbers. */
struct ht_likeness ht_align_findings(struct ht_aligner *aligner, size_t number, size_t old_number);

/* Does each chain of the old finding agree with one of the new one in all they share? */
bool ht_align_within(struct ht_aligner *aligner, size_t number, size_t old_number);

#endif
