/*
 * A finding of a report that is read back (judge/build_file.h).
 */
#ifndef HT_JUDGE_BUILD_FINDING_H
#define HT_JUDGE_BUILD_FINDING_H

#include "base/error.h"
#include "judge/build.h"
#include "judge/build_chains.h"

/* Reads a finding, with its chains; HT_ERROR_INPUT with the place of what is not as the schema has it. */
struct ht_error *ht_build_finding_read(const struct ht_build_chains *chains, struct ht_json_value object,
                                       struct ht_build_finding *ret);

#endif
