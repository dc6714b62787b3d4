/*
 * ELFs: the whole way from bytes to names and call sites. PCs come from the input too: from its last words, from its
 * executable segments and from its symbols.
 */
#include <stdlib.h>

#include "base/reader.h"
#include "fuzz.h"
#include "symbols/callsite.h"
#include "symbols/symbolizer.h"

#define WORDS 8    /* PCs from the end of the input */
#define SEGMENTS 4 /* looked at, each in */
#define STEPS 8    /* places */
#define SYMBOLS 64 /* looked at */
#define PCS (WORDS + SEGMENTS * STEPS + SYMBOLS)

struct pcs {
    uint32_t items[PCS];
    size_t count;
};

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void find_pcs(struct ht_elf_image *image, const uint8_t *data, size_t size, struct pcs *pcs)
{
    struct ht_reader reader = ht_reader_init(data, size, false);
    ht_reader_seek(&reader, size < 4 * WORDS ? size : size - 4 * WORDS);
    while (ht_reader_left(&reader) >= 4)
        pcs->items[pcs->count++] = ht_reader_u32(&reader);
    size_t count;
    const struct ht_elf_segment *segments = ht_elf_image_segments(image, &count);
    for (size_t i = 0; i < count && i < SEGMENTS; i++) {
        for (uint64_t k = 0; k < STEPS; k++)
            pcs->items[pcs->count++] = (uint32_t)(segments[i].addr + segments[i].size / STEPS * k + k);
    }
    count = ht_elf_image_symbol_count(image);
    for (size_t i = 0; i < count && i < SYMBOLS; i++) {
        struct ht_elf_symbol symbol;
        if (ht_elf_image_symbol(image, i, &symbol))
            pcs->items[pcs->count++] = (uint32_t)symbol.addr + 3;
    }
}

/* Sorts the PCs into frames, each once. */
static void make_frames(const struct pcs *pcs, struct ht_frames *frames)
{
    uint32_t sorted[PCS];
    for (size_t i = 0; i < pcs->count; i++)
        sorted[i] = pcs->items[i];
    qsort(sorted, pcs->count, sizeof *sorted, compare);
    for (size_t i = 0; i < pcs->count; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1])
            frames->items[frames->count++] = (struct ht_frame){.pc = sorted[i]};
    }
}

static void look_up(struct ht_elf_image *image, struct pcs *pcs, bool raw)
{
    struct ht_arena arena;
    struct ht_frame items[PCS];
    struct ht_elf_fit fit = {0};
    struct ht_frames frames = {.items = items, .elfs = &fit, .elf_count = 1};
    struct ht_chain chain = {.pcs = pcs->items, .depth = (uint32_t)pcs->count};
    struct ht_chains chains = {.items = &chain, .count = 1};
    const struct ht_symbolizer_settings settings = {.raw_pc = raw, .no_demangle = raw};
    const struct ht_chip *chip = ht_chip_guess(ht_elf_image_machine(image), NULL, NULL, 0, pcs->items, pcs->count);
    ht_arena_init(&arena);
    make_frames(pcs, &frames);
    if (ht_symbolize(&arena, &image, 1, chip, &settings, &frames) ||
        ht_callsite_check(&arena, &image, chip, &frames, &chains))
        abort();
    for (size_t i = 0; i < frames.count; i++) {
        if ((frames.items[i].location_count > 0) != (frames.items[i].source != HT_SOURCE_NONE))
            abort();
    }
    ht_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ht_elf_image *image;
    struct ht_error *error = ht_elf_image_open_memory("fuzz", data, size, &image);
    if (error) {
        if (error->code != HT_ERROR_INPUT)
            abort();
        ht_error_destroy(error);
        return 0;
    }
    struct pcs pcs = {.count = 0};
    find_pcs(image, data, size, &pcs);
    struct fuzz_ways ways = fuzz_ways(size, 2);
    for (size_t raw = ways.from; raw < ways.to; raw++)
        look_up(image, &pcs, raw);
    char hash[HT_ELF_HASH_SIZE];
    ht_elf_file_hash(ht_elf_image_file(image), hash);
    ht_elf_image_close(image);
    return 0;
}
