/*
 * What lies in the folder of a build: a project description, and the configuration in both of its forms.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/auto_elf.h"
#include "fuzz.h"
#include "judge/config.h"

static void look_up(const struct ht_config *config)
{
    static const char *const options[] = {"CONFIG_HEAP_TRACING_STACK_DEPTH", "CONFIG_A"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        size_t length = 0;
        const char *value = ht_config_find(config, options[i], &length);
        if (value && strnlen(value, length) != length)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ht_arena arena;
    struct ht_config config = {0};
    ht_arena_init(&arena);
    const char *elf = NULL;
    struct ht_error *error = ht_auto_elf_name(&arena, "fuzz", (const char *)data, size, &elf);
    if (error ? error->code != HT_ERROR_INPUT || !error->line : !*elf)
        abort();
    ht_error_destroy(error);
    error = ht_config_read(&arena, "fuzz", (const char *)data, size, &config);
    if (error && error->code != HT_ERROR_INPUT)
        abort();
    if (!error)
        look_up(&config);
    ht_error_destroy(error);
    ht_arena_deinit(&arena);
    return 0;
}
