/*
 * What builds are called in a comparison: the part of their reports' names in which they differ.
 */
#ifndef HT_REPORT_COMPARE_LABELS_H
#define HT_REPORT_COMPARE_LABELS_H

#include "base/arena.h"
#include "compare/build.h"

/*
 * A label for each build, no two the same: "v1" and "v2" for out/report_v1.json and out/report_v2.json.gz, or for
 * v1/report.json and v2/report.json. Builds have different paths. NULL without memory.
 */
const char **ht_compare_labels(struct ht_arena *arena, const struct ht_build *builds, size_t count);

#endif
