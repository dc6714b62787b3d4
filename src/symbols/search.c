#include "symbols/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

/* The best that was seen so far for a query. */
struct candidates {
    struct ht_elf_symbol holding, unsized, below; /* below: has a size, starts at or below the address */
    bool has_holding, has_unsized, has_below;
};

/* The number of queries below an address: where those begin that it concerns. */
static size_t count_below(const struct ht_symbol_query *queries, size_t count, uint64_t addr)
{
    size_t place;
    HT_SEARCH(place, 0, count, queries[place].addr < addr);
    return place;
}

const struct ht_symbol_query *ht_symbol_query_find(const struct ht_symbol_query *queries, size_t count, uint64_t addr)
{
    size_t at = count_below(queries, count, addr);
    return at < count && queries[at].addr == addr ? &queries[at] : NULL;
}

/* Which of several names at one address is the function's: a weak one is an alias for what may be replaced. */
static int rank(const struct ht_elf_symbol *symbol)
{
    return 4 * symbol->function + 2 * symbol->global + !symbol->weak;
}

static bool holds(const struct ht_elf_symbol *symbol, uint64_t addr)
{
    return addr >= symbol->addr && addr - symbol->addr < symbol->size;
}

/* Assemblers leave labels of their own: "$x" marks instructions on RISC-V, ".L" and "L0^A" are branch targets. */
static bool is_label(const char *name)
{
    return name[0] == '\0' || name[0] == '$' || strncmp(name, ".L", 2) == 0 || strchr(name, '\001') != NULL;
}

/*
 * Is a symbol nearer to what stands above it than the one kept, or as near and the better name? Between equals the
 * name decides (newlib's "_rename_r" is an alias of esp_vfs_rename), so that the order of the table does not.
 */
static bool is_better(struct ht_elf_image *image, const struct ht_elf_symbol *symbol, const struct ht_elf_symbol *kept)
{
    if (symbol->addr != kept->addr)
        return symbol->addr > kept->addr;
    if (rank(symbol) != rank(kept))
        return rank(symbol) > rank(kept);
    const char *name = ht_elf_image_symbol_name(image, symbol), *other = ht_elf_image_symbol_name(image, kept);
    if ((name[0] == '_') != (other[0] == '_'))
        return other[0] == '_';
    return strcmp(name, other) < 0;
}

static void offer(struct ht_elf_image *image, const struct ht_elf_symbol *symbol, struct ht_elf_symbol *kept, bool *has)
{
    if ((*has && !is_better(image, symbol, kept)) || is_label(ht_elf_image_symbol_name(image, symbol)))
        return;
    *kept = *symbol;
    *has = true;
}

static const struct ht_region *rom_of(const struct ht_chip *chip, uint64_t addr)
{
    const struct ht_region *region = addr <= UINT32_MAX ? ht_region_find(chip, (uint32_t)addr) : NULL;
    return region && region->rom && region->code ? region : NULL;
}

/* Shows a symbol to the queries it concerns: all that it holds, and else the first one above it. */
static void show(struct ht_elf_image *image, const struct ht_chip *chip, const struct ht_elf_symbol *symbol,
                 const struct ht_symbol_query *queries, struct candidates *candidates, size_t count)
{
    size_t first = count_below(queries, count, symbol->addr);
    if (first == count)
        return;
    if (symbol->size == 0) {
        /* The linker script's sizes and limits are absolute symbols too. */
        if (!symbol->absolute || rom_of(chip, symbol->addr))
            offer(image, symbol, &candidates[first].unsized, &candidates[first].has_unsized);
        return;
    }
    if (!candidates[first].has_below || symbol->addr > candidates[first].below.addr)
        candidates[first].below = *symbol;
    candidates[first].has_below = true;
    for (size_t i = first; i < count && holds(symbol, queries[i].addr); i++)
        offer(image, symbol, &candidates[i].holding, &candidates[i].has_holding);
}

/* May a symbol without a size reach as far as addr? */
static bool reaches(const struct ht_elf_image *image, const struct ht_chip *chip, const struct ht_elf_symbol *symbol,
                    uint64_t addr)
{
    const struct ht_region *rom = rom_of(chip, addr);
    if (rom && rom == rom_of(chip, symbol->addr))
        return true;
    size_t count;
    const struct ht_elf_segment *segments = ht_elf_image_segments(image, &count);
    for (size_t i = 0; i < count; i++) {
        if (segments[i].executable && symbol->addr >= segments[i].addr && addr - segments[i].addr < segments[i].size)
            return true;
    }
    return false;
}

static void decide(struct ht_elf_image *image, const struct ht_chip *chip, const struct candidates *seen,
                   struct ht_symbol_query *query)
{
    query->found = true;
    if (seen->has_holding)
        query->symbol = seen->holding;
    else if (seen->has_unsized && reaches(image, chip, &seen->unsized, query->addr) &&
             /* A label inside a function ends with it. */
             !(seen->has_below && (seen->below.addr > seen->unsized.addr || holds(&seen->below, seen->unsized.addr))))
        query->symbol = seen->unsized;
    else
        query->found = false;
    query->name = query->found ? ht_elf_image_symbol_name(image, &query->symbol) : NULL;
}

struct ht_error *ht_symbol_search(struct ht_elf_image *image, const struct ht_chip *chip,
                                  struct ht_symbol_query *queries, size_t count)
{
    if (count == 0)
        return NULL;
    struct candidates *candidates = calloc(count, sizeof *candidates);
    if (!candidates)
        return ht_error_nomem();
    size_t symbols = ht_elf_image_symbol_count(image);
    for (size_t i = 0; i < symbols; i++) {
        struct ht_elf_symbol symbol;
        if (ht_elf_image_symbol(image, i, &symbol))
            show(image, chip, &symbol, queries, candidates, count);
    }
    for (size_t i = 0; i < count; i++) {
        struct candidates *own = &candidates[i], *before = i > 0 ? &candidates[i - 1] : NULL;
        /* What lies below the query before lies below this one too. */
        if (before && before->has_unsized && !own->has_unsized)
            own->unsized = before->unsized, own->has_unsized = true;
        if (before && before->has_below && !own->has_below)
            own->below = before->below, own->has_below = true;
        decide(image, chip, own, &queries[i]);
    }
    free(candidates);
    return NULL;
}
