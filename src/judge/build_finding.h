/*
 * A finding of a report that is read back (judge/build_file.h).
 */
#ifndef HT_JUDGE_BUILD_FINDING_H
#define HT_JUDGE_BUILD_FINDING_H

#include "judge/build.h"
#include "judge/build_chains.h"

/* Reads a finding, with its chains; what is not as the schema has it is an error of the tree. */
void ht_build_finding_read(const struct ht_build_chains *chains, const cJSON *object, struct ht_build_finding *ret);

#endif
