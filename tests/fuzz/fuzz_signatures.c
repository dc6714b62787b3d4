/*
 * Files of signatures: whatever the bytes are, they end in rules or in an error, and matching by the rules ends.
 */
#include <stdlib.h>

#include "fuzz.h"
#include "infer/answers.h"
#include "infer/signatures_file.h"

static struct ht_error *match_frames(struct ht_arena *arena, const struct ht_signatures *signatures)
{
    static const struct ht_location locations[] = {
        {.function = "esp_crt_copy_asn1", .file = "/esp-idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"},
        {.function = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", .file = "a.c"},
        {.function = NULL, .file = NULL},
    };
    struct ht_frame frame = {.locations = locations, .location_count = sizeof locations / sizeof *locations};
    struct ht_answers answers;
    return ht_answers_make(arena, signatures, &(struct ht_frames){.items = &frame, .count = 1}, &answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ht_arena arena;
    struct ht_signatures signatures, joined;
    ht_arena_init(&arena);
    struct ht_error *error = ht_signatures_read(&arena, "fuzz", (const char *)data, size, &signatures);
    if (error && (error->code != HT_ERROR_INPUT || error->line == 0))
        abort();
    if (!error && ht_signatures_join(&arena, &signatures, &signatures, &joined))
        abort();
    if (!error)
        error = match_frames(&arena, &joined);
    ht_error_destroy(error);
    ht_arena_deinit(&arena);
    return 0;
}
