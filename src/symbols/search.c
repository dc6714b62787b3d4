#include "symbols/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/vec.h"

/* The best that was seen so far for a query. */
struct candidates {
    struct ht_elf_symbol holding, unsized, below; /* below: has a size, starts at or below the address */
    bool has_holding, has_unsized, has_below;
    size_t next; /* itself while no symbol holds it, else one nearer to the next such one */
};

/* A symbol that holds more than one query: few do, and they are kept until all have been seen. */
struct wide {
    struct ht_elf_symbol symbol;
    const char *name;
    size_t first;
};

struct search {
    struct ht_elf_image *image;
    const struct ht_chip *chip;
    const struct ht_symbol_query *queries;
    size_t count;
    struct candidates *candidates; /* of each query, and one behind them */
    struct wide *wides;
    size_t wide_count, wide_capacity;
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
 * Is a symbol nearer to what stands above it than the other, or as near and the better name? Between equals the name
 * decides (newlib's "_rename_r" is an alias of esp_vfs_rename), so that the order of the table does not. Less than 0:
 * it is; 0: they are the same.
 */
static int compare_symbols(const struct ht_elf_symbol *symbol, const char *name, const struct ht_elf_symbol *other,
                           const char *other_name)
{
    if (symbol->addr != other->addr)
        return symbol->addr > other->addr ? -1 : 1;
    if (rank(symbol) != rank(other))
        return rank(symbol) > rank(other) ? -1 : 1;
    if ((name[0] == '_') != (other_name[0] == '_'))
        return other_name[0] == '_' ? -1 : 1;
    return strcmp(name, other_name);
}

static bool is_better(struct ht_elf_image *image, const struct ht_elf_symbol *symbol, const struct ht_elf_symbol *kept)
{
    return symbol->addr > kept->addr ||
           (symbol->addr == kept->addr && compare_symbols(symbol, ht_elf_image_symbol_name(image, symbol), kept,
                                                          ht_elf_image_symbol_name(image, kept)) < 0);
}

static int compare_wides(const void *left, const void *right)
{
    const struct wide *a = left, *b = right;
    return compare_symbols(&a->symbol, a->name, &b->symbol, b->name);
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

/* Keeps a symbol that holds the queries from first on: more than one. */
static bool keep_wide(struct search *search, const struct ht_elf_symbol *symbol, size_t first)
{
    const char *name = ht_elf_image_symbol_name(search->image, symbol);
    return is_label(name) ||
           HT_VEC_PUSH(search->wides, search->wide_count, search->wide_capacity, (struct wide){*symbol, name, first});
}

/* Shows a symbol to the queries it concerns: all that it holds, and else the first one above it. False: no memory. */
static bool show(struct search *search, const struct ht_elf_symbol *symbol)
{
    const struct ht_symbol_query *queries = search->queries;
    size_t first = count_below(queries, search->count, symbol->addr);
    if (first == search->count)
        return true;
    struct candidates *candidates = &search->candidates[first];
    if (symbol->size == 0) {
        /* The linker script's sizes and limits are absolute symbols too. */
        if (!symbol->absolute || rom_of(search->chip, symbol->addr))
            offer(search->image, symbol, &candidates->unsized, &candidates->has_unsized);
        return true;
    }
    if (!candidates->has_below || symbol->addr > candidates->below.addr)
        candidates->below = *symbol;
    candidates->has_below = true;
    if (!holds(symbol, queries[first].addr))
        return true;
    if (first + 1 < search->count && holds(symbol, queries[first + 1].addr))
        return keep_wide(search, symbol, first);
    offer(search->image, symbol, &candidates->holding, &candidates->has_holding);
    return true;
}

/* The first query from i on that no wide symbol holds yet, or the one behind the last: paths are halved. */
static size_t next_open(struct candidates *candidates, size_t i)
{
    while (candidates[i].next != i) {
        candidates[i].next = candidates[candidates[i].next].next;
        i = candidates[i].next;
    }
    return i;
}

/*
 * Shows the wide symbols, the best first, so that each query meets one of them: a table in which every symbol holds
 * every query costs no more than its sorting.
 */
static void show_wides(struct search *search)
{
    struct candidates *candidates = search->candidates;
    ht_sort(search->wides, search->wide_count, sizeof *search->wides, compare_wides);
    for (size_t i = 0; i <= search->count; i++)
        candidates[i].next = i;
    for (size_t k = 0; k < search->wide_count; k++) {
        const struct wide *wide = &search->wides[k];
        size_t i = next_open(candidates, wide->first);
        for (; i < search->count && holds(&wide->symbol, search->queries[i].addr); i = next_open(candidates, i)) {
            offer(search->image, &wide->symbol, &candidates[i].holding, &candidates[i].has_holding);
            candidates[i].next = i + 1;
        }
    }
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
    query->name = query->found ? ht_elf_image_symbol_told(image, &query->symbol) : NULL;
}

struct ht_error *ht_symbol_search(struct ht_elf_image *image, const struct ht_chip *chip,
                                  struct ht_symbol_query *queries, size_t count)
{
    if (count == 0)
        return NULL;
    struct search search = {.image = image, .chip = chip, .queries = queries, .count = count};
    search.candidates = calloc(count + 1, sizeof *search.candidates);
    bool whole = search.candidates;
    size_t symbols = ht_elf_image_symbol_count(image);
    for (size_t i = 0; i < symbols && whole; i++) {
        struct ht_elf_symbol symbol;
        if (ht_elf_image_symbol(image, i, &symbol))
            whole = show(&search, &symbol);
    }
    if (whole)
        show_wides(&search);
    for (size_t i = 0; i < count && whole; i++) {
        struct candidates *own = &search.candidates[i], *before = i > 0 ? own - 1 : NULL;
        /* What lies below the query before lies below this one too. */
        if (before && before->has_unsized && !own->has_unsized)
            own->unsized = before->unsized, own->has_unsized = true;
        if (before && before->has_below && !own->has_below)
            own->below = before->below, own->has_below = true;
        decide(image, chip, own, &queries[i]);
    }
    free(search.candidates);
    free(search.wides);
    return whole ? NULL : ht_error_nomem();
}
