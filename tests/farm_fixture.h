/*
 * Builds as a soak farm has them, for the tests of comparisons: empty at first, of 600 s each.
 */
#ifndef HT_FARM_FIXTURE_H
#define HT_FARM_FIXTURE_H

#include <string.h>

#include "compare/comparison.h"

#define FARM_BUILDS 4
#define FARM_FINDINGS 3

/* Builds of findings with a chain of two functions each. */
struct farm {
    struct ht_arena arena;
    struct ht_build builds[FARM_BUILDS];
    struct ht_build_finding findings[FARM_BUILDS][FARM_FINDINGS];
    struct ht_named_chain chains[FARM_BUILDS][FARM_FINDINGS];
    const char *functions[FARM_BUILDS][FARM_FINDINGS][2];
    const char *names[FARM_BUILDS][FARM_FINDINGS + 1]; /* sorted */
};

static inline void farm_name(struct farm *farm, size_t build, const char *function)
{
    size_t at = farm->builds[build].function_count++;
    for (; at && strcmp(farm->names[build][at - 1], function) > 0; at--)
        farm->names[build][at] = farm->names[build][at - 1];
    farm->names[build][at] = function;
}

static inline void farm_init(struct farm *farm)
{
    static const char *const paths[FARM_BUILDS] = {"v1.json", "v2.json", "v3.json", "v4.json"};
    *farm = (struct farm){0};
    ht_arena_init(&farm->arena);
    for (size_t i = 0; i < FARM_BUILDS; i++) {
        farm->builds[i] = (struct ht_build){
            .path = paths[i], .seconds = 600, .findings = farm->findings[i], .functions = farm->names[i]};
        farm_name(farm, i, "app_main");
    }
}

/* Adds a finding of that function to a build, 12 events of 100 B. */
static inline struct ht_build_finding *farm_add(struct farm *farm, size_t build, const char *function,
                                                enum ht_verdict verdict)
{
    size_t number = farm->builds[build].finding_count++;
    struct ht_build_finding *finding = &farm->findings[build][number];
    farm_name(farm, build, function);
    farm->functions[build][number][0] = function;
    farm->functions[build][number][1] = "app_main";
    farm->chains[build][number] = (struct ht_named_chain){farm->functions[build][number], 2, 0, 1200};
    *finding = (struct ht_build_finding){
        .key = function,
        .title = function,
        .verdict = verdict,
        .confidence = HT_CONFIDENCE_HIGH,
        .count = 12,
        .bursts = 12,
        .bytes = 1200,
        .bytes_per_burst = 100,
        .rate = {.bytes_per_hour = 7200, .low = 3600, .high = 12000},
        .chains = &farm->chains[build][number],
        .chain_count = 1,
    };
    return finding;
}

#endif
