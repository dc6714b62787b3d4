/*
 * The frames and chains of a report that is read back (compare/build_file.h): the functions of each chain.
 */
#ifndef HT_COMPARE_BUILD_CHAINS_H
#define HT_COMPARE_BUILD_CHAINS_H

#include "compare/build.h"
#include "json/tree.h"

/* Chains that a report of a device can hold at most, and a finding of it. */
#define HT_BUILD_CHAINS_MAX 1000000u

struct ht_build_frame {
    uint32_t pc;
    bool allocator;
    const char **functions; /* those that are known, innermost first */
    size_t count;           /* at most HT_NAMED_FUNCTIONS_MAX */
};

struct ht_build_chain {
    uint32_t *frames; /* their numbers, innermost first */
    size_t depth;
    struct ht_named_chain named; /* once a finding has asked for it: named once, however many findings share it */
};

struct ht_build_chains {
    struct ht_tree *tree;          /* not owned; its arena owns the rest */
    struct ht_build_frame *frames; /* by PC */
    size_t frame_count;
    struct ht_build_chain *items; /* by id */
    size_t count;
};

/* Reads both arrays. What is not as the schema has it is an error of the tree, also from those below. */
void ht_build_chains_read(struct ht_tree *tree, struct ht_json_value frames, struct ht_json_value chains,
                          struct ht_build_chains *ret);

/* The functions of a chain; id is below count. */
struct ht_named_chain ht_build_chains_name(const struct ht_build_chains *chains, size_t id);

/* Fills in the functions of the build: those of all frames. */
void ht_build_chains_functions(const struct ht_build_chains *chains, struct ht_build *build);

#endif
