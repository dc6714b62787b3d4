/*
 * Dumps: whatever the bytes are, reading them ends in windows or in an error. The content tells the format, so one
 * target serves all of them; JSON, console output, CSV and recordings of host traces are fuzzed apart, each with its
 * corpus and dictionary.
 */
#include <stdlib.h>

#include "dump/dump.h"
#include "fuzz.h"
#include "symbols/log.h"

/* Every chain that a window names is one. */
static void check(const struct ht_trace *trace, const struct ht_window *window)
{
    size_t chains = trace->chains.count;
    for (size_t i = 0; i < window->record_count; i++) {
        if (window->records[i].chain >= chains)
            abort();
    }
    for (size_t i = 0; i < window->freed_count; i++) {
        const struct ht_record *freed = &window->freed[i];
        if (freed->chain >= chains || (freed->freed_by != HT_NO_CHAIN && freed->freed_by >= chains))
            abort();
    }
    for (size_t i = 0; i < window->tally_count; i++) {
        const struct ht_tally *tally = &window->tallies[i];
        if (tally->chain >= chains || (tally->freed_by != HT_NO_CHAIN && tally->freed_by >= chains) || !tally->freed)
            abort();
    }
}

static void read_dump(const uint8_t *data, size_t size, const struct ht_dump_settings *settings)
{
    struct ht_arena arena;
    struct ht_trace trace;
    ht_arena_init(&arena);
    ht_trace_init(&trace, &arena);
    struct ht_error *error = ht_dump_read(&trace, "fuzz", (const char *)data, size, settings);
    for (size_t w = 0; w < trace.window_count && !error; w++)
        check(&trace, &trace.windows[w]);
    if (error && error->code != HT_ERROR_INPUT)
        abort();
    ht_error_destroy(error);
    ht_trace_deinit(&trace);
    ht_arena_deinit(&arena);
}

static void read_symbols(const uint8_t *data, size_t size)
{
    struct ht_arena arena;
    struct ht_symbols symbols;
    ht_arena_init(&arena);
    ht_symbols_init(&symbols, &arena);
    struct ht_error *error = ht_log_symbols_read(&symbols, (const char *)data, size);
    if (error && error->code != HT_ERROR_INPUT)
        abort();
    ht_error_destroy(error);
    ht_symbols_deinit(&symbols);
    ht_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ht_dump_settings settings[] = {
        {0}, {.salvage = true, .pick = {1, HT_DUMP_END}}, {.salvage = true, .pick = {2, 2}}};
    struct fuzz_ways ways = fuzz_ways(size, sizeof settings / sizeof *settings);
    for (size_t i = ways.from; i < ways.to; i++)
        read_dump(data, size, &settings[i]);
    read_symbols(data, size);
    return 0;
}
