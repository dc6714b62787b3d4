/*
 * Reports that are read back for a comparison: whatever the bytes are, they end in findings or in an error, and two
 * builds of them can be compared.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/build_file.h"
#include "compare/change.h"
#include "compare/comparison.h"
#include "fuzz.h"
#include "report/writers.h"

static void check(const struct ht_build *build)
{
    for (size_t i = 1; i < build->function_count; i++) {
        if (strcmp(build->functions[i - 1], build->functions[i]) > 0)
            abort();
    }
    for (size_t i = 0; i < build->finding_count; i++) {
        const struct ht_build_finding *finding = &build->findings[i];
        if (!finding->key || !finding->title || finding->chain_count > HT_NAMED_CHAINS_MAX)
            abort();
        for (size_t k = 0; k < finding->chain_count; k++) {
            if (finding->chains[k].count > HT_NAMED_FUNCTIONS_MAX ||
                finding->chains[k].allocators > finding->chains[k].count)
                abort();
        }
    }
}

/* Each finding against the next. */
static void compare(const struct ht_build *build)
{
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    for (size_t i = 1; i < build->finding_count; i++) {
        struct ht_occurrence old = {build, &build->findings[i - 1]}, now = {build, &build->findings[i]};
        struct ht_change change = ht_change_find(now, old);
        ht_change_words(&text, now, old, &change);
    }
    ht_strbuf_deinit(&text);
}

/* The build against itself: nothing grows, and the comparison can be written. */
static void compare_whole(struct ht_arena *arena, const struct ht_build *build, FILE *out, size_t input_size)
{
    const struct ht_build builds[] = {*build, *build};
    const struct ht_writer_settings settings = {.width = 40};
    struct ht_comparison comparison;
    struct ht_error *error = ht_comparison_make(arena, builds, 2, NULL, 0, &comparison);
    if (error)
        abort();
    for (size_t i = 0; i < comparison.row_count; i++) {
        enum ht_baseline_state state = comparison.rows[i].change.state;
        if (state == HT_BASELINE_GROWN || state == HT_BASELINE_SHRUNK)
            abort();
    }
    size_t formats = 0;
    while (ht_writers[formats].name)
        formats++;
    struct fuzz_ways ways = fuzz_ways(input_size, formats);
    for (size_t i = ways.from; i < ways.to; i++) {
        if (ht_writers[i].compare && ht_writer_compare(&ht_writers[i], out, &comparison, &settings))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ht_arena arena;
    struct ht_build build = {0};
    ht_arena_init(&arena);
    struct ht_error *error = ht_build_read(&arena, "fuzz", (const char *)data, size, &build);
    if (error && error->code != HT_ERROR_INPUT)
        abort();
    if (!error) {
        check(&build);
        compare(&build);
        FILE *out = fopen("/dev/null", "w");
        if (!out)
            abort();
        compare_whole(&arena, &build, out, size);
        fclose(out);
        ht_error_destroy(ht_build_refuse(&build));
    }
    ht_error_destroy(error);
    ht_arena_deinit(&arena);
    return 0;
}
