/*
 * A finding of a report that is read back (compare/build_file.h).
 */
#ifndef HT_COMPARE_BUILD_FINDING_H
#define HT_COMPARE_BUILD_FINDING_H

#include "compare/build.h"
#include "compare/build_chains.h"

/* Reads a finding, with its chains; what is not as the schema has it is an error of the tree. */
void ht_build_finding_read(const struct ht_build_chains *chains, const cJSON *object, struct ht_build_finding *ret);

#endif
