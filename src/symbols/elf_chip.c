#include "symbols/elf_chip.h"

#include <string.h>

/*
 * Functions that every RISC-V chip's ROM has, at an address of its own: components/esp_rom/CHIP/ld in ESP-IDF v6.1. The
 * linker script defines them in every application as absolute symbols. Other chips are told by their segments.
 */
static const char *const functions[] = {"ets_printf", "ets_delay_us", "memset", "Cache_Invalidate_Addr"};
#define FUNCTIONS (sizeof functions / sizeof *functions)

static const struct {
    const char *chip;
    uint32_t addrs[FUNCTIONS];
} roms[] = {
    {"esp32c2", {0x40000034, 0x40000044, 0x40000488, 0x4000070c}},
    {"esp32c3", {0x40000040, 0x40000050, 0x40000354, 0x400004d4}},
    {"esp32c5", {0x40000024, 0x4000003c, 0x400004b8, 0x40000650}},
    {"esp32c6", {0x40000028, 0x40000040, 0x400004a8, 0x40000648}},
    {"esp32c61", {0x40000024, 0x4000003c, 0x400004b8, 0x40000634}},
    {"esp32h2", {0x40000028, 0x40000040, 0x400004a0, 0x4000061c}},
    {"esp32h4", {0x40000024, 0x4000003c, 0x40000498, 0x400005c0}},
    {"esp32h21", {0x40000028, 0x40000040, 0x40000498, 0x40000614}},
};
#define ROMS (sizeof roms / sizeof *roms)

/* As symbols/chips.c names it. */
#define IRAM "IRAM"

/* Segments of a page or less may be anything: a header, padding between two others. */
#define SEGMENT_MIN 256

static bool has_iram(const struct ht_chip *chip)
{
    for (size_t i = 0; i < chip->region_count; i++) {
        if (!strcmp(chip->regions[i].name, IRAM))
            return true;
    }
    return false;
}

/* Does the chip have memory where the image has code? *in_ram: has it some in the memory that there is for it alone? */
static bool holds(const struct ht_chip *chip, const struct ht_elf_image *image, bool *in_ram)
{
    size_t count, code = 0;
    const struct ht_elf_segment *segments = ht_elf_image_segments(image, &count);
    *in_ram = !has_iram(chip);
    if (chip->machine != ht_elf_image_machine(image))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!segments[i].executable || segments[i].size < SEGMENT_MIN)
            continue;
        if (segments[i].addr > UINT32_MAX)
            return false;
        const struct ht_region *region = ht_region_find(chip, (uint32_t)segments[i].addr);
        if (!region || !region->code || region->rom)
            return false;
        code++;
        *in_ram = *in_ram || !strcmp(region->name, IRAM);
    }
    return code > 0;
}

/* How many of the ROM's functions the ELF knows where this chip has them. */
static void count_functions(struct ht_elf_image *image, unsigned matches[ROMS])
{
    struct ht_elf_symbol symbol;
    for (size_t i = 0; i < ht_elf_image_symbol_count(image); i++) {
        if (!ht_elf_image_symbol(image, i, &symbol) || !symbol.absolute)
            continue;
        for (size_t r = 0; r < ROMS; r++) {
            for (size_t f = 0; f < FUNCTIONS; f++)
                matches[r] += symbol.addr == roms[r].addrs[f] &&
                              strcmp(ht_elf_image_symbol_name(image, &symbol), functions[f]) == 0;
        }
    }
}

/* Of several chips whose memory the segments fit, the one whose ROM has the most functions where the ELF has them. */
static const struct ht_chip *tell_apart(struct ht_elf_image *image)
{
    unsigned matches[ROMS] = {0}, most = 0;
    const struct ht_chip *best = NULL;
    bool in_ram;
    count_functions(image, matches);
    for (size_t r = 0; r < ROMS; r++) {
        const struct ht_chip *chip = ht_chip_find(roms[r].chip);
        if (!matches[r] || matches[r] < most || !holds(chip, image, &in_ram))
            continue;
        best = matches[r] > most ? chip : NULL;
        most = matches[r];
    }
    return best;
}

const struct ht_chip *ht_elf_chip(struct ht_elf_image *image)
{
    const struct ht_chip *one = NULL, *whole = NULL, *chip;
    size_t fitting = 0, wholly = 0;
    bool in_ram;
    for (size_t i = 0; (chip = ht_chip_at(i)); i++) {
        if (!holds(chip, image, &in_ram))
            continue;
        one = chip;
        fitting++;
        whole = in_ram ? chip : whole;
        wholly += in_ram;
    }
    if (fitting < 2)
        return one;
    /* Every application has code in RAM, which interrupts run from. */
    return wholly == 1 ? whole : tell_apart(image);
}
