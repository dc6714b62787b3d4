#include "symbols/chips.h"

#include <ctype.h>

/*
 * SOC_IRAM, SOC_DRAM, SOC_IROM, SOC_DROM, SOC_EXTRAM_DATA, SOC_IROM_MASK, SOC_RTC_* of each chip's soc.h
 * (ESP-IDF master after v6.0.1). Where data and instructions share addresses (the C5's flash and PSRAM, the SRAM of
 * newer chips) there is one region for both. The clocks are the Kconfig defaults of ESP_DEFAULT_CPU_FREQ_MHZ.
 */
#define CODE(title, first, behind)                           \
    {                                                        \
        title, first, behind, HT_MEMORY_UNKNOWN, true, false \
    }
#define ROM(first, behind)                                  \
    {                                                       \
        "ROM", first, behind, HT_MEMORY_UNKNOWN, true, true \
    }
#define ROM_DATA(first, behind)                                   \
    {                                                             \
        "ROM data", first, behind, HT_MEMORY_UNKNOWN, false, true \
    }
#define FLASH_DATA(first, behind)                                    \
    {                                                                \
        "flash data", first, behind, HT_MEMORY_UNKNOWN, false, false \
    }
#define SRAM(first, behind)                                              \
    {                                                                    \
        "internal SRAM", first, behind, HT_MEMORY_INTERNAL, false, false \
    }
#define SRAM_BOTH(first, behind)                                        \
    {                                                                   \
        "internal SRAM", first, behind, HT_MEMORY_INTERNAL, true, false \
    }
#define PSRAM(first, behind)                                  \
    {                                                         \
        "PSRAM", first, behind, HT_MEMORY_PSRAM, false, false \
    }
#define RTC(first, behind)                                    \
    {                                                         \
        "RTC RAM", first, behind, HT_MEMORY_RTC, false, false \
    }
#define RTC_BOTH(first, behind)                              \
    {                                                        \
        "RTC RAM", first, behind, HT_MEMORY_RTC, true, false \
    }

static const struct ht_region esp32[] = {
    FLASH_DATA(0x3f400000, 0x3f800000),
    PSRAM(0x3f800000, 0x3fc00000),
    RTC(0x3ff80000, 0x3ff82000),
    SRAM(0x3ffae000, 0x40000000),
    ROM(0x40000000, 0x40070000),
    CODE("IRAM", 0x40080000, 0x400aa000),
    /* The rest of SRAM1 on the instruction bus (SOC_DIRAM_IRAM): a heap for MALLOC_CAP_EXEC. */
    {"IRAM", 0x400aa000, 0x400c0000, HT_MEMORY_INTERNAL, true, false},
    RTC_BOTH(0x400c0000, 0x400c2000),
    CODE("flash text", 0x400d0000, 0x40400000),
    RTC(0x50000000, 0x50002000),
};

static const struct ht_region esp32s2[] = {
    FLASH_DATA(0x3f000000, 0x3f500000), PSRAM(0x3f500000, 0x3ff80000),
    RTC(0x3ff9e000, 0x3ffa0000),        SRAM(0x3ffb0000, 0x40000000),
    ROM(0x40000000, 0x40020000),        CODE("IRAM", 0x40020000, 0x40070000),
    RTC_BOTH(0x40070000, 0x40072000),   CODE("flash text", 0x40080000, 0x40800000),
    RTC(0x50000000, 0x50002000),
};

static const struct ht_region esp32s3[] = {
    /* Flash data (SOC_DROM) lies here too; what a heap gives out here is PSRAM. */
    PSRAM(0x3c000000, 0x3e000000),
    SRAM(0x3fc88000, 0x3fd00000),
    ROM(0x40000000, 0x40060000),
    CODE("IRAM", 0x40370000, 0x403e0000),
    CODE("flash text", 0x42000000, 0x44000000),
    RTC(0x50000000, 0x50002000),
    RTC_BOTH(0x600fe000, 0x60100000),
};

static const struct ht_region esp32c2[] = {
    FLASH_DATA(0x3c000000, 0x3c400000),   SRAM(0x3fca0000, 0x3fce0000),
    ROM_DATA(0x3ff00000, 0x3ff50000),     ROM(0x40000000, 0x40090000),
    CODE("IRAM", 0x4037c000, 0x403c0000), CODE("flash text", 0x42000000, 0x42400000),
};

static const struct ht_region esp32c3[] = {
    FLASH_DATA(0x3c000000, 0x3c800000),   SRAM(0x3fc80000, 0x3fce0000),
    ROM_DATA(0x3ff00000, 0x3ff20000),     ROM(0x40000000, 0x40060000),
    CODE("IRAM", 0x4037c000, 0x403e0000), CODE("flash text", 0x42000000, 0x42800000),
    RTC_BOTH(0x50000000, 0x50002000),
};

static const struct ht_region esp32c5[] = {
    ROM(0x40000000, 0x40050000),
    SRAM_BOTH(0x40800000, 0x40860000),
    {"flash text or PSRAM", 0x42000000, 0x44000000, HT_MEMORY_PSRAM, true, false},
    RTC_BOTH(0x50000000, 0x50004000),
};

static const struct ht_region esp32c6[] = {
    ROM(0x40000000, 0x40050000),
    SRAM_BOTH(0x40800000, 0x40880000),
    CODE("flash text", 0x42000000, 0x43000000),
    RTC_BOTH(0x50000000, 0x50004000),
};

static const struct ht_region esp32c61[] = {
    ROM(0x40000000, 0x40040000),
    SRAM_BOTH(0x40800000, 0x40850000),
    {"flash text or PSRAM", 0x42000000, 0x44000000, HT_MEMORY_PSRAM, true, false},
};

static const struct ht_region esp32h2[] = {
    ROM(0x40000000, 0x40020000),
    SRAM_BOTH(0x40800000, 0x40850000),
    CODE("flash text", 0x42000000, 0x43000000),
    RTC_BOTH(0x50000000, 0x50001000),
};

static const struct ht_region esp32h4[] = {
    ROM(0x40000000, 0x40050000),
    SRAM_BOTH(0x40810000, 0x40860000),
    {"flash text or PSRAM", 0x42000000, 0x44000000, HT_MEMORY_PSRAM, true, false},
    RTC_BOTH(0x50000000, 0x50004000),
};

static const struct ht_region esp32h21[] = {
    ROM(0x40000000, 0x40020000),
    SRAM_BOTH(0x40800000, 0x40850000),
    CODE("flash text", 0x42000000, 0x43000000),
    RTC_BOTH(0x50000000, 0x50001000),
};

static const struct ht_region esp32p4[] = {
    /* SOC_SPM: memory tightly coupled to the cores. */
    SRAM_BOTH(0x30100000, 0x30102000),
    CODE("flash text", 0x40000000, 0x44000000),
    {"PSRAM", 0x48000000, 0x4c000000, HT_MEMORY_PSRAM, true, false},
    ROM(0x4fc00000, 0x4fc20000),
    SRAM_BOTH(0x4ff00000, 0x4ffc0000),
    ROM(0x50100000, 0x50104000),
    RTC_BOTH(0x50108000, 0x50110000),
};

static const struct ht_region esp32s31[] = {
    RTC_BOTH(0x2e000000, 0x2e008000),
    SRAM_BOTH(0x2f000000, 0x2f080000),
    ROM(0x2f800000, 0x2f850000),
    CODE("flash text", 0x40000000, 0x44000000),
    {"PSRAM", 0x50000000, 0x54000000, HT_MEMORY_PSRAM, true, false},
};

#define CHIP(name, title, machine, mhz)                                      \
    {                                                                        \
#name, title, machine, mhz##000000, name, sizeof name / sizeof *name \
    }

/* Where the regions of two chips fit alike, the first is taken: the widespread ones stand first. */
static const struct ht_chip chips[] = {
    CHIP(esp32s3, "ESP32-S3", HT_MACHINE_XTENSA, 160),  CHIP(esp32, "ESP32", HT_MACHINE_XTENSA, 160),
    CHIP(esp32s2, "ESP32-S2", HT_MACHINE_XTENSA, 160),  CHIP(esp32c3, "ESP32-C3", HT_MACHINE_RISCV, 160),
    CHIP(esp32c6, "ESP32-C6", HT_MACHINE_RISCV, 160),   CHIP(esp32c2, "ESP32-C2", HT_MACHINE_RISCV, 120),
    CHIP(esp32h2, "ESP32-H2", HT_MACHINE_RISCV, 96),    CHIP(esp32p4, "ESP32-P4", HT_MACHINE_RISCV, 360),
    CHIP(esp32c5, "ESP32-C5", HT_MACHINE_RISCV, 240),   CHIP(esp32c61, "ESP32-C61", HT_MACHINE_RISCV, 160),
    CHIP(esp32h4, "ESP32-H4", HT_MACHINE_RISCV, 96),    CHIP(esp32h21, "ESP32-H21", HT_MACHINE_RISCV, 96),
    CHIP(esp32s31, "ESP32-S31", HT_MACHINE_RISCV, 320),
};

#define CHIP_COUNT (sizeof chips / sizeof *chips)

/* At most one address in four may contradict a chip. */
#define FIT_PARTS 4

static bool same_name(const char *known, const char *given)
{
    for (;; given++) {
        if (*given == '-' || *given == '_')
            continue;
        if (tolower((unsigned char)*given) != *known)
            return false;
        if (*known++ == '\0')
            return true;
    }
}

const struct ht_chip *ht_chip_find(const char *name)
{
    for (size_t i = 0; i < CHIP_COUNT; i++) {
        if (same_name(chips[i].name, name))
            return &chips[i];
    }
    return NULL;
}

const struct ht_chip *ht_chip_at(size_t number)
{
    return number < CHIP_COUNT ? &chips[number] : NULL;
}

const struct ht_region *ht_region_find(const struct ht_chip *chip, uint32_t addr)
{
    for (size_t i = 0; chip && i < chip->region_count; i++) {
        if (addr >= chip->regions[i].start && addr < chip->regions[i].end)
            return &chip->regions[i];
    }
    return NULL;
}

/* RISC-V instructions stand at even addresses, so an odd PC is Xtensa's. */
static size_t count_fitting(const struct ht_chip *chip, const uint32_t *blocks, size_t block_count, const uint32_t *pcs,
                            size_t pc_count)
{
    size_t fitting = 0;
    for (size_t i = 0; i < block_count; i++) {
        const struct ht_region *region = ht_region_find(chip, blocks[i]);
        fitting += region && region->memory != HT_MEMORY_UNKNOWN;
    }
    for (size_t i = 0; i < pc_count; i++) {
        const struct ht_region *region = ht_region_find(chip, pcs[i]);
        fitting += region && region->code && !(chip->machine == HT_MACHINE_RISCV && pcs[i] % 2 != 0);
    }
    return fitting;
}

const struct ht_chip *ht_chip_guess(enum ht_machine machine, const struct ht_chip *likely, const uint32_t *blocks,
                                    size_t block_count, const uint32_t *pcs, size_t pc_count)
{
    const struct ht_chip *best = likely;
    size_t most = likely ? count_fitting(likely, blocks, block_count, pcs, pc_count) : 0;
    for (size_t i = 0; i < CHIP_COUNT; i++) {
        if (machine != HT_MACHINE_OTHER && chips[i].machine != machine)
            continue;
        size_t fitting = count_fitting(&chips[i], blocks, block_count, pcs, pc_count);
        if (fitting > most) {
            best = &chips[i];
            most = fitting;
        }
    }
    if (most < block_count + pc_count - (block_count + pc_count) / FIT_PARTS)
        return NULL;
    return best;
}

const char *ht_machine_name(enum ht_machine machine)
{
    switch (machine) {
    case HT_MACHINE_XTENSA:
        return "xtensa";
    case HT_MACHINE_RISCV:
        return "riscv";
    case HT_MACHINE_OTHER:
        break;
    }
    return "other";
}
