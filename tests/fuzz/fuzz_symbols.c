/*
 * Files of symbols: whatever the bytes are, they end in symbols or in an error, and looking them up does too.
 */
#include <stdlib.h>

#include "fuzz.h"
#include "symbols/file.h"

/* Addresses that frames are asked for at most. */
#define FRAMES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_ways ways = fuzz_ways(size, 2);
    for (size_t no_demangle = ways.from; no_demangle < ways.to; no_demangle++) {
        struct ht_arena arena;
        struct ht_symbols symbols;
        struct ht_frame items[FRAMES];
        struct ht_frames frames = {.items = items};
        ht_arena_init(&arena);
        ht_symbols_init(&symbols, &arena);
        struct ht_error *error = ht_symbols_add_file(&symbols, "fuzz", (const char *)data, size);
        if (error && error->code != HT_ERROR_INPUT)
            abort();
        for (size_t i = 0; i < symbols.count && frames.count < FRAMES && !error; i++) {
            if (frames.count == 0 || symbols.items[i].addr > items[frames.count - 1].pc)
                items[frames.count++] = (struct ht_frame){.pc = symbols.items[i].addr};
        }
        if (!error && ht_symbols_apply(&symbols, HT_SOURCE_SYMBOLS_FILE, no_demangle, &frames))
            abort();
        for (size_t i = 0; i < frames.count; i++) {
            if ((items[i].location_count > 0) != (items[i].source != HT_SOURCE_NONE))
                abort();
        }
        ht_error_destroy(error);
        ht_symbols_deinit(&symbols);
        ht_arena_deinit(&arena);
    }
    return 0;
}
