#include "symbol_search.h"

/* How many symbols below an address are looked at: sized ones can nest, but not without end. */
#define STEPS_MAX 256

/* Which of several symbols at one address is told. */
static int rank(const struct ht_elf_symbol *symbol)
{
    return 2 * symbol->function + symbol->global;
}

/* The number of symbols at or below an address. */
static size_t count_below(const struct ht_elf_symbol *symbols, size_t count, uint64_t addr)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (symbols[middle].addr <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool holds(const struct ht_elf_symbol *symbol, uint64_t addr)
{
    return addr - symbol->addr < symbol->size;
}

static bool in_rom(const struct ht_chip *chip, uint64_t addr)
{
    const struct ht_region *region = addr <= UINT32_MAX ? ht_region_find(chip, (uint32_t)addr) : NULL;
    return region && region->rom && region->code;
}

/* May a symbol without a size reach as far as addr? */
static bool reaches(const struct ht_elf_image *image, const struct ht_chip *chip, const struct ht_elf_symbol *symbol,
                    uint64_t addr)
{
    if (symbol->absolute || !ht_elf_image_is_code(image, addr))
        return in_rom(chip, addr) &&
               ht_region_find(chip, (uint32_t)addr) == ht_region_find(chip, (uint32_t)symbol->addr);
    size_t count;
    const struct ht_elf_segment *segments = ht_elf_image_segments(image, &count);
    for (size_t i = 0; i < count; i++) {
        if (segments[i].executable && symbol->addr >= segments[i].addr && addr - segments[i].addr < segments[i].size)
            return true;
    }
    return false;
}

struct ht_error *ht_symbol_search(struct ht_elf_image *image, const struct ht_chip *chip, uint64_t addr,
                                  const struct ht_elf_symbol **ret)
{
    const struct ht_elf_symbol *symbols, *sized = NULL, *unsized = NULL;
    size_t count;
    struct ht_error *error = ht_elf_image_symbols(image, &symbols, &count);
    if (error)
        return error;
    bool passed_sized = false;
    size_t below = count_below(symbols, count, addr);
    for (size_t i = below; i > 0 && below - i < STEPS_MAX; i--) {
        const struct ht_elf_symbol *symbol = &symbols[i - 1];
        if (sized && symbol->addr != sized->addr)
            break;
        if (symbol->size > 0 && holds(symbol, addr)) {
            if (!sized || rank(symbol) > rank(sized))
                sized = symbol;
        } else if (symbol->size > 0) {
            passed_sized = true;
            if (unsized && holds(symbol, unsized->addr))
                unsized = NULL; /* a label inside a function ends with it */
        } else if (!passed_sized && (!unsized || (symbol->addr == unsized->addr && rank(symbol) > rank(unsized))) &&
                   reaches(image, chip, symbol, addr)) {
            unsized = symbol;
        }
    }
    *ret = sized ? sized : unsized;
    return NULL;
}
