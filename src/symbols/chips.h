/*
 * Where an address lies, chip by chip. Source: each chip's components/soc/CHIP/include/soc/soc.h in ESP-IDF.
 */
#ifndef HT_SYMBOLS_CHIPS_H
#define HT_SYMBOLS_CHIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf/image.h"

enum ht_memory { HT_MEMORY_UNKNOWN, HT_MEMORY_INTERNAL, HT_MEMORY_PSRAM, HT_MEMORY_RTC };

struct ht_region {
    const char *name;      /* for people: "flash text", "IRAM", "ROM", "internal SRAM", "PSRAM" */
    uint32_t start, end;   /* end excluded */
    enum ht_memory memory; /* HT_MEMORY_UNKNOWN for what no heap lies in */
    bool code;             /* instructions are fetched from here */
    bool rom;
};

struct ht_chip {
    const char *name;  /* "esp32s3" */
    const char *title; /* "ESP32-S3" */
    enum ht_machine machine;
    uint32_t default_hz; /* CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ's default, in hertz */
    const struct ht_region *regions;
    size_t region_count;
};

/* The chip by its name, case and dashes ignored ("ESP32-S3", "esp32s3"); NULL when it is unknown. */
const struct ht_chip *ht_chip_find(const char *name);

/* The chips by their number, from 0; NULL behind the last. */
const struct ht_chip *ht_chip_at(size_t number);

/*
 * The chip whose regions fit the addresses best: blocks (heap addresses) in data regions, PCs in code regions. machine
 * narrows the choice unless it is HT_MACHINE_OTHER; likely (or NULL) is taken where no other fits better. NULL when
 * none fits better than by chance.
 */
const struct ht_chip *ht_chip_guess(enum ht_machine machine, const struct ht_chip *likely, const uint32_t *blocks,
                                    size_t block_count, const uint32_t *pcs, size_t pc_count);

/* "xtensa", "riscv", or "other" */
const char *ht_machine_name(enum ht_machine machine);

/* The region of an address, or NULL; chip may be NULL. */
const struct ht_region *ht_region_find(const struct ht_chip *chip, uint32_t addr);

#endif
